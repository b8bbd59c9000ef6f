"""Connections: who waits for whom and how long, who closes what, and what a forked child may use."""

from __future__ import annotations

import asyncio
import gc
import os
import sqlite3
import threading
import time
import traceback
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from hexcache.adapters.outbound.sql.aio import AsyncSqlVectorStore
from hexcache.adapters.outbound.sql.sync import SqlKeyValueStore, SqlVectorStore
from hexcache.domain.errors import BackendTimeoutError
from tests.integration.sql.making import COLLECTION, NOW, SCOPE, entry, found, name_of, vector


@pytest.fixture
def intruder(path, store):
    """Return another application's connection that has the file locked for writing."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


def impatient(url):
    store = SqlVectorStore(url, timeout=0.2)
    store.provision(COLLECTION)
    return store


@pytest.mark.usefixtures("intruder")
def test_a_locked_file_is_a_timeout_of_ours(url):
    store = impatient(url)
    with pytest.raises(BackendTimeoutError, match="timeout") as caught:
        store.put([entry("new")])
    assert isinstance(caught.value.__cause__, sqlite3.OperationalError)
    store.close()


def test_lookups_do_not_wait_for_a_writer(store, url, request):
    store.put([entry("kept")])
    request.getfixturevalue("intruder")
    assert found(store, "kept") == ["kept"]
    assert store.get([name_of("kept")], now=NOW) == [entry("kept").record]


def test_a_write_goes_through_once_the_file_is_free(store, intruder):
    writer = threading.Thread(target=store.put, args=([entry("late")],))
    writer.start()
    assert found(store, "late") == []
    intruder.execute("ROLLBACK")
    writer.join()
    assert found(store, "late") == ["late"]


def test_a_store_is_as_good_as_new_after_a_timeout(url, intruder):
    store = impatient(url)
    with pytest.raises(BackendTimeoutError):
        store.put([entry("new")])
    intruder.execute("ROLLBACK")
    store.put([entry("new")])
    assert found(store, "new") == ["new"]
    store.close()


def test_the_event_loop_runs_while_a_write_waits(url, intruder):
    async def main():
        store = AsyncSqlVectorStore(url)
        await store.provision(COLLECTION)
        put = asyncio.create_task(store.put([entry("late")]))
        for _ in range(100):
            await asyncio.sleep(0)
        waiting = not put.done()
        intruder.execute("ROLLBACK")
        await put
        records = await store.get([name_of("late")], now=NOW)
        await store.close()
        return waiting, records

    assert asyncio.run(main()) == (True, [entry("late").record])


def test_a_failed_put_leaves_nothing_and_harms_no_later_one(store):
    wrong = entry("wrong", metadata={"k": "v"})
    object.__setattr__(wrong.record, "value", object())
    with pytest.raises(Exception, match="refused a statement"):
        store.put([entry("right"), wrong])
    assert store.count(now=NOW) == 0
    store.put([entry("right")])
    assert found(store, "right") == ["right"]


def test_no_message_holds_a_text_of_the_caller(url):
    engine = sa.create_engine(url)  # which shows parameters in its errors, unless it is told not to
    store = SqlVectorStore(engine)
    store.provision(COLLECTION)
    wrong = entry("the secret question", value=b"the secret answer", made_of="x")
    object.__setattr__(wrong.record, "value", object())
    with pytest.raises(Exception, match="refused a statement") as caught:
        store.put([wrong])
    assert "the secret" not in "".join(traceback.format_exception(caught.value))
    engine.dispose()


def test_a_borrowed_engine_is_not_disposed(url):
    engine = sa.create_engine(url)
    with engine.connect() as before:
        store = SqlVectorStore(engine)
        store.provision(COLLECTION)
        store.close()
        assert before.execute(sa.text("SELECT count(*) FROM hexcache_catalog")).scalar() == 1
    engine.dispose()


def test_a_borrowed_async_engine_is_not_disposed(path):
    async def main():
        engine = create_async_engine(f"sqlite+aiosqlite:///{path}")
        async with engine.connect() as before:
            store = AsyncSqlVectorStore(engine)
            await store.provision(COLLECTION)
            await store.close()
            count = (await before.execute(sa.text("SELECT count(*) FROM hexcache_catalog"))).scalar()
        await engine.dispose()
        return count

    assert asyncio.run(main()) == 1


def test_close_leaves_no_file_open(url, path):
    store = SqlVectorStore(url)
    store.provision(COLLECTION)
    store.put([entry("kept")])
    assert found(store, "kept") == ["kept"]
    assert open_files(path)
    store.close()
    assert not open_files(path)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def open_files(path):
    """Return the files beside `path` that this process has open."""
    gc.collect()
    links = list(Path("/proc/self/fd").iterdir())
    return [target for target in (str(link.readlink()) for link in links if link.is_symlink()) if str(path) in target]


def in_a_child(check):
    """Return what `check()` gives in a forked child, as text; the child ends at once."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            answer = repr(check())
        except BaseException as error:  # noqa: BLE001 - told to the parent
            answer = repr(error)
        os.write(writer, answer.encode())
        os._exit(0)
    os.close(writer)
    answer = os.read(reader, 65_536).decode()
    os.close(reader)
    os.waitpid(child, 0)
    return answer


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")  # that is what is under test
class TestFork:
    def test_a_child_reads_and_writes_with_connections_of_its_own(self, store):
        store.put([entry("kept")])
        assert found(store, "kept") == ["kept"]
        before = {id(session.connection) for session in store._database._idle}

        def check():
            assert found(store, "kept") == ["kept"]
            store.put([entry("of the child")])
            after = {id(session.connection) for session in store._database._idle}
            return found(store, "of the child"), before & after

        assert in_a_child(check) == "(['of the child'], set())"
        assert found(store, "of the child") == ["of the child"]

    def test_a_child_is_not_stopped_by_a_lock_that_a_thread_of_the_parent_held(self, store, intruder):
        writer = threading.Thread(target=store.put, args=([entry("late")],))
        writer.start()
        wait_until(store._database._write_lock.locked)
        answer = in_a_child(lambda: store._database._write_lock.locked())  # noqa: PLW0108 - the child's lock, not ours
        intruder.execute("ROLLBACK")
        writer.join()
        assert answer == "False"

    def test_a_child_uses_a_key_value_store(self, url):
        store = SqlKeyValueStore(url)
        store.mset({"a": b"1"}, now=NOW)
        assert in_a_child(lambda: store.mget(["a"], now=NOW)) == "[b'1']"
        assert store.mget(["a"], now=NOW) == [b"1"]
        store.close()


def wait_until(check):
    deadline = time.monotonic() + 10
    while not check():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_a_search_in_a_scope_that_is_large_keeps_the_loop_free_on_an_async_engine(path, monkeypatch):
    from hexcache.adapters.outbound.sql import session

    monkeypatch.setattr(session, "_OFF_LOOP", 0)  # everything counts as large
    threads = []

    async def main():
        engine = create_async_engine(f"sqlite+aiosqlite:///{path}")
        store = AsyncSqlVectorStore(engine)
        await store.provision(COLLECTION)
        await store.put([entry("kept")])
        block = store._state.ready.mirrors.of(SCOPE.key).block
        top = block.top
        block.top = lambda *args: threads.append(threading.current_thread()) or top(*args)
        candidates = await store.search(SCOPE, vector("kept"), 1, now=NOW)
        await engine.dispose()
        return [candidate.record.query for candidate in candidates]

    assert asyncio.run(main()) == ["kept"]
    assert threads[0] is not threading.main_thread()
