"""The suites run in real time where a server expires by its own clock, and share one store where making it is slow."""

from __future__ import annotations

import time

import pytest

from hexcache.adapters.outbound.memory.sync import MemoryKeyValueStore, MemoryVectorStore
from hexcache.ports.vector_store import Describes, Purges, SearchesMany
from hexcache.testing.contracts import KeyValueStoreContract
from hexcache.testing.contracts.vector_store.clearing import Clearing
from hexcache.testing.contracts.vector_store.expiry import Expiry
from hexcache.testing.differential import KeyValueStoreDifferential, VectorStoreDifferential


class ServerClockVectorStore(MemoryVectorStore):
    """Takes no notice of the time that it is given, as a server that expires rows by itself."""

    def _ready(self, now=None):
        return super()._ready(now and time.time())


class ServerClockKeyValueStore(MemoryKeyValueStore):
    def _live(self, now):
        return super()._live(time.time())


class TestServerClockVectorStore(Expiry, Clearing, VectorStoreDifferential):
    clock = "server"
    brief = 0.5
    shared = False
    reuse = True
    recall = 0.9
    examples = 10
    abilities = frozenset({SearchesMany, Purges, Describes})

    @pytest.fixture(scope="class")
    @classmethod
    def open_store(cls):
        return ServerClockVectorStore


NO_SERVER = {"test_a_lost_server_is_an_error_of_ours": "there is no server that could be lost"}


class TestServerClockKeyValueStore(KeyValueStoreContract, KeyValueStoreDifferential):
    clock = "server"
    brief = 0.5
    shared = False
    reuse = True
    examples = 10
    skips = NO_SERVER

    @pytest.fixture(scope="class")
    @classmethod
    def open_store(cls):
        return lambda _: ServerClockKeyValueStore()
