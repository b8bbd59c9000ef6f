"""The gate that every vector passes, and the binary codec that stores it."""

from __future__ import annotations

import math
import struct
import zlib
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from hexcache.domain.errors import CorruptEntryError, InvalidInputError
from hexcache.domain.similarity import Similarity

if TYPE_CHECKING:
    from collections.abc import Sequence

Vector: TypeAlias = npt.NDArray[np.float32]
"""One vector: float32, shape (d,), C-contiguous, little-endian."""

Matrix: TypeAlias = npt.NDArray[np.float32]
"""Vectors as rows: float32, shape (n, d), C-contiguous, little-endian."""

_MAX_DIMENSION: Final = 65_535
_SMALLEST_NORM: Final = 1e-12
_UNIT_TOLERANCE: Final = 1e-6
_MAX_SQUARED_NORM: Final = float(np.finfo(np.float32).max)
# "hv", version 1, dtype code (1 = float32), dimension, CRC-32 of dimension and body.
_HEADER: Final = struct.Struct("<2sBBII")
_MAGIC: Final = b"hv"
_VERSION: Final = 1
_FLOAT32: Final = 1


class _Admitted(np.ndarray[tuple[int], np.dtype[np.float32]]):
    """An array that the gate made, with its stamp; whatever is derived from it (a slice, a product) has none."""

    stamp: tuple[int, Similarity] | None = None


def admit(vector: npt.ArrayLike, dimension: int | None, similarity: Similarity) -> Vector:
    """Return `vector` as every store takes it, or refuse it: the one gate for cache, ports and imports.

    A vector that passed for the same measure passes again at once and unchanged, so that each layer can call the gate
    and only the first one pays for it.

    Args:
        vector: numbers, shape (d,).
        dimension: the collection's dimension; None takes any from 1 to 65,535.
        similarity: for `cos` the vector is made unit length here, once.

    Returns:
        float32, shape (d,), C-contiguous and read-only; never an alias of what the caller can still write to.

    Raises:
        InvalidInputError: wrong shape, dimension or dtype, a value that is not finite in float32, or a norm that is
            zero or overflows in float32.
    """
    if type(vector) is _Admitted:
        stamp = vector.stamp
        if stamp is not None and stamp[1] is similarity and dimension in (stamp[0], None):
            return vector
    return _stamped(_admitted(_as_floats(vector, 1), dimension, similarity), similarity)


def admit_many(vectors: npt.ArrayLike, count: int, dimension: int | None, similarity: Similarity) -> list[Vector]:
    """Return `count` vectors, each of which passed the gate.

    Raises:
        InvalidInputError: not exactly `count` vectors, or one of them is refused by `admit`.
    """
    if count == 0:
        return []
    matrix = _as_floats(vectors, 2)
    if len(matrix) != count:
        raise InvalidInputError(f"expected {count!r} vectors, got {len(matrix)!r}; return one vector for each text")
    return [_stamped(_admitted(row, dimension, similarity), similarity) for row in matrix]


def _stamped(array: Vector, similarity: Similarity) -> Vector:
    array.setflags(write=False)
    admitted = array.view(_Admitted)
    admitted.stamp = (array.shape[0], similarity)
    return admitted


def _as_floats(vector: npt.ArrayLike, ndim: int) -> npt.NDArray[Any]:
    try:
        array = np.asarray(vector)
    except (ValueError, TypeError, OverflowError) as error:
        raise InvalidInputError("a vector must be a flat list of numbers; rows of one length each") from error
    if array.dtype.kind not in "fiu":
        raise InvalidInputError(f"a vector must hold real numbers, got dtype {str(array.dtype)!r}; use float32")
    if array.ndim != ndim:
        raise InvalidInputError(f"expected {ndim!r} dimension(s), got shape {array.shape!r}; pass shape {_shape(ndim)}")
    return array


def _shape(ndim: int) -> str:
    return "(d,)" if ndim == 1 else "(n, d)"


def _admitted(array: npt.NDArray[Any], dimension: int | None, similarity: Similarity) -> Vector:
    size = array.shape[0]
    if (dimension is not None and size != dimension) or not 0 < size <= _MAX_DIMENSION:
        wanted = f"{dimension!r}" if dimension is not None else f"1 to {_MAX_DIMENSION}"
        raise InvalidInputError(f"expected a vector of dimension {wanted}, got {size!r}; use the collection's embedder")
    with np.errstate(over="ignore", invalid="ignore"):
        wide = array if array.dtype == np.float32 else array.astype(np.float64)
        squared = _squared_norm(wide)
    objection = _objection(squared)
    if objection is not None:
        raise InvalidInputError(objection)
    return _finish(wide, squared, similarity)


def _objection(squared_norm: float) -> str | None:
    """Return why no vector of this squared norm may be stored, None where it may."""
    if not math.isfinite(squared_norm) or squared_norm >= _MAX_SQUARED_NORM:
        return "the vector holds NaN or infinity, or its norm overflows float32; embed the text again"
    if squared_norm <= _SMALLEST_NORM**2:
        return "the vector's norm is zero, so it has no direction; embed a text that says something"
    return None


def is_storable(vector: Vector) -> bool:
    """Return whether the gate would let the numbers of `vector` in, whatever the dimension and the measure."""
    with np.errstate(over="ignore", invalid="ignore"):
        return _objection(_squared_norm(vector)) is None


def _squared_norm(array: npt.NDArray[Any]) -> float:
    """Return the squared norm of `array` with enough range to tell tiny and huge from zero and infinity."""
    squared = float(np.dot(array, array))
    if 1e-30 < squared < math.inf:
        return squared
    wide = array.astype(np.float64)
    return float(np.dot(wide, wide))


def _finish(array: npt.NDArray[Any], squared: float, similarity: Similarity) -> Vector:
    if similarity is not Similarity.COS or abs(squared - 1.0) <= _UNIT_TOLERANCE:
        return np.array(array, dtype="<f4")
    return np.ascontiguousarray(np.multiply(array, 1.0 / math.sqrt(squared)), dtype="<f4")


def encode_vector(vector: Vector) -> bytes:
    """Return the stored form of `vector`: a 12-byte header (magic, version, dtype, dimension, CRC-32) and float32."""
    body = np.ascontiguousarray(vector, dtype="<f4").tobytes()
    size = len(body) // 4
    return _HEADER.pack(_MAGIC, _VERSION, _FLOAT32, size, _checksum(size, body)) + body


def decode_vector(blob: bytes | memoryview, dimension: int | None = None) -> Vector:
    """Return the float32 vector (d,) in `blob`; read-only, it shares the blob's memory.

    Raises:
        CorruptEntryError: another format, version or dimension, or a byte has changed.
    """
    if len(blob) < _HEADER.size:
        raise CorruptEntryError(f"a stored vector has {len(blob)!r} bytes, too few; delete the entry")
    magic, version, dtype, size, checksum = _HEADER.unpack_from(blob)
    body = memoryview(blob)[_HEADER.size :]
    if (magic, version, dtype) != (_MAGIC, _VERSION, _FLOAT32) or size * 4 != len(body):
        raise CorruptEntryError("a stored vector is not of this format and version; delete the entry")
    if _checksum(size, body) != checksum:
        raise CorruptEntryError("a stored vector fails its checksum; delete the entry")
    if dimension is not None and size != dimension:
        raise CorruptEntryError(f"a stored vector has dimension {size!r}, expected {dimension!r}; delete the entry")
    return np.frombuffer(body, dtype="<f4")


def _checksum(size: int, body: bytes | memoryview) -> int:
    return zlib.crc32(body, size)


def stack(vectors: Sequence[Vector], dimension: int) -> Matrix:
    """Return `vectors` as the rows of one float32 matrix (n, d); (0, d) for none."""
    return np.stack(vectors) if vectors else np.empty((0, dimension), dtype=np.float32)
