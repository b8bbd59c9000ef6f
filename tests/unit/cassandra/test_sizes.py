"""Sizes: what is small is counted again now and then, what is large never."""

from __future__ import annotations

import pytest

from hexcache.adapters.outbound.cassandra import state
from hexcache.adapters.outbound.cassandra.places import Partition, Place
from hexcache.adapters.outbound.cassandra.state import FEW, Sizes
from hexcache.adapters.outbound.cassandra.windows import FOREVER
from hexcache.testing.fakes import ManualClock

PARTITION = Partition(Place(0, "k" * 64, 0), FOREVER, 0)


@pytest.fixture
def clock():
    return ManualClock(100.0)


@pytest.fixture
def sizes(clock):
    return Sizes(clock)


def test_of_a_partition_that_was_never_counted_nothing_is_known(sizes):
    assert (sizes.knows(PARTITION), sizes.is_due(PARTITION), sizes.is_small(PARTITION)) == (False, True, False)


def test_a_small_partition_is_counted_again_and_taken_for_small_until_then(sizes, clock):
    sizes.learn(PARTITION, FEW - 1)
    assert not sizes.is_due(PARTITION)
    clock.advance(60.0)
    assert sizes.is_due(PARTITION)
    assert sizes.is_small(PARTITION)
    sizes.learn(PARTITION, FEW)
    assert not sizes.is_small(PARTITION)


def test_a_large_partition_is_never_counted_again(sizes, clock):
    sizes.learn(PARTITION, FEW)
    clock.advance(1e6)
    assert (sizes.knows(PARTITION), sizes.is_due(PARTITION), sizes.is_small(PARTITION)) == (True, False, False)


def test_only_so_many_partitions_are_remembered(sizes, monkeypatch):
    monkeypatch.setattr(state, "_MOST_THINNED", 2)
    for bucket in range(3):
        sizes.learn(PARTITION._replace(bucket=bucket), 1)
    assert [sizes.knows(PARTITION._replace(bucket=bucket)) for bucket in range(3)] == [False, False, True]
