"""CQL values as bytes: what the driver would make of them, without asking each value for its type."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from hexcache.domain.vectors import Vector

_DOUBLE: Final = struct.Struct(">d").pack
_BIGINT: Final = struct.Struct(">q").pack
_INT: Final = struct.Struct(">i").pack


def double(value: float | None) -> bytes | None:
    """Return a `double`; None is null."""
    return None if value is None else _DOUBLE(value)


def bigint(value: int) -> bytes:
    """Return a `bigint`."""
    return _BIGINT(value)


def int32(value: int) -> bytes:
    """Return an `int`."""
    return _INT(value)


def ascii_text(value: str) -> bytes:
    """Return an `ascii`; also a `text` that is known to be ASCII."""
    return value.encode("ascii")


def vector(value: Vector) -> bytes:
    """Return a `vector<float, d>`: big-endian float32, one after the other."""
    return np.asarray(value, ">f4").tobytes()
