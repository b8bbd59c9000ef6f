"""Connections that are kept between round trips: nobody waits for one that is free, and a fork shares none."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
from concurrent.futures import ThreadPoolExecutor

import pytest

from hexcache.adapters.outbound.redis.aio import AsyncRedisVectorStore
from hexcache.adapters.outbound.redis.settings import RedisConnection
from hexcache.adapters.outbound.redis.sync import RedisKeyValueStore, RedisVectorStore


def test_threads_that_share_one_connection_all_get_their_turn(server_url, stack):
    connection = RedisConnection(url=server_url("redis"), pool_size=1, timeout=10.0)
    store = RedisKeyValueStore(connection, prefix="turns")
    stack.callback(store.close)
    store.mset({"a": b"1"}, now=0.0)
    with ThreadPoolExecutor(4) as threads:
        read = list(threads.map(lambda _: store.mget(["a"], now=0.0), range(400)))
    assert read == [[b"1"]] * 400


def test_one_caller_needs_one_connection_however_often_it_calls(own_server, open_values, client):
    address = own_server("redis").url
    admin = client(address)
    before = len(admin.client_list())
    store = open_values(address)
    for _ in range(50):
        store.mget(["a"], now=0.0)
    assert len(admin.client_list()) == before + 1


def _read_in_child(store, answers):
    answers.put(store.get(["a-b"], now=0.0))


def test_a_forked_child_talks_over_connections_of_its_own(server_url, collection, stack):
    store = RedisVectorStore(server_url("redis"), "forked")
    stack.callback(store.close)
    store.provision(collection)
    forking = multiprocessing.get_context("fork")
    answers = forking.SimpleQueue()
    child = forking.Process(target=_read_in_child, args=(store, answers))
    child.start()
    child.join(20)
    assert child.exitcode == 0
    assert answers.get() == [None]
    assert store.get(["a-b"], now=0.0) == [None]


@pytest.fixture
def forgotten():
    """Let what a loop that ended left open be found here, and not in another test."""
    yield
    gc.collect()


ended_loops = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # of the loop that ended first


@ended_loops
@pytest.mark.parametrize("name", ["redis", "redis-sentinel"])
def test_an_asynchronous_store_serves_several_event_loops_one_after_another(server_url, collection, name, forgotten):
    store = AsyncRedisVectorStore(server_url(name), "loops")
    asyncio.run(store.provision(collection))
    for _ in range(3):
        assert asyncio.run(read_at_once(store)) == [[None]] * 4
    asyncio.run(store.close())


async def read_at_once(store):
    return await asyncio.gather(*(store.get(["a-b"], now=0.0) for _ in range(4)))


@ended_loops
def test_loops_one_after_another_may_be_more_than_connections(server_url, collection, forgotten):
    store = AsyncRedisVectorStore(RedisConnection(url=server_url("redis"), pool_size=2), "loops")
    for _ in range(5):
        asyncio.run(store.provision(collection))
        assert asyncio.run(read_at_once(store)) == [[None]] * 4
    asyncio.run(store.close())
