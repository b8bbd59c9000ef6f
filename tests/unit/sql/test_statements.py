"""Every statement can be said to every engine, carries no text of a caller, and names its parameters."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite
from sqlalchemy.dialects.mysql import mariadb
from sqlalchemy.schema import CreateIndex, CreateTable

from hexcache.adapters.outbound.sql import statements as made
from hexcache.adapters.outbound.sql.schema import CollectionTables, ValueTable
from hexcache.adapters.outbound.sql.statement import MOST, Many, Statement, chunks
from hexcache.adapters.outbound.sql.tuning import check_prefix
from hexcache.adapters.outbound.sql.upsert import upsert
from hexcache.domain.errors import ConfigurationError

DIALECTS = {
    "sqlite": sqlite.dialect(),
    "postgresql": postgresql.dialect(),
    "mysql": mysql.dialect(),
    "mariadb": mariadb.MariaDBDialect(),
    "mssql": mssql.dialect(),
    "oracle": oracle.dialect(),
}
every_dialect = pytest.mark.parametrize("name", DIALECTS)


def all_statements(dialect):
    """Return every statement that there is, by a name."""
    tables = CollectionTables("hexcache_", "default")
    groups = {
        "catalog": made.CatalogStatements(tables),
        "read": made.ReadStatements(tables),
        "follow": made.FollowStatements(tables),
        "write": made.WriteStatements(tables, dialect),
        "remove": made.RemoveStatements(tables),
        "values": made.ValueStatements(ValueTable("hexcache_"), dialect),
    }
    found = {}
    for group, holder in groups.items():
        for name, value in vars(holder).items():
            for number, statement in enumerate(flattened(value)):
                found[f"{group}.{name}.{number}"] = statement
    remove = groups["remove"]
    for tenant, model, scope in [(False,) * 3, (True,) * 3, (True, False, False)]:
        chosen = {"tenant": tenant, "model": model, "scope": scope}
        for number, statement in enumerate((*remove.clear(**chosen), remove.tagged(**chosen))):
            found[f"remove.{chosen}.{number}"] = statement
    return found


def flattened(value):
    if isinstance(value, Statement):
        return [value]
    if isinstance(value, Many):
        return [value([b"1"])[0], value([b"1"] * 3)[0]]
    if isinstance(value, dict):
        return [each for inner in value.values() for each in flattened(inner)]
    return [each for inner in value for each in flattened(inner)] if isinstance(value, tuple) else []


@every_dialect
def test_every_statement_can_be_said_to(name):
    """To every engine that the portable path may meet."""
    found = all_statements(name)
    assert len(found) > 30
    for statement in found.values():
        assert str(statement.core.compile(dialect=DIALECTS[name]))


@every_dialect
def test_every_table_can_be_made_in(name):
    metadata = CollectionTables("hexcache_", "default").metadata
    for table in (*metadata.sorted_tables, ValueTable("hexcache_").values):
        assert str(CreateTable(table).compile(dialect=DIALECTS[name]))
        assert all(str(CreateIndex(index).compile(dialect=DIALECTS[name])) for index in table.indexes)


def test_a_text_for_sqlite_has_named_parameters_and_no_other_value_in_it():
    for name, statement in all_statements("sqlite").items():
        assert not re.search(r"\?|'", statement.text), name
        compiled = statement.core.compile(dialect=sqlite.dialect(paramstyle="named"))
        assert {value for value in compiled.params.values() if value is not None} == set(), name


def test_no_search_reads_vectors_of_what_it_returns():
    read = made.ReadStatements(CollectionTables("hexcache_", "default"))
    for many in (read.by_digest, read.by_id):
        assert "embedding" not in many([b"1"])[0].text


@pytest.mark.parametrize(
    ("name", "count"), [("sqlite", 1), ("postgresql", 1), ("mysql", 1), ("mssql", 2), ("oracle", 2)]
)
def test_writing_over_takes_one_statement_where_the_engine_has_one_and_two_elsewhere(name, count):
    table = CollectionTables("hexcache_", "default").entries
    assert len(upsert(table, "digest", name)) == count


def test_writing_over_replaces_every_column_but_the_key_and_the_id():
    table = CollectionTables("hexcache_", "default").entries
    text = str(upsert(table, "digest", "sqlite")[0].text)
    replaced = set(re.findall(r"(\w+) = excluded", text))
    assert replaced == {column.name for column in table.c} - {"id", "digest"}


@pytest.mark.parametrize(("size", "room"), [(1, 1), (2, 2), (3, 4), (5, 8), (MOST, MOST)])
def test_a_list_is_filled_up_with_its_last_value(size, room):
    many = Many(lambda items: sa.select(sa.literal_column("1")).where(sa.column("a").in_(items)))
    _, params = many(list(range(size)), now=1.0)
    assert list(params.values()) == [*range(size), *[size - 1] * (room - size), 1.0]


def test_lists_of_like_lengths_share_one_statement():
    many = Many(lambda items: sa.select(sa.literal_column("1")).where(sa.column("a").in_(items)))
    assert many([1] * 5)[0] is many([1] * 8)[0]


def test_chunks_give_everything_once_and_in_order():
    assert [list(part) for part in chunks(list(range(5)), 2)] == [[0, 1], [2, 3], [4]]
    assert list(chunks([])) == []


def test_names_that_differ_in_case_only_have_tables_that_differ_in_more():
    names = {table.name.lower() for case in ("Docs", "docs", "DOCS") for table in CollectionTables("h_", case).all[1:]}
    assert len(names) == 9


@pytest.mark.parametrize("collection", ["a" * 48, "B" * 48])
@pytest.mark.parametrize("prefix", ["hexcache_", "p" * 24])
def test_the_longest_names_fit_every_engine(collection, prefix):
    for table in CollectionTables(prefix, collection).all:
        assert len(table.name) <= 63
        assert all(len(str(index.name)) <= 63 for index in table.indexes)


def test_long_names_that_begin_alike_stay_apart():
    names = {CollectionTables("p" * 24, "c" * 47 + end).entries.name for end in "xyz"}
    assert len(names) == 3


@pytest.mark.parametrize("prefix", ["", "1a", "a-b", "a b", "a;drop", "a" * 25, "\u00e4", 'a"'])
def test_a_prefix_that_is_no_short_identifier_is_refused(prefix):
    with pytest.raises(ConfigurationError, match="prefix"):
        check_prefix(prefix)


@pytest.mark.parametrize("collection", ["", "a-b", "a; DROP TABLE x", 'a"', "a" * 49])
def test_a_collection_that_is_no_identifier_is_refused(collection):
    with pytest.raises(ConfigurationError):
        CollectionTables("hexcache_", collection)
