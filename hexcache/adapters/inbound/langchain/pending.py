"""One call of `embed_documents`: which texts are stored, which are to be embedded, and what comes of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hexcache.application.batches import batches
from hexcache.domain.errors import EmbedderError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Pending:
    """The texts of one call, each distinct one once, and the vectors found so far.

    Args:
        texts: the texts of the call.
        batch_size: the most that are embedded together; None is all.
    """

    def __init__(self, texts: Sequence[str], batch_size: int | None) -> None:
        self._texts = texts
        self._batch_size = batch_size
        self._vectors: dict[str, list[float]] = {}
        self.distinct = list(dict.fromkeys(texts))

    def found(self, stored: Sequence[list[float] | None]) -> None:
        """Take what the store holds for `distinct`."""
        self._vectors = {text: vector for text, vector in zip(self.distinct, stored, strict=True) if vector is not None}

    def batches(self) -> Iterator[list[str]]:
        """Yield the texts that are still to be embedded."""
        missing = [text for text in self.distinct if text not in self._vectors]
        return batches(missing, self._batch_size or max(1, len(missing)))

    def embedded(self, batch: Sequence[str], vectors: Sequence[list[float]]) -> list[tuple[str, list[float]]]:
        """Take what the embedder returned for `batch`, and return the pairs to store.

        Raises:
            EmbedderError: another number of vectors than of texts.
        """
        if len(vectors) != len(batch):
            raise EmbedderError(f"the embedder returned {len(vectors)!r} vectors for {len(batch)!r} texts; check it")
        pairs = list(zip(batch, vectors, strict=True))
        self._vectors.update(pairs)
        return pairs

    def vectors(self) -> list[list[float]]:
        """Return one vector for each text of the call; no two are the same list."""
        if len(self.distinct) == len(self._texts):
            return [self._vectors[text] for text in self._texts]
        return [list(self._vectors[text]) for text in self._texts]
