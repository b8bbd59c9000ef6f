"""What a call costs in statements: no more than its floor, and what is learnt rides beside it."""

from __future__ import annotations

from collections import Counter

import pytest

from hexcache.adapters.outbound.cassandra import state
from hexcache.domain.entry import Selection
from hexcache.domain.scope import Scope
from hexcache.testing.samples import SCOPE, near, vectors
from tests.integration.cassandra.conftest import NOW

VECTOR = vectors(1, seed=9)[0]


@pytest.fixture
def entry(make, store, asked):
    entry = make.entry("q", VECTOR)
    store.put([entry])
    store.search(SCOPE, VECTOR, 1, now=NOW)
    asked.clear()
    return entry


def test_an_exact_read_is_one_statement(store, entry, asked):
    assert store.get([entry.record.document_id], now=NOW) == [entry.record]
    assert asked() == ["SELECT entries"]


def test_a_search_is_one_statement(store, entry, asked):
    assert len(store.search(SCOPE, VECTOR, 8, now=NOW)) == 1
    assert asked() == ["SELECT vectors"]


def test_many_searches_of_a_scope_are_one_statement_each(store, entry, asked):
    store.search_many(SCOPE, vectors(3), 8, now=NOW)
    assert asked() == ["SELECT vectors"] * 3


def test_a_lookup_in_a_scope_that_is_not_known_reads_it_beside_the_exact_read(store, entry, asked):
    other = Scope("never seen")
    assert store.get([f"q-{other.key}"], now=NOW) == [None]
    assert asked() == ["SELECT entries", "SELECT scopes"]
    asked.clear()
    assert store.search(other, VECTOR, 8, now=NOW) == []
    assert asked() == []


def test_what_is_known_is_renewed_beside_the_read_when_it_is_old(open_store, entry, asked):
    forgetful = open_store(visibility=0.0)
    forgetful.search(SCOPE, VECTOR, 8, now=NOW)
    asked.clear()
    assert forgetful.get([entry.record.document_id], now=NOW) == [entry.record]
    assert asked() == ["SELECT collections", "SELECT entries", "SELECT scopes"]


def test_putting_into_a_window_that_is_known_writes_two_rows(store, entry, make, asked):
    store.put([make.entry("next", VECTOR)])
    assert asked() == ["INSERT entries", "INSERT vectors", "SELECT collections", "SELECT scopes"]


def test_many_entries_are_put_with_few_statements_for_the_exact_tier(store, entry, make, asked):
    large = b"x" * 10_000  # together more than the server takes as a batch of several partitions
    entries = [
        make.entry(f"q{number}", row, value=large, tags=("doc", f"tag {number}"))
        for number, row in enumerate(vectors(160))
    ]
    store.put(entries)
    sent = Counter(asked())
    assert sent["INSERT vectors"] == len(entries)
    assert sent["BATCH"] + sent["INSERT entries"] + sent["INSERT labels"] < 2 * len(entries)
    assert store.get([one.record.document_id for one in entries], now=NOW) == [one.record for one in entries]
    store.clear(Selection(tag="doc"))
    assert store.count(now=NOW) == 1


def test_a_window_that_ended_is_not_searched(store, make, asked):
    store.put([make.entry("brief", VECTOR, ttl=10.0)])
    assert len(store.search(SCOPE, VECTOR, 8, now=NOW)) == 1
    asked.clear()
    assert store.search(SCOPE, VECTOR, 8, now=NOW + 3_600.0) == []
    assert asked() == []


def test_after_a_clear_nothing_is_searched_and_the_rows_are_deleted(open_store, session, keyspace, name, make, asked):
    store = open_store(visibility=0.1)
    store.put([make.entry(f"q{number}", row) for number, row in enumerate(vectors(20))])
    store.clear(Selection(scope=SCOPE))
    store.search(SCOPE, VECTOR, 8, now=NOW)
    asked.clear()
    assert store.search(SCOPE, VECTOR, 8, now=NOW) == []
    assert "SELECT vectors" not in asked()
    for table in ("entries", "vectors"):
        assert list(session.execute(f'SELECT document_id FROM {keyspace}."{name}_{table}"')) == []


def test_expired_entries_that_crowd_out_live_ones_cost_one_more_search_and_then_none(store, make, asked, monkeypatch):
    monkeypatch.setattr(state, "FEW", 0)
    crowd = [make.entry(f"dead{seed}", near(VECTOR, 0.99, seed), ttl=100.0) for seed in range(40)]
    live = [make.entry("live", near(VECTOR, 0.5), ttl=101.0)]
    store.put([*crowd, *live])
    now = NOW + 100.5
    store.search(SCOPE, VECTOR, 1, now=NOW)
    asked.clear()
    found = store.search(SCOPE, VECTOR, 8, now=now)
    assert [one.record for one in found] == [live[0].record]
    assert asked() == ["SELECT vectors"] * 2
    asked.clear()
    assert [one.record for one in store.search(SCOPE, VECTOR, 8, now=now)] == [live[0].record]
    assert asked() == ["SELECT vectors"]


def test_a_small_partition_is_searched_among_its_live_rows_and_counted_once(open_store, session, make, entry):
    words = []
    other = open_store()
    session.add_request_init_listener(note := lambda future: words.append(future.query.prepared_statement.query_string))
    assert [one.record for one in other.search(SCOPE, VECTOR, 8, now=NOW)] == [entry.record]
    assert [one.record for one in other.search(SCOPE, VECTOR, 8, now=NOW)] == [entry.record]
    session.remove_request_init_listener(note)
    assert sum("SELECT document_id FROM" in word for word in words) == 1
    assert sum("expires_at > ? ORDER BY embedding ANN" in word for word in words) == 2


def test_a_crowd_of_expired_entries_that_score_too_low_costs_nothing(store, make, asked):
    store.put([make.entry(f"dead{seed}", near(VECTOR, 0.5, seed), ttl=100.0) for seed in range(40)])
    store.search(SCOPE, VECTOR, 1, now=NOW)
    asked.clear()
    assert store.search(SCOPE, VECTOR, 8, now=NOW + 100.5, min_score=0.9) == []
    assert asked() == ["SELECT vectors"]


def test_a_window_in_which_all_is_expired_is_not_searched_again(store, make, asked):
    store.put([make.entry(f"dead{seed}", near(VECTOR, 0.99, seed), ttl=100.0) for seed in range(40)])
    now = NOW + 100.5
    assert store.search(SCOPE, VECTOR, 8, now=now) == []
    asked.clear()
    assert store.search(SCOPE, VECTOR, 8, now=now) == []
    assert asked() == []
    late = make.entry("late", VECTOR, created_at=NOW, expires_at=NOW + 101.0)
    store.put([late])
    assert [one.record for one in store.search(SCOPE, VECTOR, 8, now=now)] == [late.record]
