"""What a process remembers of partitions and of its own writes."""

from __future__ import annotations

import sys
import threading

import pytest

from hexcache.adapters.outbound.cassandra.places import Partition, Place
from hexcache.adapters.outbound.cassandra.state import Stamps, Thinned
from hexcache.adapters.outbound.cassandra.windows import FOREVER
from hexcache.testing.fakes import ManualClock

NOW = 1_800_000_000.0
PARTITION = Partition(Place(0, "k" * 64, 0), FOREVER, 0)


@pytest.fixture
def clock():
    return ManualClock(100.0)


@pytest.fixture
def thinned(clock):
    return Thinned(2.0, clock)


@pytest.fixture
def quick_switches():
    """Let threads take turns after each few instructions."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def test_a_partition_without_live_rows_is_left_alone_for_the_visibility(thinned, clock):
    thinned.note(PARTITION, NOW, empty=True, puts=thinned.puts)
    assert PARTITION in thinned
    assert thinned.empty(PARTITION, NOW)
    clock.advance(2.0)
    assert not thinned.empty(PARTITION, NOW)
    assert PARTITION in thinned


def test_what_was_live_before_is_searched_for(thinned):
    thinned.note(PARTITION, NOW, empty=True, puts=thinned.puts)
    assert not thinned.empty(PARTITION, NOW - 1.0)


def test_a_partition_with_few_live_rows_is_searched(thinned):
    thinned.note(PARTITION, NOW, empty=False, puts=thinned.puts)
    assert PARTITION in thinned
    assert not thinned.empty(PARTITION, NOW)


def test_a_put_ends_it(thinned):
    thinned.note(PARTITION, NOW, empty=True, puts=thinned.puts)
    thinned.put([PARTITION])
    assert PARTITION not in thinned


def test_a_search_that_began_before_a_put_says_nothing_about_what_is_there_since(thinned):
    puts = thinned.puts
    thinned.put([PARTITION])
    thinned.note(PARTITION, NOW, empty=True, puts=puts)
    assert not thinned.empty(PARTITION, NOW)


def test_puts_of_other_threads_do_not_disturb_a_search(thinned, quick_switches):
    def disturb():
        for _ in range(20_000):
            thinned.note(PARTITION, NOW, empty=True, puts=thinned.puts)
            thinned.put([PARTITION])

    thread = threading.Thread(target=disturb)
    thread.start()
    while thread.is_alive():
        thinned.empty(PARTITION, NOW)
    thread.join()
    assert not thinned.empty(PARTITION, NOW)


def test_only_so_many_partitions_are_remembered(thinned, monkeypatch):
    monkeypatch.setattr("hexcache.adapters.outbound.cassandra.state._MOST_THINNED", 2)
    for bucket in range(3):
        thinned.note(PARTITION._replace(bucket=bucket), NOW, empty=True, puts=thinned.puts)
    assert [PARTITION._replace(bucket=bucket) in thinned for bucket in range(3)] == [False, False, True]


def test_each_stamp_is_later_than_the_one_before():
    stamps = Stamps()
    found = [stamps() for _ in range(1_000)]
    assert found == sorted(set(found))
