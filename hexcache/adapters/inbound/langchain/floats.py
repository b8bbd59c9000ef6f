"""Lists of floats as bytes and back: the compact form that is written, and the JSON that the original wrote."""

from __future__ import annotations

import json
import struct
import zlib
from typing import TYPE_CHECKING, Final

import numpy as np

from hexcache.domain.errors import CorruptEntryError, InvalidInputError
from hexcache.domain.vectors import decode_vector, encode_vector

if TYPE_CHECKING:
    from collections.abc import Sequence

# "hd", version 1, a spare byte, CRC-32 of the body: float64, for numbers that float32 would change.
_WIDE: Final = struct.Struct("<2sBxI")
_MAGIC: Final = b"hd"
_VERSION: Final = 1


def encode_floats(values: Sequence[float]) -> bytes:
    """Return the stored form of one vector: float32 where that keeps every number as it is, else float64.

    Raises:
        InvalidInputError: it is no flat list of finite numbers.
    """
    try:
        wide = np.asarray(values, dtype="<f8")
    except (TypeError, ValueError, OverflowError) as error:
        raise InvalidInputError("a vector must be a flat list of numbers; use another embedder") from error
    if wide.ndim != 1 or not wide.size or not np.isfinite(wide).all():
        raise InvalidInputError("a vector must be a flat list of finite numbers; use another embedder")
    with np.errstate(over="ignore"):
        narrow = wide.astype("<f4")
    if np.array_equal(narrow, wide):
        return encode_vector(narrow)
    body = wide.tobytes()
    return _WIDE.pack(_MAGIC, _VERSION, zlib.crc32(body)) + body


def decode_floats(blob: bytes) -> list[float]:
    """Return the vector in `blob`, in either form.

    Raises:
        CorruptEntryError: it is neither, or a byte has changed.
    """
    if blob[:1] == b"[":
        return _from_json(blob)
    if blob[:2] != _MAGIC:
        narrow: list[float] = decode_vector(blob).tolist()
        return narrow
    body = memoryview(blob)[_WIDE.size :]
    if len(body) < 8 or len(body) % 8 or _WIDE.unpack_from(blob) != (_MAGIC, _VERSION, zlib.crc32(body)):
        raise CorruptEntryError("a stored vector is damaged; it is embedded again")
    wide: list[float] = np.frombuffer(body, dtype="<f8").tolist()
    return wide


def _from_json(blob: bytes) -> list[float]:
    try:
        values = json.loads(blob)
        vector: list[float] = np.asarray(values, dtype="<f8").tolist()
    except (TypeError, ValueError, RecursionError, OverflowError) as error:
        raise CorruptEntryError("a stored vector is no JSON list of numbers; it is embedded again") from error
    if not vector or not isinstance(vector[0], float) or not np.isfinite(vector).all():
        raise CorruptEntryError("a stored vector is no flat list of finite numbers; it is embedded again")
    return vector
