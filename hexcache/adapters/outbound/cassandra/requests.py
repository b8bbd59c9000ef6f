"""What each statement is bound to: places, keys and records as the server reads them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from hexcache.adapters.outbound.cassandra import wire
from hexcache.adapters.outbound.cassandra.places import LABEL_SLOTS, SLOTS, spread_hash
from hexcache.adapters.outbound.cassandra.statements import Request
from hexcache.adapters.outbound.cassandra.windows import UNSEARCHED
from hexcache.domain.keys import encode_text
from hexcache.domain.payload import encode_labels
from hexcache.domain.scope import field_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hexcache.adapters.outbound.cassandra.places import Partition, Place, Placed
    from hexcache.adapters.outbound.cassandra.windows import Window
    from hexcache.domain.entry import Record
    from hexcache.domain.scope import Scope
    from hexcache.domain.vectors import Vector


ENTRY_KEY: Final = 4
"""Columns in the partition key of an exact entry."""

LABEL_KEY: Final = 3
"""Columns in the partition key of a label."""


def _place(place: Place) -> tuple[bytes, bytes, bytes]:
    return wire.bigint(place.epoch), wire.ascii_text(place.scope), wire.bigint(place.generation)


def _entry(place: Place, document_id: str) -> tuple[bytes, ...]:
    key = encode_text(document_id)
    return (*_place(place), wire.int32(spread_hash(key) % SLOTS), key)


def _partition(partition: Partition) -> tuple[bytes, ...]:
    window = wire.ascii_text(partition.window.name)
    return (*_place(partition.place), window, wire.int32(partition.bucket))


def _record(record: Record) -> tuple[bytes | None, ...]:
    end = math.inf if record.expires_at is None else record.expires_at
    return (
        encode_text(record.query),
        record.value,
        wire.double(record.created_at),
        wire.double(end),
        wire.double(record.ttl),
        wire.ascii_text(encode_labels(record.tags, record.metadata)),
    )


def _stamps(stamp: int, ttl: int) -> tuple[bytes, bytes]:
    return wire.bigint(stamp), wire.int32(ttl)


def entry(name: str, place: Place, document_id: str) -> Request:
    """Return a read of one exact entry: `entry`, `entry_windows` or `whole_entry`."""
    return Request(name, _entry(place, document_id))


def search(partition: Partition, vector: bytes, limit: int) -> Request:
    """Return the search of one partition."""
    return Request("search", (vector, *_partition(partition), vector, wire.int32(limit)))


def search_live(partition: Partition, vector: bytes, limit: int, now: float) -> Request:
    """Return the search among the rows of one partition that are live at `now`."""
    return Request("search_live", (vector, *_partition(partition), wire.double(now), vector, wire.int32(limit)))


def partition_page(name: str, partition: Partition, fetch_size: int, paging: bytes | None) -> Request:
    """Return the read of a page of a partition that is searched: `ids` or `vectors`."""
    return Request(name, _partition(partition), fetch_size, paging)


def some_ids(partition: Partition, most: int) -> Request:
    """Return the read of so many ids of a partition."""
    return Request("some_ids", (*_partition(partition), wire.int32(most)))


def embedding(partition: Partition, document_id: str) -> Request:
    """Return the read of one stored vector."""
    return Request("vector", (*_partition(partition), encode_text(document_id)))


def _windows(placed: Placed) -> bytes:
    return wire.ascii_text(" ".join(window.name for window in (placed.searched, *placed.also)))


def put_entry(placed: Placed) -> Request:
    """Return the write of an exact entry, which names the windows that searches find it in."""
    key = _entry(placed.place, placed.document_id)
    return Request("put_entry", (*key, _windows(placed), *_record(placed.record), *_stamps(placed.stamp, placed.ttl)))


def move_entry(placed: Placed) -> Request:
    """Return the write that names other windows in an exact entry."""
    head = (*_stamps(placed.stamp, placed.ttl), _windows(placed))
    return Request("move_entry", (*head, *_entry(placed.place, placed.document_id)))


def put_vector(placed: Placed, partition: Partition, vector: Vector) -> Request:
    """Return the write of what searches read."""
    key = (*_partition(partition), encode_text(placed.document_id))
    values = (*key, *_record(placed.record), wire.vector(vector), *_stamps(placed.stamp, placed.ttl))
    return Request("put_vector", values)


def move_end(placed: Placed, partition: Partition) -> Iterator[Request]:
    """Yield the writes that change the end of a life inside its window."""
    end = placed.record.expires_at
    head = (*_stamps(placed.stamp, placed.ttl), wire.double(math.inf if end is None else end))
    yield Request("move_entry_end", (*head, *_entry(placed.place, placed.document_id)))
    yield Request("move_vector_end", (*head, *_partition(partition), encode_text(placed.document_id)))


def drop_entry(place: Place, document_id: str, stamp: int) -> Request:
    """Return the deletion of an exact entry."""
    return Request("drop_entry", (wire.bigint(stamp), *_entry(place, document_id)))


def drop_vector(partition: Partition, document_id: str, stamp: int) -> Request:
    """Return the deletion of what searches read."""
    return Request("drop_vector", (wire.bigint(stamp), *_partition(partition), encode_text(document_id)))


def scope(name: str, epoch: int, scope_key: str) -> Request:
    """Return a read of one scope: `scope` or `scope_texts`."""
    return Request(name, (wire.bigint(epoch), wire.ascii_text(scope_key)))


def announce(place: Place, window: Window, stamp: int, ttl: int) -> Request:
    """Return the write that tells every process of a window."""
    return Request("announce", (*_place(place), wire.ascii_text(window.name), *_stamps(stamp, ttl)))


def retract(place: Place, window: Window, stamp: int) -> Request:
    """Return the deletion that ends the use of a window."""
    return Request("retract", (wire.bigint(stamp), *_place(place), wire.ascii_text(window.name)))


def name_scope(epoch: int, scope: Scope, stamp: int) -> Iterator[Request]:
    """Yield the writes that keep a scope's texts and let its tenant and its model find it."""
    texts = (encode_text(scope.tenant), encode_text(scope.model), encode_text(scope.context))
    yield Request("name_scope", (wire.bigint(epoch), wire.ascii_text(scope.key), *texts, wire.bigint(stamp)))
    for label in (scope.tenant_key, scope.model_key):
        yield put_label(epoch, label, scope.key, stamp, 0)


def tag_key(tag: str) -> str:
    """Return the label of a tag."""
    return field_key("tag", tag)


def tenant_key(tenant: str | None) -> str:
    """Return the label of a tenant."""
    return field_key("tenant", tenant or "")


def model_key(model: str | None) -> str:
    """Return the label of a model."""
    return field_key("model", model or "")


def _label(epoch: int, label: str, member: str) -> tuple[bytes, ...]:
    data = encode_text(member)
    return wire.bigint(epoch), wire.ascii_text(label), wire.int32(spread_hash(data) % LABEL_SLOTS), data


def put_label(epoch: int, label: str, member: str, stamp: int, ttl: int) -> Request:
    """Return the write that adds a member to a label."""
    return Request("put_label", (*_label(epoch, label, member), wire.bigint(stamp), *_stamps(stamp, ttl)))


def drop_label(epoch: int, label: str, member: str, stamp: int) -> Request:
    """Return the deletion of a member of a label."""
    return Request("drop_label", (wire.bigint(stamp), *_label(epoch, label, member)))


def members(epoch: int, label: str, slot: int, fetch_size: int, paging: bytes | None) -> Request:
    """Return the read of a page of a label's members."""
    return Request("members", (wire.bigint(epoch), wire.ascii_text(label), wire.int32(slot)), fetch_size, paging)


def leave_generation(place: Place) -> Iterator[Request]:
    """Yield the writes that begin a generation of a scope and forget the scope's texts."""
    scope = (wire.bigint(place.epoch), wire.ascii_text(place.scope))
    stamp = wire.bigint(place.generation)
    yield Request("set_generation", (*scope, wire.bigint(place.generation), stamp))
    yield Request("forget_texts", (stamp, *scope))


def drop_windows(place: Place) -> Request:
    """Return the deletion of what is known of the generations before `place`."""
    return Request("drop_windows", (wire.bigint(place.generation), *_place(place)))


def drop_scope(place: Place, stamp: int) -> Request:
    """Return the deletion of all that is known of a scope."""
    return Request("drop_scope", (wire.bigint(stamp), wire.bigint(place.epoch), wire.ascii_text(place.scope)))


def drop_generation(place: Place, partitions: Iterable[Partition], stamp: int) -> Iterator[Request]:
    """Yield the deletion of every partition of a generation: nothing searches them any more."""
    for slot in range(SLOTS):
        yield Request("drop_entries", (wire.bigint(stamp), *_place(place), wire.int32(slot)))
    for partition in partitions:
        if partition.window is not UNSEARCHED:
            yield drop_partition(partition, stamp)


def drop_partition(partition: Partition, stamp: int) -> Request:
    """Return the deletion of a partition that is no longer searched."""
    return Request("drop_vectors", (wire.bigint(stamp), *_partition(partition)))


def drop_members(epoch: int, label: str, slot: int, stamp: int) -> Request:
    """Return the deletion of a part of a label's members."""
    return Request("drop_members", (wire.bigint(stamp), wire.bigint(epoch), wire.ascii_text(label), wire.int32(slot)))


def ask_epoch(collection: str) -> Request:
    """Return the read of a collection's epoch."""
    return Request("epoch", (wire.ascii_text(collection),))


def set_epoch(collection: str, epoch: int) -> Request:
    """Return the write that begins an epoch."""
    return Request("set_epoch", (wire.bigint(epoch), wire.bigint(epoch), wire.ascii_text(collection)))


def everything(name: str, fetch_size: int, paging: bytes | None) -> Request:
    """Return the read of a page of a whole table: `all_scopes`, `all_labels`, `ends` or `scan`."""
    return Request(name, (), fetch_size, paging)
