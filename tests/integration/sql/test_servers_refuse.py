"""A server that is busy, full, read-only or crowded: an error of ours says so, lookups go on, and no harm is left."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from hexcache.adapters.outbound.sql.aio import AsyncSqlVectorStore
from hexcache.adapters.outbound.sql.errors import NotPermittedError, ReadOnlyError
from hexcache.adapters.outbound.sql.sync import SqlVectorStore
from hexcache.domain.errors import BackendTimeoutError, BackendUnavailableError
from tests.integration.sql.flavours import FLAVOURS, connections_in_use, database_of
from tests.integration.sql.making import COLLECTION, NOW, entry, found, name_of
from tests.servers.process import poll

PATIENCE = 60.0
TASKS = [flavour for flavour in FLAVOURS if flavour.tasks]


def named(flavour):
    return flavour.name


@pytest.fixture
def address(flavour, server_url):
    return server_url(flavour.server)


@pytest.fixture
def name():
    return f"r{uuid4().hex[:12]}"


@pytest.fixture
def opened(flavour, address, name, provisioned):
    """Return a function that opens the store of the flavour."""
    return lambda **options: provisioned(flavour.vectors(flavour.url(address), name, **options))


@contextmanager
def locked(address, name):
    """Hold the rows of all scopes, which every writer needs."""
    engine = sa.create_engine(address, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE hexcache_{name}_scopes SET changed = changed")
        yield


def test_a_write_that_waits_for_a_lock_is_given_up_in_time(opened, address, name):
    store = opened(timeout=1.0)
    store.put([entry("kept")])
    with locked(address, name):
        with pytest.raises(BackendTimeoutError, match="timeout"):
            store.put([entry("new")])
        assert found(store, "kept") == ["kept"]
    store.put([entry("new")])
    assert found(store, "new") == ["new"]


def test_a_slow_statement_is_given_up_in_time(opened):
    store = opened(timeout=0.5)
    store.put([entry("kept")])
    with pytest.raises(BackendTimeoutError):
        read(store, dawdle)
    assert found(store, "kept") == ["kept"]


def read(store, function):
    database = database_of(store)
    answer = database.read(function, database.dialect)
    return store.run(answer) if hasattr(store, "run") else answer


def dawdle(session, dialect):
    """Run a statement that takes minutes; MariaDB ends SLEEP early without an error."""
    many = "information_schema.columns"
    slow = "SELECT pg_sleep(300)" if dialect == "postgresql" else f"SELECT COUNT(*) FROM {many} a, {many} b, {many} c"
    session.connection.exec_driver_sql(slow).all()


def test_a_caller_who_finds_every_connection_in_use_is_told_in_time(opened, address, name):
    store = opened(timeout=1.0, pool_size=1)
    store.put([entry("kept")])
    with locked(address, name), ThreadPoolExecutor(6) as pool:
        waiting = [pool.submit(store.put, [entry("new")]) for _ in range(6)]
        assert {type(each.exception(PATIENCE)) for each in waiting} == {BackendTimeoutError}
    assert found(store, "kept") == ["kept"]
    store.put([entry("new")])
    assert connections_in_use(store) == 0


def test_a_server_that_takes_no_more_connections_is_not_available(flavour, address, name):
    user = limited_user(address, name)
    store = flavour.vectors(flavour.url(user), name, timeout=2.0)
    engine = sa.create_engine(user, poolclass=sa.NullPool)
    with engine.connect(), pytest.raises(BackendUnavailableError, match=r"no connection left|one more connection"):
        store.provision(COLLECTION)
    store.close()


def limited_user(address, name):
    """Make a user with one connection, and return the address that logs in as such."""
    engine = sa.create_engine(address, poolclass=sa.NullPool)
    with engine.begin() as connection:
        if engine.dialect.name == "mariadb":
            user = f"CREATE USER {name}@'127.0.0.1' IDENTIFIED BY 'limited' WITH MAX_USER_CONNECTIONS 1"
            grant = f"GRANT ALL ON hexcache.* TO {name}@'127.0.0.1'"
            connection.exec_driver_sql(user)
            connection.exec_driver_sql(grant)
        else:
            connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN PASSWORD 'limited' CONNECTION LIMIT 1")
    return make_url(address).set(username=name, password="limited").render_as_string(hide_password=False)


@pytest.mark.parametrize("flavour", TASKS, ids=named, indirect=True)
def test_a_cancelled_call_leaves_no_broken_connection(flavour, address, name):
    async def main():
        store = AsyncSqlVectorStore(flavour.url(address), name, pool_size=1)
        await store.provision(COLLECTION)
        await store.put([entry("kept")])
        with locked(address, name):
            for _ in range(3):
                await cancelled(store)
        await store.put([entry("new")])
        records = await asyncio.gather(*(store.get([name_of(one)], now=NOW) for one in ("kept", "new") * 4))
        in_use = connections_in_use(store)
        await store.close()
        return [record.query for (record,) in records], in_use

    assert asyncio.run(main()) == (["kept", "new"] * 4, 0)


async def cancelled(store):
    """Cancel a put that waits for a lock, once it has a connection."""
    put = asyncio.create_task(store.put([entry("new")]))
    while not connections_in_use(store):  # noqa: ASYNC110 - a pool has no event
        await asyncio.sleep(0)
    await asyncio.sleep(0.05)  # not a wait: the moment of the cancellation
    put.cancel()
    with pytest.raises(asyncio.CancelledError):
        await put


def test_lookups_go_on_where_nothing_may_be_written(flavour, opened, address, name):
    opened().put([entry("kept")])
    user = reading_user(address, name)
    store = flavour.vectors(flavour.url(user), name)
    store.provision(COLLECTION)
    assert found(store, "kept") == ["kept"]
    assert store.get([name_of("kept")], now=NOW) == [entry("kept").record]
    for change in (lambda: store.put([entry("new")]), lambda: store.delete([name_of("kept")])):
        with pytest.raises(NotPermittedError if flavour.server == "mariadb" else ReadOnlyError):
            change()
    assert found(store, "kept") == ["kept"]
    store.close()


def reading_user(address, name):
    """Make a user who may only read (PostgreSQL: as on a replica), and return the address that logs in as such."""
    engine = sa.create_engine(address, poolclass=sa.NullPool)
    with engine.begin() as connection:
        if engine.dialect.name == "mariadb":
            connection.exec_driver_sql(f"CREATE USER {name}@'127.0.0.1' IDENTIFIED BY 'reading'")
            connection.exec_driver_sql(f"GRANT SELECT ON hexcache.* TO {name}@'127.0.0.1'")
        else:
            connection.exec_driver_sql(f"CREATE ROLE {name} SUPERUSER LOGIN PASSWORD 'reading'")
            connection.exec_driver_sql(f"ALTER ROLE {name} SET default_transaction_read_only = on")
    return make_url(address).set(username=name, password="reading").render_as_string(hide_password=False)


@pytest.fixture
def small_disk(servers_folder):
    """Return a folder on a disk of a few megabytes."""
    folder = servers_folder / f"small-{uuid4().hex[:6]}"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m,mode=0777", "tmpfs", str(folder)]
    if os.geteuid() != 0 or shutil.which("mount") is None or subprocess.run(mount, check=False).returncode != 0:
        pytest.skip("a small disk needs the right to mount one; run the tests as root")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_is_said_and_lookups_go_on(server_url, small_disk, name):
    address = server_url("postgres")
    (small_disk / name).mkdir()
    shutil.chown(small_disk / name, "nobody")
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE TABLESPACE {name} LOCATION '{small_disk / name}'")
        connection.exec_driver_sql(f"CREATE DATABASE {name} TABLESPACE {name}")
    store = SqlVectorStore(make_url(address).set(database=name))
    store.provision(COLLECTION)
    store.put([entry("kept")])
    with pytest.raises(BackendUnavailableError, match="no space left"):
        store.put([entry(f"{number}", value=os.urandom(1_000_000)) for number in range(20)])
    assert found(store, "kept") == ["kept"]
    store.close()
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name}")
        assert poll(lambda: dropped(connection, name), PATIENCE)


def dropped(connection, name):
    try:
        connection.exec_driver_sql(f"DROP TABLESPACE {name}")
    except sa.exc.DBAPIError:
        return False
    return True
