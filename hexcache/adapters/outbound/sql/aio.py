"""The SQL stores for the event loop: `sync` with `await`, over a database of the other flavour."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from typing_extensions import Unpack, override

from hexcache.adapters.outbound.sql.opening import open_async_database
from hexcache.adapters.outbound.sql.plans import purging, purging_values, run_async
from hexcache.adapters.outbound.sql.statistics import analyze
from hexcache.adapters.outbound.sql.store import ValueState, VectorState
from hexcache.adapters.outbound.sql.tuning import SqlTuning, Tuning
from hexcache.ports.key_value_store import AsyncKeyValueStore
from hexcache.ports.vector_store import AsyncAnalyzes, AsyncPurges, AsyncSearchesMany, AsyncVectorStore, Describes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

    from sqlalchemy import URL
    from sqlalchemy.ext.asyncio import AsyncEngine

    from hexcache.adapters.outbound.sql.values import Values
    from hexcache.domain.collection import Collection
    from hexcache.domain.entry import Candidate, Entry, Record, Selection
    from hexcache.domain.scope import Scope
    from hexcache.domain.vectors import Matrix, Vector

_MANY: Final = 100


class AsyncSqlVectorStore(AsyncVectorStore, AsyncSearchesMany, AsyncPurges, AsyncAnalyzes, Describes):
    """`SqlVectorStore` with `await`.

    Args:
        where: the same URLs, or an async engine, which the store borrows and does not dispose of.
        collection: the collection's name.
        options: the fields of `Tuning`, by name.
    """

    def __init__(
        self, where: str | URL | AsyncEngine, collection: str = "default", **options: Unpack[SqlTuning]
    ) -> None:
        tuning = Tuning(**options)
        self._database = open_async_database(where, tuning)
        self._state = VectorState(self._database, collection, tuning)

    @override
    async def provision(self, collection: Collection) -> Collection:
        return await run_async(self._state.provisioning(collection), self._database)

    @override
    async def put(self, entries: Sequence[Entry]) -> None:
        writer = self._state.ready.writer
        if entries:
            many = len(entries) > _MANY
            prepared = await asyncio.to_thread(writer.prepare, entries) if many else writer.prepare(entries)
            await self._database.write(writer.put, prepared)

    @override
    async def get(self, document_ids: Sequence[str], *, now: float) -> list[Record | None]:
        reader = self._state.ready.reader
        return await self._database.read(reader.get, document_ids, now) if document_ids else []

    @override
    async def search(
        self, scope: Scope, vector: Vector, limit: int, *, now: float, min_score: float | None = None
    ) -> list[Candidate]:
        searcher = self._state.ready.searcher
        return await self._database.read(searcher.search, scope, searcher.admitted(vector), limit, now, min_score)

    @override
    async def search_many(
        self, scope: Scope, vectors: Matrix, limit: int, *, now: float, min_score: float | None = None
    ) -> list[list[Candidate]]:
        searcher = self._state.ready.searcher
        return await self._database.read(
            searcher.search_many, scope, searcher.admitted_many(vectors), limit, now, min_score
        )

    @override
    async def touch(self, document_id: str, expires_at: float, *, now: float) -> bool:
        return await self._database.write(self._state.ready.writer.touch, document_id, expires_at, now)

    @override
    async def delete(self, document_ids: Sequence[str]) -> int:
        writer = self._state.ready.writer
        return await self._database.write(writer.delete, document_ids) if document_ids else 0

    @override
    async def clear(self, selection: Selection) -> None:
        await self._database.write(self._state.ready.writer.clear, selection)

    @override
    async def count(self, *, now: float) -> int:
        return await self._database.read(self._state.ready.reader.count, now)

    @override
    async def scan(self, *, now: float, batch_size: int = 500) -> AsyncIterator[list[Entry]]:
        until = await self._database.read(self._state.ready.reader.newest)
        after: int | None = 0
        while after is not None:
            entries, after = await self._database.read(self._state.ready.reader.page, after, until, batch_size, now)
            if entries:
                yield entries

    @override
    async def purge(
        self, *, now: float, batch_size: int = 1_000, progress: Callable[[int], object] = lambda _: None
    ) -> int:
        return await run_async(purging(self._state.ready.writer, now, batch_size, progress), self._database)

    @override
    async def analyze(self) -> None:
        tables = self._state.tables
        await self._database.build(analyze, tables, self._database.dialect)

    @override
    def describe(self) -> dict[str, str]:
        return self._state.describe()

    @override
    async def close(self) -> None:
        if self._state.close():
            await self._database.close()


class AsyncSqlKeyValueStore(AsyncKeyValueStore, AsyncPurges, Describes):
    """`SqlKeyValueStore` with `await`.

    Args:
        where: the same URLs, or an async engine, which the store borrows and does not dispose of.
        options: the fields of `Tuning`, by name.
    """

    def __init__(self, where: str | URL | AsyncEngine, **options: Unpack[SqlTuning]) -> None:
        tuning = Tuning(**options)
        self._database = open_async_database(where, tuning)
        self._state = ValueState(self._database, tuning)

    @override
    async def mget(self, keys: Sequence[str], *, now: float) -> list[bytes | None]:
        values = await self._ready()
        return await self._database.read(values.mget, keys, now) if keys else []

    @override
    async def mset(self, items: Mapping[str, bytes], *, now: float, ttl: float | None = None) -> None:
        values = await self._ready()
        if items:
            write = self._database.single if values.is_one_statement(items) else self._database.write
            await write(values.mset, items, None if ttl is None else now + ttl)

    @override
    async def mdelete(self, keys: Sequence[str]) -> int:
        values = await self._ready()
        return await self._database.write(values.mdelete, keys) if keys else 0

    @override
    async def yield_keys(self, prefix: str = "", *, now: float) -> AsyncIterator[str]:
        values = await self._ready()
        page = await self._database.read(values.page, prefix, None, now)
        while True:
            for key in page.keys:
                yield key
            if page.after is None:
                return
            page = await self._database.read(values.page, prefix, page.after, now)

    @override
    async def purge(
        self, *, now: float, batch_size: int = 1_000, progress: Callable[[int], object] = lambda _: None
    ) -> int:
        values = await self._ready()
        return await run_async(purging_values(values, now, batch_size, progress), self._database)

    @override
    def describe(self) -> dict[str, str]:
        return self._state.describe()

    @override
    async def close(self) -> None:
        if self._state.close():
            await self._database.close()

    async def _ready(self) -> Values:
        ready = self._state.ready
        return ready if ready is not None else await run_async(self._state.preparing(), self._database)
