"""What callers receive shows neither questions nor answers by accident, and adds up."""

from __future__ import annotations

from hexcache.domain.hit import ExplainedCandidate, Hit, Stats


def test_a_hit_does_not_show_question_answer_or_metadata():
    shown = repr(Hit("a secret answer", "id", 0.9, exact=False, query="a secret question", metadata={"k": "a secret"}))
    assert "secret" not in shown
    assert "0.9" in shown


def test_an_explained_candidate_does_not_show_the_question_or_the_reason():
    assert "secret" not in repr(ExplainedCandidate("id", "a secret question", 0.9, "hit", reason="a secret word"))


def test_the_hit_rate_is_the_share_of_exact_and_semantic_hits():
    stats = Stats(lookups=8, exact_hits=3, semantic_hits=1, misses=4)
    assert stats.hits == 4
    assert stats.hit_rate == 0.5


def test_the_hit_rate_before_the_first_lookup_is_zero():
    assert Stats().hit_rate == 0.0
