"""The vectors of the queries embedded last, so that `update` after `lookup` embeds nothing."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from typing_extensions import override

if TYPE_CHECKING:
    from hexcache.domain.vectors import Vector


class RecentVectors:
    """A bounded, thread-safe map from text to vector; the least recently used text is forgotten first."""

    def __init__(self, capacity: int) -> None:
        """Remember at most `capacity` texts."""
        self._capacity = capacity
        self._vectors: OrderedDict[str, Vector] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, text: str) -> Vector | None:
        """Return the vector of `text`, None where it is not remembered."""
        with self._lock:
            vector = self._vectors.get(text)
            if vector is not None:
                self._vectors.move_to_end(text)
            return vector

    def put(self, text: str, vector: Vector) -> None:
        """Remember the vector of `text`."""
        with self._lock:
            self._vectors[text] = vector
            self._vectors.move_to_end(text)
            if len(self._vectors) > self._capacity:
                self._vectors.popitem(last=False)

    @override
    def __repr__(self) -> str:
        """Show the size and no text."""
        return f"RecentVectors({len(self._vectors)} of {self._capacity})"
