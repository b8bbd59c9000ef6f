"""The SQL adapter keeps the promises of its ports: by URL and by a borrowed engine, in both flavours, on SQLite."""

from __future__ import annotations

import sqlite3

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from hexcache.adapters.outbound.sql import aio, sync
from hexcache.adapters.outbound.sql.rows import digest
from hexcache.domain.collection import Collection
from hexcache.ports.vector_store import Describes, Purges, SearchesMany
from hexcache.testing.contracts import KeyValueStoreContract, VectorStoreContract
from hexcache.testing.contracts.suite import fresh_name
from hexcache.testing.differential import KeyValueStoreDifferential, VectorStoreDifferential
from hexcache.testing.samples import DIMENSION

OUT_OF_REACH = {
    "test_a_lost_server_is_an_error_of_ours": "nobody else can reach a database in memory",
    "test_a_row_that_cannot_be_read_is_not_there": "nobody else can reach a database in memory",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("sql")


@pytest.fixture(scope="module")
def path(folder):
    return folder / "contract.db"


@pytest.fixture(scope="module")
def url(path):
    return f"sqlite:///{path}"


@pytest.fixture(scope="class")
def engine(url):
    engine = sa.create_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="class")
def async_engine(path, loop):
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}")
    yield engine
    loop.run(engine.dispose())


def change(path, statement, *params):
    """Change the database behind the store's back."""
    connection = sqlite3.connect(path, timeout=10)
    with connection:
        connection.execute(statement, params)
    connection.close()


class SqlVectorStores(VectorStoreContract):
    abilities = frozenset({SearchesMany, Purges, Describes})

    @pytest.fixture
    def damage(self, path, named_store):
        name, _ = named_store

        def damage(_, document_id):
            change(path, f"UPDATE hexcache_{name}_entries SET labels = '{{' WHERE digest = ?", digest(document_id))

        return damage

    @pytest.fixture
    def lost_store(self, opened, path):
        name = fresh_name()
        store = opened(name)
        store.provision(Collection(DIMENSION))
        for table in ("scopes", "entries", "tags"):
            change(path, f"DROP TABLE hexcache_{name}_{table}")
        return store


class TestSqlVectorStore(SqlVectorStores, VectorStoreDifferential):
    @pytest.fixture
    def open_store(self, url):
        return lambda name: sync.SqlVectorStore(url, name)


class TestAsyncSqlVectorStore(SqlVectorStores, VectorStoreDifferential):
    reuse = True

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def ended_last(cls, loop):
        """Keep the loop until the shared stores are closed: what is made first ends last."""

    @pytest.fixture(scope="class")
    @classmethod
    def open_store(cls, url, loop):
        return lambda name: loop.sync(aio.AsyncSqlVectorStore(url, name))


class TestSqlVectorStoreOnAnEngine(SqlVectorStores, VectorStoreDifferential):
    reuse = True

    @pytest.fixture(scope="class")
    @classmethod
    def open_store(cls, engine):
        return lambda name: sync.SqlVectorStore(engine, name)


class TestAsyncSqlVectorStoreOnAnEngine(SqlVectorStores):
    reuse = True

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def ended_last(cls, async_engine):
        """Keep loop and engine until the shared stores are closed: what is made first ends last."""

    @pytest.fixture(scope="class")
    @classmethod
    def open_store(cls, async_engine, loop):
        return lambda name: loop.sync(aio.AsyncSqlVectorStore(async_engine, name))


class TestSqlVectorStoreInMemory(SqlVectorStores):
    shared = False
    skips = OUT_OF_REACH

    @pytest.fixture
    def open_store(self):
        return lambda name: sync.SqlVectorStore("sqlite://", name)


class SqlKeyValueStores(KeyValueStoreContract, KeyValueStoreDifferential):
    """Each name is a prefix of tables."""

    @pytest.fixture
    def lost_store(self, opened, path):
        name = fresh_name()
        store = opened(name)
        store.mset({"a": b"1"}, now=1.0)
        change(path, f"DROP TABLE {name}values")
        return store


class TestSqlKeyValueStore(SqlKeyValueStores):
    @pytest.fixture
    def open_store(self, url):
        return lambda name: sync.SqlKeyValueStore(url, prefix=name)


class TestAsyncSqlKeyValueStore(SqlKeyValueStores):
    @pytest.fixture
    def open_store(self, url, loop):
        return lambda name: loop.sync(aio.AsyncSqlKeyValueStore(url, prefix=name))


class TestSqlKeyValueStoreOnAnEngine(SqlKeyValueStores):
    @pytest.fixture
    def open_store(self, engine):
        return lambda name: sync.SqlKeyValueStore(engine, prefix=name)


class TestAsyncSqlKeyValueStoreOnAnEngine(SqlKeyValueStores):
    @pytest.fixture
    def open_store(self, async_engine, loop):
        return lambda name: loop.sync(aio.AsyncSqlKeyValueStore(async_engine, prefix=name))
