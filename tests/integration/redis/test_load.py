"""Many callers at once while a server dies, hangs and comes back: errors of ours, never a wrong answer, and then on."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from hexcache.adapters.outbound.redis.aio import AsyncRedisVectorStore
from hexcache.adapters.outbound.redis.settings import IndexSettings, RedisConnection
from hexcache.adapters.outbound.redis.sync import RedisVectorStore
from hexcache.domain.errors import BackendError
from hexcache.testing.samples import SCOPE, vectors

CALLERS = 12
each_kind = pytest.mark.parametrize(
    ("server", "index"), [("redis", "query_engine"), ("redis", "vector_set"), ("valkey", "scan")]
)


def disturb(process):
    """Kill the server and start it, pause it and let it go on."""
    time.sleep(0.2)
    process.kill()
    process.start()
    time.sleep(0.2)
    process.pause()
    time.sleep(0.6)
    process.resume()
    time.sleep(0.2)


@each_kind
def test_threads_go_on_after_a_server_was_away(own_server, collection, make, server, index):
    process = own_server(server)
    store = RedisVectorStore(RedisConnection(url=process.url, timeout=0.3), "load", IndexSettings(index=index))
    store.provision(collection)
    entries = make.entries(vectors(CALLERS))
    over = Event()

    def call(entry):
        failures, answers = set(), set()
        while not over.is_set():
            try:
                store.put([entry])
                found = store.search(SCOPE, entry.vector, 1, now=make.now())
                answers |= {one.record == entry.record for one in found}
            except BackendError as error:
                failures.add(type(error))
        return failures, answers

    with ThreadPoolExecutor(CALLERS) as pool:
        calls = [pool.submit(call, entry) for entry in entries]
        disturb(process)
        over.set()
    assert all(future.result()[1] == {True} for future in calls)
    assert any(future.result()[0] for future in calls)
    store.put(entries)
    assert len(store.search(SCOPE, vectors(1)[0], CALLERS, now=make.now())) == CALLERS
    store.close()


@each_kind
def test_tasks_go_on_after_a_server_was_away(own_server, collection, make, server, index):
    process = own_server(server)
    entries = make.entries(vectors(CALLERS))

    async def run():
        store = AsyncRedisVectorStore(RedisConnection(url=process.url, timeout=0.3), "load", IndexSettings(index=index))
        await store.provision(collection)
        over = asyncio.Event()

        async def call(entry):
            failures, answers = set(), set()
            while not over.is_set():
                try:
                    await store.put([entry])
                    found = await store.search(SCOPE, entry.vector, 1, now=make.now())
                    answers |= {one.record == entry.record for one in found}
                except BackendError as error:
                    failures.add(type(error))
                    await asyncio.sleep(0)
            return failures, answers

        calls = [asyncio.create_task(call(entry)) for entry in entries]
        await asyncio.to_thread(disturb, process)
        over.set()
        results = await asyncio.gather(*calls)
        await store.put(entries)
        found = await store.search(SCOPE, vectors(1)[0], CALLERS, now=make.now())
        await store.close()
        return results, found

    results, found = asyncio.run(run())
    assert all(answers == {True} for _, answers in results)
    assert any(failures for failures, _ in results)
    assert len(found) == CALLERS
