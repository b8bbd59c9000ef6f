"""The memory adapter keeps the promises of its ports, in both flavours."""

from __future__ import annotations

import pytest

from hexcache.adapters.outbound.memory import aio, sync
from hexcache.ports.vector_store import Describes, Purges, SearchesMany
from hexcache.testing.contracts import KeyValueStoreContract, VectorStoreContract
from hexcache.testing.differential import KeyValueStoreDifferential, VectorStoreDifferential

NO_SERVER = {"test_a_lost_server_is_an_error_of_ours": "there is no server that could be lost"}
NO_ROWS = {"test_a_row_that_cannot_be_read_is_not_there": "rows are Python objects, nothing is decoded"}


class MemoryVectorStores(VectorStoreContract, VectorStoreDifferential):
    shared = False
    abilities = frozenset({SearchesMany, Purges, Describes})
    skips = NO_SERVER | NO_ROWS


class TestMemoryVectorStore(MemoryVectorStores):
    @pytest.fixture
    def open_store(self):
        return sync.MemoryVectorStore


class TestAsyncMemoryVectorStore(MemoryVectorStores):
    @pytest.fixture
    def open_store(self, loop):
        return lambda name: loop.sync(aio.AsyncMemoryVectorStore(name))


class MemoryKeyValueStores(KeyValueStoreContract, KeyValueStoreDifferential):
    shared = False
    skips = NO_SERVER


class TestMemoryKeyValueStore(MemoryKeyValueStores):
    @pytest.fixture
    def open_store(self):
        return lambda _: sync.MemoryKeyValueStore()


class TestAsyncMemoryKeyValueStore(MemoryKeyValueStores):
    @pytest.fixture
    def open_store(self, loop):
        return lambda _: loop.sync(aio.AsyncMemoryKeyValueStore())
