"""LangChain's embeddings as a hexcache embedder, and back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from langchain_core.embeddings import Embeddings
from typing_extensions import override

from hexcache.application.embedding import AsyncCallableEmbedder, CallableEmbedder

if TYPE_CHECKING:
    from hexcache.domain.collection import Passport
    from hexcache.domain.vectors import Matrix, Vector
    from hexcache.ports.embedder import AsyncEmbedder, Embedder


class LangChainEmbedder(CallableEmbedder):
    """LangChain's embeddings as an `Embedder`.

    Its passport names the class and the model where the embeddings say which one they use; a collection that was made
    with another model is then refused. Embeddings that do not say can be told apart by their dimension only.

    Args:
        embeddings: any LangChain embeddings.
        dimension: numbers in each vector; None learns it from the first.
        window: input window in tokens; None where it is unknown.
    """

    def __init__(self, embeddings: Embeddings, *, dimension: int | None = None, window: int | None = None) -> None:
        super().__init__(embeddings.embed_documents, query=embeddings.embed_query, dimension=dimension, window=window)
        self._model = _model_of(embeddings)

    @property
    @override
    def passport(self) -> Passport:
        return _named(super().passport, self._model)


class AsyncLangChainEmbedder(AsyncCallableEmbedder):
    """`LangChainEmbedder` for the event loop, through `aembed_documents` and `aembed_query`."""

    def __init__(self, embeddings: Embeddings, *, dimension: int | None = None, window: int | None = None) -> None:
        super().__init__(embeddings.aembed_documents, query=embeddings.aembed_query, dimension=dimension, window=window)
        self._model = _model_of(embeddings)

    @property
    @override
    def passport(self) -> Passport:
        return _named(super().passport, self._model)


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


def _model_of(embeddings: object) -> str:
    """Return a name for the model behind `embeddings`, empty where they do not say which it is."""
    for attribute in ("model", "model_name", "model_id"):
        model = getattr(embeddings, attribute, None)
        if isinstance(model, str) and model:
            return f"{type(embeddings).__name__}/{model}"
    return ""


def _named(passport: Passport, model: str) -> Passport:
    return replace(passport, provider="langchain", model=model) if model else passport
