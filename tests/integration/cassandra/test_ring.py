"""Three nodes, three replicas: one is killed, one hangs, two are down. The tests share the ring, in this order."""

from __future__ import annotations

import time

import pytest

from hexcache.adapters.outbound.cassandra.connecting import connect
from hexcache.adapters.outbound.cassandra.settings import CassandraOptions
from hexcache.adapters.outbound.cassandra.sync import CassandraVectorStore
from hexcache.application.semantic_cache import SemanticCache
from hexcache.domain.errors import BackendError, BackendUnavailableError
from hexcache.testing.contracts.suite import eventually
from hexcache.testing.fakes import DeterministicEmbedder
from tests.integration.cassandra.conftest import COLLECTION
from tests.integration.cassandra.load import Load
from tests.integration.cassandra.test_processes import run_workers
from tests.servers.fixtures import started

NODES = ("127.0.0.1", "127.0.0.2", "127.0.0.3")
SOME = 60


@pytest.fixture(scope="module")
def ring(servers_folder):
    ring = started("cassandra-ring", servers_folder / "ring")
    yield ring
    ring.kill()


@pytest.fixture(scope="module")
def options(ring):
    return CassandraOptions(
        contact_points=NODES, port=ring.nodes[0].port, local_datacenter="datacenter1", keyspace="ring", timeout=5.0
    )


@pytest.fixture(scope="module")
def session(options):
    session = connect(options)
    yield session
    session.cluster.shutdown()


@pytest.fixture(scope="module")
def store(session, options):
    store = CassandraVectorStore(session, options, collection="ring")
    store.provision(COLLECTION)
    return store


def check(store, load):
    """Assert that every acknowledged entry is there, and that no search left its scope."""
    ids = list(load.acknowledged)
    records = store.get(ids, now=time.time())
    assert [one for one, record in zip(ids, records, strict=True) if record is None] == []
    assert load.lost == []
    assert load.strays == []


@pytest.mark.parametrize("keyspace", ["first", "second", "third"])  # nodes learn of each other's tables in any order
def test_processes_that_make_a_collection_through_different_nodes_make_one(ring, session, keyspace):
    base = {"port": ring.nodes[0].port, "keyspace": keyspace, "timeout": 30.0}
    told = run_workers([{**base, "contact_points": node} for node in NODES], "ring", 3)
    assert told == [[COLLECTION.to_json(), True]] * 3
    session.execute(f"DROP KEYSPACE {keyspace}", timeout=120.0)


def test_a_killed_node_loses_nothing_and_comes_back(ring, session, options, store):
    with Load(store) as load:
        eventually(lambda: len(load.acknowledged) > SOME, 60.0)
        ring.nodes[2].kill()
        before = len(load.acknowledged), load.lookups
        eventually(lambda: len(load.acknowledged) > before[0] + SOME and load.lookups > before[1] + SOME, 60.0)
        ring.nodes[2].start()
        eventually(lambda: all(host.is_up for host in session.cluster.metadata.all_hosts()), 60.0)
        before = len(load.acknowledged), load.lookups
        eventually(lambda: len(load.acknowledged) > before[0] + SOME and load.lookups > before[1] + SOME, 60.0)
    check(store, load)
    assert len(load.errors) < SOME / 6  # what was on its way to the node; and nodes know new tables' latencies late
    careful = CassandraVectorStore(session, options.model_copy(update={"read_consistency": "ALL"}), collection="ring")
    careful.provision(COLLECTION)
    check(careful, load)


def test_a_node_that_hangs_is_routed_around(ring, store):
    with Load(store) as load:
        eventually(lambda: len(load.acknowledged) > SOME, 60.0)
        ring.nodes[1].pause()
        try:
            before = len(load.acknowledged), load.lookups
            eventually(lambda: len(load.acknowledged) > before[0] + SOME and load.lookups > before[1] + SOME, 60.0)
        finally:
            ring.nodes[1].resume()
    check(store, load)
    assert len(load.errors) < SOME / 6  # as above


def test_with_two_nodes_down_writes_fail_clearly_and_lookups_fail_open(ring, session, store):
    embedder = DeterministicEmbedder(COLLECTION.dimension, model="integration")
    cache = SemanticCache(store, embedder, on_error="miss")
    strict = SemanticCache(store, embedder, on_error="raise")
    ring.nodes[1].kill()
    ring.nodes[2].kill()
    eventually(lambda: _too_few(lambda: strict.update("q", "a")), 60.0)
    assert cache.lookup("q") is None
    assert cache.update("q", "a") is None
    with pytest.raises(BackendError):
        strict.lookup("q")


def _too_few(call):
    """Return whether a call is refused because too few replicas are alive, rather than late."""
    try:
        call()
    except BackendUnavailableError as error:
        return "replicas" in str(error)
    except BackendError:
        return False
    return False
