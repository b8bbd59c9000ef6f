"""Tables: their names fit, their ids follow from one birth, and other shapes are refused by name."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexcache.adapters.outbound.cassandra import schema
from hexcache.adapters.outbound.cassandra.schema import Layout, table_prefix
from hexcache.adapters.outbound.cassandra.statements import value_statements, vector_statements
from hexcache.domain.collection import Collection
from hexcache.domain.errors import ConfigurationError, SchemaMismatchError
from hexcache.domain.similarity import Similarity

LAYOUT = Layout("cache", "default", Collection(3, Similarity.COS))
COLUMNS = [(table.name, column, kind) for table in LAYOUT.tables for column, kind in table.types().items()]
INDEXES = {index.name: dict(index.options) for index in LAYOUT.indexes}
BORN = UUID(int=7)
NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,47}", fullmatch=True)


@given(NAMES)
def test_every_table_name_fits(name):
    layout = Layout("k", name, Collection(3))
    assert all(len(table.name) <= 48 for table in layout.tables)
    assert len({table.name for table in layout.tables}) == 4


@given(NAMES, NAMES)
def test_tables_of_two_collections_never_meet(one, other):
    if one != other:
        names = [{table.name for table in Layout("k", name, Collection(3)).tables} for name in (one, other)]
        assert names[0].isdisjoint(names[1])


@given(NAMES)
def test_the_register_is_no_collections_table(name):
    assert "hexcache_collections" not in {table.name for table in Layout("k", name, Collection(3)).tables}


@pytest.mark.parametrize("name", ["", "a b", 'a"b', "a" * 49, "\u00e4"])
def test_a_collection_that_is_no_identifier_has_no_tables(name):
    with pytest.raises(ConfigurationError):
        table_prefix(name)


def test_whoever_makes_a_collections_tables_makes_them_under_the_same_ids():
    assert schema.create_tables(LAYOUT, BORN) == schema.create_tables(LAYOUT, BORN)
    ids = [re.search(r"ID = (\S+)", cql)[1] for cql in schema.create_tables(LAYOUT, BORN)]
    others = [re.search(r"ID = (\S+)", cql)[1] for cql in schema.create_tables(LAYOUT, uuid4())]
    assert len({*ids, *others}) == 8


def test_the_index_has_the_measure_of_the_collection():
    for measure, function in (("cos", "COSINE"), ("dot", "DOT_PRODUCT"), ("l2", "EUCLIDEAN")):
        layout = Layout("k", "c", Collection(3, Similarity(measure)))
        assert f"'similarity_function': '{function}'" in schema.create_index(layout, layout.indexes[0])
        assert f"similarity_{function.lower()}(embedding, ?)" in vector_statements(layout)["search"].cql


def test_no_search_reads_vectors_or_everything():
    for name, statement in vector_statements(LAYOUT).items():
        assert "*" not in statement.cql
        if name.startswith("search"):
            assert "embedding" not in re.sub(
                r"similarity_\w+\(embedding, \?\)", "", statement.cql.partition(" FROM ")[0]
            )


def test_every_search_names_its_whole_partition():
    for name in ("search", "search_live"):
        where = vector_statements(LAYOUT)[name].cql.partition(" WHERE ")[2]
        assert all(f"{column} = ?" in where for column in ("epoch", "scope", "generation", "window", "bucket"))


def test_values_never_stand_in_a_statement():
    statements = {**vector_statements(LAYOUT), **value_statements("cache", "values")}
    assert not [name for name, statement in statements.items() if "'" in statement.cql]


def test_tables_of_this_shape_pass():
    schema.require_columns("cache", LAYOUT.tables, [*COLUMNS, ("default_entries", "extra", "text")])
    schema.require_indexes(LAYOUT, INDEXES)


def test_a_column_of_another_type_is_refused_with_both_types():
    wrong = [(table, column, "text" if column == "value" else kind) for table, column, kind in COLUMNS]
    with pytest.raises(SchemaMismatchError, match=r"cache.default_entries .*'value' is 'text' there and 'blob' here"):
        schema.require_columns("cache", LAYOUT.tables, wrong)


def test_a_missing_column_is_refused():
    with pytest.raises(SchemaMismatchError, match="'missing'"):
        schema.require_columns("cache", LAYOUT.tables, [one for one in COLUMNS if one[1] != "labels"])


def test_an_index_of_another_measure_is_refused_with_both():
    other = {"default_vectors_embedding": {"similarity_function": "euclidean"}}
    with pytest.raises(SchemaMismatchError, match=r"'EUCLIDEAN' and 'COSINE'"):
        schema.require_indexes(LAYOUT, other)


def test_what_is_missing_is_named():
    assert schema.missing(LAYOUT, {"default_entries", "default_vectors", "default_scopes"}, INDEXES) == [
        "default_labels"
    ]
    assert schema.missing(LAYOUT, {table.name for table in LAYOUT.tables}, {}) == list(INDEXES)
