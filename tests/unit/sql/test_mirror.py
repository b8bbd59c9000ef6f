"""Mirrors take in rows, drop them, stay within their memory, and never bring back what changed."""

from __future__ import annotations

from threading import Lock

import numpy as np
import pytest

from hexcache.adapters.outbound.sql.mirror import Mirror, Mirrors
from hexcache.adapters.outbound.sql.recent import RecentRecords
from hexcache.domain.collection import Collection
from hexcache.domain.entry import Record
from hexcache.domain.vectors import encode_vector

COLLECTION = Collection(4)
EYE = np.eye(4, dtype=np.float32)


def row(number, axis=0, expires_at=None, blob=None):
    return number, f"doc{number}".encode(), expires_at, encode_vector(EYE[axis]) if blob is None else blob


@pytest.fixture
def mirror():
    mirror = Mirror(COLLECTION, Lock())
    mirror.absorb([row(1, 0), row(2, 1), row(3, 2, expires_at=50.0)])
    return mirror


def names(mirror, now=0.0):
    return sorted(name for name, _ in mirror.block.top(EYE[0], 10, now))


def test_rows_that_are_taken_in_are_ranked(mirror):
    assert names(mirror) == ["doc1", "doc2", "doc3"]
    assert names(mirror, now=50.0) == ["doc1", "doc2"]


def test_a_row_that_lost_its_vector_drops_out(mirror):
    mirror.absorb([(1, b"doc1", None, None)])
    assert names(mirror) == ["doc2", "doc3"]


@pytest.mark.parametrize("blob", [b"", b"scribble", encode_vector(np.ones(5, np.float32)), "text"])
def test_a_row_whose_vector_cannot_be_read_drops_out(mirror, blob):
    mirror.absorb([row(1, blob=blob)])
    assert names(mirror) == ["doc2", "doc3"]


def test_rows_that_are_not_among_those_present_drop_out(mirror):
    mirror.keep({2, 99})
    assert names(mirror) == ["doc2"]


def test_a_row_that_could_not_be_read_leaves_unless_another_took_its_place(mirror):
    mirror.absorb([(9, b"doc1", None, encode_vector(EYE[0]))])  # deleted and put again meanwhile
    mirror.drop_rows({"doc1": 1, "doc2": 2})
    assert names(mirror) == ["doc1", "doc3"]


def test_a_new_row_of_the_scope_itself_starts_the_mirror_afresh(mirror):
    mirror.changed = 7
    mirror.restart(5)
    assert (names(mirror), mirror.scope_id, mirror.changed) == ([], 5, 0)


def test_the_versions_of_connections_that_are_gone_do_not_pile_up(mirror):
    for connection in range(1_000):
        mirror.saw(connection, 1)
    assert len(mirror.seen) < 100
    assert mirror.seen[999] == 1


def mirrors(most):
    return Mirrors(COLLECTION, Lock, most)


def fill(all_mirrors, scope, count=100):
    mirror = all_mirrors.of(scope)
    mirror.absorb([row(number, number % 4) for number in range(1, count + 1)])
    all_mirrors.weigh(scope, mirror)
    return mirror


def test_the_mirror_that_was_used_least_recently_goes_when_memory_is_short():
    one = fill(mirrors(1 << 30), "x").nbytes
    some = mirrors(int(2.5 * one))
    first, second = fill(some, "first"), fill(some, "second")
    assert some.of("first") is first
    fill(some, "third")
    assert some.of("first") is first
    assert some.of("second") is not second


def test_one_mirror_is_kept_however_large_it_is():
    some = mirrors(1)
    kept = fill(some, "only")
    assert some.of("only") is kept


def test_memory_is_counted_once_however_often_a_mirror_grows():
    some = mirrors(1 << 30)
    for count in (10, 50, 100):
        mirror = fill(some, "x", count)
    assert some.nbytes == mirror.nbytes


def test_scopes_without_entries_do_not_pile_up():
    some = mirrors(1 << 20)
    for number in range(2_000):
        some.of(f"empty {number}")
    assert some.nbytes <= 1 << 20


def test_records_that_are_kept_count_as_memory():
    some = mirrors(1 << 30)
    mirror = fill(some, "x")
    mirror.recent.keep({f"{n}": Record(f"{n}", "q", bytes(10_000), 1.0) for n in range(10)}, mirror.recent.generation)
    assert mirror.has_grown
    some.weigh("x", mirror)
    assert some.nbytes == mirror.nbytes
    assert not mirror.has_grown


def test_a_mirror_that_went_is_counted_no_more():
    some = mirrors(1)
    gone = fill(some, "gone")
    kept = fill(some, "kept")
    some.weigh("gone", gone)
    assert some.nbytes == kept.nbytes


RECORD = Record("a", "q", b"v", 1.0, metadata={"k": "v"})


def test_a_record_read_before_a_change_is_not_kept_after_it():
    recent = RecentRecords()
    before = recent.generation
    recent.forget(["a"])
    recent.keep({"a": RECORD}, before)
    assert recent.get("a") is None


def test_a_record_that_is_kept_is_returned_until_it_is_forgotten():
    recent = RecentRecords()
    recent.keep({"a": RECORD}, recent.generation)
    assert recent.get("a") == RECORD
    recent.forget(["a"])
    assert recent.get("a") is None
    assert recent.nbytes == 0


def test_a_kept_record_is_nobody_elses():
    recent = RecentRecords()
    recent.keep({"a": RECORD}, recent.generation)
    recent.get("a").metadata["k"] = "changed"
    assert recent.get("a").metadata == {"k": "v"}


def test_records_stay_within_their_memory_and_the_oldest_go():
    recent = RecentRecords()
    for number in range(2_000):
        recent.keep({f"{number}": Record(f"{number}", "q", bytes(10_000), 1.0)}, recent.generation)
    assert recent.nbytes <= 2 << 20
    assert recent.get("0") is None
    assert recent.get("1999") is not None


def test_a_very_large_record_is_not_kept():
    recent = RecentRecords()
    recent.keep({"a": Record("a", "q", bytes(1_000_000), 1.0)}, recent.generation)
    assert recent.get("a") is None
