"""LangChain's parts keep the promises of hexcache's ports, in both flavours."""

from __future__ import annotations

import pytest
from langchain_core.stores import InMemoryByteStore

from hexcache.adapters.inbound.langchain import AsyncLangChainKeyValueStore, LangChainKeyValueStore
from hexcache.testing.contracts import KeyValueStoreContract

NO_SERVER = {"test_a_lost_server_is_an_error_of_ours": "there is no server that could be lost"}


class LangChainKeyValueStores(KeyValueStoreContract):
    shared = False
    skips = NO_SERVER


class TestLangChainKeyValueStore(LangChainKeyValueStores):
    @pytest.fixture
    def open_store(self):
        return lambda _: LangChainKeyValueStore(InMemoryByteStore())


class TestAsyncLangChainKeyValueStore(LangChainKeyValueStores):
    @pytest.fixture
    def open_store(self, loop):
        return lambda _: loop.sync(AsyncLangChainKeyValueStore(InMemoryByteStore()))
