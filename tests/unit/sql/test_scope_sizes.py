"""Small scopes are compared, large ones are walked, and what is known of them ages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hexcache.adapters.outbound.sql import scope_sizes
from hexcache.adapters.outbound.sql.scope_sizes import ScopeSizes, walks
from hexcache.adapters.outbound.sql.vector_kinds import VectorKind
from hexcache.domain.similarity import Similarity

KIND = VectorKind("vector", 384, Similarity.COS, indexed=True, iterative=True)
OLD = replace(KIND, iterative=False)
KEY = b"scope"


@pytest.fixture
def clock(monkeypatch):
    times = [0.0]
    monkeypatch.setattr(scope_sizes, "monotonic", lambda: times[0])
    return times


@pytest.mark.parametrize(
    ("kind", "scope", "table", "expected"),
    [
        (KIND, 0, 100_000, False),
        (KIND, 1, 100_000, False),
        (KIND, 999, 999, False),
        (KIND, 1_500, 1_500, True),
        (KIND, 10_000, 100_000, False),
        (KIND, 13_000, 100_000, True),
        (KIND, 100_000, 100_000, True),
        (KIND, 40_000, 1e9, True),
        (OLD, 13_000, 100_000, False),
        (OLD, 60_000, 100_000, True),
        (replace(KIND, indexed=False), 100_000, 100_000, False),
    ],
)
def test_a_scope_is_walked_where_that_is_cheaper_than_comparing_it(kind, scope, table, expected):
    assert walks(kind, scope, table) is expected


def test_nothing_is_known_at_first(clock):
    sizes = ScopeSizes(KIND)
    assert not sizes.is_known(KEY)
    assert not sizes.walks(KEY)


def test_what_was_found_out_ages(clock):
    sizes = ScopeSizes(KIND)
    sizes.note(KEY, 50_000, 50_000)
    assert sizes.is_known(KEY)
    assert sizes.walks(KEY)
    clock[0] = 11.0
    assert not sizes.is_known(KEY)


def test_a_scope_grows_with_what_is_written_into_it(clock):
    sizes = ScopeSizes(KIND)
    sizes.grow(KEY, 100_000)
    assert not sizes.is_known(KEY)
    sizes.note(KEY, 10, 10)
    sizes.grow(KEY, 100_000)
    assert sizes.walks(KEY)


def test_the_scopes_that_were_noted_first_are_forgotten_when_there_are_too_many(clock, monkeypatch):
    monkeypatch.setattr(scope_sizes, "_SCOPES", 2)
    sizes = ScopeSizes(KIND)
    for key in (b"a", b"b", b"c"):
        sizes.note(key, 1, 1)
    assert [sizes.is_known(key) for key in (b"a", b"b", b"c")] == [False, True, True]
