"""Clients that are passed in: used as they are, and left open."""

from __future__ import annotations

import asyncio

import pytest
import redis
import redis.asyncio

from hexcache.adapters.outbound.redis.aio import AsyncRedisKeyValueStore, AsyncRedisVectorStore
from hexcache.adapters.outbound.redis.settings import IndexSettings
from hexcache.adapters.outbound.redis.sync import RedisKeyValueStore, RedisVectorStore
from hexcache.domain.entry import Selection
from hexcache.testing.samples import SCOPE, vectors

CLIENTS = {
    "protocol 2": {"protocol": 2},
    "protocol 3": {"protocol": 3},
    "decoded replies": {"decode_responses": True},
    "decoded replies, protocol 2": {"decode_responses": True, "protocol": 2},
}
each_client = pytest.mark.parametrize("arguments", CLIENTS.values(), ids=CLIENTS)
each_kind = pytest.mark.parametrize(
    ("server", "index"), [("redis", "query_engine"), ("redis", "vector_set"), ("valkey", "scan")]
)


@each_client
@each_kind
def test_any_client_will_do_and_stays_open(server_url, collection, make, name, arguments, server, index):
    with redis.Redis.from_url(server_url(server), **arguments) as client:
        store = RedisVectorStore(client, name, IndexSettings(index=index))
        store.provision(collection)
        entries = make.entries(vectors(4), tags=("t",), metadata={"k": "v"}, ttl=60.0)
        store.put(entries)
        now = make.now()
        assert store.get([entry.record.document_id for entry in entries], now=now) == [one.record for one in entries]
        found = store.search(SCOPE, entries[0].vector, 4, now=now)
        assert found[0].record == entries[0].record
        assert len(found) == 4
        assert {entry.record.query for page in store.scan(now=now) for entry in page} == {"q0", "q1", "q2", "q3"}
        assert store.touch(entries[0].record.document_id, now + 90.0, now=now)
        store.clear(Selection(tag="t"))
        assert store.count(now=now) == 0
        store.close()
        assert client.ping()


@each_client
def test_values_are_bytes_whatever_the_client_decodes(server_url, name, arguments):
    with redis.Redis.from_url(server_url("redis"), **arguments) as client:
        values = RedisKeyValueStore(client, prefix=name)
        values.mset({"a": b"\x80\x00"}, now=0.0)
        assert values.mget(["a"], now=0.0) == [b"\x80\x00"]
        assert list(values.yield_keys(now=0.0)) == ["a"]
        values.close()
        assert client.ping()


@each_client
def test_an_async_client_stays_open_too(server_url, collection, make, name, arguments):
    async def use():
        async with redis.asyncio.Redis.from_url(server_url("redis"), **arguments) as client:
            store = AsyncRedisVectorStore(client, name)
            await store.provision(collection)
            (entry,) = make.entries(vectors(1))
            await store.put([entry])
            found = await store.search(SCOPE, entry.vector, 1, now=make.now())
            values = AsyncRedisKeyValueStore(client, prefix=name)
            await values.mset({"a": b"1"}, now=0.0)
            await values.close()
            await store.close()
            return found[0].record == entry.record, await client.ping()

    assert asyncio.run(use()) == (True, True)


def test_a_cluster_client_leads_to_the_whole_cluster(server_url, collection, make, name):
    client = redis.RedisCluster.from_url(server_url("redis-cluster"))
    store = RedisVectorStore(client, name)
    store.provision(collection)
    store.put(make.entries(vectors(20)))
    assert len(store.search(SCOPE, vectors(1)[0], 20, now=make.now())) == 20
    assert store.describe()["partitions"] == "3"
    store.close()
    assert client.ping()
    client.close()


def test_an_async_cluster_client_leads_to_the_whole_cluster(server_url, collection, make, name):
    async def use():
        client = redis.asyncio.RedisCluster.from_url(server_url("redis-cluster"))
        store = AsyncRedisVectorStore(client, name)
        await store.provision(collection)
        await store.put(make.entries(vectors(20)))
        found = await store.search(SCOPE, vectors(1)[0], 20, now=make.now())
        await store.close()
        there = await client.ping()
        await client.aclose()
        return len(found), there

    assert asyncio.run(use()) == (20, True)


def test_a_cancelled_search_harms_no_later_one(server_url, collection, make, name):
    async def use():
        store = AsyncRedisVectorStore(server_url("redis"), name)
        await store.provision(collection)
        entries = make.entries(vectors(20))
        await store.put(entries)
        now = make.now()
        for delay in range(20):
            search = asyncio.ensure_future(store.search(SCOPE, vectors(1)[0], 5, now=now))
            await asyncio.sleep(delay / 20_000)
            search.cancel()
            await asyncio.gather(search, return_exceptions=True)
        found = [await store.search(SCOPE, entry.vector, 1, now=now) for entry in entries]
        await store.close()
        return [one.record for (one,) in found] == [entry.record for entry in entries]

    assert asyncio.run(use())
