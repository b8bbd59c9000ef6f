"""The SQL adapter keeps the promises of its ports on other engines too: rows in tables, compared in this process.

One flavour of each store on each engine: which flavour makes no difference to the statements, which the engine reads.
"""

from __future__ import annotations

from typing import ClassVar

import pytest
import sqlalchemy as sa

from hexcache.adapters.outbound.sql import aio, sync
from hexcache.adapters.outbound.sql.rows import digest
from hexcache.domain.collection import Collection
from hexcache.ports.vector_store import Describes, Purges, SearchesMany
from hexcache.testing.contracts import KeyValueStoreContract, VectorStoreContract
from hexcache.testing.contracts.suite import fresh_name
from hexcache.testing.differential import VectorStoreDifferential
from hexcache.testing.samples import DIMENSION


class Engine:
    """Fixtures of one engine."""

    server = ""
    driver = ""
    settings: ClassVar[dict[str, object]] = {}

    @pytest.fixture(scope="class")
    @classmethod
    def url(cls, server_url):
        url = sa.make_url(server_url(cls.server))
        return (url.set(drivername=cls.driver) if cls.driver else url).render_as_string(hide_password=False)

    @pytest.fixture(scope="class")
    @classmethod
    def change(cls, server_url):
        """Return what changes the database behind the store's back."""
        engine = sa.create_engine(server_url(cls.server))

        def change(statement, **params):
            with engine.begin() as connection:
                connection.execute(sa.text(statement), params)

        yield change
        engine.dispose()


class VectorStores(Engine, VectorStoreContract):
    reuse = True
    abilities = frozenset({SearchesMany, Purges, Describes})

    @pytest.fixture
    def damage(self, change, named_store):
        table = f"hexcache_{named_store[0]}_entries"
        return lambda _, name: change(f"UPDATE {table} SET labels = '{{' WHERE digest = :key", key=digest(name))

    @pytest.fixture
    def lost_store(self, opened, change):
        name = fresh_name()
        store = opened(name)
        store.provision(Collection(DIMENSION))
        for table in ("scopes", "entries", "tags", "vectors"):
            change(f"DROP TABLE IF EXISTS hexcache_{name}_{table}")
        return store

    @pytest.fixture(scope="class")
    @classmethod
    def open_store(cls, url):
        return lambda name: sync.SqlVectorStore(url, name, **cls.settings)


class AsyncVectorStores(VectorStores):
    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def ended_last(cls, loop):
        """Keep the loop until the shared stores are closed: what is made first ends last."""

    @pytest.fixture(scope="class")
    @classmethod
    def open_store(cls, url, loop):
        return lambda name: loop.sync(aio.AsyncSqlVectorStore(url, name, **cls.settings))


class KeyValueStores(Engine, KeyValueStoreContract):
    @pytest.fixture
    def lost_store(self, opened, change):
        name = fresh_name()
        store = opened(name)
        store.mset({"a": b"1"}, now=1.0)
        change(f"DROP TABLE {name}values")
        return store

    @pytest.fixture
    def open_store(self, url):
        return lambda name: sync.SqlKeyValueStore(url, prefix=name)


class AsyncKeyValueStores(KeyValueStores):
    @pytest.fixture
    def open_store(self, url, loop):
        return lambda name: loop.sync(aio.AsyncSqlKeyValueStore(url, prefix=name))


class TestPostgresVectorStore(VectorStores):
    server = "postgres-plain"


class ServerVectors(VectorStores):
    """Stores whose server compares vectors.

    Statements are the same in every flavour: one is compared with memory. Scopes are small here and compared whole;
    what is found through graphs, of whole and half numbers and by every driver, the integration tests say.
    """

    settings: ClassVar[dict[str, object]] = {"vectors": "server"}
    recall = 0.95
    examples = 5


class TestPgVector(ServerVectors, VectorStoreDifferential):
    server = "postgres"


class TestAsyncpgVector(AsyncVectorStores, ServerVectors):
    server = "postgres"
    driver = "postgresql+asyncpg"


class TestOldPgVector(ServerVectors):
    server = "postgres-old"


class TestAsyncPostgresKeyValueStore(AsyncKeyValueStores):
    server = "postgres-plain"


class MariaDbVectors(ServerVectors):
    server = "mariadb"
    skips: ClassVar[dict[str, str]] = {"dot": "MariaDB has no inner product"}


class TestMariaDbVectors(MariaDbVectors, VectorStoreDifferential):
    pass


class TestAsyncMariaDbVectors(AsyncVectorStores, MariaDbVectors):
    pass


class TestAsyncMariaDbVectorStore(AsyncVectorStores):
    server = "mariadb"
    settings: ClassVar[dict[str, object]] = {"vectors": "portable"}


class TestMariaDbKeyValueStore(KeyValueStores):
    server = "mariadb"
