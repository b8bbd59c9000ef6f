"""The Cassandra stores keep the promises of their ports, both flavours, on a real node."""

from __future__ import annotations

from typing import ClassVar

import pytest

from hexcache.adapters.outbound.cassandra.aio import AsyncCassandraKeyValueStore, AsyncCassandraVectorStore
from hexcache.adapters.outbound.cassandra.connecting import connect
from hexcache.adapters.outbound.cassandra.settings import CassandraKeyValueOptions, CassandraOptions
from hexcache.adapters.outbound.cassandra.sync import CassandraKeyValueStore, CassandraVectorStore
from hexcache.domain.collection import Collection
from hexcache.domain.keys import encode_text
from hexcache.domain.similarity import Similarity
from hexcache.ports.vector_store import Describes, SearchesMany
from hexcache.testing.contracts import KeyValueStoreContract, VectorStoreContract
from hexcache.testing.contracts.suite import fresh_name
from hexcache.testing.differential import KeyValueStoreDifferential, VectorStoreDifferential
from hexcache.testing.samples import DIMENSION
from tests.integration.cassandra.line import Line

DELETES = "counting a deletion once among concurrent ones needs a lightweight transaction, four round trips, on each"


@pytest.fixture(scope="session")
def node(server_url):
    """Return host and port of the node."""
    host, port = server_url("cassandra").rsplit(":", 1)
    return host, int(port)


@pytest.fixture(scope="session")
def session(node):
    session = connect(CassandraOptions(contact_points=node[0], port=node[1], timeout=20.0))
    yield session
    session.cluster.shutdown()


@pytest.fixture(scope="class")
def keyspace(session):
    """Return a keyspace that is dropped in the end: a small node has no room for many tables."""
    keyspace = fresh_name()
    yield keyspace
    session.execute(f"DROP KEYSPACE IF EXISTS {keyspace}", timeout=120.0)


@pytest.fixture
def lost_session(node):
    """Return a session and what cuts it off from its node."""
    line = Line(*node)
    session = connect(CassandraOptions(port=line.port, timeout=3.0))
    yield session, line.cut
    session.cluster.shutdown()
    line.cut()


class VectorStores(VectorStoreContract, VectorStoreDifferential):
    """What both flavours declare."""

    recall = 0.97
    reuse = True
    settles = 20.0
    examples = 15
    abilities = frozenset({SearchesMany, Describes})
    skips: ClassVar = {"test_of_many_deletes_at_once_one_finds_the_entry": DELETES}

    @pytest.fixture(scope="class")
    @classmethod
    def options(cls, keyspace):
        return CassandraOptions(keyspace=keyspace, replication=1, visibility=0.02, search_width=64, timeout=20.0)

    @pytest.fixture
    def damage(self, session, keyspace):
        def damage(store, document_id):
            key = encode_text(document_id)
            tables = session.cluster.metadata.keyspaces[keyspace].tables
            for name in [name for name in tables if name.endswith(("_entries", "_vectors"))]:
                columns = ", ".join(tables[name].primary_key[index].name for index in range(6 if "vec" in name else 5))
                for row in session.execute(f'SELECT {columns} FROM "{keyspace}"."{name}"'):
                    if row.document_id == key:
                        condition = " AND ".join(f"{column} = %s" for column in row._fields)
                        session.execute(f'UPDATE "{keyspace}"."{name}" SET labels = \'[1\' WHERE {condition}', row)

        return damage


class TestCassandraVectorStore(VectorStores):
    @pytest.fixture(scope="class")
    @classmethod
    def open_store(cls, session, options):
        return lambda name: CassandraVectorStore(session, options, collection=name)

    @pytest.fixture
    def lost_store(self, lost_session, options):
        session, cut = lost_session
        store = CassandraVectorStore(session, options, collection=fresh_name())
        store.provision(Collection(DIMENSION, Similarity.COS))
        cut()
        return store


class TestAsyncCassandraVectorStore(VectorStores):
    @pytest.fixture(scope="class")
    @classmethod
    def open_store(cls, session, options, loop):
        return lambda name: loop.sync(AsyncCassandraVectorStore(session, options, collection=name))

    @pytest.fixture
    def lost_store(self, lost_session, options, loop):
        session, cut = lost_session
        store = loop.sync(AsyncCassandraVectorStore(session, options, collection=fresh_name()))
        store.provision(Collection(DIMENSION, Similarity.COS))
        cut()
        return store


class KeyValueStores(KeyValueStoreContract, KeyValueStoreDifferential):
    """What both flavours declare."""

    reuse = True
    settles = 20.0
    examples = 15

    @pytest.fixture(scope="class")
    @classmethod
    def options(cls, keyspace):
        return lambda name: CassandraKeyValueOptions(keyspace=keyspace, replication=1, table=name, timeout=20.0)


class TestCassandraKeyValueStore(KeyValueStores):
    @pytest.fixture(scope="class")
    @classmethod
    def open_store(cls, session, options):
        return lambda name: CassandraKeyValueStore(session, options(name))

    @pytest.fixture
    def lost_store(self, lost_session, options):
        session, cut = lost_session
        store = CassandraKeyValueStore(session, options("lost"))
        store.mget(["a"], now=0.0)
        cut()
        return store


class TestAsyncCassandraKeyValueStore(KeyValueStores):
    @pytest.fixture(scope="class")
    @classmethod
    def open_store(cls, session, options, loop):
        return lambda name: loop.sync(AsyncCassandraKeyValueStore(session, options(name)))

    @pytest.fixture
    def lost_store(self, lost_session, options, loop):
        session, cut = lost_session
        store = loop.sync(AsyncCassandraKeyValueStore(session, options("lost")))
        store.mget(["a"], now=0.0)
        cut()
        return store
