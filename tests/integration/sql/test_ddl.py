"""The statements that are printed run as they stand, and make what provisioning finds complete."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from uuid import uuid4

import pymysql
import pytest
import sqlalchemy as sa
from pymysql.constants import CLIENT
from sqlalchemy.engine import make_url

from hexcache.adapters.outbound.sql.plugin import key_value_store, vector_store
from hexcache.adapters.outbound.sql.sync import SqlKeyValueStore, SqlVectorStore
from hexcache.domain.collection import Collection
from hexcache.domain.errors import ConfigurationError
from hexcache.ports.plugin import PrintsDdl, PrintsValueDdl
from tests.integration.sql.making import COLLECTION, DIMENSION, NOW, entry, found, name_of

HOSTILE = Collection(DIMENSION, provider="it's", model='C:\\new "models"; -- %s :x \u00e9')


@pytest.fixture
def prefix():
    return f"d{uuid4().hex[:12]}_"


def printed(url, prefix, collection=COLLECTION, **more):
    """Return the script that makes both stores."""
    options = vector_store.options(url=url, prefix=prefix, vectors=more.pop("vectors", "auto"))
    statements = vector_store.ddl(options, name="default", collection=collection, **more)
    statements += key_value_store.ddl(options, **more)
    return "".join(f"{statement};\n" for statement in statements)


def run_script(url, script):
    """Run a script whole, as the engine's own command line does."""
    url = make_url(url)
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(url.database)) as connection:
            connection.executescript(script)
    elif url.get_backend_name() == "mariadb":
        login = {"host": url.host, "port": url.port, "user": url.username, "password": url.password}
        with closing(
            pymysql.connect(**login, database=url.database, client_flag=CLIENT.MULTI_STATEMENTS)
        ) as connection:
            with connection.cursor() as cursor:
                cursor.execute(script)
                while cursor.nextset():
                    pass
            connection.commit()
    else:
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.begin() as connection:
            connection.connection.driver_connection.execute(script)


@pytest.fixture(params=["sqlite", "postgres", "postgres-plain", "mariadb"])
def url(request, path, server_url):
    return f"sqlite:///{path}" if request.param == "sqlite" else server_url(request.param)


def complete(url, prefix, collection=COLLECTION, **options):
    """Return whether stores open without the right to make anything, and work."""
    store = SqlVectorStore(url, prefix=prefix, provision="check", **options)
    values = SqlKeyValueStore(url, prefix=prefix, provision="check")
    store.provision(collection)
    store.put([entry("kept", tags=("tag",)), entry("mortal", expires_at=NOW + 1)])
    values.mset({"key": b"value"}, now=NOW)
    works = found(store, "kept") == ["kept"] and values.mget(["key"], now=NOW) == [b"value"]
    gone = store.purge(now=NOW + 2), store.delete([name_of("kept")])
    store.close()
    values.close()
    return works and gone == (1, 1)


def test_what_is_printed_makes_all_that_is_needed(url, prefix):
    script = printed(url, prefix, HOSTILE)
    run_script(url, script)
    assert complete(url, prefix, HOSTILE, vectors="auto")
    run_script(url, script)  # once more changes nothing
    assert complete(url, prefix, HOSTILE, vectors="auto")


def test_what_was_made_by_hand_is_what_the_store_makes(url, prefix):
    run_script(url, printed(url, prefix))
    store = SqlVectorStore(url, "other", prefix=prefix, vectors="auto")
    store.provision(COLLECTION)
    store.close()
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    inspector = sa.inspect(engine)
    for name in ("scopes", "entries", "tags"):
        tables = [f"{prefix}{collection}_{name}" for collection in ("default", "other")]
        by_hand, by_store = ([str(column) for column in inspector.get_columns(table)] for table in tables)
        assert [text.replace("default_", "other_") for text in by_hand] == by_store
        by_hand, by_store = ({index["name"] for index in inspector.get_indexes(table)} for table in tables)
        assert {index.replace("default_", "other_") for index in by_hand} == by_store


@pytest.mark.parametrize("dialect", ["postgresql", "mariadb", "sqlite", "mysql", "oracle", "mssql"])
def test_no_server_is_needed_where_the_dialect_is_named(prefix, dialect):
    script = printed("postgresql://nobody@127.0.0.1:1/nothing", prefix, dialect=dialect)
    assert f"{prefix}default_entries" in script
    assert ("VECTOR(16)" in script) == (dialect in ("postgresql", "mariadb"))
    assert script.count("CREATE EXTENSION") == (dialect == "postgresql")


def test_a_server_that_does_not_answer_is_said_and_taken_for_a_new_one(prefix):
    script = printed("postgresql://nobody@127.0.0.1:1/nothing", prefix)
    assert script.startswith("-- collection 'default', postgresql; the server did not answer")
    assert "CREATE EXTENSION IF NOT EXISTS vector;" in script


def test_an_unknown_dialect_is_an_error(prefix):
    with pytest.raises(ConfigurationError, match="no dialect 'nix'"):
        printed("sqlite://", prefix, dialect="nix")


def test_the_plugins_say_that_they_print():
    assert isinstance(vector_store, PrintsDdl)
    assert isinstance(key_value_store, PrintsValueDdl)


@pytest.fixture
def clerk(server_url, prefix):
    """Return the URL of a user of PostgreSQL who may make nothing, and what runs statements as an administrator."""
    address = server_url("postgres")
    engine = sa.create_engine(address, poolclass=sa.NullPool)
    name = f"clerk_{prefix}"

    def run(statement):
        with engine.begin() as connection:
            connection.exec_driver_sql(statement)

    run(f"CREATE ROLE {name} LOGIN PASSWORD 'clerk'")
    yield make_url(address).set(username=name, password="clerk"), run, name
    run(f"DROP OWNED BY {name}")
    run(f"DROP ROLE {name}")


def test_a_user_who_may_make_nothing_is_told_what_an_administrator_must_run(clerk, prefix):
    url, run, name = clerk
    store = SqlVectorStore(url, prefix=prefix, vectors="auto")
    with pytest.raises(ConfigurationError, match=r"administrator run what 'hexcache ddl' prints.*provision: check"):
        store.provision(COLLECTION)
    store.close()
    text = url.render_as_string(hide_password=False)
    for statement in printed(text, prefix).split(";\n"):
        if statement.strip():
            run(statement)
    tables = ", ".join(f"{prefix}{table}" for table in ("default_scopes", "default_entries", "default_tags", "values"))
    run(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {prefix}catalog, {tables}, {prefix}default_vectors TO {name}")
    run(f"GRANT USAGE ON SEQUENCE {prefix}default_scopes_id_seq, {prefix}default_entries_id_seq TO {name}")
    assert complete(url, prefix, vectors="auto")
