"""Opens the memory stores by name; nothing is connected, and what is closed is gone."""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from hexcache.adapters.outbound.memory.aio import AsyncMemoryKeyValueStore, AsyncMemoryVectorStore
from hexcache.adapters.outbound.memory.settings import MemoryOptions
from hexcache.adapters.outbound.memory.sync import MemoryKeyValueStore, MemoryVectorStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


class MemoryVectorStorePlugin:
    """Opens memory vector stores."""

    options = MemoryOptions

    @contextmanager
    def open(self, options: MemoryOptions, *, collection: str) -> Iterator[MemoryVectorStore]:
        """Open a store for `collection`."""
        store = MemoryVectorStore(collection, max_entries=options.max_entries)
        try:
            yield store
        finally:
            store.close()

    @asynccontextmanager
    async def aopen(self, options: MemoryOptions, *, collection: str) -> AsyncIterator[AsyncMemoryVectorStore]:
        """As `open`, for the event loop."""
        store = AsyncMemoryVectorStore(collection, max_entries=options.max_entries)
        try:
            yield store
        finally:
            await store.close()


class MemoryKeyValueStorePlugin:
    """Opens memory key-value stores."""

    options = MemoryOptions

    @contextmanager
    def open(self, options: MemoryOptions) -> Iterator[MemoryKeyValueStore]:
        """Open a store."""
        store = MemoryKeyValueStore(max_entries=options.max_entries)
        try:
            yield store
        finally:
            store.close()

    @asynccontextmanager
    async def aopen(self, options: MemoryOptions) -> AsyncIterator[AsyncMemoryKeyValueStore]:
        """As `open`, for the event loop."""
        store = AsyncMemoryKeyValueStore(max_entries=options.max_entries)
        try:
            yield store
        finally:
            await store.close()


vector_store = MemoryVectorStorePlugin()
key_value_store = MemoryKeyValueStorePlugin()
