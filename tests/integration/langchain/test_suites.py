"""LangChain's own suites pass, unchanged, on every backend."""

from __future__ import annotations

import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.stores import InMemoryByteStore
from langchain_tests.integration_tests import (
    AsyncCacheTestSuite,
    BaseStoreAsyncTests,
    BaseStoreSyncTests,
    EmbeddingsIntegrationTests,
    SyncCacheTestSuite,
)
from typing_extensions import override

from hexcache.adapters.inbound.langchain import (
    CacheBackedEmbeddings,
    HexcacheByteStore,
    HexcacheEmbeddings,
    SemanticCacheBridge,
)
from hexcache.testing.fakes import DeterministicEmbedder
from tests.integration.langchain.conftest import BACKENDS


class TestSyncCache(SyncCacheTestSuite):
    @pytest.fixture(params=BACKENDS)
    @override
    def cache(self, request, sync_cache):
        cache = sync_cache(request.param)
        cache.clear()
        return SemanticCacheBridge(cache)


class TestAsyncCache(AsyncCacheTestSuite):
    @pytest.fixture(params=BACKENDS)
    @override
    def cache(self, request, async_cache, suite_loop):
        cache = async_cache(request.param)
        suite_loop.run(cache.clear())
        return SemanticCacheBridge(cache)


class TestSyncByteStore(BaseStoreSyncTests[bytes]):
    @pytest.fixture(params=BACKENDS)
    @override
    def kv_store(self, request, values):
        store = HexcacheByteStore(values(request.param)[0])
        store.mdelete(list(store.yield_keys()))
        return store

    @pytest.fixture
    @override
    def three_values(self):
        return b"one", b"", b"\x00\xff"


class TestAsyncByteStore(BaseStoreAsyncTests[bytes]):
    @pytest.fixture(params=BACKENDS)
    @override
    def kv_store(self, request, values, suite_loop):
        sync, other = values(request.param)
        store = HexcacheByteStore(sync, async_store=other)
        suite_loop.run(emptied(store))
        return store

    @pytest.fixture
    @override
    def three_values(self):
        return b"one", b"", b"\x00\xff"


async def emptied(store):
    await store.amdelete([key async for key in store.ayield_keys()])


def cached():
    return CacheBackedEmbeddings.from_bytes_store(
        DeterministicFakeEmbedding(size=8), InMemoryByteStore(), key_encoder="sha256", query_embedding_cache=True
    )


def ours():
    return HexcacheEmbeddings(DeterministicEmbedder())


class TestEmbeddings(EmbeddingsIntegrationTests):
    @property
    @override
    def embeddings_class(self):
        return CacheBackedEmbeddings

    @pytest.fixture(params=[cached, ours])
    @override
    def model(self, request):
        return request.param()
