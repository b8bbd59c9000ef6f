"""Ranking: the nearest live rows of a float32 matrix, exactly, without sorting what cannot be among them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from hexcache.domain.similarity import Similarity, clamp_cosine

if TYPE_CHECKING:
    from typing import TypeAlias

    from hexcache.domain.vectors import Matrix, Vector

    Rows: TypeAlias = npt.NDArray[np.intp]
    """Row numbers, shape (m,)."""

_SLACK: Final = 4e-6
_GROUP: Final = 4
_FEW: Final = 3
_LARGE: Final = 1e38


class View:
    """Rows as one search sees them: nothing that it reads changes meanwhile, but for an expiry that is moved.

    Attributes:
        similarity: the measure.
        matrix: float32 (n, d), the rows.
        halves: float32 (n,), half the squared length of each row, for `l2`; else None.
        expires_at: float64 (n,), the end of each row's life; infinity is never, minus infinity a removed row.
        ids: the id of each row; may be longer than n.
        longest: an upper bound of the rows' lengths.
        earliest: a lower bound of `expires_at`.
    """

    __slots__ = ("earliest", "expires_at", "halves", "ids", "longest", "matrix", "similarity")

    def __init__(
        self,
        similarity: Similarity,
        matrix: Matrix,
        halves: Vector | None,
        expires_at: npt.NDArray[np.float64],
        ids: list[str],
        *,
        longest: float,
        earliest: float,
    ) -> None:
        self.similarity = similarity
        self.matrix = matrix
        self.halves = halves
        self.expires_at = expires_at
        self.ids = ids
        self.longest = longest
        self.earliest = earliest


def closeness(view: View, vector: Vector) -> Vector:
    """Return a float32 for each row; they order as the scores do, and are the scores for `cos` and `dot`."""
    products = np.dot(view.matrix, vector)
    return products if view.halves is None else np.subtract(products, view.halves, out=products)


def closeness_many(view: View, vectors: Matrix) -> Matrix:
    """Return `closeness` for each row of `vectors`: float32 (q, n)."""
    products = np.dot(vectors, view.matrix.T)
    return products if view.halves is None else np.subtract(products, view.halves, out=products)


def nearest(
    view: View, keys: Vector, vector: Vector, limit: int, now: float, min_score: float | None
) -> list[tuple[str, float]]:
    """Return (id, score) of the live rows nearest to `vector`, best first, equal scores by id.

    Args:
        view: the rows.
        keys: what `closeness` returned for `vector`.
        vector: float32 (d,).
        limit: the most to return.
        now: seconds since the epoch.
        min_score: leave out what scores lower; None keeps all.
    """
    floor, slack = _floor(view, vector, min_score)
    rows = _contenders(keys, limit, floor, slack)
    if view.earliest <= now:
        rows = _live(view, keys, rows, limit, floor, slack, now)
    numbers: list[int] = rows.tolist()
    if not numbers:
        return []
    return _ranked(view, numbers, _scores(view, numbers, vector), limit, min_score)


def _ranked(
    view: View, rows: list[int], scores: list[float], limit: int, min_score: float | None
) -> list[tuple[str, float]]:
    ids = view.ids
    lowest = -math.inf if min_score is None else min_score
    if len(rows) == 1:  # what a cache finds most often
        return [(ids[rows[0]], scores[0])] if scores[0] >= lowest else []
    found = [(-score, ids[row]) for score, row in zip(scores, rows, strict=True) if score >= lowest]
    found.sort()
    return [(document_id, -negative) for negative, document_id in found[:limit]]


def _floor(view: View, vector: Vector, min_score: float | None) -> tuple[float, float]:
    """Return the least closeness that can reach `min_score`, and how far rounding can move a closeness."""
    floor = -math.inf if min_score is None else max(-_LARGE, min(_LARGE, min_score))
    if view.similarity is Similarity.COS:
        return floor, _SLACK
    squared = float(np.dot(vector, vector))
    slack = _SLACK * max(math.sqrt(squared), view.longest) * view.longest
    if view.halves is not None and min_score is not None:
        floor = max(-_LARGE, (squared + 1.0 - 1.0 / min_score) / 2.0) if min_score > 0.0 else -math.inf
    return floor, slack


def _contenders(keys: Vector, limit: int, floor: float, slack: float) -> Rows:
    """Return every row that may be among the `limit` nearest at or above `floor`; NaN never is."""
    if floor > -math.inf:
        rows = (keys >= floor - slack).nonzero()[0]
        if len(rows) <= limit:
            return rows
        keys = keys[rows]
        return rows[(keys >= _cut(keys, limit) - slack).nonzero()[0]]
    return (keys >= _cut(keys, limit) - slack).nonzero()[0]


def _cut(keys: Vector, limit: int) -> float:
    """Return a closeness that at least `limit` of `keys` reach, and few more."""
    size = len(keys)
    if limit >= size:
        return -math.inf
    if limit == 1:
        return float(keys.max())
    width = _GROUP * limit
    if size > width * width:  # the k-th largest of many maxima is reached by k numbers, and maxima are cheap
        keys = keys[: size - size % width].reshape(-1, width).max(axis=0)
        size = width
    return float(np.partition(keys, size - limit)[size - limit])


def _live(view: View, keys: Vector, rows: Rows, limit: int, floor: float, slack: float, now: float) -> Rows:
    """Return the live contenders; where dead ones took their places, the contenders among the live rows."""
    live = rows[view.expires_at[rows] > now]
    if len(live) == len(rows) or len(rows) < limit:
        return live
    alive = (view.expires_at > now).nonzero()[0]
    return alive[_contenders(keys[alive], limit, floor, slack)]


def _scores(view: View, rows: list[int], vector: Vector) -> list[float]:
    """Return the score of each row, computed alike wherever it stands: equal vectors score equal."""
    if view.halves is not None:
        difference = view.matrix.take(rows, axis=0).astype(np.float64) - vector
        squared: list[float] = np.einsum("ij,ij->i", difference, difference).tolist()
        return [1.0 / (1.0 + distance) for distance in squared]
    if len(rows) <= _FEW:
        matrix = view.matrix
        products = [float(np.dot(matrix[row], vector)) for row in rows]
    else:
        products = np.einsum("ij,j->i", view.matrix.take(rows, axis=0), vector).tolist()
    if view.similarity is Similarity.COS:
        return [clamp_cosine(product) for product in products]
    return products
