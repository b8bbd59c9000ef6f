"""The verifier: it has the last word on a semantic hit, and where it has none nothing is served."""

from __future__ import annotations

import asyncio
import threading

import numpy as np
import pytest

from hexcache import ConfigurationError, InvalidInputError, open_cache
from hexcache.testing.fakes import DeterministicEmbedder

CACHED = "How do I reset my password?"
ASKED = "How can my password be reset?"
OTHER = "What must I do to reset my password?"


def cache_with(bench, verifier, **options):
    cache = bench.cache(verifier=verifier, **options)
    cache.update(CACHED, "Click here.")
    return cache


@pytest.mark.parametrize(("said", "served"), [(True, True), (False, False), (np.True_, True), (np.False_, False)])
def test_a_semantic_hit_is_served_when_the_verifier_says_so(bench, said, served):
    cache = cache_with(bench, lambda *_: said)
    assert (cache.lookup(ASKED) is not None) is served
    assert cache.stats().refusals == ({} if served else {"verifier": 1})


@pytest.mark.parametrize("said", ["no", 1, None, [True]])
def test_what_is_neither_true_nor_false_is_a_refusal(bench, said):
    assert cache_with(bench, lambda *_: said).lookup(ASKED) is None


def test_it_is_asked_with_both_questions_and_the_answer(bench):
    asked = []
    cache = cache_with(bench, lambda *texts: asked.append(texts) or True)
    cache.lookup(ASKED)
    assert asked == [(ASKED, CACHED, "Click here.")]


def test_it_may_be_an_object_with_the_method(bench):
    class No:
        def verify(self, asked, cached, answer):
            return False

    assert cache_with(bench, No()).lookup(ASKED) is None


def test_exact_hits_and_what_guards_refuse_are_not_shown_to_it(bench):
    asked = []
    cache = cache_with(bench, lambda *texts: asked.append(texts) or True, guards=[lambda *_: "no"])
    assert cache.lookup(CACHED) is not None
    assert cache.lookup(ASKED) is None
    assert asked == []


def test_what_it_refuses_falls_through_to_the_next(bench):
    cache = cache_with(bench, lambda asked, cached, answer: cached == OTHER)
    cache.update(OTHER, "Click there.")
    assert cache.lookup(ASKED).value == "Click there."
    assert cache.stats().refusals.get("verifier", 0) <= 1


def test_it_judges_each_of_many_questions(bench):
    cache = cache_with(bench, lambda asked, cached, answer: asked == ASKED)
    assert [hit is not None for hit in cache.lookup_many([ASKED, OTHER, CACHED])] == [True, False, True]


@pytest.mark.parametrize("on_error", ["miss", "raise"])
def test_one_that_fails_refuses_and_is_counted_whatever_on_error_says(bench, on_error):
    def fail(*_):
        raise RuntimeError("a secret")

    cache = cache_with(bench, fail, on_error=on_error)
    assert cache.lookup(ASKED) is None
    assert cache.lookup(CACHED) is not None
    stats = cache.stats()
    assert (stats.refusals, stats.errors, stats.healthy) == ({"verifier": 1}, {"VerifierError": 1}, True)


def test_one_that_is_late_refuses(bench):
    release = threading.Event()
    cache = cache_with(bench, lambda *_: release.wait(60), verifier_timeout="10ms")
    assert cache.lookup(ASKED) is None
    release.set()
    assert cache.stats().errors == {"VerifierError": 1}


def test_more_that_hang_than_there_are_threads_for_refuse_as_well(bench):
    release = threading.Event()
    cache = cache_with(bench, lambda *_: release.wait(60), verifier_timeout="1ms")
    assert [cache.lookup(ASKED) for _ in range(40)] == [None] * 40
    release.set()


def test_what_was_confirmed_is_not_shown_to_it(bench):
    cache = cache_with(bench, lambda *_: False)
    cache.confirm(cache.update(CACHED, "Click here."), ASKED)
    assert cache.lookup(ASKED) is not None


def test_explain_shows_its_refusal_and_agrees_with_lookup(bench):
    cache = cache_with(bench, lambda *_: False)
    explanation = cache.explain(ASKED)
    assert explanation.hit is None
    assert explanation.candidates[0].guard == "verifier"


def test_a_coroutine_function_is_awaited_by_the_cache_for_the_event_loop(bench):
    async def no(*_):
        await asyncio.sleep(0)
        return False

    if bench.flavour == "sync":
        with pytest.raises(InvalidInputError, match="asynchronous"):
            bench.cache(verifier=no)
    else:
        assert cache_with(bench, no).lookup(ASKED) is None


@pytest.mark.parametrize("bench", ["async"], indirect=True)
def test_a_coroutine_that_is_late_is_cancelled_and_refuses(bench):
    ended = []

    async def hang(*_):
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    assert cache_with(bench, hang, verifier_timeout=0.01).lookup(ASKED) is None
    assert ended == [True]


@pytest.mark.parametrize("verifier", [3, "yes", object(), threading.Event])
def test_what_is_no_verifier_is_refused(bench, verifier):
    with pytest.raises(InvalidInputError, match="no verifier"):
        bench.cache(verifier=verifier)


@pytest.mark.parametrize("timeout", [0, -1, None, "soon"])
def test_a_deadline_that_is_none_is_refused(bench, timeout):
    with pytest.raises(ConfigurationError, match="verifier_timeout"):
        bench.cache(verifier_timeout=timeout)


def test_open_cache_takes_a_verifier():
    parts = {"store": {"backend": "memory"}, "cache": {"verifier_timeout": "5s", "threshold": -1.0}}
    with open_cache(parts, embedder=DeterministicEmbedder(), verifier=lambda *_: False) as cache:
        cache.update(CACHED, "Click here.")
        assert cache.lookup(ASKED) is None
        assert cache.stats().refusals == {"verifier": 1}
