"""Batches: writes into one partition go together, in order, and never too many or too large."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hexcache.adapters.outbound.cassandra.batches import Batch, together
from hexcache.adapters.outbound.cassandra.statements import Request


def write(partition, row, size=10):
    return Request("put", (b"%d" % partition, b"key", b"%d" % row, b"x" * size, None))


def flat(sent):
    return [request for one in sent for request in (one.requests if isinstance(one, Batch) else [one])]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 200_000)), max_size=150))
def test_every_write_is_sent_once_and_in_order_within_its_partition(drawn):
    writes = [write(partition, row, size) for row, (partition, size) in enumerate(drawn)]
    sent = list(together(writes, 2))
    assert sorted(flat(sent)) == sorted(writes)
    for partition in range(4):
        mine = [one for one in flat(sent) if one.values[0] == b"%d" % partition]
        assert mine == [one for one in writes if one.values[0] == b"%d" % partition]
    for batch in [one for one in sent if isinstance(one, Batch)]:
        assert len({request.values[0] for request in batch.requests}) == 1
        assert 2 <= len(batch.requests) <= 32
        assert sum(len(value) for request in batch.requests for value in request.values if value) <= 128 * 1_024


def test_a_write_that_is_alone_or_large_is_sent_as_it_is():
    alone, large = write(1, 1), write(2, 2, size=1_000_000)
    assert list(together([large, alone], 2)) == [large, alone]
    small = [write(2, row) for row in (3, 4)]
    assert list(together([large, *small], 2)) == [large, Batch(small)]


def test_writes_are_taken_one_after_another_rather_than_all_at_once():
    taken = []

    def writes():
        for row in range(1_000):
            taken.append(row)
            yield write(1, row)

    next(together(writes(), 2))
    assert len(taken) < 100
