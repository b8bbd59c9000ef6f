"""Feedback: what was rejected is not served again, what was confirmed is, to every process that shares the store."""

from __future__ import annotations

from collections import Counter

import pytest

from hexcache import BackendError, ConfigurationError, InvalidInputError, Scope
from hexcache.domain.feedback import FEEDBACK_MODEL, LabelledPair, pair_of
from hexcache.domain.hit import Hit
from hexcache.testing.fakes import Faults

CACHED = "How do I reset my password?"
ASKED = "How can my password be reset?"
OTHER = "What must I do to reset my password?"
ACME = Scope(tenant="acme", model="m")


class Calls(Faults):
    """Nothing goes wrong, and every call is counted by the method's name."""

    def __init__(self):
        self.made = Counter()

    def strike(self, name):
        self.made[name] += 1
        return 0.0


def refuse(asked, cached):
    return "no"


@pytest.fixture
def cache(bench):
    cache = bench.cache()
    cache.update(CACHED, "Click here.")
    return cache


def hit_of(cache, query=ASKED, **more) -> Hit:
    hit = cache.lookup(query, **more)
    assert hit is not None
    return hit


class TestReject:
    def test_what_was_rejected_is_not_served_to_that_question_again(self, cache):
        assert cache.reject(hit_of(cache).document_id, ASKED) is True
        assert cache.lookup(ASKED) is None
        assert cache.stats().refusals == {"feedback": 1}

    def test_other_questions_are_still_answered(self, cache):
        cache.reject(hit_of(cache).document_id, ASKED)
        assert cache.lookup(OTHER) is not None
        assert cache.lookup(CACHED) is not None

    def test_it_holds_in_the_scope_of_the_entry(self, bench):
        cache = bench.cache()
        for scope in (ACME, Scope()):
            cache.update(CACHED, "Click here.", scope=scope)
        cache.reject(hit_of(cache, scope=ACME).document_id, ASKED)
        assert cache.lookup(ASKED, scope=ACME) is None
        assert cache.lookup(ASKED) is not None

    def test_the_next_candidate_is_served_in_its_place(self, cache):
        first = hit_of(cache)
        cache.update(OTHER, "Click there.")
        cache.reject(first.document_id, ASKED)
        assert hit_of(cache).query == OTHER

    def test_many_questions_are_looked_up_with_what_was_said_about_each(self, cache):
        cache.reject(hit_of(cache).document_id, ASKED)
        assert [hit is None for hit in cache.lookup_many([ASKED, OTHER, CACHED])] == [True, False, False]

    def test_it_outlives_an_update_of_the_entry(self, cache):
        cache.reject(hit_of(cache).document_id, ASKED)
        cache.update(CACHED, "Click elsewhere.")
        assert cache.lookup(ASKED) is None

    def test_a_new_answer_to_the_question_itself_is_served(self, cache):
        cache.reject(hit_of(cache).document_id, ASKED)
        cache.update(ASKED, "Right.")
        assert hit_of(cache).value == "Right."

    def test_the_entry_of_that_very_question_is_to_be_deleted_instead(self, cache):
        with pytest.raises(InvalidInputError, match="delete"):
            cache.reject(hit_of(cache).document_id, CACHED)

    def test_there_is_nothing_to_remember_about_an_entry_that_is_not_there(self, cache):
        assert cache.reject("nothing", ASKED) is False

    @pytest.mark.parametrize(("document_id", "query"), [(None, ASKED), ("id", 3)])
    def test_what_is_not_text_is_refused(self, cache, document_id, query):
        with pytest.raises(InvalidInputError, match="must be text"):
            cache.reject(document_id, query)

    def test_any_text_can_be_spoken_of(self, bench):
        cache = bench.cache(threshold=-1.0)
        cache.update("\ud800 what?", "x")
        cache.reject(hit_of(cache, "\udfff\n why?").document_id, "\udfff\n why?")
        assert cache.lookup("\udfff\n why?") is None
        assert list(cache.feedback()) == [LabelledPair("\udfff\n why?", "\ud800 what?", same=False)]


class TestConfirm:
    def test_guards_are_not_asked_about_what_was_confirmed(self, bench):
        cache = bench.cache(guards=[refuse])
        document_id = cache.update(CACHED, "Click here.")
        assert cache.lookup(ASKED) is None
        assert cache.confirm(document_id, ASKED) is True
        assert hit_of(cache).document_id == document_id
        assert cache.lookup(OTHER) is None

    def test_the_threshold_holds_for_what_was_confirmed(self, cache):
        cache.confirm(hit_of(cache).document_id, ASKED)
        assert cache.lookup(ASKED, threshold=0.999) is None

    def test_the_last_word_counts(self, cache):
        document_id = hit_of(cache).document_id
        cache.reject(document_id, ASKED)
        cache.confirm(document_id, ASKED)
        assert cache.lookup(ASKED) is not None
        cache.reject(document_id, ASKED)
        assert cache.lookup(ASKED) is None


class TestSharing:
    def test_it_survives_a_restart(self, bench, cache):
        cache.reject(hit_of(cache).document_id, ASKED)
        assert bench.cache().lookup(ASKED) is None

    def test_a_process_that_runs_on_knows_it_where_feedback_is_on(self, bench, cache):
        replica = bench.cache(feedback=True)
        document_id = hit_of(replica).document_id
        cache.reject(document_id, ASKED)
        assert replica.lookup(ASKED) is None

    def test_switched_off_nothing_is_remembered_or_asked_for(self, bench, cache):
        document_id = hit_of(cache).document_id
        cache.reject(document_id, ASKED)
        off = bench.cache(feedback="off")
        assert off.lookup(ASKED) is not None
        with pytest.raises(ConfigurationError, match="feedback"):
            off.reject(document_id, ASKED)

    def test_it_moves_with_the_entries(self, bench, cache):
        cache.reject(hit_of(cache).document_id, ASKED)
        entries = list(cache.export())
        bench.store = None
        moved = bench.cache(key_encoder="blake2b")
        moved.load(entries)
        assert bench.cache(key_encoder="blake2b").lookup(ASKED) is None

    def test_it_goes_when_its_scope_is_cleared(self, bench, cache):
        cache.reject(hit_of(cache).document_id, ASKED)
        cache.clear(scope=Scope())
        cache.update(CACHED, "Click here.")
        assert cache.lookup(ASKED) is not None

    def test_it_goes_with_its_tenant_where_the_scope_was_said(self, bench):
        cache = bench.cache()
        for said in (ACME, None):
            document_id = cache.update(CACHED, "Click here.", scope=ACME)
            cache.reject(document_id, ASKED, scope=said)
        assert [pair.a for pair in cache.feedback()] == [ASKED, ASKED]
        cache.clear(tenant="acme")
        assert [pair.a for pair in cache.feedback()] == [ASKED]  # an id does not say whose it is
        cache.clear(scope=ACME)
        assert list(cache.feedback()) == []

    def test_it_stays_when_another_tenant_is_cleared(self, bench):
        cache = bench.cache()
        cache.reject(cache.update(CACHED, "Click here.", scope=ACME), ASKED, scope=ACME)
        cache.clear(tenant="other")
        assert bench.cache().lookup(ASKED, scope=ACME) is None

    def test_the_last_word_counts_whether_or_not_the_scope_was_said(self, bench):
        cache = bench.cache()
        document_id = cache.update(CACHED, "Click here.", scope=ACME)
        for scope, says in ((None, cache.reject), (ACME, cache.confirm), (None, cache.reject)):
            bench.clock.advance(1.0)
            says(document_id, ASKED, scope=scope)
            assert (cache.lookup(ASKED, scope=ACME) is None) == (says == cache.reject)

    def test_the_scope_must_be_that_of_the_entry(self, cache):
        with pytest.raises(InvalidInputError, match="scope"):
            cache.reject(hit_of(cache).document_id, ASKED, scope=ACME)

    def test_all_of_it_goes_when_its_model_is_cleared(self, cache):
        cache.reject(hit_of(cache).document_id, ASKED)
        cache.clear(model=FEEDBACK_MODEL)
        assert cache.count() == 1
        assert cache.lookup(ASKED) is not None

    def test_a_verdict_that_cannot_be_read_says_nothing(self, bench, cache):
        cache.reject(hit_of(cache).document_id, ASKED)
        for entry in list(cache.export()):
            if entry.scope.model == FEEDBACK_MODEL:
                object.__setattr__(entry.record, "value", b"\xff")
                bench.call(bench.store.put, [entry])
        assert pair_of(entry.record) is None
        assert cache.lookup(ASKED) is not None


class TestCost:
    @pytest.fixture
    def calls(self, bench):
        bench.store_faults = Calls()
        return bench.store_faults.made

    def test_without_feedback_a_lookup_reads_no_more_than_it_did(self, bench, calls):
        cache = bench.cache()
        cache.update(CACHED, "Click here.")
        calls.clear()
        cache.lookup(ASKED)
        assert calls == {"get": 1, "search": 1}

    def test_with_feedback_a_lookup_that_finds_nothing_near_reads_no_more(self, bench, calls):
        cache = bench.cache(feedback=True)
        cache.update(CACHED, "Click here.")
        calls.clear()
        cache.lookup("Something else entirely?")
        assert calls == {"get": 1, "search": 1}

    def test_with_feedback_all_candidates_cost_one_read(self, bench, calls):
        cache = bench.cache(feedback=True)
        cache.update_many([(CACHED, "1"), (OTHER, "2")])
        calls.clear()
        cache.lookup_many([ASKED, "Something else entirely?"], threshold=-1.0)
        assert calls["get"] == 2


class TestTelling:
    def test_explain_says_that_it_was_rejected(self, cache):
        cache.reject(hit_of(cache).document_id, ASKED)
        explanation = cache.explain(ASKED)
        assert explanation.hit is None
        assert explanation.candidates[0].guard == "feedback"

    def test_it_comes_back_as_labelled_pairs(self, cache):
        document_id = hit_of(cache).document_id
        cache.reject(document_id, ASKED)
        cache.confirm(document_id, OTHER)
        pairs = sorted(cache.feedback(), key=lambda pair: pair.same)
        assert pairs == [LabelledPair(ASKED, CACHED, same=False), LabelledPair(OTHER, CACHED, same=True)]

    def test_a_failing_store_is_raised_because_nothing_was_remembered(self, bench, cache):
        document_id = hit_of(cache).document_id
        bench.store_faults["put"] = ConnectionError("gone")
        with pytest.raises(BackendError):
            cache.reject(document_id, ASKED)


@pytest.mark.parametrize("value", ["yes", 3, None])
def test_an_unknown_mode_is_refused(bench, value):
    with pytest.raises(ConfigurationError, match="'auto', 'on' or 'off'"):
        bench.cache(feedback=value)
