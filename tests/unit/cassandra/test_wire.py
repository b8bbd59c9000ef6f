"""Bound values are byte for byte what the driver makes of them."""

from __future__ import annotations

import numpy as np
from cassandra import cqltypes
from hypothesis import given
from hypothesis import strategies as st

from hexcache.adapters.outbound.cassandra import wire

VERSION = 5


@given(st.integers(-(2**63), 2**63 - 1))
def test_a_bigint(value):
    assert wire.bigint(value) == cqltypes.LongType.serialize(value, VERSION)


@given(st.integers(-(2**31), 2**31 - 1))
def test_an_int(value):
    assert wire.int32(value) == cqltypes.Int32Type.serialize(value, VERSION)


@given(st.floats(allow_nan=False))
def test_a_double(value):
    assert wire.double(value) == cqltypes.DoubleType.serialize(value, VERSION)


def test_none_is_null():
    assert wire.double(None) is None


@given(st.text(st.characters(max_codepoint=127)))
def test_an_ascii(value):
    assert wire.ascii_text(value) == cqltypes.AsciiType.serialize(value, VERSION)


@given(st.lists(st.floats(width=32, allow_nan=False), min_size=3, max_size=3))
def test_a_vector(numbers):
    kind = cqltypes.lookup_casstype(
        "org.apache.cassandra.db.marshal.VectorType(org.apache.cassandra.db.marshal.FloatType, 3)"
    )
    assert wire.vector(np.asarray(numbers, np.float32)) == kind.serialize(numbers, VERSION)
