"""Rows that somebody wrote by hand: what cannot be read is not there, and harms nobody."""

from __future__ import annotations

import math

import pytest

from hexcache.domain.entry import Selection
from hexcache.domain.keys import document_id, encode_text
from hexcache.domain.scope import Scope
from hexcache.testing.samples import SCOPE, near, vectors
from tests.integration.cassandra.conftest import NOW

VECTOR = vectors(1, seed=9)[0]
ROW = {
    "query": b"q",
    "value": b"v",
    "created_at": NOW,
    "expires_at": math.inf,
    "ttl": None,
    "labels": "",
}
BAD = {
    "nothing but a key": dict.fromkeys(ROW),
    "no value": {"value": None},
    "no question": {"query": None},
    "a question that is no text": {"query": b"\xff\xfe"},
    "no date": {"created_at": None},
    "a date that is no number": {"created_at": math.nan},
    "no end": {"expires_at": None},
    "an end that is no number": {"expires_at": math.nan},
    "labels that are no JSON": {"labels": "[1"},
    "labels of another shape": {"labels": '{"a": [1]}'},
}


@pytest.fixture
def write(session, keyspace, name):
    """Return what writes a row into a table of the collection."""

    def write(table, **columns):
        names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
        session.execute(f'INSERT INTO {keyspace}."{name}_{table}" ({names}) VALUES ({marks})', list(columns.values()))

    return write


@pytest.fixture
def store(open_store):
    return open_store(visibility=0.0)


@pytest.fixture
def good(store, make):
    entry = make.entry("good", near(VECTOR, 0.5, 3))
    store.put([entry])
    return entry


def key(scope=SCOPE.key):
    return {"epoch": 0, "scope": scope, "generation": 0}


def check(store, good):
    """Assert that the good entry, and nothing else, is there for every method."""
    ids = [good.record.document_id]
    assert [one.record for one in store.search(SCOPE, VECTOR, 8, now=NOW)] == [good.record]
    assert store.get(ids, now=NOW) == [good.record]
    assert [entry.record for batch in store.scan(now=NOW) for entry in batch] == [good.record]


@pytest.mark.parametrize("changes", BAD.values(), ids=BAD)
def test_a_row_that_cannot_be_read_is_left_out(store, good, write, changes):
    bad = document_id("bad", SCOPE.key)
    row = {**ROW, **changes}
    write("entries", **key(), slot=0, document_id=encode_text(bad), windows="forever", **row)
    write(
        "vectors", **key(), window="forever", bucket=0, document_id=encode_text(bad), embedding=VECTOR.tolist(), **row
    )
    check(store, good)
    assert store.touch(bad, NOW + 60.0, now=NOW) is False


@pytest.mark.parametrize("bad", ["", "no scope", document_id("q", Scope("other").key)])
def test_a_row_of_another_scope_in_a_scopes_partition_is_left_out(store, good, write, bad):
    data = bad.encode() or b"\xff"
    write("vectors", **key(), window="forever", bucket=0, document_id=data, embedding=VECTOR.tolist(), **ROW)
    write("entries", **key(), slot=0, document_id=data, windows="forever", **ROW)
    check(store, good)


def test_a_row_without_a_vector_is_not_found_by_a_search(store, good, write):
    bad = document_id("bad", SCOPE.key).encode()
    write("vectors", **key(), window="forever", bucket=0, document_id=bad, **ROW)
    check(store, good)


def test_windows_and_labels_that_mean_nothing_are_passed_over(store, good, write, make):
    write("scopes", **key(), window="nonsense")
    write("scopes", **key("not a scope"), window="forever")
    write("labels", epoch=0, label="x", slot=3, member=b"\xff")
    check(store, good)
    store.put([make.entry("next", VECTOR, tags=("t",))])
    store.clear(Selection(tag="t"))
    check(store, good)
    store.clear(Selection())
    assert store.count(now=NOW) == 0


def test_an_entry_whose_vector_was_lost_is_still_read_by_its_id_and_scanned(store, good, session, keyspace, name):
    session.execute(f'TRUNCATE {keyspace}."{name}_vectors"')
    assert store.search(SCOPE, VECTOR, 8, now=NOW) == []
    assert store.get([good.record.document_id], now=NOW) == [good.record]
    ((entry,),) = store.scan(now=NOW)
    assert (entry.record, entry.vector) == (good.record, None)
    assert store.delete([good.record.document_id]) == 1
