"""What an embedder is given and what it may give back: one rule for every embedder and both flavours."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from hexcache.domain.errors import EmbedderError

if TYPE_CHECKING:
    import numpy.typing as npt

    from hexcache.domain.collection import Passport
    from hexcache.domain.vectors import Matrix


def well_formed(text: str) -> str:
    """Return `text` as servers and tokenizers take it: a lone surrogate becomes U+FFFD."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def failure(error: Exception) -> EmbedderError:
    """Return the error to raise from whatever a provider's code raised; its message may quote the text."""
    return EmbedderError(f"the embedder raised {type(error).__name__!r}; see the error chained to this one")


def as_matrix(vectors: npt.ArrayLike, count: int, dimension: int | None = None) -> Matrix:
    """Return what a provider gave for `count` texts as one float32 matrix (n, d), or refuse it.

    Only count, shape and type are looked at: whether the numbers can be used, the gate in
    `hexcache.domain.vectors` decides.

    Args:
        vectors: numbers, shape (n, d); anything empty where `count` is 0.
        count: the number of texts.
        dimension: the dimension that is expected; None takes any.

    Raises:
        EmbedderError: another number of vectors, another dimension, rows of several lengths, or no numbers.
    """
    array = _as_array(vectors)
    if count == 0 and array.size == 0:
        return np.empty((0, array.shape[1] if array.ndim == 2 else dimension or 0), dtype=np.float32)
    if array.dtype.kind not in "fiu":
        raise EmbedderError(f"the embedder returned dtype {str(array.dtype)!r}; it must return real numbers")
    if array.ndim != 2 or len(array) != count or not array.shape[1]:
        raise EmbedderError(
            f"the embedder returned shape {array.shape!r}; for {count!r} texts it must be ({count!r}, d)"
        )
    if dimension is not None and array.shape[1] != dimension:
        raise EmbedderError(
            f"the embedder returned vectors of dimension {array.shape[1]!r}, expected {dimension!r}; "
            "use one model, and set its dimension"
        )
    with np.errstate(over="ignore"):
        return np.ascontiguousarray(array, dtype=np.float32)


def _as_array(vectors: npt.ArrayLike) -> npt.NDArray[Any]:
    try:
        return np.asarray(vectors)
    except (ValueError, TypeError, OverflowError) as error:
        raise EmbedderError(
            "the embedder returned no matrix; it must return one list of numbers for each text, of one length"
        ) from error


class Intake:
    """Takes in what a provider returns, and learns the dimension from the first vectors if it was unknown."""

    def __init__(self, passport: Passport) -> None:
        self._passport = passport
        self._dimension: dict[None, int] = {} if passport.dimension is None else {None: passport.dimension}

    @property
    def passport(self) -> Passport:
        """The passport, with the dimension as soon as it is known."""
        return self._passport

    def take(self, vectors: npt.ArrayLike, count: int) -> Matrix:
        """Return `vectors` as `as_matrix` does; every dimension after the first must equal it.

        Raises:
            EmbedderError: as `as_matrix`.
        """
        matrix = as_matrix(vectors, count, self._dimension.get(None))
        if self._passport.dimension is None and count:
            # `setdefault` is atomic, so that of two threads with different dimensions only one can win.
            learnt = self._dimension.setdefault(None, matrix.shape[1])
            self._passport = replace(self._passport, dimension=learnt)
            as_matrix(matrix, count, learnt)
        return matrix
