"""The memory stores for the event loop: the same state, with large work done in a thread."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final, TypeVar

from typing_extensions import override

from hexcache.adapters.outbound.memory.sync import MemoryKeyValueStore, MemoryVectorStore
from hexcache.ports.key_value_store import AsyncKeyValueStore
from hexcache.ports.vector_store import AsyncPurges, AsyncSearchesMany, AsyncVectorStore, Describes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

    from hexcache.domain.collection import Collection
    from hexcache.domain.entry import Candidate, Entry, Record, Selection
    from hexcache.domain.scope import Scope
    from hexcache.domain.vectors import Matrix, Vector

T = TypeVar("T")

# About two milliseconds: so long may a call keep the event loop.
_NUMBERS: Final = 6_000_000
_ENTRIES: Final = 200
_KEYS: Final = 500


async def _run(large: bool, call: Callable[..., T], *args: Any, **kwargs: Any) -> T:  # noqa: ANN401, FBT001 - passed through
    """Make a call here, or in a thread where it is large."""
    return await asyncio.to_thread(call, *args, **kwargs) if large else call(*args, **kwargs)


class AsyncMemoryVectorStore(AsyncVectorStore, AsyncSearchesMany, AsyncPurges, Describes):
    """`MemoryVectorStore` with `await`.

    Args:
        name: the collection's name.
        max_entries: the most entries to keep: what was used least recently goes first. None keeps all.
    """

    def __init__(self, name: str = "default", *, max_entries: int | None = None) -> None:
        self._store = MemoryVectorStore(name, max_entries=max_entries)

    @override
    async def provision(self, collection: Collection) -> Collection:
        return self._store.provision(collection)

    @override
    async def put(self, entries: Sequence[Entry]) -> None:
        await _run(len(entries) > _ENTRIES, self._store.put, entries)

    @override
    async def get(self, document_ids: Sequence[str], *, now: float) -> list[Record | None]:
        return await _run(len(document_ids) > _KEYS, self._store.get, document_ids, now=now)

    @override
    async def search(
        self, scope: Scope, vector: Vector, limit: int, *, now: float, min_score: float | None = None
    ) -> list[Candidate]:
        large = self._store.work(scope) > _NUMBERS
        return await _run(large, self._store.search, scope, vector, limit, now=now, min_score=min_score)

    @override
    async def search_many(
        self, scope: Scope, vectors: Matrix, limit: int, *, now: float, min_score: float | None = None
    ) -> list[list[Candidate]]:
        large = self._store.work(scope) * len(vectors) > _NUMBERS
        return await _run(large, self._store.search_many, scope, vectors, limit, now=now, min_score=min_score)

    @override
    async def touch(self, document_id: str, expires_at: float, *, now: float) -> bool:
        return self._store.touch(document_id, expires_at, now=now)

    @override
    async def delete(self, document_ids: Sequence[str]) -> int:
        return await _run(len(document_ids) > _KEYS, self._store.delete, document_ids)

    @override
    async def clear(self, selection: Selection) -> None:
        await asyncio.to_thread(self._store.clear, selection)

    @override
    async def count(self, *, now: float) -> int:
        return await asyncio.to_thread(self._store.count, now=now)

    @override
    async def scan(self, *, now: float, batch_size: int = 500) -> AsyncIterator[list[Entry]]:
        for batch in self._store.scan(now=now, batch_size=batch_size):
            yield batch
            await asyncio.sleep(0)

    @override
    async def purge(
        self, *, now: float, batch_size: int = 1_000, progress: Callable[[int], object] = lambda _: None
    ) -> int:
        return await asyncio.to_thread(self._store.purge, now=now, batch_size=batch_size, progress=progress)

    @override
    def describe(self) -> dict[str, str]:
        return self._store.describe()

    @override
    async def close(self) -> None:
        self._store.close()


class AsyncMemoryKeyValueStore(AsyncKeyValueStore, Describes):
    """`MemoryKeyValueStore` with `await`.

    Args:
        max_entries: the most keys to keep: what was used least recently goes first. None keeps all.
    """

    def __init__(self, *, max_entries: int | None = None) -> None:
        self._store = MemoryKeyValueStore(max_entries=max_entries)

    @override
    async def mget(self, keys: Sequence[str], *, now: float) -> list[bytes | None]:
        return await _run(len(keys) > _KEYS, self._store.mget, keys, now=now)

    @override
    async def mset(self, items: Mapping[str, bytes], *, now: float, ttl: float | None = None) -> None:
        await _run(len(items) > _KEYS, self._store.mset, items, now=now, ttl=ttl)

    @override
    async def mdelete(self, keys: Sequence[str]) -> int:
        return await _run(len(keys) > _KEYS, self._store.mdelete, keys)

    @override
    async def yield_keys(self, prefix: str = "", *, now: float) -> AsyncIterator[str]:
        for key in self._store.yield_keys(prefix, now=now):
            yield key

    @override
    def describe(self) -> dict[str, str]:
        return self._store.describe()

    @override
    async def close(self) -> None:
        self._store.close()
