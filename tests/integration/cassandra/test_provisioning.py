"""Provisioning: made once, looked at, or left alone; and what is of another shape is refused by name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hexcache.adapters.outbound.cassandra.clerk import Clerk
from hexcache.adapters.outbound.cassandra.provisioning import ensure_keyspace
from hexcache.adapters.outbound.cassandra.settings import CassandraKeyValueOptions
from hexcache.adapters.outbound.cassandra.sync import CassandraKeyValueStore, CassandraVectorStore
from hexcache.domain.errors import ConfigurationError, SchemaMismatchError
from hexcache.testing.samples import SCOPE, vectors
from tests.integration.cassandra.conftest import COLLECTION, NOW

VECTOR = vectors(1, seed=9)[0]


@pytest.fixture
def make_store(session, options, name):
    """Return what opens a store that is not provisioned yet."""
    return lambda **changes: CassandraVectorStore(session, options.model_copy(update=changes), collection=name)


def test_a_keyspace_is_made_with_the_replicas_that_were_asked_for(session, options, name):
    keyspace = f"k_{name}"
    ensure_keyspace(Clerk(session), options.model_copy(update={"keyspace": keyspace, "replication": 2}))
    ((replication,),) = session.execute(
        "SELECT replication FROM system_schema.keyspaces WHERE keyspace_name = %s", [keyspace]
    )
    assert dict(replication) == {
        "class": "org.apache.cassandra.locator.NetworkTopologyStrategy",
        "datacenter1": "2",
    }
    session.execute(f"DROP KEYSPACE {keyspace}", timeout=120.0)


@pytest.mark.parametrize("mode", ["check", "off"])
def test_without_the_right_to_create_a_missing_collection_is_an_error(make_store, mode):
    with pytest.raises(ConfigurationError, match="provision='create'"):
        make_store(provision=mode).provision(COLLECTION)


@pytest.mark.parametrize("mode", ["check", "off"])
def test_a_collection_that_is_there_can_be_used_without_the_right_to_create(store, make_store, make, mode):
    entry = make.entry("q", VECTOR)
    store.put([entry])
    other = make_store(provision=mode)
    assert other.provision(COLLECTION) == COLLECTION
    assert [one.record for one in other.search(SCOPE, VECTOR, 5, now=NOW)] == [entry.record]
    with pytest.raises(SchemaMismatchError):
        make_store(provision=mode).provision(replace(COLLECTION, dimension=9))


def test_a_table_that_was_dropped_is_missed_and_made_again(store, session, keyspace, name, make_store):
    session.execute(f'DROP TABLE {keyspace}."{name}_labels"')
    with pytest.raises(ConfigurationError, match=f"'{name}_labels'"):
        make_store(provision="check").provision(COLLECTION)
    with pytest.raises(ConfigurationError):
        make_store(provision="off").provision(COLLECTION)
    assert make_store().provision(COLLECTION) == COLLECTION


def test_a_table_of_another_shape_is_refused_by_name(session, keyspace, name, make_store, store):
    session.execute(f'ALTER TABLE {keyspace}."{name}_entries" DROP labels')
    session.execute(f'ALTER TABLE {keyspace}."{name}_entries" ADD tags set<text>')
    with pytest.raises(SchemaMismatchError, match=f"{name}_entries .* column 'labels' is 'missing' there and 'ascii'"):
        make_store().provision(COLLECTION)


def test_an_index_of_another_measure_is_refused_by_name(session, keyspace, name, make_store, store):
    session.execute(f'DROP INDEX {keyspace}."{name}_vectors_embedding"')
    session.execute(
        f'CREATE CUSTOM INDEX "{name}_vectors_embedding" ON {keyspace}."{name}_vectors" (embedding) '
        "USING 'StorageAttachedIndex' WITH OPTIONS = {'similarity_function': 'EUCLIDEAN'}"
    )
    with pytest.raises(SchemaMismatchError, match="'EUCLIDEAN' and 'COSINE'"):
        make_store(provision="check").provision(COLLECTION)


def test_the_number_of_buckets_is_kept_and_another_one_refused(make_store):
    make_store(buckets=3).provision(COLLECTION)
    store = make_store()
    store.provision(COLLECTION)
    assert store.describe()["buckets"] == "3"
    with pytest.raises(SchemaMismatchError, match="buckets 3 and 2"):
        make_store(buckets=2).provision(COLLECTION)


def test_collections_whose_names_differ_in_case_or_are_long_are_kept_apart(session, options, make):
    names = ["Case", "case", "l" * 48, "l" * 47 + "x"]
    entry = make.entry("q", VECTOR)
    for name in names:
        store = CassandraVectorStore(session, options, collection=name)
        store.provision(COLLECTION)
        assert store.count(now=NOW) == 0
        store.put([entry])


def test_a_key_value_table_of_another_shape_is_refused_by_name(session, store, keyspace, name):
    session.execute(f'CREATE TABLE {keyspace}."{name}_kv" (key text PRIMARY KEY, value blob)')
    values = CassandraKeyValueStore(session, CassandraKeyValueOptions(keyspace=keyspace, table=f"{name}_kv"))
    with pytest.raises(SchemaMismatchError, match="'digest'"):
        values.mget(["a"], now=NOW)


def test_a_missing_key_value_table_is_an_error_where_it_may_not_be_made(session, store, keyspace, name):
    checked = CassandraKeyValueOptions(keyspace=keyspace, table=f"{name}_kv", provision="check")
    with pytest.raises(ConfigurationError, match="provision='create'"):
        CassandraKeyValueStore(session, checked).mget(["a"], now=NOW)
