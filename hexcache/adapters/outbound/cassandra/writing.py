"""Writing: entries into both tiers, and renewed lifetimes.

Every write first reads where its scope is now, so that it never lands in what another process has cleared already.
Searches are the last to learn of an entry, and an exact entry names every window in which they may find it: whatever is
interrupted, an entry that can be found can also be deleted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from hexcache.adapters.outbound.cassandra import requests, rows
from hexcache.adapters.outbound.cassandra.batches import together
from hexcache.adapters.outbound.cassandra.places import Placed
from hexcache.adapters.outbound.cassandra.reading import fresh
from hexcache.adapters.outbound.cassandra.windows import UNSEARCHED
from hexcache.domain.errors import InvalidInputError
from hexcache.domain.keys import scope_key_of
from hexcache.domain.ttl import is_live
from hexcache.domain.vectors import admit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hexcache.adapters.outbound.cassandra.batches import Batch
    from hexcache.adapters.outbound.cassandra.places import Partition, Place
    from hexcache.adapters.outbound.cassandra.state import State
    from hexcache.adapters.outbound.cassandra.statements import Flow, Request
    from hexcache.adapters.outbound.cassandra.windows import Window
    from hexcache.domain.entry import Entry, Record
    from hexcache.domain.scope import Scope
    from hexcache.domain.vectors import Vector

    Used = Mapping[str, frozenset[Window]]
    """The windows in use of each scope, by its key."""


def put(state: State, entries: Sequence[Entry]) -> Flow[None]:
    """Write entries, each replacing what is there."""
    admitted = _admitted(state, entries)
    if not admitted:
        return
    scopes = {entry.scope.key: entry.scope for entry, _ in admitted}
    known = yield from fresh(state, scopes)
    used = {key: windows for key, (_, windows) in known.items()}
    placed = [_placed(state, entry.record, vector, *known[entry.scope.key]) for entry, vector in admitted]
    yield from _announce(state, placed, used, scopes)
    old = yield from _left(state, placed, used)
    yield together((requests.put_entry(one) for one in placed), requests.ENTRY_KEY)
    yield chain(
        (_put_vector(state, one, one.vector) for one in placed if one.vector is not None),
        (requests.drop_vector(partition, one.document_id, one.stamp) for one, partition in old),
    )
    state.thinned.put(state.spread.partition(one.place, one.window, one.document_id) for one in placed)


def _admitted(state: State, entries: Sequence[Entry]) -> list[tuple[Entry, Vector | None]]:
    """Return the last entry of each id, with its vector as the gate let it in."""
    shape = state.shape
    last: dict[str, tuple[Entry, Vector | None]] = {}
    for entry in entries:
        if len(entry.record.document_id) > rows.LONGEST_ID:
            raise InvalidInputError(
                f"a document id may have {rows.LONGEST_ID!r} characters; use a key encoder that digests"
            )
        if scope_key_of(entry.record.document_id) != entry.scope.key:
            raise InvalidInputError(
                "a document id must end with the key of its entry's scope; make it with document_id()"
            )
        vector = None if entry.vector is None else admit(entry.vector, shape.dimension, shape.similarity)
        last[entry.record.document_id] = (entry, vector)
    return list(last.values())


def _placed(state: State, record: Record, vector: Vector | None, place: Place, used: frozenset[Window]) -> Placed:
    window = state.spread.window(record, record.created_at).latest(used)
    return Placed(record, vector, place, window, record.created_at, state.stamps())


def _put_vector(state: State, one: Placed, vector: Vector) -> Request:
    return requests.put_vector(one, state.spread.partition(one.place, one.window, one.document_id), vector)


def _announce(state: State, placed: Sequence[Placed], used: Used, scopes: Mapping[str, Scope]) -> Flow[None]:
    """Make windows, scopes and tags known before anything is written under them."""
    new: dict[tuple[Place, Window], Placed] = {}
    writes: list[Request | Batch] = []
    for one in placed:
        if one.searched not in used[one.place.scope]:
            new.setdefault((one.place, one.searched), one)
    labels = (
        requests.put_label(one.place.epoch, requests.tag_key(tag), one.document_id, one.stamp, one.ttl)
        for one in placed
        for tag in one.record.tags
    )
    writes += together(labels, requests.LABEL_KEY)
    for (place, window), one in new.items():
        stamp = max(one.stamp, place.generation + 1)
        writes.append(requests.announce(place, window, stamp, 0 if window is UNSEARCHED else one.ttl))
        if not used[place.scope]:  # what is cleared loses its texts: each generation tells them again
            writes += requests.name_scope(place.epoch, scopes[place.scope], stamp)
    if writes:
        yield writes
    for place, window in new:
        state.book.change(place, window, used=True)


def _left(state: State, placed: Iterable[Placed], used: Used) -> Flow[list[tuple[Placed, Partition]]]:
    """Return which entries leave other partitions, and which; where there is no other window, nobody asks."""
    asked = [one for one in placed if used[one.place.scope] - {one.searched, UNSEARCHED}]
    if not asked:
        return []
    found = yield [requests.entry("entry_windows", one.place, one.document_id) for one in asked]
    return [
        (one, state.spread.partition(one.place, window, one.document_id))
        for one, row in zip(asked, found, strict=True)
        for window in rows.windows_in(row[0][0] if row else None)
        if window != one.searched and window in used[one.place.scope]
    ]


@dataclass(frozen=True, slots=True)
class Found:
    """An exact entry as it is stored.

    Attributes:
        document_id: its id.
        place: the generation that it is in.
        record: None where it cannot be read.
        windows: where searches may find it, the latest first.
        written: when it was written or renewed last, as a stamp.
    """

    document_id: str
    place: Place
    record: Record | None
    windows: tuple[Window, ...]
    written: int


def find(ids: Iterable[tuple[Place, str]]) -> Flow[list[Found]]:
    """Return the exact entries that are there."""
    asked = list(ids)
    found = yield [requests.entry("whole_entry", *one) for one in asked]
    return [
        Found(name, place, rows.record_of(name, row[0]), tuple(rows.windows_in(row[0][6])), written=row[0][7] or 0)
        for (place, name), row in zip(asked, found, strict=True)
        if row
    ]


def touch(state: State, document_id: str, expires_at: float, now: float) -> Flow[bool]:
    """Set the expiry of a live entry: two cells inside its window, a copy into another one.

    What is written is a moment younger than what was read, so that an entry which is put meanwhile wins.
    """
    key = rows.scope_key_in(document_id)
    if key is None:
        return False
    known = yield from fresh(state, [key])
    place, used = known[key]
    found = yield from find([(place, document_id)])
    record = found[0].record if found else None
    if record is None or not is_live(record.expires_at, now):
        return False
    renewed = replace(record, expires_at=expires_at)
    old = [window for window in found[0].windows if window in used]
    window = state.spread.window(renewed, now)
    same = old[:1] if old and old[0].span == window.span else []
    one = Placed(renewed, None, place, same[0] if same else window.latest(used), now, found[0].written + 1)
    if same:
        yield list(requests.move_end(one, state.spread.partition(place, one.window, document_id)))
    else:
        yield from _move(state, one, old, used)
    return True


def _move(state: State, one: Placed, old: Sequence[Window], used: frozenset[Window]) -> Flow[None]:
    """Write a renewed entry into its new window.

    The old row is the same but for an earlier end, and it is dropped only if it might outlive the new one: rows that
    are deleted under a search slow it down, and a cache whose entries live longer with each hit moves many.
    """
    partitions = [state.spread.partition(one.place, window, one.document_id) for window in old]
    if partitions:
        (vector,) = yield [requests.embedding(partitions[0], one.document_id)]
        one = replace(one, vector=rows.vector_of(vector, state.shape))
    outlived = [window for window in old if one.vector is not None and window.end <= one.window.start]
    one = replace(one, also=tuple(outlived))
    yield from _announce(state, [one], {one.place.scope: used}, {})
    yield [requests.put_entry(one)]
    dropped = [
        requests.drop_vector(partition, one.document_id, one.stamp)
        for partition in partitions
        if partition.window not in outlived
    ]
    if one.vector is None:
        yield dropped
        return
    yield [_put_vector(state, one, one.vector), *dropped]
    state.thinned.put([state.spread.partition(one.place, one.window, one.document_id)])
    (kept,) = yield [requests.entry("entry_windows", one.place, one.document_id)]
    if one.window not in rows.windows_in(kept[0][0] if kept else None):  # another process has put it elsewhere
        mine = state.spread.partition(one.place, one.window, one.document_id)
        yield [requests.drop_vector(mine, one.document_id, one.stamp)]
