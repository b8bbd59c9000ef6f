"""A writer that is killed at any moment loses nothing that it acknowledged, and leaves nothing half-written."""

from __future__ import annotations

import sqlite3
import subprocess
from collections import Counter

import pytest

from tests.integration.sql.conftest import WORKER
from tests.integration.sql.making import NOW, entry, found, name_of
from tests.integration.sql.worker import batch

KILLS = 50


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    """Return a file that fifty writers were killed on, and how many batches each had acknowledged."""
    path = tmp_path_factory.mktemp("killed") / "cache.db"
    command = [*WORKER, "kill", f"sqlite:///{path}", str(KILLS)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return path, [int(line) for line in done.stdout.split()]


@pytest.fixture
def path(killed):
    return killed[0]


@pytest.fixture
def acknowledged(killed):
    """Return the names of all entries that were acknowledged."""
    return [name for mark, count in enumerate(killed[1]) for number in range(count) for name in batch(mark, number)]


def rows(path, query):
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_every_writer_was_killed_at_work(killed):
    assert len(killed[1]) == KILLS
    assert min(killed[1]) > 0


def test_every_acknowledged_entry_is_there(store, acknowledged):
    records = store.get([name_of(name) for name in acknowledged], now=NOW)
    assert [record.query if record else None for record in records] == acknowledged


def test_every_acknowledged_entry_is_found_by_its_vector(store, acknowledged):
    some = acknowledged[:: max(1, len(acknowledged) // 200)]
    assert [found(store, name) for name in some] == [[name] for name in some]


@pytest.mark.usefixtures("store")
def test_the_file_is_whole(path):
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]


@pytest.mark.usefixtures("store")
def test_no_entry_is_without_its_tags_and_no_tag_without_its_entry(path):
    tags_of_entries = """
        SELECT count(tags.digest) FROM hexcache_default_entries AS entries
        LEFT JOIN hexcache_default_tags AS tags ON tags.digest = entries.digest GROUP BY entries.digest
    """
    assert set(rows(path, tags_of_entries)) == {(2,)}
    orphans = "SELECT digest FROM hexcache_default_tags EXCEPT SELECT digest FROM hexcache_default_entries"
    assert rows(path, orphans) == []


def test_no_batch_is_there_in_part(store):
    names = {one.record.query for page in store.scan(now=NOW) for one in page}
    batches = Counter(name.rpartition(".")[0] for name in names)
    assert set(batches.values()) == {3}


def test_the_next_writer_goes_on(store):
    store.put([entry("after")])
    assert found(store, "after") == ["after"]
