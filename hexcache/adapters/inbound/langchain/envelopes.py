"""A lifetime around a value, for stores that know none."""

from __future__ import annotations

import math
import struct
from typing import Final

from hexcache.domain.ttl import is_live

# "hx", version 1, a spare byte, the end of life in seconds since the epoch; infinity is never.
_HEADER: Final = struct.Struct("<2sBxd")
_MAGIC: Final = b"hx"
_VERSION: Final = 1


def wrap(value: bytes, now: float, ttl: float | None) -> bytes:
    """Return `value` with the end of its life in front."""
    return _HEADER.pack(_MAGIC, _VERSION, math.inf if ttl is None else now + ttl) + bytes(value)


def unwrap(blob: bytes | None, now: float) -> bytes | None:
    """Return the value in `blob` while it lives; None where there is none, or none that `wrap` made."""
    if blob is None or len(blob) < _HEADER.size:
        return None
    magic, version, end = _HEADER.unpack_from(blob)
    return bytes(blob[_HEADER.size :]) if (magic, version) == (_MAGIC, _VERSION) and is_live(end, now) else None
