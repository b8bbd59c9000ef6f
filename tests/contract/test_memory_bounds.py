"""What the memory adapter promises beyond its ports: bounds, a consistent view without locks, and a free event loop."""

from __future__ import annotations

import asyncio
import threading
from functools import partial

import pytest
from pydantic import ValidationError

from hexcache.adapters.outbound.memory import aio
from hexcache.adapters.outbound.memory.aio import AsyncMemoryVectorStore
from hexcache.adapters.outbound.memory.plugin import key_value_store, vector_store
from hexcache.adapters.outbound.memory.sync import MemoryKeyValueStore, MemoryVectorStore
from hexcache.domain.collection import Collection
from hexcache.domain.entry import Selection
from hexcache.domain.errors import BackendUnavailableError, ConfigurationError
from hexcache.domain.scope import Scope
from hexcache.domain.similarity import Similarity
from hexcache.testing.proxy import at_once
from hexcache.testing.samples import DIMENSION, SCOPE, Samples, vectors

NOW = 1_800_000_000.0
ROWS = vectors(20)
COLLECTION = Collection(DIMENSION, Similarity.COS, "testing", "bounds")


def provisioned(max_entries=None):
    store = MemoryVectorStore(max_entries=max_entries)
    store.provision(COLLECTION)
    return store


@pytest.fixture
def make():
    return Samples(lambda: NOW, Similarity.COS)


def kept(store, entries):
    return [number for number, entry in enumerate(entries) if store.get([entry.record.document_id], now=NOW)[0]]


def test_what_was_put_first_is_evicted_first(make):
    store, entries = provisioned(3), make.entries(ROWS[:5])
    for entry in entries:
        store.put([entry])
    assert store.count(now=NOW) == 3
    assert kept(store, entries) == [2, 3, 4]


def test_what_was_read_is_not_evicted_next(make):
    store, entries = provisioned(3), make.entries(ROWS[:4])
    store.put(entries[:3])
    store.get([entries[0].record.document_id], now=NOW)
    store.put(entries[3:])
    assert kept(store, entries) == [0, 2, 3]


def test_what_a_search_returned_is_not_evicted_next(make):
    store, entries = provisioned(3), make.entries(ROWS[:4])
    store.put(entries[:3])
    store.search(SCOPE, ROWS[0], 1, now=NOW)
    store.put(entries[3:])
    assert kept(store, entries) == [0, 2, 3]


def test_a_search_that_passed_an_entry_over_is_no_use_of_it(make):
    store, entries = provisioned(3), make.entries(ROWS[:4])
    store.put(entries[:3])
    store.search(SCOPE, ROWS[1], 1, now=NOW)
    list(store.scan(now=NOW))
    store.put(entries[3:])
    assert kept(store, entries) == [1, 2, 3]


def test_an_evicted_entry_is_not_found_by_search(make):
    store = provisioned(1)
    store.put(make.entries(ROWS[:2]))
    assert [one.record.query for one in store.search(SCOPE, ROWS[0], 5, now=NOW)] == ["q1"]


def test_replacing_an_entry_evicts_nobody(make):
    store, entries = provisioned(3), make.entries(ROWS[:3])
    store.put(entries)
    store.put(make.entries(ROWS[3:4]))
    assert kept(store, entries) == [0, 1, 2]


def test_a_call_with_more_entries_than_are_kept_keeps_the_last(make):
    store, entries = provisioned(3), make.entries(ROWS)
    store.put(entries)
    assert kept(store, entries) == [17, 18, 19]


@pytest.mark.parametrize("bound", [0, -1, 1.5, True, "10"])
def test_a_bound_is_a_whole_number_from_one(bound):
    for store in (partial(MemoryVectorStore, max_entries=bound), partial(MemoryKeyValueStore, max_entries=bound)):
        with pytest.raises(ConfigurationError, match="max_entries"):
            store()


def test_expired_entries_leave_the_memory_of_scopes_that_nobody_searches(make):
    store = provisioned()
    for number in range(50):
        store.put([make.entry("q", ROWS[0], scope=Scope(str(number)), ttl=10.0)])
    assert int(store.describe()["bytes of vectors"]) > 0
    store.get([], now=NOW + 10.0)
    assert store.describe()["entries"] == "0"
    assert store.describe()["bytes of vectors"] == "0"


def test_cleared_scopes_leave_the_memory(make):
    store = provisioned()
    store.put([make.entry("q", ROWS[0], scope=Scope(str(number))) for number in range(50)])
    store.clear(Selection(tenant="7"))
    assert store.describe()["entries"] == "49"
    store.clear(Selection())
    assert store.describe()["bytes of vectors"] == "0"


def test_renewing_an_entry_again_and_again_takes_no_memory(make):
    store = provisioned()
    entry = make.entry("q", ROWS[0], ttl=10.0)
    store.put([entry])
    for step in range(5_000):
        store.touch(entry.record.document_id, NOW + 10.0 + step, now=NOW)
    assert len(store._shelves.entries._heap) < 200


def test_expired_rows_are_gone_from_the_block_that_a_search_reads(make):
    store = provisioned()
    store.put([*make.entries(vectors(1_000), "dead", ttl=10.0), make.entry("live", ROWS[0])])
    found = [store.search(SCOPE, ROWS[0], 1, now=NOW + 10.0) for _ in range(10)]
    assert {one.record.query for (one,) in found} == {"live"}
    assert store.work(SCOPE) == DIMENSION


def test_many_expired_entries_are_nowhere_before_they_are_removed(make):
    store = provisioned()
    entries = make.entries(vectors(1_000), "dead", ttl=10.0)
    store.put(entries)
    now = NOW + 10.0
    assert store.get([entry.record.document_id for entry in entries], now=now) == [None] * 1_000
    assert store.search(SCOPE, ROWS[0], 5, now=now) == []
    assert list(store.scan(now=now)) == []
    assert store.touch(entries[999].record.document_id, now + 10.0, now=now) is False
    assert store.describe()["entries"] != "0"
    assert store.count(now=now) == 0
    assert store.describe()["entries"] == "0"


def test_many_expired_values_are_nowhere_before_they_are_removed():
    store = MemoryKeyValueStore()
    keys = [str(number) for number in range(1_000)]
    store.mset(dict.fromkeys(keys, b"1"), now=NOW, ttl=10.0)
    assert store.mget(keys, now=NOW + 10.0) == [None] * 1_000
    assert list(store.yield_keys(now=NOW + 10.0)) == []
    assert store.describe()["entries"] != "0"


def test_a_search_never_pairs_a_record_with_the_score_of_its_predecessor(make):
    store = provisioned()
    versions = [make.entry("q", row, value=str(number).encode()) for number, row in enumerate(ROWS)]
    store.put(versions[:1])
    calls = [partial(store.put, [version]) for version in versions * 25]
    searches = [partial(store.search, SCOPE, ROWS[0], 1, now=NOW) for _ in calls]
    answers = at_once([call for pair in zip(calls, searches, strict=True) for call in pair])
    for (found,) in answers[1::2]:
        assert found.score == pytest.approx(float(ROWS[int(found.record.value)] @ ROWS[0]), abs=1e-5)


class WritesDuringSearch:
    """A block during whose ranking an entry is replaced, `times` times."""

    def __init__(self, block, write, times):
        self.block, self.write, self.times = block, write, times

    def top(self, *args):
        found = self.block.top(*args)
        if self.times:
            self.times -= 1
            self.write()
        return found

    def __len__(self):
        return len(self.block)

    def __getattr__(self, name):
        return getattr(self.block, name)


@pytest.mark.parametrize("times", [1, 3, 4])
def test_a_search_whose_entries_changed_meanwhile_is_made_again(make, times):
    store = provisioned()
    store.put([make.entry("q", ROWS[0], value=b"old")])
    new = iter(make.entry("q", row, value=b"new") for row in ROWS[1:])
    shelf = store._shelves.shelf(SCOPE)
    shelf.block = WritesDuringSearch(shelf.block, lambda: store.put([next(new)]), times)
    (found,) = store.search(SCOPE, ROWS[times], 1, now=NOW)
    assert found.record.value == b"new"
    assert found.score == pytest.approx(1.0, abs=1e-5)


def test_an_entry_whose_id_belongs_to_another_scope_moves_with_its_scope(make):
    store = provisioned()
    entry = make.entry("q", ROWS[0])
    store.put([entry])
    store.put([make.entry("q", ROWS[0], scope=Scope("elsewhere"), document_id=entry.record.document_id)])
    assert store.search(SCOPE, ROWS[0], 5, now=NOW) == []
    assert len(store.search(Scope("elsewhere"), ROWS[0], 5, now=NOW)) == 1
    assert store.count(now=NOW) == 1


@pytest.mark.parametrize(("numbers", "elsewhere"), [(0, True), (1_000_000, False)])
def test_only_large_searches_leave_the_event_loop(make, monkeypatch, numbers, elsewhere):
    monkeypatch.setattr(aio, "_NUMBERS", numbers)
    seen = []

    async def run():
        store = AsyncMemoryVectorStore()
        await store.provision(COLLECTION)
        await store.put(make.entries(ROWS))
        shelf = store._store._shelves.shelf(SCOPE)
        shelf.block = WritesDuringSearch(shelf.block, lambda: seen.append(threading.current_thread()), 1)
        return await store.search(SCOPE, ROWS[0], 1, now=NOW)

    (found,) = asyncio.run(run())
    assert found.record.query == "q0"
    assert (seen[0] is not threading.main_thread()) == elsewhere


def test_values_that_were_used_least_recently_go_first():
    store = MemoryKeyValueStore(max_entries=2)
    store.mset({"a": b"1", "b": b"2"}, now=NOW)
    store.mget(["a"], now=NOW)
    store.mset({"c": b"3"}, now=NOW)
    assert store.mget(["a", "b", "c"], now=NOW) == [b"1", None, b"3"]


def test_expired_values_leave_the_memory():
    store = MemoryKeyValueStore()
    store.mset({str(number): b"1" for number in range(100)}, now=NOW, ttl=10.0)
    store.mget([], now=NOW + 10.0)
    assert store.describe()["entries"] == "0"


def test_the_plugins_close_what_they_open():
    options = vector_store.options(max_entries=5)
    with vector_store.open(options, collection="notes") as store, key_value_store.open(options) as values:
        store.provision(COLLECTION)
        values.mset({"a": b"1"}, now=NOW)
        assert store.describe()["max_entries"] == values.describe()["max_entries"] == "5"
    with pytest.raises(BackendUnavailableError):
        store.count(now=NOW)
    with pytest.raises(BackendUnavailableError):
        values.mget(["a"], now=NOW)


def test_the_async_plugins_close_what_they_open():
    async def run():
        options = vector_store.options(max_entries=5)
        async with (
            vector_store.aopen(options, collection="notes") as store,
            key_value_store.aopen(options) as values,
        ):
            await store.provision(COLLECTION)
            await values.mset({"a": b"1"}, now=NOW)
        with pytest.raises(BackendUnavailableError):
            await store.count(now=NOW)
        with pytest.raises(BackendUnavailableError):
            await values.mget(["a"], now=NOW)

    asyncio.run(run())


@pytest.mark.parametrize(("options", "named"), [({"max_entry": 5}, "max_entry"), ({"max_entries": 0}, "max_entries")])
def test_options_that_do_not_exist_or_cannot_be_are_named(options, named):
    with pytest.raises(ValidationError, match=named):
        vector_store.options(**options)
