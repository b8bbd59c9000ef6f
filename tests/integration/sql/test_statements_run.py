"""Which statements a lookup really sends: no more than it needs, and no vector twice."""

from __future__ import annotations

import pytest

from hexcache.domain.scope import Scope
from tests.integration.sql.making import NOW, SCOPE, entry, found, name_of, vector

MANY = 1_100  # more than are kept in memory with their records


@pytest.fixture
def sent(store):
    """Return what collects the statements that the store's reading connection sends from now on."""

    def collect():
        statements = []
        (session,) = store._database._idle
        session.connection.set_trace_callback(statements.append)
        return statements

    return collect


def test_a_search_in_a_small_scope_asks_only_whether_anything_changed(store, sent):
    store.put([entry("a"), entry("b")])
    assert found(store, "a") == ["a"]
    statements = sent()
    assert found(store, "b") == ["b"]
    assert statements == ["PRAGMA data_version"]


def test_a_hit_in_a_larger_scope_reads_its_records_in_one_statement_without_vectors(store, sent):
    store.put([entry(str(number)) for number in range(MANY)])
    assert found(store, "1") == ["1"]
    statements = sent()
    assert len(store.search(SCOPE, vector("2"), 8, now=NOW)) == 8
    assert [statement.split()[0] for statement in statements] == ["PRAGMA", "SELECT"]
    assert "embedding" not in statements[1]


def test_a_miss_in_a_larger_scope_reads_nothing(store, sent):
    store.put([entry(str(number)) for number in range(MANY)])
    assert found(store, "1") == ["1"]
    statements = sent()
    assert found(store, "nobody") == []
    assert statements == ["PRAGMA data_version"]


def test_one_new_entry_is_read_alone(store, sent):
    store.put([entry(str(number)) for number in range(MANY)])
    assert found(store, "1") == ["1"]
    store.put([entry("new")])
    connection = store._database._idle[0].connection
    before = connection.execute("SELECT total(length(embedding)) FROM hexcache_default_entries").fetchone()[0]
    statements = sent()
    assert found(store, "new") == ["new"]
    changes = [statement for statement in statements if "embedding" in statement]
    assert len(changes) == 1
    assert len(connection.execute(changes[0]).fetchall()) == 1 < before


def test_a_deleted_entry_makes_no_vector_be_read_again(store, sent):
    store.put([entry(str(number)) for number in range(20)])
    assert found(store, "1") == ["1"]
    store.delete([name_of("1")])
    statements = sent()
    assert found(store, "1") == []
    (changes,) = [statement for statement in statements if "embedding" in statement]
    connection = store._database._idle[0].connection
    assert connection.execute(changes).fetchall() == []


def test_what_is_written_elsewhere_in_the_file_makes_a_search_look_at_its_own_scope_only(store, sent):
    store.put([entry("a")])
    assert found(store, "a") == ["a"]
    store.put([entry("b", Scope("somebody else"))])
    statements = sent()
    assert found(store, "a") == ["a"]
    assert [statement.split()[0] for statement in statements] == ["PRAGMA", "SELECT"]
    assert "scope_key" in statements[1]


def test_an_exact_repeat_is_one_statement(store, sent):
    store.put([entry("a")])
    store.get([name_of("a")], now=NOW)
    statements = sent()
    assert store.get([name_of("a"), name_of("b")], now=NOW) == [entry("a").record, None]
    assert len(statements) == 1
