"""A node for all tests of this folder, and what is opened on it."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from hexcache.adapters.outbound.cassandra.connecting import connect
from hexcache.adapters.outbound.cassandra.settings import CassandraOptions
from hexcache.adapters.outbound.cassandra.sync import CassandraVectorStore
from hexcache.domain.collection import Collection
from hexcache.domain.similarity import Similarity
from hexcache.testing.contracts.suite import fresh_name
from hexcache.testing.samples import DIMENSION, Samples
from tests.integration.cassandra.asked import Asked

NOW = 1_800_000_000.0
COLLECTION = Collection(DIMENSION, Similarity.COS, "testing", "integration")


@pytest.fixture(scope="session")
def node(server_url):
    """Return host and port of a node that all tests share."""
    host, port = server_url("cassandra").rsplit(":", 1)
    return host, int(port)


@pytest.fixture(scope="session")
def session(node):
    session = connect(CassandraOptions(contact_points=node[0], port=node[1], timeout=20.0))
    yield session
    session.cluster.shutdown()


@pytest.fixture(scope="module")
def keyspace(session):
    """Return a keyspace that is dropped in the end: a small node has no room for many tables."""
    keyspace = fresh_name()
    yield keyspace
    session.execute(f"DROP KEYSPACE IF EXISTS {keyspace}", timeout=120.0)


@pytest.fixture
def options(node, keyspace):
    return CassandraOptions(
        contact_points=node[0], port=node[1], keyspace=keyspace, replication=1, visibility=60.0, timeout=20.0
    )


@pytest.fixture
def name():
    return fresh_name()


@pytest.fixture
def open_store(session, options, name):
    """Return what opens a provisioned store on one collection, as another process would; options may be changed."""
    with ExitStack() as stack:

        def opened(**changes):
            store = CassandraVectorStore(session, options.model_copy(update=changes), collection=name)
            stack.callback(store.close)
            store.provision(COLLECTION)
            return store

        yield opened


@pytest.fixture
def store(open_store):
    return open_store()


@pytest.fixture
def make():
    return Samples(lambda: NOW, Similarity.COS)


@pytest.fixture
def asked(session):
    """Return what tells which statements the driver was given."""
    asked = Asked()
    session.add_request_init_listener(asked.note)
    yield asked
    session.remove_request_init_listener(asked.note)
