"""A service that starts while its backend is away: an error by default, or a cache that misses if so configured."""

from __future__ import annotations

import asyncio
import logging

import pytest

from hexcache import BackendError, BackendUnavailableError, ConfigurationError, aopen_cache, open_cache
from hexcache.application.bootstrap import late
from hexcache.testing.fakes import DeterministicEmbedder
from tests.servers.process import poll

QUESTION = "How do I reset my password?"


def config_of(name, process):
    """Return the settings that lead to a server, as store and in front of the embedder."""
    if name == "cassandra":
        host, _, port = process.url.rpartition(":")
        options = {"contact_points": [host], "port": int(port), "replication": 1, "timeout": 20.0}
    else:
        options = {"url": process.url}
    part = {"backend": "sql" if name == "postgres" else name, "options": options}
    return {"store": part, "embeddings": part, "cache": {"collection": "late"}}


def lines(caplog):
    return [record.message.partition(":")[0] for record in caplog.records if record.name == "hexcache"]


@pytest.mark.parametrize("name", ["redis", "postgres", "cassandra"])
def test_a_cache_opens_without_its_backend_and_works_once_that_is_there(own_server, name, caplog):
    process = own_server(name)
    config = config_of(name, process)
    process.kill()
    with pytest.raises(BackendError):
        open_cache(config, embedder=DeterministicEmbedder())
    caplog.set_level(logging.WARNING, "hexcache")
    with open_cache(config, embedder=DeterministicEmbedder(), on_open_error="miss") as cache:
        assert cache.lookup(QUESTION) is None
        assert cache.update(QUESTION, "so") is None
        assert cache.get_or_compute(QUESTION, lambda _: "asked the model") == "asked the model"
        assert not cache.stats().healthy
        process.start()
        assert poll(lambda: cache.update(QUESTION, "from the cache") is not None, 60)
        assert cache.lookup(QUESTION).value == "from the cache"
        assert cache.stats().healthy
        assert cache.count() == 1
    assert lines(caplog).count("degraded, every question is a miss until this ends") == 1
    assert lines(caplog).count("recovered") == 1


@pytest.mark.parametrize("name", ["redis", "postgres"])
def test_tasks_open_a_cache_without_its_backend_too(own_server, name):
    process = own_server(name)
    config = config_of(name, process)
    process.kill()

    async def run():
        with pytest.raises(BackendError):
            await aopen_cache(config, embedder=DeterministicEmbedder())
        async with aopen_cache(config, embedder=DeterministicEmbedder(), on_open_error="miss") as cache:
            assert await cache.lookup(QUESTION) is None
            await asyncio.to_thread(process.start)
            async with asyncio.timeout(60):
                while True:
                    await asyncio.gather(*[cache.update(QUESTION, "so") for _ in range(5)])
                    if (found := await cache.lookup(QUESTION)) is not None:
                        break
                    await asyncio.sleep(0.05)
            return found.value, await cache.count()

    assert asyncio.run(run()) == ("so", 1)


def test_many_tasks_share_one_attempt_and_a_cancelled_one_does_not_end_it():
    attempts = []

    async def run():
        gate = asyncio.Event()

        async def opened():
            attempts.append(None)
            await gate.wait()
            return MemoryPart()

        store = late.AsyncLateVectorStore(BackendError("away"), opened)
        store._attempts._next = 0.0
        first = asyncio.create_task(store.count(now=0.0))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        others = await asyncio.gather(*[store.count(now=0.0) for _ in range(5)], return_exceptions=True)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        gate.set()
        await store._attempt
        return others, await store.count(now=0.0)

    others, count = asyncio.run(run())
    assert {type(error) for error in others} == {BackendUnavailableError}
    assert (count, len(attempts)) == (7, 1)


class MemoryPart:
    """What a plugin may open."""

    async def count(self, *, now):
        return 7


def test_a_configuration_that_cannot_work_is_an_error_all_the_same():
    with pytest.raises(ConfigurationError):
        open_cache({"store": {"backend": "nobody"}}, on_open_error="miss")
    with pytest.raises(ConfigurationError):
        open_cache(on_open_error="ignore")


def test_calls_between_two_attempts_fail_at_once_and_do_not_connect(monkeypatch):
    attempts = []

    def opened():
        attempts.append(None)
        raise BackendError("away")

    store = late.LateVectorStore(BackendError("away"), opened)
    for _ in range(20):
        with pytest.raises(BackendError):
            store.count(now=0.0)
    assert attempts == []
    monkeypatch.setattr(late, "PAUSE", 0.0)
    store = late.LateVectorStore(BackendError("away"), opened)
    for _ in range(3):
        with pytest.raises(BackendError):
            store.count(now=0.0)
    assert len(attempts) == 3
