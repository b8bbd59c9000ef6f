"""What both caches do, flavour by flavour, on the memory store."""

from __future__ import annotations

import logging
from datetime import timedelta

import numpy as np
import pytest

from hexcache import (
    BackendTimeoutError,
    BackendUnavailableError,
    ConfigurationError,
    EmbedderError,
    InvalidInputError,
    SchemaMismatchError,
    Scope,
)
from hexcache.domain.decision import Verdict

ASKED = "How do I reset my password?"
REWORDED = "How can my password be reset?"
OTHER = "Where is the nearest branch?"


class TestLookup:
    def test_a_question_that_was_never_asked_is_a_miss(self, bench):
        assert bench.cache().lookup(ASKED) is None

    def test_an_exact_repeat_is_a_hit_with_all_that_was_stored(self, bench):
        cache = bench.cache(ttl=60)
        document_id = cache.update(ASKED, "Click here.", tags=["doc:1"], metadata={"source": "faq"})
        hit = cache.lookup(ASKED)
        assert (hit.value, hit.exact, hit.score, hit.query) == ("Click here.", True, 1.0, ASKED)
        assert (hit.document_id, hit.tags, hit.metadata) == (document_id, ("doc:1",), {"source": "faq"})
        assert (hit.created_at, hit.expires_at) == (bench.clock.now, bench.clock.now + 60)

    def test_other_words_are_a_hit_with_their_score(self, bench):
        cache = bench.cache(threshold=0.9)
        cache.update(ASKED, "Click here.")
        hit = cache.lookup(REWORDED)
        assert (hit.value, hit.exact, hit.query) == ("Click here.", False, ASKED)
        assert hit.score == pytest.approx(0.95, abs=1e-5)

    def test_an_exact_repeat_costs_no_embedding(self, bench):
        bench.cache().update(ASKED, "Click here.")
        embedded = list(bench.embedder.texts)
        assert bench.cache().lookup(ASKED).exact
        assert bench.embedder.texts == embedded

    def test_update_after_lookup_embeds_nothing(self, bench):
        cache = bench.cache()
        cache.lookup(ASKED)
        cache.update(ASKED, "Click here.")
        assert bench.embedder.texts == [ASKED]

    def test_the_threshold_of_a_call_wins_and_zero_is_a_threshold(self, bench):
        cache = bench.cache(threshold=0.9)
        cache.update(ASKED, "Click here.")
        assert cache.lookup(REWORDED, threshold=0.96) is None
        assert cache.lookup(REWORDED, threshold=0.0) is not None
        assert bench.cache(threshold=0.0).lookup(REWORDED) is not None

    def test_a_score_equal_to_the_threshold_is_a_hit(self, bench):
        cache = bench.cache()
        cache.update(ASKED, "Click here.")
        score = cache.lookup(REWORDED, threshold=0.5).score
        assert cache.lookup(REWORDED, threshold=score) is not None

    def test_the_vector_of_the_caller_takes_the_place_of_the_embedder(self, bench):
        cache = bench.cache()
        cache.update(ASKED, "Click here.", vector=np.eye(32)[0])
        assert cache.lookup(OTHER, vector=np.eye(32)[0] * 7).value == "Click here."
        assert bench.embedder.texts == []

    def test_max_age_refuses_what_is_older_also_the_exact_row(self, bench):
        cache = bench.cache()
        cache.update(ASKED, "Click here.")
        bench.clock.advance(10)
        assert cache.lookup(ASKED, max_age=9) is None
        assert cache.lookup(REWORDED, max_age=timedelta(seconds=9)) is None
        assert cache.lookup(ASKED, max_age="10s").exact

    def test_many_questions_are_answered_in_their_order_with_one_embedding_call(self, bench):
        cache = bench.cache()
        cache.update_many([(ASKED, "Click here."), (OTHER, "Main street.")])
        calls = bench.embedder.calls
        hits = cache.lookup_many([OTHER, "What is new?", REWORDED, ASKED, REWORDED])
        assert [hit and hit.value for hit in hits] == [
            "Main street.",
            None,
            "Click here.",
            "Click here.",
            "Click here.",
        ]
        assert [hit and hit.exact for hit in hits] == [True, None, False, True, False]
        assert bench.embedder.texts.count(REWORDED) == 1
        assert bench.embedder.calls - calls <= 2

    def test_no_question_is_no_answer(self, bench):
        assert bench.cache().lookup_many([]) == []
        assert bench.cache().update_many([]) == []


class TestScope:
    @pytest.mark.parametrize(
        "other", [Scope(), Scope("b", "m", "c"), Scope("a", "n", "c"), Scope("a", "m", "d"), Scope("am", "", "c")]
    )
    def test_an_answer_never_leaves_its_scope(self, bench, other):
        cache = bench.cache()
        cache.update(ASKED, "secret", scope=Scope("a", "m", "c"))
        assert cache.lookup(ASKED, scope=other, threshold=-1.0) is None
        assert cache.lookup(REWORDED, scope=other, threshold=-1.0) is None
        assert cache.lookup(REWORDED, scope=Scope("a", "m", "c")).value == "secret"

    def test_a_row_that_a_store_returns_from_another_scope_is_refused(self, bench):
        cache = bench.cache()
        cache.update(ASKED, "secret", scope=Scope("a"))
        real = bench.store

        class Leaky(type(real)):
            def search(self, scope, *args, **kwargs):
                return real.search(Scope("a"), *args, **kwargs)

        assert bench.cache(store=Leaky()).lookup(REWORDED, scope=Scope("b")) is None


class TestGuards:
    def test_a_refused_candidate_falls_through_to_the_next(self, bench):
        cache = bench.cache(guards=[lambda _, cached: "no" if "reset my" in cached else None])
        cache.update(ASKED, "refused")
        cache.update("What must I do so that my password is reset?", "served", vector=bench.embedder.embed_query(OTHER))
        hit = cache.lookup(REWORDED, threshold=-1.0)
        assert hit.value == "served"
        assert sum(cache.stats().refusals.values()) == 1

    def test_a_live_answer_is_found_behind_sixty_refused_ones(self, bench):
        cache = bench.cache(guards=[lambda _, cached: "no" if cached.startswith("bad") else None])
        near = bench.embedder.embed_query(ASKED)
        for number in range(60):
            cache.update(f"bad {number}", "refused", vector=near)
        cache.update("good", "served", vector=bench.embedder.embed_query(REWORDED))
        assert cache.lookup(ASKED, threshold=0.9).value == "served"

    def test_a_guard_that_raises_refuses_and_the_lookup_goes_on(self, bench):
        def broken(asked: str, cached: str) -> str | None:
            raise RuntimeError(asked)

        cache = bench.cache(guards=[broken])
        cache.update(ASKED, "Click here.")
        assert cache.lookup(REWORDED) is None
        assert cache.stats().refusals == {"broken": 1}

    def test_guards_do_not_apply_to_the_very_question(self, bench):
        cache = bench.cache(guards=[lambda asked, cached: "never"])
        cache.update(ASKED, "Click here.")
        assert cache.lookup(ASKED).exact


class TestTtl:
    def test_an_expired_entry_is_never_served(self, bench):
        cache = bench.cache(ttl="1m")
        cache.update(ASKED, "Click here.")
        bench.clock.advance(59.999)
        assert cache.lookup(ASKED)
        bench.clock.advance(0.001)
        assert cache.lookup(ASKED) is None
        assert cache.lookup(REWORDED) is None
        assert cache.count() == 0

    def test_an_entry_may_have_a_lifetime_of_its_own_or_none(self, bench):
        cache = bench.cache(ttl=60)
        cache.update(ASKED, "short", ttl=1)
        cache.update(OTHER, "forever", ttl=None)
        bench.clock.advance(1)
        assert cache.lookup(ASKED) is None
        bench.clock.advance(1e9)
        assert cache.lookup(OTHER).value == "forever"

    def test_a_hit_renews_a_sliding_entry_by_its_own_lifetime(self, bench):
        cache = bench.cache(ttl=100, sliding=True)
        cache.update(ASKED, "Click here.", ttl=10)
        for lookup in (ASKED, REWORDED, ASKED):
            bench.clock.advance(8)
            hit = cache.lookup(lookup)
            assert hit.expires_at == bench.clock.now + 10
        bench.clock.advance(10)
        assert cache.lookup(ASKED) is None

    def test_no_renewal_goes_beyond_the_cap(self, bench):
        cache = bench.cache(ttl=10, sliding=True, ttl_cap=15)
        cache.update(ASKED, "Click here.")
        bench.clock.advance(9)
        assert cache.lookup(ASKED).expires_at == bench.clock.now + 6
        bench.clock.advance(6)
        assert cache.lookup(ASKED) is None

    @pytest.mark.parametrize("ttl", [0, -1, float("nan"), float("inf"), "soon", True, timedelta(0), [1]])
    def test_a_lifetime_that_is_none_is_refused(self, bench, ttl):
        with pytest.raises(InvalidInputError, match="ttl"):
            bench.cache().update(ASKED, "Click here.", ttl=ttl)
        with pytest.raises(ConfigurationError, match="ttl"):
            bench.cache(ttl=ttl)


class TestLongAndEmptyTexts:
    @pytest.mark.parametrize("text", ["", " \n", "x" * 8_001, "y " * 500_000])
    def test_a_text_without_a_vector_is_found_exactly_and_only_so(self, bench, text):
        def embed(texts):
            assert text not in texts
            return bench.embedder.embed_documents(texts)

        cache = bench.cache(embedder=embed)
        assert cache.update(text, "kept")
        assert cache.lookup(text).exact
        assert cache.lookup(text + "?", threshold=-1.0) is None
        assert "exact" in cache.explain(text + "z" * 8_001).reason or not text.strip()

    @pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "\udfff!", "é", "e\u0301", "🤷"])
    def test_any_character_survives_in_query_value_tags_and_metadata(self, bench, text):
        cache = bench.cache()
        cache.update(text, text, scope=Scope(text, text, text), tags=[text], metadata={text: text})
        hit = cache.lookup(text, scope=Scope(text, text, text))
        assert (hit.query, hit.value, hit.tags, hit.metadata) == (text, text, (text,), {text: text})


class TestBadInput:
    @pytest.mark.parametrize(
        "vector",
        [
            [0.0] * 32,
            [float("nan")] * 32,
            [float("inf")] + [0.0] * 31,
            [1e-30] * 32,
            [1e30] * 32,
            [1.0] * 31,
            [],
            [[1.0] * 32],
            ["a"] * 32,
            [True] * 32,
            [1j] * 32,
            "text",
            [10**400] * 32,
        ],
    )
    @pytest.mark.parametrize("on_error", ["miss", "raise"])
    def test_a_vector_that_cannot_be_used_is_refused_in_both_modes_and_stores_nothing(self, bench, vector, on_error):
        cache = bench.cache(on_error=on_error)
        with pytest.raises(InvalidInputError):
            cache.update(ASKED, "poison", vector=vector)
        with pytest.raises(InvalidInputError):
            cache.lookup(ASKED, vector=vector)
        with pytest.raises(InvalidInputError):
            cache.explain(ASKED, vector=vector)
        assert cache.count() == 0

    @pytest.mark.parametrize("bad", [None, 7, b"bytes", ["text"]])
    def test_what_is_not_text_is_refused(self, bench, bad):
        cache = bench.cache()
        for call in (
            lambda: cache.lookup(bad),
            lambda: cache.update(bad, "value"),
            lambda: cache.update(ASKED, bad),
            lambda: cache.lookup_many([ASKED, bad]),
            lambda: cache.update(ASKED, "value", tags=[7]),
            lambda: cache.update(ASKED, "value", metadata={"a": 7}),
            lambda: cache.lookup(ASKED, scope="tenant"),
            lambda: cache.lookup(ASKED, threshold="high"),
            lambda: cache.clear(tenant=7),
        ):
            with pytest.raises(InvalidInputError):
                call()
        assert cache.count() == 0

    def test_one_text_is_not_taken_for_several(self, bench):
        for call in (
            lambda: bench.cache().lookup_many("abc"),
            lambda: bench.cache().update(ASKED, "value", tags="abc"),
            lambda: bench.cache().update_many(["ab"]),
        ):
            with pytest.raises(InvalidInputError):
                call()

    @pytest.mark.parametrize("bad", [None, 7, ["an id"]])
    def test_only_texts_are_document_ids_and_only_collections_are_several(self, bench, bad):
        cache = bench.cache()
        calls = [lambda: cache.delete("id", bad)]
        if not isinstance(bad, list):
            calls += [lambda: cache.lookup_many(bad), lambda: cache.update_many(bad)]
        for call in calls:
            with pytest.raises(InvalidInputError):
                call()

    def test_an_unknown_option_is_named_with_the_known_ones(self, bench):
        with pytest.raises(ConfigurationError, match=r"'treshold'.*threshold"):
            bench.cache(treshold=0.9)


class TestFailures:
    """`on_error`: what a failing store or embedder does."""

    @pytest.mark.parametrize("method", ["get", "search", "provision"])
    def test_a_failing_store_is_a_miss_and_the_cache_recovers(self, bench, method, caplog):
        caplog.set_level(logging.WARNING, "hexcache")
        cache = bench.cache()
        bench.store_faults[method] = BackendUnavailableError("the store is down; wait")
        assert [cache.lookup(ASKED) for _ in range(3)] == [None] * 3
        assert cache.lookup_many([ASKED, OTHER]) == [None, None]
        bench.store_faults.clear()
        assert cache.update(ASKED, "Click here.")
        assert cache.lookup(REWORDED).value == "Click here."
        messages = [record.getMessage() for record in caplog.records]
        assert len(messages) == 2
        assert "degraded" in messages[0]
        assert "recovered" in messages[1]
        assert not any(ASKED in message for message in messages)

    def test_a_value_that_cannot_be_read_is_counted_and_says_nothing_about_the_store(self, bench, caplog):
        caplog.set_level(logging.WARNING, "hexcache")
        bench.cache(codec="bytes").update(ASKED, b"\xff")
        cache = bench.cache()
        assert (cache.lookup(ASKED), cache.lookup(REWORDED)) == (None, None)
        assert set(cache.stats().errors) == {"CorruptEntryError"}
        assert cache.stats().healthy
        assert caplog.records == []

    def test_an_update_that_failed_returns_no_id(self, bench):
        cache = bench.cache()
        bench.store_faults["put"] = RuntimeError("a driver's own error")
        assert cache.update(ASKED, "Click here.") is None
        assert cache.update_many([(ASKED, "a"), (OTHER, "b")]) == [None, None]
        assert cache.stats().errors == {"BackendError": 2}

    @pytest.mark.parametrize(
        "result",
        [
            RuntimeError("no"),
            TimeoutError("late"),
            [[float("nan")] * 32],
            [[0.0] * 32],
            [[1.0] * 31],
            [],
            [[1.0] * 32] * 2,
        ],
    )
    def test_an_embedder_that_fails_or_lies_is_a_miss_and_poisons_nothing(self, bench, result):
        def embed(texts):
            if isinstance(result, Exception):
                raise result
            return result

        embed.dimension = 32
        cache = bench.cache(embedder=embed)
        assert cache.lookup(ASKED) is None
        assert cache.update(ASKED, "Click here.") is None
        assert cache.count() == 0
        strict = bench.cache(embedder=embed, on_error="raise")
        with pytest.raises(EmbedderError):
            strict.lookup(ASKED)
        with pytest.raises(EmbedderError):
            strict.update(ASKED, "Click here.")

    def test_exact_answers_are_served_while_the_embedder_is_down(self, bench):
        cache = bench.cache()
        cache.update(ASKED, "Click here.")
        bench.embedder_faults["embed_query"] = bench.embedder_faults["embed_documents"] = RuntimeError("down")
        assert cache.lookup(ASKED).value == "Click here."
        assert [hit and hit.value for hit in cache.lookup_many(["new one", ASKED])] == [None, "Click here."]

    def test_in_raise_mode_the_error_is_ours_with_its_cause(self, bench):
        cache = bench.cache(on_error="raise")
        cache.update(ASKED, "Click here.")
        cause = RuntimeError("a driver's own words")
        bench.store_faults["search"] = cause
        with pytest.raises(Exception, match="store failed") as caught:
            cache.lookup(REWORDED)
        assert caught.value.__cause__ is cause

    def test_a_renewal_that_fails_does_not_lose_the_hit(self, bench):
        cache = bench.cache(ttl=60, sliding=True)
        cache.update(ASKED, "Click here.")
        bench.clock.advance(1)
        bench.store_faults["touch"] = BackendTimeoutError("late; wait")
        assert cache.lookup(ASKED).expires_at == bench.clock.now + 59

    @pytest.mark.parametrize("on_error", ["miss", "raise"])
    def test_another_dimension_or_measure_is_always_raised(self, bench, on_error):
        bench.cache().update(ASKED, "Click here.")
        with pytest.raises(SchemaMismatchError, match="similarity"):
            bench.cache(similarity="l2", on_error=on_error).lookup(ASKED)
        with pytest.raises(SchemaMismatchError, match="dimension"):
            bench.cache(embedder=lambda texts: np.ones((len(texts), 8)), on_error=on_error).lookup(ASKED)

    def test_deleting_and_clearing_raise_whatever_the_mode(self, bench):
        cache = bench.cache()
        bench.store_faults.update(delete=RuntimeError("no"), clear=RuntimeError("no"), count=RuntimeError("no"))
        for call in (lambda: cache.delete("id"), cache.clear, cache.count):
            with pytest.raises(Exception, match="store failed"):
                call()


class TestCodecs:
    @pytest.mark.parametrize(
        ("codec", "value"),
        [
            ("json", {"a": [1, 2.5, None, "é\ud800"], "b": {}}),
            ("bytes", b"\x00\xff"),
            ((lambda number: str(number).encode(), int), 7),
        ],
    )
    def test_a_value_comes_back_as_it_was(self, bench, codec, value):
        cache = bench.cache(codec=codec)
        cache.update(ASKED, value)
        assert cache.lookup(ASKED).value == value

    @pytest.mark.parametrize("value", [object(), {1: "a"}, float("nan"), (1, 2)])
    def test_a_value_that_json_would_change_is_refused(self, bench, value):
        with pytest.raises(InvalidInputError):
            bench.cache(codec="json").update(ASKED, value)

    def test_a_value_that_cannot_be_decoded_is_a_miss_and_the_next_update_heals_it(self, bench):
        bench.cache(codec="bytes").update(ASKED, b"\xff not json")
        cache = bench.cache(codec="json")
        assert cache.lookup(ASKED) is None
        assert cache.lookup(REWORDED) is None
        cache.update(ASKED, {"fine": True})
        assert cache.lookup(REWORDED).value == {"fine": True}


class TestGetOrCompute:
    def test_it_computes_a_new_question_once_and_then_answers_from_the_cache(self, bench):
        cache, asked = bench.cache(), []

        def compute(query):
            asked.append(query)
            return "Click here."

        assert [cache.get_or_compute(query, compute) for query in (ASKED, ASKED, REWORDED)] == ["Click here."] * 3
        assert asked == [ASKED]

    def test_nothing_is_cached_after_an_exception(self, bench):
        cache = bench.cache()

        def fails(query):
            raise ValueError("no answer")

        with pytest.raises(ValueError, match="no answer"):
            cache.get_or_compute(ASKED, fails)
        assert cache.get_or_compute(ASKED, lambda query: "answer") == "answer"

    def test_the_answer_is_returned_when_the_store_is_down(self, bench):
        cache = bench.cache()
        bench.store_faults.update(get=RuntimeError("no"), put=RuntimeError("no"))
        assert cache.get_or_compute(ASKED, lambda query: "answer") == "answer"

    def test_labels_and_lifetime_reach_the_entry(self, bench):
        cache, scope = bench.cache(), Scope(tenant="a")
        cache.get_or_compute(ASKED, lambda _: "x", scope=scope, ttl=5, tags=["t"], metadata={"k": "v"})
        hit = cache.lookup(ASKED, scope=scope)
        assert (hit.tags, hit.metadata, hit.expires_at) == (("t",), {"k": "v"}, bench.clock.now + 5)

    def test_a_compute_that_asks_the_same_question_again_does_not_deadlock(self, bench):
        cache = bench.cache()
        if bench.flavour == "sync":
            answer = cache.get_or_compute(ASKED, lambda q: cache.get_or_compute(q, lambda _: "inner"))
        else:
            real = cache.adapter

            async def outer(query):
                return await real.get_or_compute(query, lambda _: "inner")

            answer = cache.get_or_compute(ASKED, outer)
        assert answer == "inner"


class TestClearing:
    @pytest.fixture
    def full(self, bench):
        cache = bench.cache()
        for tenant in ("", "a", "b"):
            for model in ("m", "n"):
                cache.update(ASKED, "x", scope=Scope(tenant, model), tags=[f"doc:{model}", "all"])
        return cache

    @pytest.mark.parametrize(
        ("selection", "left"),
        [
            ({}, 0),
            ({"tenant": "a"}, 4),
            ({"tenant": ""}, 4),
            ({"model": "m"}, 3),
            ({"tag": "doc:m"}, 3),
            ({"tag": "all"}, 0),
            ({"tenant": "a", "model": "m"}, 5),
            ({"tenant": "a", "tag": "doc:n"}, 5),
            ({"scope": Scope("b", "n")}, 5),
            ({"scope": Scope("b", "n"), "tag": "doc:m"}, 6),
            ({"tenant": "nobody"}, 6),
        ],
    )
    def test_clear_ands_its_conditions(self, full, selection, left):
        full.clear(**selection)
        assert full.count() == left

    def test_delete_says_how_many_were_there(self, bench, full):
        document_id = full.update(OTHER, "x")
        assert full.delete(document_id, "not there") == 1
        assert full.delete(document_id) == 0
        assert full.lookup(OTHER) is None


class TestExplain:
    def test_it_lists_every_candidate_with_score_and_verdict(self, bench):
        cache = bench.cache(guards=[lambda _, cached: "not this" if cached == ASKED else None], threshold=0.9)
        cache.update(ASKED, "a")
        cache.update(OTHER, "b")
        explanation = cache.explain(REWORDED)
        assert [candidate.verdict for candidate in explanation.candidates] == [
            Verdict.REFUSED,
            Verdict.BELOW_THRESHOLD,
        ]
        assert explanation.candidates[0].reason == "not this"
        assert (explanation.hit, explanation.exact, explanation.threshold) == (None, None, 0.9)
        assert "none may be served" in explanation.reason

    def test_it_agrees_with_lookup_and_counts_nothing(self, bench):
        cache = bench.cache()
        cache.update(ASKED, "Click here.")
        for query in (ASKED, REWORDED, OTHER):
            assert cache.explain(query).hit == cache.lookup(query)
        assert cache.stats().lookups == 3

    def test_an_empty_scope_in_a_full_collection_is_pointed_out(self, bench):
        cache = bench.cache()
        cache.update(ASKED, "Click here.", scope=Scope(model="m"))
        explanation = cache.explain(ASKED)
        assert explanation.entries_in_collection == 1
        assert "other scopes" in explanation.reason
        assert "empty" in bench.cache(store=None).explain(OTHER, scope=Scope("x")).reason

    def test_prompts_and_answers_are_in_no_repr(self, bench):
        cache = bench.cache(guards=[lambda asked, cached: f"{asked} is not {cached}"])
        cache.update(ASKED, "the secret answer", metadata={"k": "private"})
        shown = repr((cache.explain(REWORDED), cache.lookup(ASKED), cache.stats(), list(cache.export())))
        for secret in (ASKED, REWORDED, "the secret answer", "private"):
            assert secret not in shown


class TestStats:
    def test_each_outcome_is_counted_once(self, bench):
        cache = bench.cache(guards=[lambda _, cached: "no" if cached == OTHER else None], threshold=0.9)
        cache.update(ASKED, "a")
        cache.update(OTHER, "b")
        cache.lookup(ASKED)
        cache.lookup_many([REWORDED, "What is new?"])
        cache.lookup("elsewhere", vector=bench.embedder.embed_query(OTHER))
        stats = cache.stats()
        assert (stats.lookups, stats.exact_hits, stats.semantic_hits, stats.misses) == (4, 1, 1, 2)
        assert (stats.updates, stats.embedded, sum(stats.refusals.values())) == (2, 4, 1)
        assert (stats.hits, stats.hit_rate, stats.healthy) == (2, 0.5, True)


class TestExportAndLoad:
    def test_what_one_cache_exports_another_one_loads(self, bench):
        cache = bench.cache(ttl=60)
        cache.update(ASKED, "a", scope=Scope("t", "m", "c"), tags=["x"], metadata={"k": "v"})
        cache.update("", "exact only")
        entries = list(cache.export(batch_size=1))
        bench.store = None
        other = bench.cache(key_encoder="blake2b")
        assert other.load(entries) == 2
        hit = other.lookup(REWORDED, scope=Scope("t", "m", "c"))
        assert (hit.value, hit.tags, hit.metadata, hit.expires_at) == ("a", ("x",), {"k": "v"}, bench.clock.now + 60)
        assert other.lookup(ASKED, scope=Scope("t", "m", "c")).exact
        assert other.lookup("").value == "exact only"
