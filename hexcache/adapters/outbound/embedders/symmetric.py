"""Embedders that treat queries and documents alike, as a cache wants it: it compares questions with questions."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from typing_extensions import override

from hexcache.ports.embedder import AsyncEmbedder, AsyncEmbedsQueries, Embedder, EmbedsQueries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hexcache.domain.vectors import Matrix, Vector


class SymmetricEmbedder(Embedder, EmbedsQueries):
    """An `Embedder` that is complete with `passport` and `embed_documents`."""

    @abstractmethod
    @override
    def embed_documents(self, texts: Sequence[str]) -> Matrix: ...

    @override
    def embed_query(self, text: str) -> Vector:
        vector: Vector = self.embed_documents([text])[0]
        return vector

    @override
    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        return self.embed_documents(texts)


class AsyncSymmetricEmbedder(AsyncEmbedder, AsyncEmbedsQueries):
    """An `AsyncEmbedder` that is complete with `passport` and `embed_documents`."""

    @abstractmethod
    @override
    async def embed_documents(self, texts: Sequence[str]) -> Matrix: ...

    @override
    async def embed_query(self, text: str) -> Vector:
        vector: Vector = (await self.embed_documents([text]))[0]
        return vector

    @override
    async def embed_queries(self, texts: Sequence[str]) -> Matrix:
        return await self.embed_documents(texts)
