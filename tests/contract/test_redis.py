"""The Redis adapter keeps the promises of its ports: every index kind and topology, in both flavours."""

from __future__ import annotations

from typing import ClassVar

import pytest
import redis

from hexcache.adapters.outbound.redis.aio import AsyncRedisKeyValueStore, AsyncRedisVectorStore
from hexcache.adapters.outbound.redis.settings import IndexSettings, RedisConnection
from hexcache.adapters.outbound.redis.sync import RedisKeyValueStore, RedisVectorStore
from hexcache.ports.vector_store import Describes, GetsAndSearches, SearchesMany
from hexcache.testing.contracts import KeyValueStoreContract, VectorStoreContract
from hexcache.testing.contracts.suite import fresh_name
from hexcache.testing.differential import KeyValueStoreDifferential, VectorStoreDifferential

COSINE_ONLY = dict.fromkeys(("dot", "l2"), "vector sets rank by cosine only")


class RedisVectorStores(VectorStoreContract, VectorStoreDifferential):
    clock = "server"
    brief = 0.5
    recall = 0.95
    reuse = True
    examples = 12
    abilities = frozenset({SearchesMany, GetsAndSearches, Describes})
    server: ClassVar[str] = "redis"
    settings: ClassVar[IndexSettings] = IndexSettings()

    @pytest.fixture(scope="class")
    @classmethod
    def address(cls, server_url):
        return server_url(cls.server)

    @pytest.fixture(scope="class")
    @classmethod
    def open_store(cls, address):
        return lambda name: RedisVectorStore(address, name, cls.settings)

    @pytest.fixture
    def lost_store(self, own_server, collection):
        server = own_server(self.server)
        store = self.flavoured(RedisConnection(url=server.url, timeout=2.0))
        store.provision(collection)
        server.kill()
        yield store
        store.close()

    def flavoured(self, connection):
        return RedisVectorStore(connection, "lost", self.settings)

    @pytest.fixture
    def damage(self, address):
        def damage(store, document_id):
            del store
            with admin(address) as client:
                for key in client.scan_iter(match=f"*:d:{document_id}"):
                    client.hset(key, "c", "yesterday")

        return damage


class AsyncRedisVectorStores(RedisVectorStores):
    examples = 5

    @pytest.fixture(scope="class")
    @classmethod
    def open_store(cls, address, loop):
        return lambda name: loop.sync(AsyncRedisVectorStore(address, name, cls.settings))

    @pytest.fixture(autouse=True)
    def _flavour(self, loop):
        self.loop = loop

    def flavoured(self, connection):
        return self.loop.sync(AsyncRedisVectorStore(connection, "lost", self.settings))


def admin(address):
    """Return a client that may do anything to the test server."""
    if "+sentinel" in address:
        host, _, port = address.partition("//")[2].partition(",")[0].partition(":")
        service = address.partition("//")[2].split("/")[1]
        return redis.sentinel.Sentinel([(host, int(port))]).master_for(service)
    client = redis.Redis.from_url(address)
    if client.info("cluster")["cluster_enabled"]:
        client.close()
        return redis.RedisCluster.from_url(address)
    return client


class TestQueryEngine(RedisVectorStores):
    settings = IndexSettings(index="query_engine")


class TestAsyncQueryEngine(AsyncRedisVectorStores):
    settings = IndexSettings(index="query_engine")


class TestFlatQueryEngine(RedisVectorStores):
    settings = IndexSettings(index="query_engine", algorithm="flat", prefix="flat")
    examples = 5


class TestStack(RedisVectorStores):
    server = "redis-stack"


class TestAsyncStack(AsyncRedisVectorStores):
    server = "redis-stack"


class TestVectorSets(RedisVectorStores):
    settings = IndexSettings(index="vector_set", prefix="sets")
    skips = COSINE_ONLY


class TestAsyncVectorSets(AsyncRedisVectorStores):
    settings = IndexSettings(index="vector_set", prefix="sets")
    skips = COSINE_ONLY


class TestFirstVectorSets(RedisVectorStores):
    server = "redis-vectors"
    settings = IndexSettings(index="vector_set")
    skips = COSINE_ONLY


class TestAsyncFirstVectorSets(AsyncRedisVectorStores):
    server = "redis-vectors"
    settings = IndexSettings(index="vector_set")
    skips = COSINE_ONLY


class TestScan(RedisVectorStores):
    server = "valkey"
    recall = 1.0


class TestAsyncScan(AsyncRedisVectorStores):
    server = "valkey"
    recall = 1.0


class TestCluster(RedisVectorStores):
    server = "redis-cluster"


class TestAsyncCluster(AsyncRedisVectorStores):
    server = "redis-cluster"


class TestSentinel(RedisVectorStores):
    server = "redis-sentinel"
    examples = 3


class TestAsyncSentinel(AsyncRedisVectorStores):
    server = "redis-sentinel"
    examples = 3


class RedisKeyValueStores(KeyValueStoreContract, KeyValueStoreDifferential):
    clock = "server"
    brief = 0.5
    server: ClassVar[str] = "redis"

    @pytest.fixture(scope="class")
    @classmethod
    def address(cls, server_url):
        return server_url(cls.server)

    @pytest.fixture(scope="class")
    @classmethod
    def open_store(cls, address):
        return lambda name: RedisKeyValueStore(address, prefix=name)

    @pytest.fixture
    def lost_store(self, own_server, opened):
        server = own_server(self.server)
        store = self.flavoured(RedisConnection(url=server.url, timeout=2.0))
        store.mset({"a": b"1"}, now=0.0)
        server.kill()
        yield store
        store.close()

    def flavoured(self, connection):
        return RedisKeyValueStore(connection, prefix=fresh_name())


class TestRedisKeyValueStore(RedisKeyValueStores):
    pass


class TestAsyncRedisKeyValueStore(RedisKeyValueStores):
    @pytest.fixture(scope="class")
    @classmethod
    def open_store(cls, address, loop):
        return lambda name: loop.sync(AsyncRedisKeyValueStore(address, prefix=name))

    @pytest.fixture(autouse=True)
    def _flavour(self, loop):
        self.loop = loop

    def flavoured(self, connection):
        return self.loop.sync(AsyncRedisKeyValueStore(connection, prefix=fresh_name()))


class TestClusterKeyValueStore(RedisKeyValueStores):
    server = "redis-cluster"
