"""How vectors are held is chosen from what the database says, and every refusal says what would change it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hexcache.adapters.outbound.sql.tuning import Tuning
from hexcache.adapters.outbound.sql.vector_facts import look, version_of
from hexcache.adapters.outbound.sql.vector_kinds import Facts, choose, described
from hexcache.domain.collection import Collection
from hexcache.domain.errors import ConfigurationError, SchemaMismatchError
from hexcache.domain.similarity import Similarity

PG = Facts("postgresql", "PostgreSQL", (17, 9), extension=(0, 8, 2), available=(0, 8, 2))
OLD = replace(PG, extension=(0, 6, 2), available=(0, 6, 2))
BARE = Facts("postgresql", "PostgreSQL", (17, 9))
MARIADB = Facts("mariadb", "MariaDB", (11, 8, 6))
AUTO = Tuning()


def chosen(facts, dimension=384, similarity=Similarity.COS, recorded=None, **options):
    return choose(facts, Tuning(**options), Collection(dimension, similarity), "docs", recorded)


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        (PG, "vector"),
        (replace(PG, extension=None, may_create=True), "vector"),
        (OLD, "vector"),
        (BARE, "portable"),
        (replace(PG, extension=None), "portable"),
        (replace(PG, elsewhere="extensions"), "portable"),
        (MARIADB, "mariadb"),
        (replace(MARIADB, dialect="mysql"), "mariadb"),
        (replace(MARIADB, version=(10, 11, 4)), "portable"),
        (Facts("mysql", "MySQL", (9, 1)), "portable"),
        (Facts("sqlite"), "portable"),
        (Facts("oracle"), "portable"),
        (Facts("mssql"), "portable"),
    ],
)
def test_auto_lets_the_server_compare_vectors_where_it_can(facts, name):
    assert chosen(facts).name == name


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (BARE, "install its package on the server"),
        (replace(PG, extension=None), "let a database administrator run: CREATE EXTENSION vector"),
        (replace(PG, elsewhere="extensions"), "search_path"),
        (replace(MARIADB, version=(10, 11, 4)), "MariaDB 10.11.4 has no vectors"),
        (Facts("mysql", "MySQL", (9, 1)), "MySQL has no vectors"),
        (Facts("sqlite"), "sqlite has no vectors"),
    ],
)
def test_what_keeps_the_server_from_it_is_an_error_where_it_is_asked_for_and_a_reason_elsewhere(facts, words):
    with pytest.raises(ConfigurationError, match="vectors: server") as error:
        chosen(facts, vectors="server")
    assert words in str(error.value)
    assert words in chosen(facts).why


def test_portable_can_be_asked_for():
    assert chosen(PG, vectors="portable").name == "portable"
    assert not chosen(PG, vectors="portable").on_server


def test_the_extension_is_made_only_where_it_is_not_there():
    assert not chosen(PG).extension
    assert chosen(replace(PG, extension=None, may_create=True)).extension


@pytest.mark.parametrize(
    ("facts", "dimension", "precision", "name", "indexed"),
    [
        (PG, 2_000, "single", "vector", True),
        (PG, 2_001, "single", "halfvec", True),
        (PG, 384, "half", "halfvec", True),
        (PG, 4_000, "single", "halfvec", True),
        (PG, 4_001, "single", "halfvec", False),
        (OLD, 2_000, "half", "vector", True),
        (OLD, 2_001, "single", "vector", False),
        (replace(PG, extension=(0, 4, 4)), 384, "single", "vector", False),
        (PG, 16_001, "single", "portable", False),
        (MARIADB, 16_384, "single", "portable", False),
        (MARIADB, 4_096, "half", "mariadb", True),
    ],
)
def test_long_vectors_are_indexed_in_half_precision_or_compared_without_an_index(
    facts, dimension, precision, name, indexed
):
    kind = chosen(facts, dimension, precision=precision)
    assert (kind.name, kind.indexed) == (name, indexed)


def test_only_a_new_pgvector_walks_on_behind_a_filter():
    assert chosen(PG).iterative
    assert not chosen(OLD).iterative


def test_mariadb_has_no_inner_product():
    assert chosen(MARIADB, similarity=Similarity.DOT).name == "portable"
    assert chosen(MARIADB, similarity=Similarity.L2).name == "mariadb"
    with pytest.raises(ConfigurationError, match="use the measure cos"):
        chosen(MARIADB, similarity=Similarity.DOT, vectors="server")


def test_what_is_recorded_stays():
    assert chosen(PG, recorded="portable").name == "portable"
    assert chosen(PG, recorded="vector", precision="half").name == "vector"
    assert chosen(PG, recorded="halfvec").name == "halfvec"


@pytest.mark.parametrize(
    ("facts", "recorded", "vectors", "words"),
    [
        (PG, "vector", "portable", "leave it at auto"),
        (PG, "portable", "server", "export the entries"),
        (BARE, "vector", "auto", "has no pgvector"),
        (PG, "quantum", "auto", "use a newer one"),
    ],
)
def test_what_is_recorded_and_cannot_be_kept_is_a_mismatch_that_says_what_to_do(facts, recorded, vectors, words):
    with pytest.raises(SchemaMismatchError, match=words):
        chosen(facts, recorded=recorded, vectors=vectors)


def test_the_index_is_described():
    assert described(chosen(PG), AUTO) == "HNSW graph, single precision, width 40, walks on until enough are left"
    assert "half precision" in described(chosen(PG, precision="half"), AUTO)
    assert "walks once" in described(chosen(OLD), AUTO)
    assert described(chosen(PG, 5_000), AUTO).startswith("none")


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("17.9", (17, 9)),
        ("16.2 (Debian 16.2-1)", (16, 2)),
        ("17beta1", (17,)),
        ("0.8.2", (0, 8, 2)),
        ("11.8.6-MariaDB-1", (11, 8, 6)),
        ("5.5.5-11.8.6-MariaDB", (11, 8, 6)),
        ("8.0.36", (8, 0, 36)),
        ("", None),
        (None, None),
        ("devel", None),
    ],
)
def test_versions_are_read(text, version):
    assert version_of(text) == version


class Answers:
    """A session that answers every question with the same rows."""

    def __init__(self, *rows):
        self._rows = list(rows)

    def rows(self, statement, params):
        return self._rows


def test_postgresql_is_asked_for_its_extension_and_for_permission():
    assert look(Answers(("17.9", "0.8.2", "public", True, "0.8.2", False)), "postgresql") == PG
    assert look(Answers(("17.9", "0.8.2", "ext", False, "0.8.2", True)), "postgresql").elsewhere == "ext"
    assert look(Answers(("17.9", None, None, False, None, True)), "postgresql") == replace(BARE, may_create=True)


def test_mariadb_and_mysql_are_told_apart():
    assert look(Answers(("11.8.6-MariaDB",)), "mysql") == replace(MARIADB, dialect="mysql")
    assert look(Answers(("8.4.2",)), "mariadb").server == "MySQL"


def test_other_engines_are_asked_nothing():
    assert look(None, "oracle") == Facts("oracle")
