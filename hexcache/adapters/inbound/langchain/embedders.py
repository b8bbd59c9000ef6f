"""LangChain's embeddings as a hexcache embedder, and back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from langchain_core.embeddings import Embeddings
from typing_extensions import override

from hexcache.application.bootstrap.registry import Kind, Registry
from hexcache.domain.errors import ConfigurationError
from hexcache.ports.plugin import WrapsEmbedders

if TYPE_CHECKING:
    from hexcache.domain.vectors import Matrix, Vector
    from hexcache.ports.embedder import AsyncEmbedder, Embedder


def embedder_of(embeddings: Embeddings, *, dimension: int | None = None, window: int | None = None) -> Embedder:
    """Return LangChain's embeddings as an `Embedder`.

    Its passport names the class and the model where the embeddings say which one they use; a collection that was made
    with another model is then refused.

    Args:
        embeddings: any LangChain embeddings.
        dimension: numbers in each vector; None learns it from the first.
        window: input window in tokens; None where it is unknown.
    """
    return _plugin().wrap(embeddings, dimension=dimension, window=window)


def async_embedder_of(
    embeddings: Embeddings, *, dimension: int | None = None, window: int | None = None
) -> AsyncEmbedder:
    """As `embedder_of`, for the event loop, through `aembed_documents` and `aembed_query`."""
    return _plugin().awrap(embeddings, dimension=dimension, window=window)


def _plugin() -> WrapsEmbedders:
    plugin = Registry().plugin(Kind.EMBEDDER, "langchain")
    if not isinstance(plugin, WrapsEmbedders):
        raise ConfigurationError("the installed embedder 'langchain' takes no embeddings that are made; upgrade it")
    return plugin


class HexcacheEmbeddings(Embeddings):
    """A hexcache embedder, a `CachedEmbedder` say, as LangChain's embeddings.

    Args:
        embedder: embeds.
        async_embedder: answers the asynchronous calls; without it they run `embedder` in threads.
    """

    def __init__(self, embedder: Embedder, *, async_embedder: AsyncEmbedder | None = None) -> None:
        self.embedder = embedder
        self.async_embedder = async_embedder

    @override
    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return _lists(self.embedder.embed_documents(texts))

    @override
    def embed_query(self, text: str) -> list[float]:
        return _floats(self.embedder.embed_query(text))

    @override
    async def aembed_documents(self, texts: list[str]) -> list[list[float]]:
        if self.async_embedder is None:
            return await asyncio.to_thread(self.embed_documents, texts)
        return _lists(await self.async_embedder.embed_documents(texts))

    @override
    async def aembed_query(self, text: str) -> list[float]:
        if self.async_embedder is None:
            return await asyncio.to_thread(self.embed_query, text)
        return _floats(await self.async_embedder.embed_query(text))


def _lists(matrix: Matrix) -> list[list[float]]:
    vectors: list[list[float]] = matrix.tolist()
    return vectors


def _floats(vector: Vector) -> list[float]:
    numbers: list[float] = vector.tolist()
    return numbers
