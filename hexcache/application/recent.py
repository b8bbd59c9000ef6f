"""What is remembered of the last queries: their vectors, and which rows were there."""

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


class RecentIds:
    """A bounded, thread-safe set of document ids; the first to come is the first to be forgotten."""

    def __init__(self, capacity: int) -> None:
        """Remember at most `capacity` ids."""
        self._capacity = capacity
        self._ids: dict[str, None] = {}
        self._lock = threading.Lock()

    def __contains__(self, document_id: str) -> bool:
        return document_id in self._ids

    def add(self, document_id: str) -> None:
        """Remember an id."""
        if document_id in self._ids:
            return
        with self._lock:
            self._ids[document_id] = None
            if len(self._ids) > self._capacity:
                del self._ids[next(iter(self._ids))]

    def discard(self, document_id: str) -> None:
        """Forget an id."""
        if document_id in self._ids:
            with self._lock:
                self._ids.pop(document_id, None)

    @override
    def __repr__(self) -> str:
        """Show the size."""
        return f"RecentIds({len(self._ids)} of {self._capacity})"
