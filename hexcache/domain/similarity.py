"""Similarity: one score scale for every backend, higher is always closer.

| measure | score                                | range          |
|---------|--------------------------------------|----------------|
| `cos`   | cosine of the angle                  | [-1, 1]        |
| `dot`   | inner product, not rescaled          | unbounded      |
| `l2`    | 1 / (1 + squared Euclidean distance) | (0, 1]         |

The functions here are the oracle: what an adapter reports must agree with them to 1e-5.
"""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from hexcache.domain.errors import ConfigurationError, InvalidInputError

if TYPE_CHECKING:
    from hexcache.domain.vectors import Matrix, Vector


class Similarity(StrEnum):
    """How close two vectors are; also made from the aliases `cosine`, `dot_product` and `euclidean`."""

    COS = "cos"
    DOT = "dot"
    L2 = "l2"

    @classmethod
    def _missing_(cls, value: object) -> Similarity | None:
        return _ALIASES.get(value.lower()) if isinstance(value, str) else None

    @classmethod
    def of(cls, value: Similarity | str) -> Similarity:
        """Return the measure named `value`.

        Raises:
            ConfigurationError: there is no such measure.
        """
        try:
            return cls(value)
        except ValueError:
            known = ", ".join([*cls, *_ALIASES])
            raise ConfigurationError(f"unknown similarity {value!r}; use one of: {known}") from None


_ALIASES: Final = {
    "cos": Similarity.COS,
    "cosine": Similarity.COS,
    "dot": Similarity.DOT,
    "dot_product": Similarity.DOT,
    "l2": Similarity.L2,
    "euclidean": Similarity.L2,
}


def scores(similarity: Similarity, matrix: Matrix, vector: Vector, squared_norms: Vector | None = None) -> Vector:
    """Return the score of every row of `matrix` against `vector`.

    Args:
        similarity: the measure. For `cos` rows and vector must be of unit length, as the vector gate makes them.
        matrix: float32, shape (n, d), C-contiguous.
        vector: float32, shape (d,).
        squared_norms: for `l2` only: float32 (n,), the squared lengths of the rows where the caller keeps them.

    Returns:
        float32, shape (n,). For `l2` the distance is the expanded |a|^2 - 2ab + |b|^2, which cancels for vectors
        that are nearly equal and long: rows that decide are scored again with `score`.
    """
    products = matrix @ vector
    if similarity is not Similarity.L2:
        return np.asarray(products, dtype=np.float32)
    norms = np.einsum("ij,ij->i", matrix, matrix) if squared_norms is None else squared_norms
    distances = np.maximum(norms - 2.0 * products + vector @ vector, 0.0)
    return np.asarray(1.0 / (1.0 + distances), dtype=np.float32)


def score(similarity: Similarity, a: Vector, b: Vector) -> float:
    """Return the score of two float32 vectors of shape (d,), computed without cancellation, `cos` within [-1, 1]."""
    if similarity is Similarity.L2:
        difference = a.astype(np.float64) - b
        return float(1.0 / (1.0 + difference @ difference))
    product = float(a @ b)
    return clamp_cosine(product) if similarity is Similarity.COS else product


def clamp_cosine(value: float) -> float:
    """Return `value` within [-1, 1], where rounding has carried a cosine past it."""
    return min(1.0, max(-1.0, value))


def from_cosine_distance(distance: float) -> float:
    """Return the `cos` score of a server's cosine distance (1 - cos), rounding below zero removed."""
    return clamp_cosine(1.0 - distance)


def from_half_cosine(value: float) -> float:
    """Return the score of a server's (1 + x) / 2, as Cassandra and Redis vector sets report cosine and dot product."""
    return 2.0 * value - 1.0


def from_squared_distance(squared: float) -> float:
    """Return the `l2` score of a squared Euclidean distance; of NaN, as servers report for zero vectors, the lowest."""
    return 0.0 if math.isnan(squared) else 1.0 / (1.0 + max(0.0, squared))


def require_threshold(value: float) -> float:
    """Return `value` as a finite float; 0.0 is a threshold like any other.

    Raises:
        InvalidInputError: not a real number, or not finite.
    """
    real = isinstance(value, (int, float, np.floating)) and not isinstance(value, bool)
    try:
        number = float(value) if real else math.nan
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise InvalidInputError(f"threshold must be a finite number, got {value!r}; give a score such as 0.85")
    return number
