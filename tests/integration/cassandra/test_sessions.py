"""Sessions that somebody else opened: used as they are, and never closed."""

from __future__ import annotations

import asyncio
import threading

import pytest
from cassandra.cluster import EXEC_PROFILE_DEFAULT, Cluster, ExecutionProfile
from cassandra.policies import RoundRobinPolicy
from cassandra.query import dict_factory

from hexcache.adapters.outbound.cassandra.aio import AsyncCassandraVectorStore
from hexcache.adapters.outbound.cassandra.plugin import key_value_store, vector_store
from hexcache.adapters.outbound.cassandra.settings import CassandraKeyValueOptions
from hexcache.adapters.outbound.cassandra.sync import CassandraVectorStore
from hexcache.domain.entry import Selection
from hexcache.testing.samples import SCOPE, vectors
from tests.integration.cassandra.conftest import COLLECTION, NOW

ROWS = vectors(30, seed=9)
DRIVER_THREADS = 2  # the driver's own pool, which it fills when it needs it


@pytest.fixture(params=["profiles", "legacy", "dictionaries", "named tuples"])
def foreign_session(request, node):
    """Return a session as other people configure theirs."""
    host, port = node
    if request.param == "legacy":
        with pytest.warns(DeprecationWarning, match="Legacy"):
            cluster = Cluster([host], port=port, load_balancing_policy=RoundRobinPolicy())
    elif request.param == "dictionaries":
        profile = ExecutionProfile(RoundRobinPolicy(), row_factory=dict_factory, request_timeout=20.0)
        cluster = Cluster([host], port=port, execution_profiles={EXEC_PROFILE_DEFAULT: profile})
    elif request.param == "profiles":
        profile = ExecutionProfile(RoundRobinPolicy(), request_timeout=20.0)
        cluster = Cluster([host], port=port, execution_profiles={EXEC_PROFILE_DEFAULT: profile, "mine": profile})
    else:
        cluster = Cluster([host], port=port)
    session = cluster.connect()
    if request.param == "legacy":
        session.row_factory = dict_factory
    yield session
    cluster.shutdown()


def test_a_borrowed_session_is_used_as_it_is_and_stays_open(foreign_session, options, name, make):
    profiles = dict(foreign_session.cluster.profile_manager.profiles)
    store = CassandraVectorStore(foreign_session, options, collection=name)
    store.provision(COLLECTION)
    entries = make.entries(ROWS, tags=("t",))
    store.put(entries)
    assert [one.record for one in store.search(SCOPE, ROWS[3], 1, now=NOW)] == [entries[3].record]
    assert sum(len(batch) for batch in store.scan(now=NOW, batch_size=7)) == 30
    store.clear(Selection(tag="t"))
    assert store.count(now=NOW) == 0
    store.close()
    assert not foreign_session.is_shutdown
    assert foreign_session.execute("SELECT release_version FROM system.local").one() is not None
    assert foreign_session.cluster.profile_manager.profiles == profiles


def test_an_async_store_starts_no_thread_for_its_calls(session, options, name, make):
    entries = make.entries(ROWS)

    async def scenario():
        store = AsyncCassandraVectorStore(session, options, collection=name)
        await store.provision(COLLECTION)
        await store.put(entries)
        before = threading.active_count()
        most = [before]

        async def call(number):
            (found,) = await store.search(SCOPE, ROWS[number % 30], 1, now=NOW)
            most.append(threading.active_count())
            return found.record

        found = await asyncio.gather(*(call(number) for number in range(200)))
        return before, max(most), found

    before, most, found = asyncio.run(scenario())
    assert most <= before + DRIVER_THREADS
    assert found == [entries[number % 30].record for number in range(200)]


def test_the_plugin_closes_what_it_opened(node, options, name, make):
    entry = make.entry("q", ROWS[0])
    with vector_store.open(options, collection=name) as store:
        store.provision(COLLECTION)
        store.put([entry])
        session = store._core.courier.session
    assert session.is_shutdown

    async def scenario():
        async with vector_store.aopen(options, collection=name) as store:
            await store.provision(COLLECTION)
            found = await store.get([entry.record.document_id], now=NOW)
            session = store._core.courier.session
        return found, session.is_shutdown

    assert asyncio.run(scenario()) == ([entry.record], True)


def test_the_key_value_plugin_opens_both_flavours(node, store, keyspace, name):
    options = CassandraKeyValueOptions(contact_points=node[0], port=node[1], keyspace=keyspace, table=f"{name}_kv")
    with key_value_store.open(options) as values:
        values.mset({"a": b"1"}, now=NOW)

    async def scenario():
        async with key_value_store.aopen(options) as values:
            return await values.mget(["a"], now=NOW)

    assert asyncio.run(scenario()) == [b"1"]
