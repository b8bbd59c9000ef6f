"""Vectors as servers take and give them, and their distances as scores."""

from __future__ import annotations

import math
import struct

import numpy as np
import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from hexcache.adapters.outbound.sql.schema import CollectionTables
from hexcache.adapters.outbound.sql.statements import ReadStatements, RemoveStatements
from hexcache.adapters.outbound.sql.vector_forms import Floats, PgVector
from hexcache.adapters.outbound.sql.vector_kinds import VectorKind
from hexcache.adapters.outbound.sql.vector_statements import NearestStatements
from hexcache.adapters.outbound.sql.vector_writing import VectorWriter
from hexcache.adapters.outbound.sql.vectors import decoded, furthest, score
from hexcache.domain import similarity as oracle
from hexcache.domain.similarity import Similarity

MARIADB_DIALECT = sa.make_url("mariadb+pymysql://").get_dialect()()
VECTOR = np.array([1.5, -2.0, 0.25], np.float32)
KINDS = {
    "vector": VectorKind("vector", 3, Similarity.COS, indexed=True, iterative=True, extension=True, links=24),
    "halfvec": VectorKind("halfvec", 3, Similarity.L2, indexed=True, iterative=True),
    "old": VectorKind("vector", 3, Similarity.DOT, indexed=True),
    "unindexed": VectorKind("vector", 5_000, Similarity.COS),
    "mariadb": VectorKind("mariadb", 3, Similarity.COS, indexed=True, iterative=True, links=16),
}
DIALECTS = {name: postgresql.psycopg.dialect() for name in KINDS} | {"mariadb": MARIADB_DIALECT}
every_kind = pytest.mark.parametrize("name", KINDS)


def made(name):
    tables = CollectionTables("hexcache_", "docs", KINDS[name])
    return tables, DIALECTS[name]


def texts(name):
    """Return every statement on vectors, as it is sent."""
    tables, dialect = made(name)
    nearest = NearestStatements(tables, tables.vectors, KINDS[name], 64)
    searches = [nearest.one(8, way) for way in ("walk", "wide", "all", "live")]
    if nearest.has_several:
        searches.append(nearest.several(8, "walk"))
    writer = VectorWriter(tables, tables.vectors, dialect.name)
    writes = [writer._entry, *([writer._vector] if writer._apart else [])]
    removes = RemoveStatements(tables)
    others = (nearest.sizes, ReadStatements(tables).page, removes.forget([b"1"])[0], *removes.clear(**ALL))
    return [str(statement.core.compile(dialect=dialect)) for statement in (*searches, *writes, *others)]


ALL = {"tenant": True, "model": True, "scope": True}


@every_kind
def test_every_statement_on_vectors_can_be_said(name):
    assert all(texts(name))


@every_kind
def test_no_search_returns_a_vector(name):
    tables, _ = made(name)
    statement = NearestStatements(tables, tables.vectors, KINDS[name], 64).one(8, "walk")
    assert "embedding" not in [column.name for column in statement.core.selected_columns]


@pytest.mark.parametrize(("name", "told"), [("vector", "strict_order"), ("old", "ef_search"), ("mariadb", "LIMIT 8")])
def test_a_search_tells_postgresql_how_to_walk_in_the_same_statement(name, told):
    assert told in texts(name)[0]
    assert ("iterative_scan" in texts(name)[0]) == (name == "vector")


def test_a_wide_walk_looks_at_four_times_as_many():
    assert "'hnsw.ef_search', '64'" in texts("vector")[0]
    assert "'hnsw.ef_search', '256'" in texts("vector")[1]


@every_kind
def test_all_that_a_kind_needs_is_in_the_metadata(name):
    """Extension, storage, index, and the condition that keeps zero vectors out."""
    tables, dialect = made(name)
    said = []
    engine = sa.create_mock_engine(
        f"{dialect.name}+{dialect.driver}://", lambda sql, *_: said.append(text(sql, dialect))
    )
    tables.metadata.create_all(engine, checkfirst=False)
    all_of_it = "\n".join(said)
    assert ("CREATE EXTENSION IF NOT EXISTS vector" in said[0]) == (name == "vector")
    assert "CHECK (" in all_of_it
    assert ("SET STORAGE PLAIN" in all_of_it) == (name in {"vector", "halfvec", "old"})
    expected = {
        "vector": "USING hnsw (embedding vector_cosine_ops) WITH (m = 24)",
        "halfvec": "USING hnsw ((embedding::halfvec(3)) halfvec_l2_ops)",
        "old": "USING hnsw (embedding vector_ip_ops)",
        "unindexed": "embedding VECTOR(5000) NOT NULL",
        "mariadb": "VECTOR INDEX hexcache_docs_vectors_graph (embedding) M=16 DISTANCE=cosine",
    }
    assert expected[name] in all_of_it
    assert ("hnsw" in all_of_it) == (name in {"vector", "halfvec", "old"})


def text(sql, dialect):
    return str(sql.compile(dialect=dialect))


def test_entries_hold_no_vector_where_these_have_a_table():
    assert "embedding" in CollectionTables("hexcache_", "docs").entries.c
    tables, _ = made("vector")
    assert "embedding" not in tables.entries.c
    assert [table.name for table in tables.all][-1] == "hexcache_docs_vectors"


@pytest.mark.parametrize("dialect", [mysql.pymysql.dialect(), MARIADB_DIALECT])
def test_a_vector_index_is_part_of_its_table(dialect):
    tables, _ = made("mariadb")
    assert "VECTOR INDEX" in str(CreateTable(tables.vectors).compile(dialect=dialect))
    assert [str(CreateIndex(index).compile(dialect=dialect)) for index in tables.vectors.indexes]


def form(dialect, value, kind="one"):
    return Floats(kind).bind_processor(dialect)(value)


def test_psycopg_sends_a_vector_in_binary():
    sent = form(postgresql.psycopg.dialect(), VECTOR)
    assert isinstance(sent, PgVector)
    assert sent == struct.pack(">HH3f", 3, 0, *VECTOR.tolist())


def test_psycopg_sends_several_vectors_as_one_binary_array():
    sent = form(postgresql.psycopg.dialect(), np.stack([VECTOR, VECTOR]), "several")
    assert sent[:20] == struct.pack(">iiiii", 1, 0, 700, 6, 1)
    assert sent[20:28] == struct.pack(">if", 4, 1.5)
    assert len(sent) == 20 + 6 * 8


def test_asyncpg_encodes_lists_itself():
    assert form(postgresql.asyncpg.dialect(), VECTOR) == [1.5, -2.0, 0.25]
    assert form(postgresql.asyncpg.dialect(), np.stack([VECTOR, VECTOR]), "several") == [1.5, -2.0, 0.25] * 2


def test_other_drivers_get_text_and_mariadb_bytes():
    assert form(postgresql.psycopg2.dialect(), VECTOR) == "[1.5,-2.0,0.25]"
    assert form(postgresql.psycopg2.dialect(), np.stack([VECTOR]), "several") == "{1.5,-2.0,0.25}"
    assert form(MARIADB_DIALECT, VECTOR) == VECTOR.tobytes()


@pytest.mark.parametrize(
    ("name", "data", "there"),
    [
        ("vector", struct.pack(">HH3f", 3, 0, 1.5, -2.0, 0.25), True),
        ("mariadb", struct.pack("<3f", 1.5, -2.0, 0.25), True),
        ("vector", struct.pack(">HH2f", 2, 0, 1.5, -2.0), False),
        ("vector", struct.pack(">HH3f", 3, 0, 0.0, 0.0, 0.0), False),
        ("mariadb", struct.pack("<3f", 1.5, math.nan, 0.25), False),
        ("mariadb", b"", False),
        ("vector", None, False),
    ],
)
def test_a_vector_comes_back_as_it_was_or_not_at_all(name, data, there):
    vector = decoded(KINDS[name], data)
    assert np.array_equal(vector, VECTOR) if there else vector is None


def distance(similarity, a, b):
    """Return what servers call the distance."""
    if similarity is Similarity.COS:
        return 1.0 - float(a @ b)
    return -float(a @ b) if similarity is Similarity.DOT else float(np.linalg.norm(a - b))


@pytest.mark.parametrize("similarity", list(Similarity))
def test_distances_become_scores_of_our_scale(similarity):
    rows = np.random.default_rng(0).standard_normal((20, 8)).astype(np.float32)
    if similarity is Similarity.COS:
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    for row in rows:
        expected = oracle.score(similarity, row, rows[0])
        far = distance(similarity, row, rows[0])
        assert score(similarity, far) == pytest.approx(expected, abs=1e-5)
        assert far <= furthest(similarity, expected)
        assert far > furthest(similarity, expected + 0.01) or (similarity is Similarity.L2 and expected > 0.99)


@pytest.mark.parametrize("similarity", list(Similarity))
def test_a_distance_that_is_no_number_is_no_score(similarity):
    assert math.isnan(score(similarity, math.nan))


@pytest.mark.parametrize("similarity", list(Similarity))
def test_without_a_minimum_everything_is_near_enough(similarity):
    assert furthest(similarity, None) >= 1e300
    assert furthest(Similarity.L2, 0.0) >= 1e300
    assert furthest(Similarity.L2, -1.0) >= 1e300
