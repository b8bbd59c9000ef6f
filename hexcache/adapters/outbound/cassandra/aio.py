"""The stores on a session of the driver, for the event loop: no thread of ours waits for an answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from typing_extensions import override

from hexcache.adapters.outbound.cassandra import clearing, deleting, reading, scanning, values, writing
from hexcache.adapters.outbound.cassandra.core import ValueCore, VectorCore
from hexcache.adapters.outbound.cassandra.driving import adrive
from hexcache.adapters.outbound.cassandra.settings import CassandraKeyValueOptions, CassandraOptions
from hexcache.domain.keys import encode_text
from hexcache.ports.key_value_store import AsyncKeyValueStore
from hexcache.ports.vector_store import AsyncSearchesMany, AsyncVectorStore, Describes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from cassandra.cluster import Session

    from hexcache.adapters.outbound.cassandra.statements import Flow
    from hexcache.domain.collection import Collection
    from hexcache.domain.entry import Candidate, Entry, Record, Selection
    from hexcache.domain.scope import Scope
    from hexcache.domain.vectors import Matrix, Vector

R = TypeVar("R")


class AsyncCassandraVectorStore(AsyncVectorStore, AsyncSearchesMany, Describes):
    """`CassandraVectorStore` with `await`.

    Args:
        session: a session of the driver, which stays the caller's.
        options: how to use it; what says where the cluster is and how to log in is not looked at.
        collection: the collection's name.
    """

    def __init__(
        self, session: Session, options: CassandraOptions | None = None, *, collection: str = "default"
    ) -> None:
        self._core = VectorCore(session, options or CassandraOptions(), collection)

    @override
    async def provision(self, collection: Collection) -> Collection:
        return await asyncio.to_thread(self._core.provision, collection)

    @override
    async def put(self, entries: Sequence[Entry]) -> None:
        await self._run(writing.put(self._core.ready(), entries))

    @override
    async def get(self, document_ids: Sequence[str], *, now: float) -> list[Record | None]:
        return await self._run(reading.get(self._core.ready(), document_ids, now))

    @override
    async def search(
        self, scope: Scope, vector: Vector, limit: int, *, now: float, min_score: float | None = None
    ) -> list[Candidate]:
        (found,) = await self._run(reading.search(self._core.ready(), scope, (vector,), limit, now, min_score))
        return found

    @override
    async def search_many(
        self, scope: Scope, vectors: Matrix, limit: int, *, now: float, min_score: float | None = None
    ) -> list[list[Candidate]]:
        return await self._run(reading.search(self._core.ready(), scope, vectors, limit, now, min_score))

    @override
    async def touch(self, document_id: str, expires_at: float, *, now: float) -> bool:
        return await self._run(writing.touch(self._core.ready(), document_id, expires_at, now))

    @override
    async def delete(self, document_ids: Sequence[str]) -> int:
        return await self._run(deleting.delete(self._core.ready(), document_ids))

    @override
    async def clear(self, selection: Selection) -> None:
        await self._run(clearing.clear(self._core.ready(), selection))

    @override
    async def count(self, *, now: float) -> int:
        return await self._run(scanning.count(self._core.ready(), now))

    @override
    async def scan(self, *, now: float, batch_size: int = 500) -> AsyncIterator[list[Entry]]:
        walk = scanning.Walk(now, batch_size)
        while not walk.ended:
            if batch := await self._run(scanning.next_batch(self._core.ready(), walk)):
                yield batch

    @override
    def describe(self) -> dict[str, str]:
        return self._core.describe()

    @override
    async def close(self) -> None:
        self._core.close()

    async def _run(self, flow: Flow[R]) -> R:
        return await adrive(flow, self._core.courier.afly)


class AsyncCassandraKeyValueStore(AsyncKeyValueStore):
    """`CassandraKeyValueStore` with `await`.

    Args:
        session: a session of the driver, which stays the caller's.
        options: how to use it; what says where the cluster is and how to log in is not looked at.
    """

    def __init__(self, session: Session, options: CassandraKeyValueOptions | None = None) -> None:
        self._core = ValueCore(session, options or CassandraKeyValueOptions())

    @override
    async def mget(self, keys: Sequence[str], *, now: float) -> list[bytes | None]:
        return await self._run(values.mget(keys, now))

    @override
    async def mset(self, items: Mapping[str, bytes], *, now: float, ttl: float | None = None) -> None:
        await self._run(values.mset(self._core.stamps, items, now, ttl))

    @override
    async def mdelete(self, keys: Sequence[str]) -> int:
        return await self._run(values.mdelete(self._core.stamps, keys))

    @override
    async def yield_keys(self, prefix: str = "", *, now: float) -> AsyncIterator[str]:
        start, paging, more = encode_text(prefix), None, True
        while more:
            keys, paging = await self._run(values.keys_page(start, now, paging))
            more = paging is not None
            for key in keys:
                yield key

    @override
    async def close(self) -> None:
        self._core.close()

    async def _run(self, flow: Flow[R]) -> R:
        self._core.require_open()
        if not self._core.provisioned:
            await asyncio.to_thread(self._core.provision)
        return await adrive(flow, self._core.courier.afly)
