"""An embedder that never embeds the same text twice, for threads and for the event loop."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from hexcache.application.embedding import as_async_embedder, as_embedder
from hexcache.application.embedding_policy import embedding_policy
from hexcache.application.performers import AsyncPerformer, Performer
from hexcache.application.performing import sync_store, values_table
from hexcache.application.plans.cached_embedding import embed_cached
from hexcache.application.running import arun, run
from hexcache.ports.embedder import AsyncEmbedder, AsyncEmbedsQueries, CountsTokens, Embedder, EmbedsQueries

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from typing_extensions import Unpack

    from hexcache.application.embedding_policy import EmbeddingOptions
    from hexcache.domain.collection import Passport
    from hexcache.domain.hit import Stats
    from hexcache.domain.vectors import Matrix, Vector
    from hexcache.ports.key_value_store import AsyncKeyValueStore, KeyValueStore


class CachedEmbedder(Embedder, EmbedsQueries):
    """An embedder in front of which a key-value store remembers every vector.

    Keys contain the embedder's passport, and documents and queries are kept apart. A text that stands twice in one call
    is embedded once; a stored value that cannot be read is embedded again and replaced. A failing store only costs the
    embedding, unless `on_error="raise"`.

    Args:
        embedder: an `Embedder`, or a function from a list of texts to an (n, d) array.
        store: keeps the vectors; borrowed, never closed.
        query_store: keeps the vectors of queries; None uses `store`.
        clock: returns seconds since the epoch.
        **options: see `EmbeddingOptions`.
    """

    def __init__(
        self,
        embedder: Embedder | Callable[[list[str]], Any],
        store: KeyValueStore,
        *,
        query_store: KeyValueStore | None = None,
        clock: Callable[[], float] = time.time,
        **options: Unpack[EmbeddingOptions],
    ) -> None:
        self.embedder = as_embedder(embedder)
        self._policy = embedding_policy(self.embedder, options)
        values = values_table(sync_store(store, "mget"), sync_store(query_store, "mget"))
        self._perform = Performer(self.embedder, values=values)
        self._clock = clock
        if isinstance(self.embedder, CountsTokens):
            self.count_tokens = self.embedder.count_tokens

    @property
    @override
    def passport(self) -> Passport:
        return self.embedder.passport

    @override
    def embed_documents(self, texts: Sequence[str]) -> Matrix:
        return run(embed_cached(self._policy, texts, self._clock(), queries=False), self._perform)

    @override
    def embed_query(self, text: str) -> Vector:
        vector: Vector = self.embed_queries([text])[0]
        return vector

    @override
    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        return run(embed_cached(self._policy, texts, self._clock(), queries=True), self._perform)

    def stats(self) -> Stats:
        """Return what was embedded, and which errors the store made."""
        return self._policy.monitor.snapshot()


class AsyncCachedEmbedder(AsyncEmbedder, AsyncEmbedsQueries):
    """`CachedEmbedder` with `await`; a sync embedder or function is run off the event loop."""

    def __init__(
        self,
        embedder: AsyncEmbedder | Embedder | Callable[[list[str]], Any],
        store: AsyncKeyValueStore,
        *,
        query_store: AsyncKeyValueStore | None = None,
        clock: Callable[[], float] = time.time,
        **options: Unpack[EmbeddingOptions],
    ) -> None:
        self.embedder = as_async_embedder(embedder)
        self._policy = embedding_policy(self.embedder, options)
        self._perform = AsyncPerformer(self.embedder, values=values_table(store, query_store))
        self._clock = clock
        if isinstance(self.embedder, CountsTokens):
            self.count_tokens = self.embedder.count_tokens

    @property
    @override
    def passport(self) -> Passport:
        return self.embedder.passport

    @override
    async def embed_documents(self, texts: Sequence[str]) -> Matrix:
        return await arun(embed_cached(self._policy, texts, self._clock(), queries=False), self._perform)

    @override
    async def embed_query(self, text: str) -> Vector:
        vector: Vector = (await self.embed_queries([text]))[0]
        return vector

    @override
    async def embed_queries(self, texts: Sequence[str]) -> Matrix:
        return await arun(embed_cached(self._policy, texts, self._clock(), queries=True), self._perform)

    def stats(self) -> Stats:
        """As `CachedEmbedder.stats`."""
        return self._policy.monitor.snapshot()
