"""Entries become parameters and come back from rows; what cannot be read is not there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexcache.adapters.outbound.sql import rows
from hexcache.adapters.outbound.sql.values import name_key, upper_bound
from hexcache.domain.entry import Entry, Record
from hexcache.domain.scope import Scope
from hexcache.domain.vectors import encode_vector

TEXT = st.text(st.characters(), max_size=30)  # lone surrogates and NUL among them
TIME = st.one_of(st.none(), st.floats(0, 1e12))
VECTOR = np.arange(4, dtype=np.float32)


def row_of(entry):
    """Return what the database gives back for a scan: the parameters, as columns."""
    params = {**rows.scope_params(entry.scope), **rows.entry_params(entry)}
    names = ("document_id", "tenant", "model", "context", "embedding", "query_text", "answer", "created_at")
    return [params[name] for name in (*names, "expires_at", "ttl", "labels")]


@given(
    texts=st.tuples(TEXT, TEXT, TEXT, TEXT, TEXT),
    value=st.binary(max_size=30),
    times=st.tuples(TIME, TIME),
    tags=st.lists(TEXT, max_size=3),
    metadata=st.dictionaries(TEXT, TEXT, max_size=3),
    vector=st.sampled_from([None, VECTOR]),
)
def test_an_entry_comes_back_as_it_was(texts, value, times, tags, metadata, vector):
    name, query, *scope = texts
    record = Record(name, query, value, 1.5, *times, tuple(tags), metadata)
    entry = Entry(record, Scope(*scope), vector)
    back = rows.entry_of(row_of(entry))
    assert back == entry
    assert vector is None or np.array_equal(back.vector, vector)


@pytest.mark.parametrize(
    "broken",
    [
        {"query_text": b"\xff"},
        {"query_text": 7},
        {"answer": None},
        {"answer": 7},
        {"created_at": "soon"},
        {"created_at": None},
        {"expires_at": "later"},
        {"ttl": b"x"},
        {"labels": "{"},
        {"labels": '[["a"], 1]'},
    ],
    ids=str,
)
def test_a_record_that_cannot_be_read_is_not_there(broken):
    good = {"query_text": b"q", "answer": b"a", "created_at": 1.0, "expires_at": None, "ttl": None, "labels": None}
    assert rows.record_of("x", list(good.values())) is not None
    assert rows.record_of("x", list({**good, **broken}.values())) is None


def test_a_vector_that_fails_its_checksum_leaves_the_rest_of_the_entry():
    blob = bytearray(encode_vector(VECTOR))
    blob[-1] ^= 1
    entry = Entry(Record("x", "q", b"a", 1.0), Scope(), VECTOR)
    row = row_of(entry)
    row[4] = bytes(blob)
    back = rows.entry_of(row)
    assert back.record == entry.record
    assert back.vector is None


def test_a_vector_of_another_dimension_is_not_there():
    assert rows.vector_of(encode_vector(VECTOR), 5) is None


@given(st.lists(st.binary(max_size=400), unique=True, max_size=10))
def test_no_two_keys_of_values_meet(keys):
    assert len({name_key(key) for key in keys}) == len(keys)


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_everything_with_a_prefix_lies_below_its_upper_bound_and_nothing_else(prefix, key):
    bound = upper_bound(prefix)
    within = prefix <= key and (bound is None or key < bound)
    assert within == key.startswith(prefix)


def test_the_same_tag_twice_is_written_once():
    entry = Entry(Record("x", "q", b"a", 1.0, tags=("t", "t")), Scope())
    assert len(rows.tag_params(entry, b"key")) == 1
