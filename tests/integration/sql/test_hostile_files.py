"""Files that are no database, cannot be written to or belong to somebody else: an error of ours, and lookups go on."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from contextlib import contextmanager

import pytest

from hexcache.adapters.outbound.sql.sync import SqlKeyValueStore, SqlVectorStore
from hexcache.domain.collection import Collection
from hexcache.domain.errors import (
    BackendError,
    BackendUnavailableError,
    ConfigurationError,
    SchemaMismatchError,
)
from tests.integration.sql.making import COLLECTION, NOW, entry, found, name_of


def opened(url, **options):
    store = SqlVectorStore(url, **options)
    store.provision(COLLECTION)
    return store


@pytest.fixture
def filled(url, path):
    """Return the path of a file that holds an entry and that nobody has open."""
    store = opened(url)
    store.put([entry("kept")])
    store.close()
    return path


@contextmanager
def unwritable(path):
    """Make a file or folder such that not even root can write to it; skip where that cannot be had."""
    if not shutil.which("chattr"):
        pytest.skip("chattr is not installed: apt-get install e2fsprogs")
    done = subprocess.run(["chattr", "+i", str(path)], check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"chattr +i is not permitted here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", str(path)], check=True)


@contextmanager
def nothing_can_be_written(path, kind):
    with unwritable(path) if kind == "file" else unwritable(path.parent):
        yield


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(path, url):
    path.write_bytes(b"a shopping list\n" * 100)
    store = SqlVectorStore(url)
    with pytest.raises(BackendError, match="no SQLite database") as caught:
        store.provision(COLLECTION)
    assert isinstance(caught.value.__cause__, sqlite3.Error)
    assert path.read_bytes() == b"a shopping list\n" * 100


def test_a_folder_that_is_not_there_is_an_error_of_ours(tmp_path):
    store = SqlVectorStore(f"sqlite:///{tmp_path}/nowhere/cache.db")
    with pytest.raises(BackendUnavailableError):
        store.provision(COLLECTION)


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_lookups_go_on_where_nothing_can_be_written(filled, url, kind):
    with nothing_can_be_written(filled, kind):
        store = opened(url)
        assert found(store, "kept") == ["kept"]
        assert store.get([name_of("kept")], now=NOW) == [entry("kept").record]
        assert store.count(now=NOW) == 1
        store.close()


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_updates_are_refused_where_nothing_can_be_written(filled, url, kind):
    with nothing_can_be_written(filled, kind):
        store = opened(url)
        updates = [
            lambda: store.put([entry("new")]),
            lambda: store.delete([name_of("kept")]),
            lambda: store.touch(name_of("kept"), NOW + 1, now=NOW),
        ]
        for update in updates:
            with pytest.raises(BackendError):
                update()
        assert found(store, "kept") == ["kept"]
        store.close()


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_disk_that_can_be_written_to_again_shows_what_others_write(filled, url, kind, elsewhere):
    with nothing_can_be_written(filled, kind):
        store = opened(url)
        assert found(store, "kept") == ["kept"]
    elsewhere("put", "new")
    assert found(store, "new") == ["new"]
    store.put([entry("ours")])
    assert found(store, "ours") == ["ours"]
    store.close()


def test_a_url_that_asks_for_reading_only_reads(filled):
    store = opened(f"sqlite:///file:{filled}?mode=ro&uri=true")
    assert found(store, "kept") == ["kept"]
    with pytest.raises(BackendError, match="read-only"):
        store.put([entry("new")])
    store.close()


def test_values_are_read_where_nothing_can_be_written(path, url):
    store = SqlKeyValueStore(url)
    store.mset({"a": b"1"}, now=NOW)
    store.close()
    with unwritable(path):
        store = SqlKeyValueStore(url)
        assert store.mget(["a"], now=NOW) == [b"1"]
        with pytest.raises(BackendError):
            store.mset({"b": b"2"}, now=NOW)
        store.close()


def test_a_full_disk_is_an_error_and_lookups_go_on(store, path):
    store.put([entry("kept")])
    connection = store._database._writer.connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 1}")
    with pytest.raises(BackendUnavailableError, match="free space"):
        store.put([entry(f"{number}", value=bytes(100_000)) for number in range(10)])
    assert found(store, "kept") == ["kept"]
    assert store.count(now=NOW) == 1
    store.put([entry("again")])
    assert found(store, "again") == ["again"]


def test_a_table_of_another_application_is_refused_by_name(path, url):
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE hexcache_default_entries (id INTEGER PRIMARY KEY, title TEXT)")
    connection.close()
    with pytest.raises(SchemaMismatchError, match=r"hexcache_default_entries.*prefix"):
        opened(url)


def test_a_values_table_of_another_application_is_refused_by_name(path, url):
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE hexcache_values (k TEXT, v TEXT)")
    connection.close()
    with pytest.raises(SchemaMismatchError, match=r"hexcache_values.*prefix"):
        SqlKeyValueStore(url).mget(["a"], now=NOW)


def test_tables_of_a_newer_version_are_refused(filled, url):
    with sqlite3.connect(filled) as connection:
        connection.execute("UPDATE hexcache_catalog SET version = 99")
    connection.close()
    with pytest.raises(SchemaMismatchError, match="99"):
        opened(url)


def test_a_record_of_the_collection_that_cannot_be_read_is_refused(filled, url):
    with sqlite3.connect(filled) as connection:
        connection.execute("UPDATE hexcache_catalog SET made_for = 'scribble'")
    connection.close()
    with pytest.raises(SchemaMismatchError, match="record"):
        opened(url)


def test_a_changed_byte_in_a_vector_takes_the_entry_out_of_searches_only(filled, url):
    with sqlite3.connect(filled) as connection:
        connection.execute(
            "UPDATE hexcache_default_entries "
            "SET embedding = CAST(substr(embedding, 1, 20) || x'ff' || substr(embedding, 22) AS BLOB)"
        )
    connection.close()
    store = opened(url)
    assert found(store, "kept") == []
    assert store.get([name_of("kept")], now=NOW) == [entry("kept").record]
    assert [one.vector for page in store.scan(now=NOW) for one in page] == [None]
    store.close()


@pytest.mark.parametrize("change", ["created_at = 'x'", "query_text = 7", "labels = '{'"])
def test_a_row_that_cannot_be_read_takes_no_place_in_a_search(filled, url, change):
    store = opened(url)
    twin = next(name for name in map(str, range(100)) if name_of(name) > name_of("kept"))
    store.put([entry(twin, made_of="kept")])
    assert found(store, "kept", limit=2) == ["kept", twin]
    with sqlite3.connect(filled) as connection:
        connection.execute(
            f"UPDATE hexcache_default_entries SET {change}, seq = 99 WHERE query_text = CAST('kept' AS BLOB)"
        )
        connection.execute("UPDATE hexcache_default_scopes SET changed = 99")
    connection.close()
    assert found(store, "kept", limit=1) == [twin]
    store.close()


@pytest.mark.parametrize("mode", ["create", "check", "off"])
def test_every_way_to_provision_opens_what_is_there(filled, url, mode):
    store = opened(url, provision=mode)
    assert found(store, "kept") == ["kept"]
    store.close()


@pytest.mark.parametrize("mode", ["create", "check", "off"])
def test_every_way_to_provision_refuses_another_embedder(filled, url, mode):
    with pytest.raises(SchemaMismatchError):
        SqlVectorStore(url, provision=mode).provision(Collection(COLLECTION.dimension + 1))


def test_check_says_what_is_missing_and_makes_nothing(path, url):
    with pytest.raises(ConfigurationError, match=r"hexcache_catalog.*provision: create"):
        opened(url, provision="check")
    assert not path.exists() or path.stat().st_size == 0


def test_check_of_values_says_what_is_missing(url):
    with pytest.raises(ConfigurationError, match=r"hexcache_values.*provision: create"):
        SqlKeyValueStore(url, provision="check").mget(["a"], now=NOW)
