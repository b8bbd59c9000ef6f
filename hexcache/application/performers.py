"""The two performers: answer an operation with sync ports, or with async ones."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from hexcache.application.operations import EmbedQueries, FetchAndSearch, Operation, SearchMany, Verify
from hexcache.application.performing import embedder_table, store_table, sync_store
from hexcache.ports.embedder import AsyncEmbedsQueries, EmbedsQueries
from hexcache.ports.vector_store import AsyncGetsAndSearches, AsyncSearchesMany, GetsAndSearches, SearchesMany

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from hexcache.application.performing import Table
    from hexcache.application.verifying import TaskDeadline, ThreadDeadline
    from hexcache.domain.entry import Candidate, Record
    from hexcache.domain.vectors import Matrix
    from hexcache.ports.embedder import AsyncEmbedder, Embedder
    from hexcache.ports.vector_store import AsyncVectorStore, VectorStore

Both: TypeAlias = "tuple[list[Record | None], list[Candidate] | None]"

_AT_ONCE = 32


class Performer:
    """Answers operations with sync ports."""

    def __init__(
        self,
        embedder: Embedder,
        store: VectorStore | None = None,
        values: Table | None = None,
        verify: ThreadDeadline | None = None,
    ) -> None:
        """Take the ports; a plan that needs one which is not there cannot be run."""
        self._embedder = embedder
        self._store = store
        self._table: Table = embedder_table(embedder) | (values or {})
        self._table[EmbedQueries] = self._embed_queries
        if verify is not None:
            self._table[Verify] = verify
        if store is not None:
            self._table |= store_table(sync_store(store, "search"))
            self._table[SearchMany] = self._search_many
            self._table[FetchAndSearch] = self._fetch_and_search(store)

    def __call__(self, operation: Operation) -> Any:  # noqa: ANN401 - each operation says what it is answered with
        """Return the answer to `operation`."""
        return self._table[type(operation)](operation)

    def _embed_queries(self, op: EmbedQueries) -> Matrix:
        if len(op.texts) == 1:
            return np.asarray(self._embedder.embed_query(op.texts[0]))[np.newaxis]
        if isinstance(self._embedder, EmbedsQueries):
            return self._embedder.embed_queries(op.texts)
        return np.stack([self._embedder.embed_query(text) for text in op.texts])

    @staticmethod
    def _fetch_and_search(store: VectorStore) -> Callable[[FetchAndSearch], Both]:
        if not isinstance(store, GetsAndSearches):
            return lambda op: (store.get(op.document_ids, now=op.now), None)
        both = store.get_and_search
        return lambda op: both(op.document_ids, op.scope, op.vector, op.limit, now=op.now, min_score=op.min_score)

    def _search_many(self, op: SearchMany) -> list[list[Candidate]]:
        if isinstance(self._store, SearchesMany):
            matrix = np.stack(op.vectors)
            return self._store.search_many(op.scope, matrix, op.limit, now=op.now, min_score=op.min_score)
        assert self._store is not None  # noqa: S101 - this method is in the table with a store only
        search = self._store.search
        return [search(op.scope, vector, op.limit, now=op.now, min_score=op.min_score) for vector in op.vectors]


class AsyncPerformer:
    """Answers operations with async ports."""

    def __init__(
        self,
        embedder: AsyncEmbedder,
        store: AsyncVectorStore | None = None,
        values: Table | None = None,
        verify: TaskDeadline | None = None,
    ) -> None:
        """Take the ports; a plan that needs one which is not there cannot be run."""
        self._embedder = embedder
        self._store = store
        self._table: Table = embedder_table(embedder) | (values or {})
        self._table[EmbedQueries] = self._embed_queries
        if verify is not None:
            self._table[Verify] = verify
        if store is not None:
            self._table |= store_table(store)
            self._table[SearchMany] = self._search_many
            self._table[FetchAndSearch] = self._fetch_and_search(store)

    async def __call__(self, operation: Operation) -> Any:  # noqa: ANN401 - each operation says what it is answered with
        """Return the answer to `operation`."""
        return await self._table[type(operation)](operation)

    async def _embed_queries(self, op: EmbedQueries) -> Matrix:
        if len(op.texts) > 1 and isinstance(self._embedder, AsyncEmbedsQueries):
            return await self._embedder.embed_queries(op.texts)
        return np.stack(await _gathered([self._embedder.embed_query(text) for text in op.texts]))

    @staticmethod
    def _fetch_and_search(store: AsyncVectorStore) -> Callable[[FetchAndSearch], Awaitable[Both]]:
        if isinstance(store, AsyncGetsAndSearches):
            both = store.get_and_search
            return lambda op: both(op.document_ids, op.scope, op.vector, op.limit, now=op.now, min_score=op.min_score)

        async def fetch(op: FetchAndSearch) -> Both:
            return await store.get(op.document_ids, now=op.now), None

        return fetch

    async def _search_many(self, op: SearchMany) -> list[list[Candidate]]:
        if isinstance(self._store, AsyncSearchesMany):
            matrix = np.stack(op.vectors)
            return await self._store.search_many(op.scope, matrix, op.limit, now=op.now, min_score=op.min_score)
        assert self._store is not None  # noqa: S101 - this method is in the table with a store only
        search = self._store.search
        return await _gathered(
            [search(op.scope, vector, op.limit, now=op.now, min_score=op.min_score) for vector in op.vectors]
        )


async def _gathered(calls: list[Any]) -> list[Any]:
    """Await all calls, a bounded number of them at once; when one fails the others are cancelled."""
    if len(calls) == 1:
        return [await calls[0]]
    slots = asyncio.Semaphore(_AT_ONCE)

    async def one(call: Any) -> Any:  # noqa: ANN401 - any awaitable
        async with slots:
            return await call

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(call)) for call in calls]
    except ExceptionGroup as group_error:
        raise group_error.exceptions[0] from group_error
    return [task.result() for task in tasks]
