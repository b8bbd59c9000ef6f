"""Many callers at once while a server dies, hangs and comes back: errors of ours, never a wrong answer, and then on."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from hexcache.adapters.outbound.redis.aio import AsyncRedisVectorStore
from hexcache.adapters.outbound.redis.settings import IndexSettings, RedisConnection
from hexcache.adapters.outbound.redis.sync import RedisVectorStore
from hexcache.domain.errors import BackendError
from hexcache.testing.samples import SCOPE, vectors
from tests.servers.process import poll

CALLERS = 12
PATIENCE = 60
each_kind = pytest.mark.parametrize(
    ("server", "index"), [("redis", "query_engine"), ("redis", "vector_set"), ("valkey", "scan")]
)


class Tally:
    """What the callers saw: right answers of each, wrong ones, and errors."""

    def __init__(self):
        self.right, self.wrong, self.errors = [0] * CALLERS, [], 0

    def add(self, number, found, expected, kept):
        """Note what was found; another entry is wrong unless the server lost the one that was put before the search."""
        self.wrong += [one for one in found if one.record != expected and kept != [None]]
        self.right[number] += bool(found) and found[0].record == expected

    def all_answered(self):
        before = list(self.right)
        return poll(lambda: all(now > then for now, then in zip(self.right, before, strict=True)), PATIENCE)

    def some_failed(self):
        before = self.errors
        return poll(lambda: self.errors > before, PATIENCE)


def disturb(process, tally):
    """Kill the server and start it, pause it and let it go on; return what the callers saw of it."""
    seen = [tally.all_answered()]
    process.kill()
    seen.append(tally.some_failed())
    process.start()
    seen.append(tally.all_answered())
    process.pause()
    seen.append(tally.some_failed())
    process.resume()
    seen.append(tally.all_answered())
    return seen


@each_kind
def test_threads_go_on_after_a_server_was_away(own_server, collection, make, server, index):
    process = own_server(server)
    store = RedisVectorStore(RedisConnection(url=process.url, timeout=0.3), "load", IndexSettings(index=index))
    store.provision(collection)
    entries = make.entries(vectors(CALLERS))
    over, tally = Event(), Tally()

    def call(number, entry):
        while not over.is_set():
            try:
                store.put([entry])
                found = store.search(SCOPE, entry.vector, 1, now=make.now())
                kept = store.get([entry.record.document_id], now=make.now())
                tally.add(number, found, entry.record, kept)
            except BackendError:
                tally.errors += 1

    with ThreadPoolExecutor(CALLERS) as pool:
        calls = [pool.submit(call, number, entry) for number, entry in enumerate(entries)]
        try:
            seen = disturb(process, tally)
        finally:
            over.set()
    assert [future.exception() for future in calls] == [None] * CALLERS
    assert (seen, tally.wrong) == ([True] * 5, [])
    store.put(entries)
    assert len(store.search(SCOPE, vectors(1)[0], CALLERS, now=make.now())) == CALLERS
    store.close()


@each_kind
def test_tasks_go_on_after_a_server_was_away(own_server, collection, make, server, index):
    process = own_server(server)
    entries = make.entries(vectors(CALLERS))
    tally = Tally()

    async def run():
        store = AsyncRedisVectorStore(RedisConnection(url=process.url, timeout=0.3), "load", IndexSettings(index=index))
        await store.provision(collection)
        over = asyncio.Event()

        async def call(number, entry):
            while not over.is_set():
                try:
                    await store.put([entry])
                    found = await store.search(SCOPE, entry.vector, 1, now=make.now())
                    kept = await store.get([entry.record.document_id], now=make.now())
                    tally.add(number, found, entry.record, kept)
                except BackendError:
                    tally.errors += 1
                    await asyncio.sleep(0)

        calls = [asyncio.create_task(call(number, entry)) for number, entry in enumerate(entries)]
        try:
            seen = await asyncio.to_thread(disturb, process, tally)
        finally:
            over.set()
            await asyncio.gather(*calls)
        await store.put(entries)
        found = await store.search(SCOPE, vectors(1)[0], CALLERS, now=make.now())
        await store.close()
        return seen, found

    seen, found = asyncio.run(run())
    assert (seen, tally.wrong) == ([True] * 5, [])
    assert len(found) == CALLERS
