"""Rows: what was bound comes back, and what cannot be read is not there."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexcache.adapters.outbound.cassandra import requests, rows
from hexcache.adapters.outbound.cassandra.places import Place, Placed
from hexcache.adapters.outbound.cassandra.windows import FOREVER, UNSEARCHED, window_of
from hexcache.domain.collection import Collection
from hexcache.domain.entry import Candidate, Record
from hexcache.domain.keys import document_id, encode_text
from hexcache.domain.scope import Scope
from hexcache.domain.similarity import Similarity

NOW = 1_800_000_000.0
SCOPE = Scope("tenant", "model", "context")
ID = document_id("q", SCOPE.key)
WHOLE = (b"query", b"value", NOW, NOW + 60.0, 60.0, '[["t"],{"k":"v"}]')
TEXTS = st.text(st.characters(exclude_categories=()))


def changed(**columns):
    names = ("query", "value", "created_at", "expires_at", "ttl", "labels")
    return tuple(columns.get(name, value) for name, value in zip(names, WHOLE, strict=True))


def found(score=1.0, name=ID, **columns):
    return (encode_text(name), *changed(**columns), score)


@pytest.mark.parametrize("name", ["", "q", f"q-{SCOPE.key[1:]}", f"q-{SCOPE.key}x", "q" * 10_000 + f"-{SCOPE.key}"])
def test_what_cannot_be_an_id_of_ours_is_never_asked_for(name):
    assert rows.scope_key_in(name) is None
    assert rows.scope_key_in(ID) == SCOPE.key


@given(TEXTS, st.binary(), st.lists(TEXTS, unique=True, max_size=3), st.dictionaries(TEXTS, TEXTS, max_size=3))
def test_a_record_comes_back_from_what_was_bound(query, value, tags, metadata):
    record = Record(ID, query, value, NOW, None, None, tuple(tags), metadata)
    request = requests.put_entry(Placed(record, None, Place(0, SCOPE.key, 0), FOREVER, NOW, 1))
    bound = request.values[6:12]
    assert rows.record_of(ID, (bound[0], bound[1], NOW, math.inf, None, bound[5].decode("ascii"))) == record


@pytest.mark.parametrize(
    "columns",
    [
        {"query": None},
        {"query": b"\xff\xfe"},
        {"value": None},
        {"created_at": None},
        {"created_at": math.nan},
        {"expires_at": None},
        {"expires_at": math.nan},
        {"labels": "[1"},
        {"labels": "[[1],{}]"},
        {"labels": '{"a": 1}'},
    ],
    ids=str,
)
def test_a_row_that_cannot_be_read_is_none(columns):
    assert rows.record_of(ID, changed(**columns)) is None
    assert rows.candidate_of(found(**columns), SCOPE.key, Similarity.COS) is None


@pytest.mark.parametrize("name", ["", "no scope", document_id("q", Scope("other").key), "\udcff"])
def test_a_row_of_another_scope_is_no_candidate(name):
    assert rows.candidate_of(found(name=name), SCOPE.key, Similarity.COS) is None


@pytest.mark.parametrize("score", [None, math.nan])
def test_a_row_without_a_score_is_no_candidate(score):
    assert rows.candidate_of(found(score), SCOPE.key, Similarity.COS) is None


@pytest.mark.parametrize(
    ("similarity", "reported", "score"),
    [
        (Similarity.COS, 1.0, 1.0),
        (Similarity.COS, 0.0, -1.0),
        (Similarity.COS, 1.0000001, 1.0),
        (Similarity.DOT, 7.5, 14.0),
        (Similarity.L2, 0.25, 0.25),
    ],
)
def test_scores_are_on_our_scale(similarity, reported, score):
    assert rows.candidate_of(found(reported), SCOPE.key, similarity).score == score


def test_no_row_is_no_record():
    assert rows.live_record(ID, [], NOW) is None


def test_an_expired_row_is_no_live_record():
    assert rows.live_record(ID, [WHOLE], NOW + 59.0) is not None
    assert rows.live_record(ID, [WHOLE], NOW + 60.0) is None


@pytest.mark.parametrize(
    ("ends", "scores", "hidden"),
    [
        ([60, 60, 60], [0.9, 0.8, 0.7], False),
        ([-1, 60], [0.9, 0.8], False),
        ([-1, -1, -1], [0.9, 0.8, 0.7], True),
        ([-1, 60, 60], [0.9, 0.8, 0.7], False),
        ([-1, -1, 60], [0.9, 0.8, 0.7], True),
        ([-1, -1, -1], [0.9, 0.8, 0.1], False),
        ([-1, -1, -1], [0.9, 0.8, None], True),
    ],
    ids=[
        "all live",
        "fewer than asked for",
        "all expired",
        "enough live",
        "too few live",
        "beyond the lowest",
        "no score",
    ],
)
def test_expired_rows_hide_live_ones_where_they_take_their_places(ends, scores, hidden):
    part = [found(score, expires_at=NOW + end) for end, score in zip(ends, scores, strict=True)]
    assert rows.hides(part, 3, 2, NOW, 0.5, Similarity.L2) is hidden


def test_windows_are_read_by_generation_and_malformed_ones_left_out():
    window = window_of(NOW, 60.0, 2)
    told = [(5, 3, "forever"), (5, 5, window.name), (5, 5, "none"), (5, 5, "nonsense")]
    assert rows.windows_of(told) == (5, {3: {FOREVER}, 5: {window, UNSEARCHED}})


@pytest.mark.parametrize("told", [[], [(None, None, None)]], ids=["no scope", "a scope without windows"])
def test_a_scope_without_windows_is_in_the_first_generation(told):
    assert rows.windows_of(told) == (0, {})


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        (None, []),
        ("", []),
        ("none", []),
        ("forever", [FOREVER]),
        ("forever#2 1+1 nonsense forever", [replace(FOREVER, turn=2), window_of(1.0, 1.0, 1), FOREVER]),
    ],
)
def test_an_entry_names_the_windows_that_it_is_found_in(text, windows):
    assert rows.windows_in(text) == windows


def test_a_scope_comes_back_from_its_texts():
    texts = (b"tenant", b"model", b"context")
    assert rows.scope_of([texts], SCOPE.key) == SCOPE


@pytest.mark.parametrize("told", [[], [(None, b"", b"")], [(b"\xff", b"", b"")], [(b"other", b"model", b"context")]])
def test_texts_that_are_missing_or_of_another_scope_are_none(told):
    assert rows.scope_of(told, SCOPE.key) is None


@pytest.mark.parametrize("numbers", [None, [0.0, 0.0], [1.0], [math.nan, 1.0]])
def test_a_stored_vector_that_the_gate_refuses_is_none(numbers):
    assert rows.vector_of([(numbers,)], Collection(2)) is None
    assert rows.vector_of([], Collection(2)) is None


def candidate(name, score, created_at=NOW, expires_at=None):
    return Candidate(Record(document_id(name, SCOPE.key), name, b"", created_at, expires_at), score)


def test_the_best_come_first_and_equal_ones_by_id():
    few = [candidate("b", 0.9), candidate("a", 0.9), candidate("c", 0.95), candidate("d", 0.1)]
    assert [one.record.query for one in rows.best(few, 3, -1.0, NOW)] == ["c", "a", "b"]


def test_of_two_versions_of_an_entry_the_later_written_counts():
    old, new = candidate("a", 0.99, NOW - 5.0), candidate("a", 0.2, NOW)
    assert rows.best([old, new], 5, -1.0, NOW) == [new]
    assert rows.best([new, old], 5, -1.0, NOW) == [new]
    assert rows.best([old, new], 5, 0.5, NOW) == []


def test_the_expired_and_those_below_the_lowest_score_are_left_out():
    few = [candidate("a", 0.9, expires_at=NOW), candidate("b", 0.5), candidate("c", 0.4)]
    assert [one.record.query for one in rows.best(few, 5, 0.5, NOW)] == ["b"]
