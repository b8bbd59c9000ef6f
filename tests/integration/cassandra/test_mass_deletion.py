"""Many entries deleted at once: the rest moves on, and no search walks over the dead."""

from __future__ import annotations

import pytest

from hexcache.adapters.outbound.cassandra import deleting, writing
from hexcache.adapters.outbound.cassandra.statements import Wait
from hexcache.domain.entry import Selection
from hexcache.testing.contracts.suite import eventually
from hexcache.testing.samples import SCOPE, near, vectors
from tests.integration.cassandra.conftest import NOW

VECTOR = vectors(1, seed=9)[0]
MANY = 300


@pytest.fixture
def store(open_store):
    return open_store(visibility=0.1)


@pytest.fixture
def doomed(make):
    return [make.entry(f"doomed{seed}", near(VECTOR, 0.99, seed + 20), tags=("doc",)) for seed in range(MANY)]


@pytest.fixture
def staying(make):
    return [make.entry(f"staying{number}", near(VECTOR, 0.9 - number / 100, 3), tags=("kept",)) for number in range(20)]


def ids(found):
    return [one.record.document_id for one in found]


def windows(store):
    return {window.name for window in store._core.ready().book.windows(SCOPE.key, NOW)}


def partitions(session, keyspace, name):
    return {row[0] for row in session.execute(f'SELECT window FROM {keyspace}."{name}_vectors"')}


def test_what_stays_is_found_in_a_partition_without_the_dead(store, session, keyspace, name, doomed, staying):
    store.put([*doomed, *staying])
    store.clear(Selection(tag="doc"))
    assert ids(store.search(SCOPE, VECTOR, 50, now=NOW)) == ids(staying)
    assert store.count(now=NOW) == 20
    assert store.get(ids(doomed[:3]), now=NOW) == [None] * 3
    assert windows(store) == {"forever#1"}
    assert partitions(session, keyspace, name) == {"forever#1"}
    entries = {entry.record.document_id: entry for batch in store.scan(now=NOW) for entry in batch}
    assert entries[staying[0].record.document_id].vector == pytest.approx(staying[0].vector, abs=1e-6)


def test_what_moved_can_be_replaced_deleted_and_cleared(store, make, doomed, staying):
    store.put([*doomed, *staying])
    assert store.delete(ids(doomed)) == MANY
    first, second, third, *_ = staying
    far = make.entry("staying0", near(VECTOR, 0.1, 3))
    store.put([far])
    assert store.delete(ids([second])) == 1
    store.clear(Selection(tag="kept"))
    assert ids(store.search(SCOPE, VECTOR, 50, now=NOW)) == ids([far]) == ids([first])
    assert store.get(ids([second, third]), now=NOW) == [None, None]


def test_few_deletions_among_many_entries_move_nothing(store, doomed, staying):
    store.put([*doomed, *staying])
    store.delete(ids(staying))
    assert windows(store) == {"forever"}
    assert store.count(now=NOW) == MANY


def test_where_far_more_stays_than_goes_nothing_is_moved(store, make, doomed, staying, monkeypatch):
    monkeypatch.setattr(deleting, "_WORTH", 0)
    store.put([*doomed, *staying])
    store.clear(Selection(tag="doc"))
    assert windows(store) == {"forever"}
    assert ids(store.search(SCOPE, VECTOR, 50, now=NOW)) == ids(staying)


def test_another_process_follows_to_the_new_turn(store, open_store, make, doomed, staying):
    other = open_store(visibility=0.1)
    store.put([*doomed, *staying])
    assert len(other.search(SCOPE, VECTOR, 8, now=NOW)) == 8
    store.clear(Selection(tag="doc"))
    eventually(lambda: ids(other.search(SCOPE, VECTOR, 50, now=NOW)) == ids(staying), 10.0)
    assert windows(other) == {"forever#1"}
    last = make.entry("last", near(VECTOR, 0.95, 3))
    other.put([last])
    assert ids(store.search(SCOPE, VECTOR, 1, now=NOW)) == ids([last])


def test_an_entry_that_is_put_while_its_window_is_left_is_found(store, make, doomed, staying):
    """The put reads where its scope is, then the window is left, then the put writes into it."""
    store.put([*doomed, *staying])
    state, fly = store._core.ready(), store._core.courier.fly
    late = make.entry("late", near(VECTOR, 0.95, 3))
    putting = writing.put(state, [late])
    answers = fly(next(putting))
    leaving = deleting.delete(state, ids(doomed))
    requests = next(leaving)
    while not isinstance(requests, Wait):
        requests = leaving.send(fly(requests))
    finish(putting, fly, answers)
    finish(leaving, fly, fly(requests))
    assert ids(store.search(SCOPE, VECTOR, 50, now=NOW)) == ids([late, *staying])


def finish(flow, fly, answers):
    try:
        while True:
            answers = fly(flow.send(answers))
    except StopIteration:
        return


def test_a_renewed_lifetime_leaves_no_dead_row_under_a_search(store, session, keyspace, name, make):
    entry = make.entry("q", VECTOR, ttl=100.0)
    store.put([entry])
    document_id = entry.record.document_id
    assert store.touch(document_id, NOW + 1_000.0, now=NOW + 50.0)
    (found,) = store.search(SCOPE, VECTOR, 5, now=NOW + 60.0)
    assert found.record.expires_at == NOW + 1_000.0
    assert len(partitions(session, keyspace, name)) == 2
    assert ids(store.search(SCOPE, VECTOR, 5, now=NOW + 900.0)) == [document_id]
    assert store.delete([document_id]) == 1
    assert partitions(session, keyspace, name) == set()
    assert store.search(SCOPE, VECTOR, 5, now=NOW + 60.0) == []
