"""Reading the question's row and searching in one round trip, where the vector costs nothing."""

from __future__ import annotations

import numpy as np
import pytest

from hexcache import BackendTimeoutError, Scope
from hexcache.adapters.outbound.memory.aio import AsyncMemoryVectorStore
from hexcache.adapters.outbound.memory.sync import MemoryVectorStore

ASKED = "How do I reset my password?"
REWORDED = "How can my password be reset?"
GIVEN = np.eye(32)[0]


class Counting:
    """Notes what a plan asks of a store."""

    def __init__(self):
        super().__init__()
        self.calls = []
        self.error = None


class Store(Counting, MemoryVectorStore):
    def get(self, document_ids, *, now):
        self.calls.append("get")
        return super().get(document_ids, now=now)

    def search(self, *args, **kwargs):
        self.calls.append("search")
        return super().search(*args, **kwargs)

    def get_and_search(self, document_ids, *args, now, **kwargs):
        self.calls.append("both")
        if self.error is not None:
            raise self.error
        records = super().get(document_ids, now=now)
        return records, None if all(records) else super().search(*args, now=now, **kwargs)


class AsyncStore(Counting, AsyncMemoryVectorStore):
    async def get(self, document_ids, *, now):
        self.calls.append("get")
        return await super().get(document_ids, now=now)

    async def search(self, *args, **kwargs):
        self.calls.append("search")
        return await super().search(*args, **kwargs)

    async def get_and_search(self, document_ids, *args, now, **kwargs):
        self.calls.append("both")
        if self.error is not None:
            raise self.error
        records = await super().get(document_ids, now=now)
        return records, None if all(records) else await super().search(*args, now=now, **kwargs)


@pytest.fixture
def store(bench):
    return Store() if bench.flavour == "sync" else AsyncStore()


@pytest.fixture
def cache(bench, store):
    cache = bench.cache(store=store, feedback="off")
    cache.provision()
    return cache


def asked(store, ask):
    """Return what `ask` returns, and what the store was asked for."""
    store.calls.clear()
    return ask(), list(store.calls)


def test_new_words_are_read_first_and_embedded_only_when_they_are_not_there(cache, store):
    cache.update(ASKED, "Click here.")
    hit, calls = asked(store, lambda: cache.lookup(REWORDED))
    assert (hit.value, calls) == ("Click here.", ["get", "search"])


def test_words_that_were_asked_before_take_one_round_trip(cache, store, bench):
    cache.update(ASKED, "Click here.")
    cache.lookup(REWORDED)
    embedded = list(bench.embedder.texts)
    hit, calls = asked(store, lambda: cache.lookup(REWORDED))
    assert (hit.value, hit.exact, calls) == ("Click here.", False, ["both"])
    assert bench.embedder.texts == embedded


def test_a_repeat_of_what_this_cache_stored_is_not_searched_for(cache, store):
    cache.lookup(ASKED)
    cache.update(ASKED, "Click here.")
    hit, calls = asked(store, lambda: cache.lookup(ASKED))
    assert (hit.exact, calls) == (True, ["get"])


def test_a_row_that_somebody_deleted_is_asked_for_alone_once_only(cache, store):
    cache.lookup(ASKED)
    cache.delete(cache.update(ASKED, "Click here."))
    assert asked(store, lambda: cache.lookup(ASKED)) == (None, ["get", "search"])
    assert asked(store, lambda: cache.lookup(ASKED)) == (None, ["both"])


def test_a_row_that_somebody_else_stored_is_found_and_not_searched_for_again(bench, cache, store):
    cache.lookup(ASKED)
    bench.cache(store=store).update(ASKED, "Click here.")
    hit, calls = asked(store, lambda: cache.lookup(ASKED))
    assert (hit.exact, calls) == (True, ["both"])
    assert asked(store, lambda: cache.lookup(ASKED).exact) == (True, ["get"])


def test_the_caller_s_vector_takes_one_round_trip(cache, store):
    cache.update(ASKED, "Click here.", vector=GIVEN)
    hit, calls = asked(store, lambda: cache.lookup(REWORDED, vector=GIVEN))
    assert (hit.value, calls) == ("Click here.", ["both"])


def test_a_row_in_one_scope_says_nothing_about_another(cache, store):
    cache.lookup(ASKED)
    cache.update(ASKED, "Click here.", scope=Scope("acme"))
    assert asked(store, lambda: cache.lookup(ASKED, scope=Scope("other"))) == (None, ["both"])


def test_a_row_that_is_too_old_lets_the_nearest_be_searched_for(bench, cache, store):
    cache.update(ASKED, "Old.", vector=GIVEN)
    bench.clock.advance(100)
    cache.update(REWORDED, "New.", vector=GIVEN)
    other = bench.cache(store=store, feedback="off")
    other.provision()
    hit, calls = asked(store, lambda: other.lookup(ASKED, vector=GIVEN, max_age=10))
    assert (hit.value, calls) == ("New.", ["both", "search"])


def test_a_failure_of_both_is_a_miss(cache, store):
    cache.lookup(ASKED)
    store.error = BackendTimeoutError("late")
    assert asked(store, lambda: cache.lookup(ASKED)) == (None, ["both"])
    assert cache.stats().errors == {"BackendTimeoutError": 1}
