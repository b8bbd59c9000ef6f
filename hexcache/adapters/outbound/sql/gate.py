"""The gate of a collection's searches, whoever compares the vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hexcache.domain.vectors import admit, admit_many, stack

if TYPE_CHECKING:
    from hexcache.domain.collection import Collection
    from hexcache.domain.vectors import Matrix, Vector


class Gate:
    """Lets vectors into the searches of one collection.

    Args:
        collection: what its vectors have in common.
    """

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    def admitted(self, vector: Vector) -> Vector:
        """Return a vector that passed the gate."""
        return admit(vector, self._collection.dimension, self._collection.similarity)

    def admitted_many(self, vectors: Matrix) -> Matrix:
        """Return vectors that passed the gate, as rows of one matrix."""
        dimension = self._collection.dimension
        return stack(admit_many(vectors, len(vectors), dimension, self._collection.similarity), dimension)
