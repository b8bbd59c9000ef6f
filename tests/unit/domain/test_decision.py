"""Deciding: a candidate is served only where nothing at all speaks against it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexcache.domain.decision import FIRST_LIMIT, LAST_LIMIT, Terms, Verdict, judge, judge_exact, wider
from hexcache.domain.entry import Candidate, Record
from hexcache.domain.guards.chain import Refusal
from hexcache.domain.keys import document_id
from hexcache.domain.scope import Scope

SCOPES = [Scope("t1"), Scope("t2")]
TIMES = st.sampled_from([0.0, 5.0, 10.0, 15.0])
RECORDS = st.builds(
    lambda query, scope, created_at, expires_at: Record(
        document_id(query or "empty", scope.key), query, b"", created_at, expires_at
    ),
    st.sampled_from(["", "asked", "other"]),
    st.sampled_from(SCOPES),
    TIMES,
    st.none() | TIMES,
)
SCORES = st.floats(-1.0, 1.0) | st.just(math.nan)


@dataclass
class Chain:
    """A chain that refuses questions by their text, and remembers what it was asked."""

    refused: str = ""
    asked: int = 0

    def __call__(self, asked, cached):
        self.asked += 1
        return Refusal("test", "because") if cached == self.refused else None


TERMS = st.builds(
    lambda threshold, max_age, now, refused: Terms("asked", SCOPES[0].key, threshold, max_age, now, Chain(refused)),
    st.floats(-1.0, 1.0),
    st.none() | TIMES,
    TIMES,
    st.sampled_from(["none", "other"]),
)


@given(RECORDS, SCORES, TERMS)
def test_a_hit_meets_every_term(record, score, terms):
    judgement = judge(Candidate(record, score), terms)
    met = {
        Verdict.BELOW_THRESHOLD: score >= terms.threshold,
        Verdict.OTHER_SCOPE: record.scope_key == terms.scope_key,
        Verdict.EXPIRED: record.expires_at is None or terms.now < record.expires_at,
        Verdict.TOO_OLD: terms.max_age is None or terms.now - record.created_at <= terms.max_age,
        Verdict.REFUSED: record.query != terms.guards.refused,
    }
    assert (judgement.verdict is Verdict.HIT) == all(met.values())
    if judgement.verdict is not Verdict.HIT:
        assert not met[judgement.verdict]
    assert (judgement.refusal is not None) == (judgement.verdict is Verdict.REFUSED)


@given(RECORDS, SCORES, TERMS)
def test_guards_are_asked_only_about_what_would_be_served_otherwise(record, score, terms):
    verdict = judge(Candidate(record, score), terms).verdict
    assert terms.guards.asked == (verdict in {Verdict.HIT, Verdict.REFUSED})


@given(RECORDS, SCORES, TERMS, st.floats(0.0, 1.0))
def test_a_higher_threshold_never_makes_a_hit(record, score, terms, more):
    stricter = replace(terms, threshold=terms.threshold + more)
    if judge(Candidate(record, score), stricter).verdict is Verdict.HIT:
        assert judge(Candidate(record, score), terms).verdict is Verdict.HIT


@given(RECORDS, TERMS)
def test_an_exact_row_needs_neither_threshold_nor_guards(record, terms):
    verdict = judge_exact(record, terms)
    if verdict is Verdict.HIT:
        assert record.query == terms.query
        assert judge(Candidate(record, terms.threshold), replace(terms, guards=Chain())).verdict is Verdict.HIT
    assert terms.guards.asked == 0


def test_an_exact_row_of_another_question_is_not_served():
    """A key encoder that collides must not answer one question with another's answer."""
    record = Record(document_id("key", SCOPES[0].key), "another question", b"", 0.0)
    terms = Terms("asked", SCOPES[0].key, 0.0, None, 1.0, Chain())
    assert judge_exact(record, terms) is Verdict.OTHER_QUERY


@pytest.mark.parametrize("expires_at", [None, 11.0])
def test_an_expired_row_is_expired_whatever_its_score(expires_at):
    record = Record(document_id("key", SCOPES[0].key), "asked", b"", 0.0, expires_at)
    terms = Terms("asked", SCOPES[0].key, -1.0, None, 11.0, Chain())
    expected = Verdict.HIT if expires_at is None else Verdict.EXPIRED
    assert judge(Candidate(record, 1.0), terms).verdict is judge_exact(record, terms) is expected


def found(*scores):
    record = Record("key-scope", "q", b"", 0.0)
    return [Candidate(record, score) for score in scores]


def test_more_are_asked_for_while_the_last_one_scored_above_the_threshold():
    assert wider(FIRST_LIMIT, found(*[0.9] * FIRST_LIMIT), 0.85) == LAST_LIMIT


@pytest.mark.parametrize(
    ("limit", "candidates"),
    [
        (FIRST_LIMIT, found(*[0.9] * (FIRST_LIMIT - 1))),
        (FIRST_LIMIT, found(*[0.9] * (FIRST_LIMIT - 1), 0.84)),
        (FIRST_LIMIT, []),
        (LAST_LIMIT, found(*[0.9] * LAST_LIMIT)),
    ],
    ids=["fewer came", "the last is below", "none came", "the widest was made"],
)
def test_no_more_are_asked_for_where_none_could_be_served(limit, candidates):
    assert wider(limit, candidates, 0.85) is None


def test_questions_are_not_in_the_repr_of_terms():
    assert "secret" not in repr(Terms("a secret question", "key", 0.0, None, 0.0, Chain()))
