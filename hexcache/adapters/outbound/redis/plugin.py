"""Opens the Redis stores by name, and closes what it opened. redis-py is loaded when a store is opened."""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from hexcache.adapters.outbound.redis.settings import RedisOptions, RedisValueOptions
from hexcache.domain.errors import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from hexcache.adapters.outbound.redis.aio import AsyncRedisKeyValueStore, AsyncRedisVectorStore
    from hexcache.adapters.outbound.redis.sync import RedisKeyValueStore, RedisVectorStore


class RedisVectorStorePlugin:
    """Opens Redis vector stores."""

    options = RedisOptions

    @contextmanager
    def open(self, options: RedisOptions, *, collection: str) -> Iterator[RedisVectorStore]:
        """Open a store for `collection`; it connects at its first use."""
        _need_driver()
        from hexcache.adapters.outbound.redis.sync import RedisVectorStore

        store = RedisVectorStore(options, collection, options.index_settings)
        try:
            yield store
        finally:
            store.close()

    @asynccontextmanager
    async def aopen(self, options: RedisOptions, *, collection: str) -> AsyncIterator[AsyncRedisVectorStore]:
        """As `open`, for the event loop."""
        _need_driver()
        from hexcache.adapters.outbound.redis.aio import AsyncRedisVectorStore

        store = AsyncRedisVectorStore(options, collection, options.index_settings)
        try:
            yield store
        finally:
            await store.close()


class RedisKeyValueStorePlugin:
    """Opens Redis key-value stores."""

    options = RedisValueOptions

    @contextmanager
    def open(self, options: RedisValueOptions) -> Iterator[RedisKeyValueStore]:
        """Open a store; it connects at its first use."""
        _need_driver()
        from hexcache.adapters.outbound.redis.sync import RedisKeyValueStore

        store = RedisKeyValueStore(options, prefix=options.prefix)
        try:
            yield store
        finally:
            store.close()

    @asynccontextmanager
    async def aopen(self, options: RedisValueOptions) -> AsyncIterator[AsyncRedisKeyValueStore]:
        """As `open`, for the event loop."""
        _need_driver()
        from hexcache.adapters.outbound.redis.aio import AsyncRedisKeyValueStore

        store = AsyncRedisKeyValueStore(options, prefix=options.prefix)
        try:
            yield store
        finally:
            await store.close()


def _need_driver() -> None:
    """Raise the error that says how to get redis-py where it is not installed."""
    if find_spec("redis") is None:
        raise MissingExtraError.of("redis", "redis")


vector_store = RedisVectorStorePlugin()
key_value_store = RedisKeyValueStorePlugin()
