"""Connections that are kept: lent in turn, never more than asked for, and never while somebody waits for the pool."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from hexcache.adapters.outbound.sql.kept import Kept
from hexcache.adapters.outbound.sql.sync import SqlVectorStore


def test_the_connection_that_was_used_last_is_lent_first():
    kept = Kept(2)
    assert [kept.give("a"), kept.give("b")] == [None, None]
    assert [kept.take(), kept.take(), kept.take()] == ["b", "a", None]


def test_no_more_are_kept_than_asked_for():
    kept = Kept(1)
    assert kept.give("a") is None
    assert kept.give("b") == "b"
    assert len(kept) == 1


def test_whoever_waits_for_the_pool_gets_what_is_given_back():
    kept = Kept(8)
    with kept.asking():
        assert kept.give("a") == "a"
    assert kept.give("a") is None


def test_all_that_are_kept_can_be_taken_out():
    kept = Kept(8)
    for name in "abc":
        kept.give(name)
    assert list(kept.drain()) == ["c", "b", "a"]
    assert len(kept) == 0


def test_nobody_waits_for_a_connection_that_nobody_uses():
    kept, pool, left = Kept(2), threading.Semaphore(2), 2_000

    def use():
        connection = kept.take()
        if connection is None:
            with kept.asking():
                connection = kept.take()
                if connection is None:
                    assert pool.acquire(timeout=30)
                    connection = "made"
        if (spare := kept.give(connection)) is not None:
            pool.release()
            assert spare == "made"

    with ThreadPoolExecutor(8) as threads:
        assert [each.result() for each in [threads.submit(use) for _ in range(left)]] == [None] * left


def test_a_forked_child_touches_no_connection_of_its_parent():
    database = SqlVectorStore("postgresql://nobody@127.0.0.1:1/nothing")._database
    parents = database._kept
    parents.give("of the parent")
    database.after_fork()
    assert database._kept.take() is None
    assert len(parents) == 1
    parents.take()
