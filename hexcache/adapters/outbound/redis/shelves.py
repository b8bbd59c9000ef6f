"""Vectors of a scope as the client keeps them, for servers that have none of their own."""

from __future__ import annotations

import struct
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from hexcache.adapters.outbound.redis.places import document_id
from hexcache.domain.block import VectorBlock
from hexcache.domain.errors import CorruptEntryError
from hexcache.domain.vectors import decode_vector, encode_vector

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hexcache.domain.collection import Collection
    from hexcache.domain.vectors import Vector

SAME: Final = 0
"""What a place replies when nothing changed since a change."""

CHANGED: Final = 1
"""What a place replies when it tells what changed."""

_END: Final = struct.Struct("<d")
_NEVER: Final = float("inf")


def packed_end(expires_at: float | None) -> bytes:
    """Return an end of life in eight bytes."""
    return _END.pack(_NEVER if expires_at is None else expires_at)


def packed_vector(vector: Vector, expires_at: float | None) -> bytes:
    """Return a vector with the end of its life in front."""
    return packed_end(expires_at) + encode_vector(vector)


def unpacked_vector(packed: bytes, dimension: int) -> Vector:
    """Return the vector in `packed`.

    Raises:
        ValueError: it cannot be read.
    """
    try:
        return decode_vector(memoryview(packed)[_END.size :], dimension)
    except CorruptEntryError as error:
        raise ValueError(str(error)) from error


class Shelf:
    """The vectors of one scope in one place, as they were after a change.

    Attributes:
        block: the vectors.
        change: the id of the last change that the block has; empty before the first.
    """

    def __init__(self, collection: Collection) -> None:
        self.block = VectorBlock(collection.dimension, collection.similarity)
        self.change = b""
        self._dimension = collection.dimension
        self._lock = Lock()

    def apply(self, rows: Sequence[tuple[bytes, Any]], change: bytes) -> None:
        """Take what changed: names with their packed vectors, None for those that have none any more."""
        ids, vectors, ends, gone = [], [], [], []
        for name, packed in rows:
            try:
                key = document_id(name)
                vector = None if packed is None else unpacked_vector(packed, self._dimension)
            except ValueError:
                continue
            if vector is None:
                gone.append(key)
            else:
                ids.append(key)
                vectors.append(vector)
                ends.append(_END.unpack_from(packed)[0])
        with self._lock:
            self.block.remove(gone)
            if ids:
                self.block.put(ids, np.stack(vectors), ends)
            self.change = change

    def drop(self, document_ids: Sequence[str], change: bytes) -> None:
        """Leave out documents that the server had no longer as of `change`; later ones may have brought them back."""
        with self._lock:
            if self.change == change:
                self.block.remove(document_ids)
