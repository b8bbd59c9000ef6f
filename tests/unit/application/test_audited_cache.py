"""The audited cache: it compares its hits with the model, and serves what has been shown to be right."""

from __future__ import annotations

import pytest

from hexcache import (
    AsyncAuditedCache,
    AsyncSemanticCache,
    AuditedCache,
    AuditRule,
    BackendError,
    ConfigurationError,
    SemanticCache,
)
from hexcache.adapters.outbound.memory.aio import AsyncMemoryKeyValueStore, AsyncMemoryVectorStore
from hexcache.adapters.outbound.memory.sync import MemoryKeyValueStore, MemoryVectorStore
from hexcache.testing.fakes import Faults, faulty

RULE = AuditRule(bound=0.2, share=0.5, block=10, window=200, thresholds=(0.9, 0.8))


def near(texts):
    """Embed every text at the same place, so that each question that was not asked is a would-be hit."""
    return [[1.0, 0.0]] * len(texts)


class Traffic:
    """Sends new questions, and counts how often the model is asked."""

    def __init__(self, cache):
        self.cache = cache
        self.asked = 0
        self.sent = 0

    def send(self, number, answer=lambda query: "yes"):
        before = self.asked
        for _ in range(number):
            self.sent += 1
            self.cache.get_or_compute(f"question {self.sent}?", lambda query: self._answer(query, answer))
        return self.asked - before

    def _answer(self, query, answer):
        self.asked += 1
        return answer(query)


@pytest.fixture
def values(bench):
    return MemoryKeyValueStore() if bench.flavour == "sync" else AsyncMemoryKeyValueStore()


@pytest.fixture
def audited(bench, values):
    """Return a function that makes an audited cache; all of one test share their entries."""
    store = MemoryVectorStore() if bench.flavour == "sync" else AsyncMemoryVectorStore()

    def audited(*, values=values, coin=lambda: 0.9, **options):
        options = {"rule": RULE, "coin": coin} | options
        given = {"guards": "off", "clock": bench.clock}
        if bench.flavour == "sync":
            return AuditedCache(SemanticCache(store, near, **given), values, **options)
        return bench.loop.sync(AsyncAuditedCache(AsyncSemanticCache(store, near, **given), values, **options))

    return audited


def test_nothing_is_served_before_the_first_labels_allow_it(audited):
    assert Traffic(audited()).send(10) == 10


def test_once_enough_were_right_they_are_served(audited):
    cache = audited()
    traffic = Traffic(cache)
    traffic.send(100)
    assert traffic.send(10) == 0
    state = cache.stats()
    assert (state.threshold, state.wrong, state.precision) == (0.8, 0, 1.0)


def test_wrong_answers_are_never_served(audited):
    traffic = Traffic(audited())
    assert traffic.send(150, answer=lambda query: query) == 150


def test_a_share_is_audited_for_ever(audited):
    flips = iter([0.9, 0.1] * 1_000)
    cache = audited(coin=lambda: next(flips))
    traffic = Traffic(cache)
    traffic.send(100)
    assert traffic.send(20) == 10


def test_answers_that_turn_wrong_stop_the_serving(audited):
    cache = audited(coin=lambda: 0.1)
    traffic = Traffic(cache)
    traffic.send(100)
    assert cache.stats().threshold is not None
    traffic.send(40, answer=lambda query: query)
    assert cache.stats().threshold is None


def test_shadow_mode_measures_and_serves_nothing(audited):
    cache = audited(shadow=True)
    traffic = Traffic(cache)
    assert traffic.send(120) == 120
    assert cache.get_or_compute("question 1?", lambda _: "fresh") == "fresh"
    assert cache.stats().threshold == 0.8


def test_exact_repeats_are_served_from_the_start(audited):
    cache = audited()
    cache.get_or_compute("One?", lambda _: "1")
    assert cache.get_or_compute("One?", lambda _: "2") == "1"


def test_another_process_knows_what_was_shown(audited):
    Traffic(audited()).send(100)
    replica = audited()
    traffic = Traffic(replica)
    traffic.sent = 1_000
    assert traffic.send(5) == 0


def test_audits_of_another_name_are_apart(audited):
    Traffic(audited()).send(100)
    traffic = Traffic(audited(name="other"))
    traffic.sent = 1_000
    assert traffic.send(5) == 5


@pytest.mark.parametrize(
    ("judge", "right"), [("equal", False), ("embedding", True), (lambda cached, fresh: True, True)], ids=str
)
def test_the_judge_says_what_is_right(audited, judge, right):
    cache = audited(judge=judge)
    Traffic(cache).send(30, answer=lambda query: f"answer to {query}")
    assert (cache.stats().wrong == 0) is right


def test_a_judge_that_fails_costs_the_audit_and_not_the_request(audited):
    def fail(cached, fresh):
        raise RuntimeError

    cache = audited(judge=fail)
    assert Traffic(cache).send(15) == 15
    assert cache.stats().labels == 0
    assert cache.cache.stats().errors == {"RuntimeError": 14}


def test_an_unknown_judge_is_refused(audited):
    with pytest.raises(ConfigurationError, match="'equal', 'embedding'"):
        audited(judge="gut")


@pytest.mark.parametrize("method", ["mget", "mset", "yield_keys"])
def test_without_the_store_of_audits_each_process_goes_by_its_own(audited, values, method):
    broken = faulty(values, Faults({method: BackendError("gone")}))
    traffic = Traffic(audited(values=broken))
    traffic.send(100)
    assert traffic.send(5) == 0


def test_what_is_not_served_is_counted_as_a_miss(audited):
    cache = audited()
    Traffic(cache).send(10)
    assert cache.cache.stats().semantic_hits == 0
