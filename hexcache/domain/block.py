"""A block of vectors in memory that is searched exactly, for stores whose server has no vectors."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from hexcache.domain.ranking import View, closeness, closeness_many, nearest
from hexcache.domain.similarity import Similarity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hexcache.domain.vectors import Matrix, Vector

_SMALLEST: Final = 4
_DEAD_SHARE: Final = 8
_DEAD_FLOOR: Final = 64
_PRODUCTS_AT_ONCE: Final = 4_000_000


class VectorBlock:
    """Float32 rows with ids and expiries, ranked against a vector.

    Writes (`put`, `touch`, `remove`, `clear`) need one lock of the caller's around them. Searches need none
    and may run beside a write: a row never changes once it is written. A replaced vector is a new row, a
    removed one is marked, and rows that nobody needs stay behind when the block is copied to larger or
    tighter arrays. A search sees each entry as it was before or after a write, never between.
    """

    def __init__(self, dimension: int, similarity: Similarity) -> None:
        self._similarity = similarity
        self._rows: dict[str, int]
        self._ids: list[str]
        self._matrix: Matrix
        self._halves: Vector | None
        self._expires_at: npt.NDArray[np.float64]
        self._view: View
        self._adopt(np.empty((0, dimension), np.float32), np.empty(0), [], longest=0.0)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, document_id: str) -> bool:
        return document_id in self._rows

    def vector(self, document_id: str) -> Vector | None:
        """Return a copy of the row of `document_id`, None where there is none; needs the lock of a write."""
        row = self._rows.get(document_id)
        return None if row is None else self._matrix[row].copy()

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays, spare capacity included."""
        arrays = (self._matrix, self._expires_at, self._halves)
        return sum(int(array.nbytes) for array in arrays if array is not None)

    def put(self, document_ids: Sequence[str], vectors: Matrix, expires_at: Sequence[float | None]) -> None:
        """Write one row for each id, replacing what is there; the last of equal ids wins.

        A vector that is not finite is not kept: nothing can be near it.

        Args:
            document_ids: n ids.
            vectors: float32 (n, d).
            expires_at: n ends of life, seconds since the epoch; None is never.
        """
        ends = [math.inf if end is None else end for end in expires_at]
        squared = np.einsum("ij,ij->i", vectors, vectors)
        finite = np.isfinite(squared).tolist()
        fresh: list[int] = []
        for document_id, position in dict(zip(document_ids, range(len(document_ids)), strict=True)).items():
            row = self._rows.get(document_id)
            if row is not None and np.array_equal(self._matrix[row], vectors[position]):
                self._move(row, ends[position])
            elif finite[position]:
                fresh.append(position)
            else:
                self.remove([document_id])
        if fresh:
            self._append([document_ids[position] for position in fresh], vectors, squared, ends, fresh)

    def touch(self, document_id: str, expires_at: float | None) -> bool:
        """Move the end of one row's life; False where there is no such row."""
        row = self._rows.get(document_id)
        if row is not None:
            self._move(row, math.inf if expires_at is None else expires_at)
        return row is not None

    def remove(self, document_ids: Iterable[str]) -> int:
        """Remove rows and return how many were there."""
        popped = [self._rows.pop(document_id, None) for document_id in document_ids]
        rows = [row for row in popped if row is not None]
        for row in rows:
            self._move(row, -math.inf)
        if rows:
            self._tighten()
        return len(rows)

    def clear(self) -> None:
        """Remove every row and free the memory."""
        self._adopt(np.empty((0, self._matrix.shape[1]), np.float32), np.empty(0), [], longest=0.0)

    def expired(self, now: float) -> list[str]:
        """Return the ids of rows whose life is over."""
        view = self._view
        if view.earliest > now:
            return []
        gone = ((view.expires_at <= now) & (view.expires_at > -math.inf)).nonzero()[0]
        return [view.ids[row] for row in gone.tolist()]

    def top(self, vector: Vector, limit: int, now: float, min_score: float | None = None) -> list[tuple[str, float]]:
        """Return (id, score) of the live rows nearest to `vector`, best first, equal scores by id.

        Args:
            vector: float32 (d,).
            limit: the most to return, at least 1.
            now: seconds since the epoch.
            min_score: leave out what scores lower; None keeps all.
        """
        view, plain = self._view, np.asarray(vector)  # arithmetic on a subclass of ndarray is slower
        return nearest(view, closeness(view, plain), plain, limit, now, min_score)

    def top_many(
        self, vectors: Matrix, limit: int, now: float, min_score: float | None = None
    ) -> list[list[tuple[str, float]]]:
        """Return what `top` returns for each row of `vectors` (q, d), by matrix products."""
        view = self._view
        step = max(1, _PRODUCTS_AT_ONCE // max(1, len(view.matrix)))
        found = []
        for start in range(0, len(vectors), step):
            part = vectors[start : start + step]
            pairs = zip(part, closeness_many(view, part), strict=True)
            found += [nearest(view, keys, vector, limit, now, min_score) for vector, keys in pairs]
        return found

    def _move(self, row: int, end: float) -> None:
        view = self._view
        view.earliest = min(view.earliest, end)
        self._expires_at[row] = end

    def _append(
        self,
        ids: list[str],
        vectors: Matrix,
        squared: npt.NDArray[np.float32],
        ends: list[float],
        positions: list[int],
    ) -> None:
        start = self._reserve(len(ids))
        stop = start + len(ids)
        whole = len(ids) == len(vectors)
        self._matrix[start:stop] = vectors if whole else vectors[positions]
        if self._halves is not None:
            self._halves[start:stop] = squared[positions] / 2.0
        replaced = [row for row in map(self._rows.get, ids) if row is not None]
        if replaced:  # a search under way keeps the old rows with their old expiries
            self._expires_at = self._expires_at.copy()
            self._expires_at[replaced] = -math.inf
        added = [ends[position] for position in positions]
        self._expires_at[start:stop] = added
        self._ids += ids
        self._rows.update(zip(ids, range(start, stop), strict=True))
        earliest = -math.inf if replaced else min(added)
        longest = math.sqrt(float(squared[positions].max()))
        self._show(min(self._view.earliest, earliest), max(self._view.longest, longest))
        if replaced:
            self._tighten()

    def _reserve(self, more: int) -> int:
        """Make room for `more` rows and return the first free one."""
        used = len(self._ids)
        if used + more > len(self._matrix):
            self._copy_live(max(_SMALLEST, 2 * len(self._rows), len(self._rows) + more))
        return len(self._ids)

    def _tighten(self) -> None:
        dead = len(self._ids) - len(self._rows)
        if dead > _DEAD_FLOOR + len(self._rows) // _DEAD_SHARE:
            self._copy_live(len(self._rows))

    def _copy_live(self, capacity: int) -> None:
        """Copy the live rows to new arrays of `capacity` rows; searches under way keep the old ones."""
        rows = sorted(self._rows.values())
        used = len(rows)
        matrix = np.empty((capacity, self._matrix.shape[1]), np.float32)
        expires_at = np.full(capacity, math.inf)
        if used == len(self._ids):
            matrix[:used] = self._matrix[:used]
            expires_at[:used] = self._expires_at[:used]
        else:
            np.take(self._matrix, rows, axis=0, out=matrix[:used], mode="clip")
            expires_at[:used] = self._expires_at[rows]
        self._adopt(matrix, expires_at, [self._ids[row] for row in rows], self._view.longest)

    def _adopt(self, matrix: Matrix, expires_at: npt.NDArray[np.float64], ids: list[str], longest: float) -> None:
        used = len(ids)
        self._matrix, self._expires_at, self._ids = matrix, expires_at, ids
        self._rows = dict(zip(ids, range(used), strict=True))
        self._halves = None
        if self._similarity is Similarity.L2:
            self._halves = np.empty(len(matrix), np.float32)
            self._halves[:used] = np.einsum("ij,ij->i", matrix[:used], matrix[:used]) / 2.0
        self._show(float(expires_at[:used].min(initial=math.inf)), longest)

    def _show(self, earliest: float, longest: float) -> None:
        """Let searches that begin now see every row written so far."""
        used = len(self._ids)
        halves = None if self._halves is None else self._halves[:used]
        self._view = View(
            self._similarity,
            self._matrix[:used],
            halves,
            self._expires_at[:used],
            self._ids,
            longest=longest,
            earliest=earliest,
        )
