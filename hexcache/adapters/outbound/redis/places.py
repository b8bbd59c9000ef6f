"""Places: which keys live together, and where a cluster keeps them."""

from __future__ import annotations

import zlib
from binascii import crc_hqx
from bisect import bisect_right
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final, TypeAlias

from hexcache.domain.keys import encode_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hexcache.adapters.outbound.redis.talk import Raw

    Address: TypeAlias = tuple[str, int]

SLOTS: Final = 16_384


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Keys that one server holds together.

    Attributes:
        stem: the bytes that all its keys begin with; empty where keys have nothing in common but the slot.
        slot: the cluster slot of its keys.
    """

    stem: bytes
    slot: int


def key_slot(key: bytes) -> int:
    """Return the cluster slot of a key: of its hash tag where it has one."""
    start = key.find(b"{")
    if start >= 0:
        stop = key.find(b"}", start + 1)
        if stop > start + 1:
            key = key[start + 1 : stop]
    return crc_hqx(key, 0) % SLOTS


def partition_places(prefix: str, collection: str, partitions: int) -> tuple[Place, ...]:
    """Return the places of a collection: their slots are spread evenly, so that any number of servers shares them."""
    return tuple(_partition_place(prefix, collection, number, partitions) for number in range(partitions))


def _partition_place(prefix: str, collection: str, number: int, partitions: int) -> Place:
    first, last = SLOTS * number // partitions, SLOTS * (number + 1) // partitions
    for attempt in count():
        tag = f"{collection}.{number}.{attempt}" if attempt else f"{collection}.{number}"
        if first <= crc_hqx(tag.encode(), 0) % SLOTS < last:
            stem = f"{prefix}:{{{tag}}}:".encode()
            return Place(stem, key_slot(stem))
    raise AssertionError  # `count` has no end


class Partitions:
    """The places of a collection, and which of them a document belongs to."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = tuple(places)
        self._only = places[0] if len(places) == 1 else None

    def place(self, document_id: bytes) -> Place:
        """Return the place of a document."""
        if self._only is not None:
            return self._only
        return self.places[zlib.crc32(document_id) % len(self.places)]


def document_name(document_id: str) -> bytes:
    """Return an id as it stands in a key: the query engine cuts names at a NUL, so NUL and "%" are escaped."""
    name = encode_text(document_id)
    if b"%" in name or b"\0" in name:
        name = name.replace(b"%", b"%25").replace(b"\0", b"%00")
    return name


def document_id(name: bytes) -> str:
    """Return the id that `document_name` was given; UnicodeDecodeError for a name that it cannot have made."""
    if b"%" in name:
        name = name.replace(b"%00", b"\0").replace(b"%25", b"%")
    return name.decode("utf-8", "surrogatepass")


class SlotMap:
    """Which server of a cluster has which slots."""

    def __init__(self, ranges: Sequence[tuple[int, int, Address]]) -> None:
        ordered = sorted(ranges)
        self._starts = [start for start, _, _ in ordered]
        self._ranges = ordered

    def address(self, slot: int) -> Address | None:
        """Return the server of `slot`, None where nobody serves it."""
        position = bisect_right(self._starts, slot) - 1
        if position < 0 or slot > self._ranges[position][1]:
            return None
        return self._ranges[position][2]

    @property
    def addresses(self) -> list[Address]:
        """The servers."""
        return list(dict.fromkeys(address for _, _, address in self._ranges))

    @property
    def primaries(self) -> tuple[Place, ...]:
        """A place on each server."""
        first = {address: start for start, _, address in reversed(self._ranges)}
        return tuple(Place(b"", slot) for slot in sorted(first.values()))


def parse_slots(reply: Raw, asked: Address) -> SlotMap:
    """Return the map in the reply to CLUSTER SLOTS.

    Args:
        reply: a list of (first, last, (host, port, ...) of the primary, ...).
        asked: who was asked; a server that does not know its own name leaves it out.
    """
    ranges = []
    for entry in reply:
        host, port = entry[2][0], int(entry[2][1])
        name = host.decode() if isinstance(host, bytes) else str(host or "")
        ranges.append((int(entry[0]), int(entry[1]), (name or asked[0], port)))
    return SlotMap(ranges)
