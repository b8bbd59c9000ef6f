"""`open_cache` and `aopen_cache`: one call from configuration to a cache that works, and everything closed again."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from pydantic import BaseModel

from hexcache import (
    BackendError,
    BackendUnavailableError,
    ConfigurationError,
    EmbedderError,
    SchemaMismatchError,
    Scope,
    Settings,
    Similarity,
    UnknownAdapterError,
    aopen_cache,
    open_cache,
)
from hexcache.adapters.outbound.memory.aio import AsyncMemoryVectorStore
from hexcache.adapters.outbound.memory.sync import MemoryVectorStore
from hexcache.application.bootstrap.registry import Registry
from hexcache.testing.fakes import AsyncDeterministicEmbedder, DeterministicEmbedder, ManualClock

QUESTION, PARAPHRASE = "How do I reset my password?", "How can I reset my password?"


def application(**config):
    """Use a cache as a service would: nothing in here says which backend it is."""
    asked = []

    def ask(question):
        asked.append(question)
        return f"answer to {question}"

    with open_cache(**config) as cache:
        scope = Scope(model="m")
        answers = [cache.get_or_compute(question, ask, scope=scope) for question in (QUESTION, QUESTION, PARAPHRASE)]
        cache.update("What does it cost?", "5 EUR", scope=scope, ttl=60, tags=["doc:1"])
        cache.clear(tag="doc:1")
        return answers, asked, cache.count(), cache.stats().exact_hits, cache.stats().semantic_hits


EXPECTED = ([f"answer to {QUESTION}"] * 3, [QUESTION], 1, 1, 1)


def test_the_same_application_runs_on_the_default_and_on_another_backend_by_one_line_of_the_file():
    assert application() == EXPECTED
    assert Path("hexcache.db").exists()
    Path("hexcache.yaml").write_text("store: {backend: memory}\n")
    assert application() == EXPECTED


@pytest.mark.parametrize("backend", ["memory", "sql"])
def test_the_same_application_runs_on_another_backend_by_one_variable(monkeypatch, backend):
    monkeypatch.setenv("HEXCACHE_STORE__BACKEND", backend)
    assert application() == EXPECTED
    assert Path("hexcache.db").exists() == (backend == "sql")


async def aapplication():
    async with aopen_cache() as cache:
        answers = [
            await cache.get_or_compute(question, lambda q: f"answer to {q}") for question in (QUESTION, PARAPHRASE)
        ]
        return answers, await cache.count()


@pytest.mark.parametrize("backend", ["memory", "sql"])
def test_the_same_application_runs_on_the_event_loop_on_either_backend(monkeypatch, backend):
    monkeypatch.setenv("HEXCACHE_STORE__BACKEND", backend)
    assert asyncio.run(aapplication()) == ([f"answer to {QUESTION}"] * 2, 1)


def test_an_answer_is_there_after_closing_and_opening_again():
    with open_cache() as cache:
        cache.update(QUESTION, "so")
    with open_cache() as cache:
        assert cache.lookup(PARAPHRASE).value == "so"


def test_a_cache_can_be_closed_by_hand_twice_and_refuses_work_then():
    cache = open_cache({"store": {"backend": "memory"}}, on_error="raise")
    cache.close()
    cache.close()
    with pytest.raises(BackendUnavailableError):
        cache.lookup(QUESTION)


def test_an_async_cache_can_be_awaited_and_closed_by_hand():
    async def use():
        cache = await aopen_cache({"store": {"backend": "memory"}}, on_error="raise")
        await cache.update(QUESTION, "so")
        hit = await cache.lookup(QUESTION)
        await cache.close()
        await cache.close()
        with pytest.raises(BackendUnavailableError):
            await cache.lookup(QUESTION)
        return hit.value

    assert asyncio.run(use()) == "so"


@pytest.mark.parametrize(
    "make", [str, Path, lambda path: Settings(config=path), lambda _: {"store": {"backend": "memory"}}]
)
def test_a_configuration_is_a_path_settings_or_a_mapping(tmp_path, make):
    path = tmp_path / "other.yaml"
    path.write_text("store: {backend: memory}\n")
    with open_cache(make(path)) as cache:
        assert isinstance(cache.store, MemoryVectorStore)


@pytest.mark.parametrize("config", [5, ["store"], b"hexcache.yaml"])
def test_a_configuration_of_another_type_is_an_error(config):
    with pytest.raises(ConfigurationError, match="config must be a path"):
        open_cache(config)


def test_keywords_go_over_everything_and_may_be_what_a_file_cannot_say():
    Path("hexcache.yaml").write_text("store: {backend: memory}\ncache: {threshold: 0.1, similarity: cos}\n")

    def never(asked, cached):
        return "no"

    codec = (lambda value: repr(value).encode(), lambda data: data.decode())
    with open_cache(threshold=0.99, similarity=Similarity.DOT, codec=codec, guards=[never]) as cache:
        cache.update(QUESTION, ("a", 1))
        assert cache.lookup(QUESTION).value == "('a', 1)"
        explanation = cache.explain(PARAPHRASE, threshold=0.5)
        assert (explanation.similarity, explanation.candidates[0].guard) == ("dot", "never")


def test_an_unknown_keyword_is_an_error_with_the_nearest_one():
    with pytest.raises(ConfigurationError, match=r"unknown key 'cache\.treshold'; did you mean 'threshold'"):
        open_cache(treshold=0.9)


def test_a_clock_can_be_given():
    clock = ManualClock()
    with open_cache({"store": {"backend": "memory"}}, clock=clock, ttl="1h") as cache:
        cache.update(QUESTION, "so")
        clock.advance(3_599)
        assert cache.lookup(QUESTION) is not None
        clock.advance(1)
        assert cache.lookup(QUESTION) is None


def test_a_borrowed_store_is_used_and_not_closed_and_the_configured_one_never_opened():
    store = MemoryVectorStore("mine")
    with open_cache({"store": {"backend": "no such backend"}}, store=store) as cache:
        cache.update(QUESTION, "so")
    assert store.count(now=0.0) == 1


def test_a_borrowed_embedder_is_used_and_the_configured_one_never_opened():
    embedder = DeterministicEmbedder(paraphrases={PARAPHRASE: QUESTION})
    config = {"store": {"backend": "memory"}, "embedder": {"backend": "no such embedder"}}
    with open_cache(config, embedder=embedder) as cache:
        cache.update(QUESTION, "so")
        assert cache.lookup(PARAPHRASE).value == "so"
    assert embedder.texts == [QUESTION, PARAPHRASE]


def test_a_plain_function_is_an_embedder():
    def embed(texts):
        return np.array([[1.0, len(text)] for text in texts])

    with open_cache({"store": {"backend": "memory"}}, embedder=embed, guards="off") as cache:
        cache.update("abc", "so")
        assert cache.lookup("abd").value == "so"


def test_borrowed_parts_work_on_the_event_loop():
    async def use():
        store, embedder = AsyncMemoryVectorStore("mine"), AsyncDeterministicEmbedder()
        async with aopen_cache(store=store, embedder=embedder) as cache:
            await cache.update(QUESTION, "so")
        return await store.count(now=0.0)

    assert asyncio.run(use()) == 1


@pytest.mark.parametrize("backend", ["memory", "sql"])
def test_with_embeddings_configured_no_text_is_embedded_twice(backend):
    embedder = DeterministicEmbedder()
    options = {"url": "sqlite:///vectors.db"} if backend == "sql" else {}
    config = {"store": {"backend": "memory"}, "embeddings": {"backend": backend, "options": options}}
    with open_cache(config, embedder=embedder, remembered=1) as cache:
        for question in (QUESTION, PARAPHRASE, QUESTION, PARAPHRASE):
            cache.lookup(question)
    assert embedder.texts == [QUESTION, PARAPHRASE]


def test_with_embeddings_configured_no_text_is_embedded_twice_on_the_event_loop():
    embedder = DeterministicEmbedder()

    async def use():
        config = {"store": {"backend": "memory"}, "embeddings": {"backend": "memory"}}
        async with aopen_cache(config, embedder=AsyncDeterministicEmbedder(embedder), remembered=1) as cache:
            for question in (QUESTION, PARAPHRASE, QUESTION, PARAPHRASE):
                await cache.lookup(question)

    asyncio.run(use())
    assert embedder.texts == [QUESTION, PARAPHRASE]


def test_functions_without_a_name_share_no_vectors_across_collections():
    config = {"store": {"backend": "memory"}, "embeddings": {"backend": "sql", "options": {"url": "sqlite:///v.db"}}}
    asked = []

    def embed(texts):
        asked.extend(texts)
        return [[1.0, 2.0]] * len(texts)

    for collection in ("one", "two", "two"):
        with open_cache(config, embedder=embed, collection=collection) as cache:
            cache.lookup(QUESTION)
    assert asked.count(QUESTION) == 2


def test_a_collection_of_another_embedder_is_refused_at_opening():
    with open_cache():
        pass
    with pytest.raises(SchemaMismatchError):
        open_cache(embedder=DeterministicEmbedder())


BROKEN = {
    "an unknown store": ({"store": {"backend": "memry"}}, UnknownAdapterError, "did you mean 'memory'"),
    "an unknown option": (
        {"store": {"options": {"ulr": "x"}}},
        ConfigurationError,
        r"unknown key 'store\.options\.ulr'",
    ),
    "an unknown embedder": ({"embedder": {"backend": "x"}}, UnknownAdapterError, "unknown embedder 'x'"),
    "an unknown key-value store": (
        {"embeddings": {"backend": "x"}},
        UnknownAdapterError,
        "unknown key value store 'x'",
    ),
    "a folder as database": ({"store": {"options": {"url": "sqlite:///."}}}, BackendError, "cannot be reached"),
}


@pytest.mark.parametrize(("config", "error", "said"), BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_opened_is_raised_at_once(config, error, said):
    with pytest.raises(error, match=said):
        open_cache(config)


@pytest.mark.parametrize(("config", "error", "said"), BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_opened_is_raised_at_once_on_the_event_loop(config, error, said):
    async def use():
        await aopen_cache(config)

    with pytest.raises(error, match=said):
        asyncio.run(use())


class NoOptions(BaseModel):
    """A plugin without any option."""


class Spy:
    """A plugin of every kind that writes down what happens to it."""

    options = NoOptions

    def __init__(self, name, journal, part=None, fails=()):
        self.name, self.journal, self.part, self.fails = name, journal, part, fails

    @contextlib.contextmanager
    def open(self, options, collection=None):
        self._step("open")
        yield self.part
        self._step("close")

    @contextlib.asynccontextmanager
    async def aopen(self, options, collection=None):
        self._step("open")
        yield self.part
        self._step("close")

    def _step(self, step):
        self.journal.append(f"{step} {self.name}")
        if step in self.fails:
            raise ZeroDivisionError(step)


@pytest.fixture
def spies(monkeypatch):
    """Return a journal, and a function that puts spies in place of all plugins."""
    journal = []

    def install(flavour, **fails):
        sync = flavour == "sync"
        parts = {
            "store": MemoryVectorStore("spied") if sync else AsyncMemoryVectorStore("spied"),
            "embedder": DeterministicEmbedder() if sync else AsyncDeterministicEmbedder(),
        }
        plugins = {name: Spy(name, journal, part, fails.get(name, ())) for name, part in parts.items()}
        kinds = {"VECTOR_STORE": "store", "EMBEDDER": "embedder"}
        monkeypatch.setattr(Registry, "plugin", lambda self, kind, name: plugins[kinds[kind.name]])

    return journal, install


def open_and_close(flavour):
    if flavour == "sync":
        open_cache().close()
        return

    async def use():
        await (await aopen_cache()).close()

    asyncio.run(use())


@pytest.mark.parametrize("flavour", ["sync", "async"])
def test_all_that_was_opened_is_closed(spies, flavour):
    journal, install = spies
    install(flavour)
    open_and_close(flavour)
    assert sorted(journal) == ["close embedder", "close store", "open embedder", "open store"]


@pytest.mark.parametrize("flavour", ["sync", "async"])
@pytest.mark.parametrize(("broken", "error"), [("store", BackendError), ("embedder", EmbedderError)])
def test_what_was_open_is_closed_again_when_another_part_cannot_be_opened(spies, flavour, broken, error):
    journal, install = spies
    install(flavour, **{broken: ["open"]})
    with pytest.raises(error, match=r"could not be opened \(ZeroDivisionError\); see the cause") as caught:
        open_and_close(flavour)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    opened = {entry.partition(" ")[2] for entry in journal if entry.startswith("open")} - {broken}
    assert {entry.partition(" ")[2] for entry in journal if entry.startswith("close")} == opened


@pytest.mark.parametrize("flavour", ["sync", "async"])
@pytest.mark.parametrize("broken", ["store", "embedder"])
def test_a_part_that_fails_to_close_keeps_no_other_from_closing(spies, flavour, broken):
    journal, install = spies
    install(flavour, **{broken: ["close"]})
    with pytest.raises(ZeroDivisionError):
        open_and_close(flavour)
    assert {"close store", "close embedder"} <= set(journal)


@pytest.mark.parametrize("flavour", ["sync", "async"])
def test_a_store_that_cannot_be_provisioned_is_closed_again(spies, monkeypatch, flavour):
    journal, install = spies
    install(flavour, store=["close"])

    def fail(*_):
        raise SchemaMismatchError("made for something else")

    monkeypatch.setattr(MemoryVectorStore if flavour == "sync" else AsyncMemoryVectorStore, "provision", fail)
    with pytest.raises(SchemaMismatchError) as caught:
        open_and_close(flavour)
    assert "close store" in journal
    assert caught.value.__notes__ == ["and closing what was open failed with ZeroDivisionError"]


def test_no_connection_is_left_open_after_a_failure():
    Path("broken.db").write_bytes(b"this is no database" * 100)
    with pytest.raises(BackendError):
        open_cache({"store": {"options": {"url": "sqlite:///broken.db"}}})
    gc.collect()
    assert not [each for each in gc.get_objects() if isinstance(each, sqlite3.Connection) and _usable(each)]


def _usable(connection):
    try:
        return connection.total_changes is not None
    except sqlite3.ProgrammingError:
        return False


def test_an_opening_that_is_cancelled_closes_what_was_open(spies, monkeypatch):
    journal, install = spies
    install("async")

    async def use():
        async def provision(*_):
            task.cancel()
            await asyncio.sleep(60)

        monkeypatch.setattr(AsyncMemoryVectorStore, "provision", provision)
        task = asyncio.ensure_future(_open())
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(use())
    assert {"close store", "close embedder"} <= set(journal)


async def _open():
    return await aopen_cache()
