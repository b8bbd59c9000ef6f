"""Where rows are: the generation of a scope, its windows, and the partitions that these are spread over."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from hexcache.adapters.outbound.cassandra.windows import FOREVER, UNSEARCHED, Window, server_ttl, window_of
from hexcache.domain.keys import encode_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hexcache.domain.entry import Record
    from hexcache.domain.vectors import Vector

SLOTS: Final = 16
"""Partitions that the exact entries of one generation of a scope are spread over."""

LABEL_SLOTS: Final = 8
"""Partitions that the members of one label are spread over."""

WIDEST: Final = 1_000
"""The most that the server takes as LIMIT of a search."""


class Place(NamedTuple):
    """A generation of a scope: what a clear leaves behind."""

    epoch: int
    scope: str
    generation: int


class Partition(NamedTuple):
    """What one search reads."""

    place: Place
    window: Window
    bucket: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How a collection's rows are spread over partitions.

    Attributes:
        buckets: partitions of one window, searched in parallel; fixed when the collection is made.
        parts: into how many windows a lifetime is divided.
    """

    buckets: int = 1
    parts: int = 2

    def partitions(self, place: Place, windows: Iterable[Window]) -> list[Partition]:
        """Return what a search of these windows reads."""
        return [Partition(place, window, bucket) for window in windows for bucket in range(self.buckets)]

    def partition(self, place: Place, window: Window, document_id: str) -> Partition:
        """Return the partition of one row."""
        return Partition(place, window, spread_hash(encode_text(document_id)) % self.buckets)

    def window(self, record: Record, since: float) -> Window:
        """Return the window of a record whose life began, or was renewed, at `since`."""
        if record.expires_at is None:
            return FOREVER
        return window_of(record.expires_at, record.expires_at - since, self.parts)


def spread_hash(data: bytes) -> int:
    """Return the number by which rows are spread over slots and buckets."""
    return zlib.crc32(data)


@dataclass(frozen=True, slots=True)
class Placed:
    """A record with where it is written and when.

    Attributes:
        record: what is written.
        vector: a vector that passed the gate, or None.
        place: the generation of its scope.
        window: the window of its life.
        since: when its life began or was renewed.
        stamp: the moment of writing, microseconds since the epoch; the later one of two writes wins.
        also: other windows in which searches may find it.
    """

    record: Record
    vector: Vector | None
    place: Place
    window: Window
    since: float
    stamp: int
    also: tuple[Window, ...] = ()

    @property
    def document_id(self) -> str:
        """The id."""
        return self.record.document_id

    @property
    def searched(self) -> Window:
        """The window in which searches find it."""
        return UNSEARCHED if self.vector is None else self.window

    @property
    def ttl(self) -> int:
        """For how many seconds the server keeps it."""
        return server_ttl(self.window, self.since, self.stamp / 1e6)
