"""Older tables are brought up to date, by one process or by many at once, and newer ones are left alone."""

from __future__ import annotations

import json
from uuid import uuid4

import numpy as np
import pytest
import sqlalchemy as sa

from hexcache.adapters.outbound.sql.provisioning import Provisioner
from hexcache.adapters.outbound.sql.schema import VERSION
from hexcache.adapters.outbound.sql.sync import SqlVectorStore
from hexcache.adapters.outbound.sql.tuning import Tuning
from hexcache.domain.errors import ConfigurationError, SchemaMismatchError
from hexcache.domain.vectors import encode_vector
from tests.integration.sql.making import COLLECTION, DIMENSION, NOW, entry, found, name_of
from tests.integration.sql.version_one import make_version_one

ENGINES = ["sqlite", "postgres", "mariadb"]
NAMES = [f"question {number}" for number in range(520)]
PROCESSES = 8


@pytest.fixture(params=ENGINES)
def url(request, path, server_url):
    return f"sqlite:///{path}" if request.param == "sqlite" else server_url(request.param)


@pytest.fixture
def prefix():
    return f"v{uuid4().hex[:12]}_"


@pytest.fixture
def sql(url):
    """Return what runs a statement behind the store's back and returns its rows."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)

    def sql(statement):
        with engine.begin() as connection:
            result = connection.exec_driver_sql(statement)
            return [tuple(row) for row in result] if result.returns_rows else []

    return sql


@pytest.fixture
def opened(url, prefix, provisioned):
    """Return a function that opens a store."""
    return lambda **options: provisioned(SqlVectorStore(url, **{"prefix": prefix, "vectors": "auto", **options}))


def has_all(store):
    """Return whether every entry is there, and those with vectors are found by them."""
    records = store.get([name_of(name) for name in NAMES], now=NOW)
    return [record and record.query for record in records] == NAMES and all(
        found(store, name) == [name] for name in NAMES[:-1:60]
    )


def test_entries_of_version_one_are_found_by_todays(url, prefix, opened, sql):
    make_version_one(url, prefix, NAMES)
    store = opened()
    assert has_all(store)
    store.put([entry("new")])
    assert found(store, "new") == ["new"]
    assert sql(f"SELECT version FROM {prefix}catalog") == [(VERSION,)]
    assert has_all(opened())


def test_vectors_stay_where_they_are_when_the_option_says_so(url, prefix, opened, sql):
    make_version_one(url, prefix, NAMES)
    assert has_all(opened(vectors="portable"))
    assert sql(f"SELECT version, vectors FROM {prefix}catalog") == [(VERSION, "portable")]
    assert len(sql(f"SELECT 1 FROM {prefix}default_entries WHERE embedding IS NOT NULL")) == len(NAMES) - 1


def test_vectors_that_cannot_be_used_stop_no_upgrade(url, prefix, opened):
    make_version_one(url, prefix, NAMES)
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    broken = sa.text(f"UPDATE {prefix}default_entries SET embedding = :blob WHERE query_text = :query")
    with engine.begin() as connection:
        for name, blob in ((NAMES[0], b"no vector"), (NAMES[1], encode_vector(np.zeros(DIMENSION, np.float32)))):
            connection.execute(broken, {"blob": blob, "query": name.encode()})
    store = opened()
    assert [record.query for record in store.get([name_of(name) for name in NAMES], now=NOW)] == NAMES
    assert [found(store, name) for name in NAMES[:3]] == [[], [], [NAMES[2]]]


@pytest.mark.parametrize("steps", [2, 3, 4])
def test_an_upgrade_that_was_interrupted_goes_on(url, prefix, opened, sql, steps):
    make_version_one(url, prefix, NAMES)
    store = SqlVectorStore(url, prefix=prefix)
    tuning = Tuning(prefix=prefix, vectors="auto")
    interrupt(store._database, Provisioner("default", tuning, store._database.dialect), steps)
    assert sql(f"SELECT version FROM {prefix}catalog") in ([(1,)], [(VERSION,)])
    assert has_all(opened())
    store.close()


def interrupt(database, provisioner, steps):
    """Run the first steps of provisioning, and no more."""
    plan = provisioner.plan(COLLECTION)
    answer = None
    try:
        for _ in range(steps):
            how, function, args = plan.send(answer)
            answer = {"build": database.build, True: database.write, False: database.read}[how](function, *args)
    except StopIteration:
        pass
    plan.close()


@pytest.mark.parametrize("mode", ["check", "off"])
def test_an_older_version_is_named_with_what_to_run_where_nothing_may_be_changed(url, prefix, opened, sql, mode):
    make_version_one(url, prefix, NAMES)
    with pytest.raises(SchemaMismatchError, match=r"version 1.*provision: create") as caught:
        opened(provision=mode, vectors="portable")
    for statement in str(caught.value).partition("or run: ")[2].rstrip(";").split("; "):
        sql(statement)
    assert has_all(opened(provision=mode, vectors="portable"))


def test_a_newer_version_is_refused(opened, sql, prefix):
    opened().close()
    sql(f"UPDATE {prefix}catalog SET version = 99")
    with pytest.raises(SchemaMismatchError, match=r"version 99.*use the hexcache that made them"):
        opened()


def test_a_second_collection_gets_along_with_the_catalog_of_version_one(url, prefix, opened, sql):
    make_version_one(url, prefix, NAMES)
    store = SqlVectorStore(url, "other", prefix=prefix)
    store.provision(COLLECTION)
    store.put([entry("new")])
    assert found(store, "new") == ["new"]
    store.close()
    assert sorted(sql(f"SELECT collection, version FROM {prefix}catalog")) == [("default", 1), ("other", VERSION)]
    assert has_all(opened())


@pytest.mark.parametrize("there", ["nothing", "version one"])
def test_processes_that_start_at_once_do_not_fight(url, prefix, opened, other_process, there):
    if there == "version one":
        make_version_one(url, prefix, NAMES)
    other_process.stdin.write(json.dumps(["race", url, prefix, PROCESSES]) + "\n")
    assert [other_process.stdout.readline() for _ in range(PROCESSES)] == ["done\n"] * PROCESSES
    store = opened()
    assert all(found(store, f"of process {number}") == [f"of process {number}"] for number in range(PROCESSES))
    assert there == "nothing" or has_all(store)


@pytest.mark.parametrize("table", ["catalog", "default_tags"])
def test_a_table_of_another_application_is_refused_by_name(opened, sql, prefix, table):
    sql(f"CREATE TABLE {prefix}{table} (id INTEGER PRIMARY KEY, title VARCHAR(9))")
    with pytest.raises(SchemaMismatchError, match=rf"{prefix}{table}' is somebody else's: it has no column.*prefix"):
        opened()
    assert sql(f"SELECT * FROM {prefix}{table}") == []


def test_a_missing_table_is_named_with_what_to_run(opened, sql, prefix):
    with pytest.raises(ConfigurationError, match=f"lacks {prefix}catalog.*hexcache ddl"):
        opened(provision="check")
    opened().close()
    sql(f"DROP TABLE {prefix}default_tags")
    with pytest.raises(ConfigurationError, match=f"lacks {prefix}default_tags; run what 'hexcache ddl' prints"):
        opened(provision="check")
    opened()
    opened(provision="check")
