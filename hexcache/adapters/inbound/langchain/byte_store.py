"""A hexcache key-value store as LangChain's store of bytes."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from langchain_core.stores import BaseStore
from typing_extensions import override

from hexcache.domain.ttl import ttl_seconds

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence

    from hexcache.domain.ttl import TtlLike
    from hexcache.ports.key_value_store import AsyncKeyValueStore, KeyValueStore


class HexcacheByteStore(BaseStore[str, bytes]):
    """A hexcache key-value store as LangChain's store of bytes.

    Args:
        store: keeps the values; borrowed, never closed.
        async_store: answers the asynchronous calls; without it they run `store` in threads.
        ttl: lifetime of every value; None is forever.
        clock: returns seconds since the epoch.
    """

    def __init__(
        self,
        store: KeyValueStore,
        *,
        async_store: AsyncKeyValueStore | None = None,
        ttl: TtlLike = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.store = store
        self.async_store = async_store
        self._ttl = ttl_seconds(ttl)
        self._clock = clock

    @override
    def mget(self, keys: Sequence[str]) -> list[bytes | None]:
        return self.store.mget(keys, now=self._clock())

    @override
    async def amget(self, keys: Sequence[str]) -> list[bytes | None]:
        if self.async_store is None:
            return await asyncio.to_thread(self.mget, keys)
        return await self.async_store.mget(keys, now=self._clock())

    @override
    def mset(self, key_value_pairs: Sequence[tuple[str, bytes]]) -> None:
        self.store.mset(dict(key_value_pairs), now=self._clock(), ttl=self._ttl)

    @override
    async def amset(self, key_value_pairs: Sequence[tuple[str, bytes]]) -> None:
        if self.async_store is None:
            await asyncio.to_thread(self.mset, key_value_pairs)
        else:
            await self.async_store.mset(dict(key_value_pairs), now=self._clock(), ttl=self._ttl)

    @override
    def mdelete(self, keys: Sequence[str]) -> None:
        self.store.mdelete(keys)

    @override
    async def amdelete(self, keys: Sequence[str]) -> None:
        if self.async_store is None:
            await asyncio.to_thread(self.mdelete, keys)
        else:
            await self.async_store.mdelete(keys)

    @override
    def yield_keys(self, *, prefix: str | None = None) -> Iterator[str]:
        yield from self.store.yield_keys(prefix or "", now=self._clock())

    @override
    async def ayield_keys(self, *, prefix: str | None = None) -> AsyncIterator[str]:
        if self.async_store is None:
            for key in await asyncio.to_thread(list, self.yield_keys(prefix=prefix)):
                yield key
        else:
            async for key in self.async_store.yield_keys(prefix or "", now=self._clock()):
                yield key
