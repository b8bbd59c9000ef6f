"""What another process writes or removes is seen by the next search, whatever this one has in memory."""

from __future__ import annotations

import pytest

from tests.integration.sql.making import NOW, SCOPE, entry, found, name_of, vector


@pytest.fixture(autouse=True)
def mirrored(store):
    """Put entries and search, so that this process has the scope in memory."""
    store.put([entry("kept"), entry("mortal", expires_at=NOW + 10)])
    assert found(store, "kept") == ["kept"]


def test_an_entry_that_another_process_puts_is_found(store, elsewhere):
    elsewhere("put", "new")
    assert found(store, "new") == ["new"]
    assert found(store, "kept") == ["kept"]


def test_an_entry_that_another_process_deletes_is_found_no_more(store, elsewhere):
    elsewhere("delete", "kept")
    assert found(store, "kept") == []
    assert found(store, "mortal") == ["mortal"]


def test_an_entry_that_another_process_deletes_and_puts_again_is_found(store, elsewhere):
    elsewhere("delete", "kept")
    elsewhere("put", "kept")
    assert found(store, "kept") == ["kept"]


def test_an_entry_that_another_process_renews_outlives_its_old_expiry(store, elsewhere):
    elsewhere("touch", "mortal", NOW + 100)
    assert found(store, "mortal", now=NOW + 50) == ["mortal"]
    (candidate,) = store.search(SCOPE, vector("mortal"), 1, now=NOW + 50)
    assert candidate.record.expires_at == NOW + 100


def test_an_entry_whose_end_another_process_brings_near_is_found_no_more(store, elsewhere):
    elsewhere("touch", "mortal", NOW + 1)
    assert found(store, "mortal", now=NOW + 5) == []


def test_what_another_process_clears_by_tag_is_found_no_more(store, elsewhere):
    elsewhere("put", "tagged", "tagged too")
    assert found(store, "tagged") == ["tagged"]
    elsewhere("clear", "theirs")
    assert found(store, "tagged") == []
    assert found(store, "kept") == ["kept"]


def test_what_another_process_purges_leaves_the_memory_too(store, elsewhere):
    elsewhere("purge", NOW + 50)
    assert found(store, "mortal") == []
    assert store.get([name_of("mortal")], now=NOW) == [None]


def test_a_value_that_another_process_replaces_is_the_one_that_is_found(store, elsewhere):
    store.put([entry("kept", value=b"old")])
    assert store.search(SCOPE, vector("kept"), 1, now=NOW)[0].record.value == b"old"
    elsewhere("put", "kept")
    assert store.search(SCOPE, vector("kept"), 1, now=NOW)[0].record.value == b"answer"
