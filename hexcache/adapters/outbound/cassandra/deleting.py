"""Deleting: few entries row by row, many by leaving their window behind.

The server's index walks over rows that are deleted under a search, a few hundred of them at no cost and thousands for
seconds. So where a call deletes many entries of one window, those that stay are copied into the window's next turn, and
the old one is dropped as a whole when nobody searches it any more.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from hexcache.adapters.outbound.cassandra import requests, rows
from hexcache.adapters.outbound.cassandra.places import Placed
from hexcache.adapters.outbound.cassandra.reading import fresh
from hexcache.adapters.outbound.cassandra.statements import Wait
from hexcache.adapters.outbound.cassandra.windows import server_ttl
from hexcache.adapters.outbound.cassandra.writing import find

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from hexcache.adapters.outbound.cassandra.places import Partition, Place
    from hexcache.adapters.outbound.cassandra.state import State
    from hexcache.adapters.outbound.cassandra.statements import Flow, Request, Rows
    from hexcache.adapters.outbound.cassandra.windows import Window
    from hexcache.adapters.outbound.cassandra.writing import Found
    from hexcache.domain.entry import Record
    from hexcache.domain.vectors import Vector

_MANY: Final = 250
_WORTH: Final = 20  # copying so many for each that is deleted is still cheaper than to search over the deleted ones
_PAGE: Final = 200


def delete(state: State, document_ids: Sequence[str]) -> Flow[int]:
    """Delete entries and return how many were there."""
    asked = {name: key for name in document_ids if (key := rows.scope_key_in(name)) is not None}
    if not asked:
        return 0
    known = yield from fresh(state, set(asked.values()))
    found = yield from find([(known[key][0], name) for name, key in asked.items()])
    yield from drop(state, found)
    return len(found)


class _Renewal(NamedTuple):
    """A window whose entries moved on, but for those that are deleted."""

    place: Place
    old: Window
    new: Window
    doomed: Collection[str]


def drop(state: State, found: Sequence[Found]) -> Flow[None]:
    """Delete entries: searches and tags forget them first."""
    stamp = state.stamps()
    stamps = {one.document_id: max(stamp, one.written + 1) for one in found}  # whoever wrote it may have a fast clock
    doomed: dict[tuple[Place, Window], list[str]] = defaultdict(list)
    for one in found:
        for window in one.windows:
            doomed[one.place, window].append(one.document_id)
    renewals = []
    for (place, window), names in list(doomed.items()):
        renewal = (yield from _renew(state, place, window, frozenset(names))) if len(names) >= _MANY else None
        if renewal is not None:
            renewals.append(renewal)
            del doomed[place, window]
    yield _rows(state, doomed, stamps)
    yield (
        requests.drop_label(one.place.epoch, requests.tag_key(tag), one.document_id, stamps[one.document_id])
        for one in found
        if one.record is not None
        for tag in one.record.tags
    )
    yield (requests.drop_entry(one.place, one.document_id, stamps[one.document_id]) for one in found)
    if renewals:
        yield from _leave(state, renewals, stamp)


def _rows(
    state: State, doomed: Mapping[tuple[Place, Window], Iterable[str]], stamps: Mapping[str, int]
) -> Iterator[Request]:
    for (place, window), names in doomed.items():
        for name in names:
            yield requests.drop_vector(state.spread.partition(place, window, name), name, stamps[name])


def _renew(state: State, place: Place, window: Window, doomed: Collection[str]) -> Flow[_Renewal | None]:
    """Copy what stays into the next turn of a window and end the use of this one; None where that is not worth it."""
    known = yield from fresh(state, [place.scope])
    current, used = known[place.scope]
    if current != place or window not in used or not (yield from _is_worth(state, place, window, len(doomed))):
        return None
    new = window.latest(used)
    renewal = _Renewal(place, window, window.renewed() if new == window else new, doomed)
    stamp = max(state.stamps(), place.generation + 1)
    seconds = stamp / 1e6
    yield [requests.announce(place, renewal.new, stamp, server_ttl(renewal.new, seconds, seconds))]
    state.book.change(place, renewal.new, used=True)
    yield from _copy(state, renewal)
    yield [requests.retract(place, window, max(state.stamps(), stamp + 1))]
    state.book.change(place, window, used=False)
    return renewal


def _is_worth(state: State, place: Place, window: Window, doomed: int) -> Flow[bool]:
    """Return whether few enough entries stay."""
    staying = -doomed
    for partition in state.spread.partitions(place, [window]):
        pages = _Pages("ids", partition)
        while not pages.ended:
            staying += len((yield from pages.next()))
            if staying > _WORTH * doomed:
                return False
    return True


def _copy(state: State, renewal: _Renewal) -> Flow[None]:
    """Copy the rows of the old turn whose entries still name it and are not to be deleted."""
    for partition in state.spread.partitions(renewal.place, [renewal.old]):
        pages = _Pages("vectors", partition)
        while not pages.ended:
            page = yield from pages.next()
            vectors = {
                name: vector
                for key, numbers in page
                if (name := rows.id_of(key, renewal.place.scope)) is not None
                and name not in renewal.doomed
                and (vector := rows.vector_of([(numbers,)], state.shape)) is not None
            }
            found = yield from find([(renewal.place, name) for name in vectors])
            placed = [
                _copied(renewal, one, one.record, vectors[one.document_id])
                for one in found
                if one.record is not None and renewal.old in one.windows and renewal.new not in one.windows
            ]
            yield [requests.move_entry(one) for one in placed]
            yield [
                requests.put_vector(one, state.spread.partition(one.place, one.window, one.document_id), one.vector)
                for one in placed
                if one.vector is not None
            ]


def _copied(renewal: _Renewal, found: Found, record: Record, vector: Vector) -> Placed:
    """Return what is written of an entry that stays, a moment younger than it is, so that a newer one wins."""
    stamp = found.written + 1
    return Placed(record, vector, renewal.place, renewal.new, stamp / 1e6, stamp, also=found.windows)


def _leave(state: State, renewals: Sequence[_Renewal], stamp: int) -> Flow[None]:
    """Drop old turns once no process searches them, and what was written there until then has been copied too."""
    yield Wait(state.visibility)
    for renewal in renewals:
        yield from _copy(state, renewal)
        yield from _drop_strays(state, renewal, stamp)
        partitions = state.spread.partitions(renewal.place, [renewal.old])
        yield [requests.drop_partition(partition, stamp) for partition in partitions]


def _drop_strays(state: State, renewal: _Renewal, stamp: int) -> Flow[None]:
    """Delete what another process, which renewed the same window at the same time, copied for one that stays."""
    for partition in state.spread.partitions(renewal.place, [renewal.new]):
        pages = _Pages("ids", partition)
        while not pages.ended:
            page = yield from pages.next()
            names = [name for (key,) in page if (name := rows.text_of(key)) in renewal.doomed]
            yield [requests.drop_vector(partition, name, stamp) for name in names]


class _Pages:
    """Pages through the rows of one partition."""

    def __init__(self, name: str, partition: Partition) -> None:
        self.ended = False
        self._name = name
        self._partition = partition
        self._paging: bytes | None = None

    def next(self) -> Flow[Rows]:
        """Return the rows of the next page."""
        (page,) = yield [requests.partition_page(self._name, self._partition, _PAGE, self._paging)]
        self._paging, self.ended = page.paging, page.paging is None
        found: Rows = page.rows
        return found
