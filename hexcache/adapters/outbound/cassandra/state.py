"""What both flavours of a provisioned store share."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hexcache.adapters.outbound.cassandra.known import Book
    from hexcache.adapters.outbound.cassandra.requests import Partition, Spread
    from hexcache.domain.collection import Collection

_MOST_THINNED: Final = 10_000


class Stamps:
    """Moments of writing in microseconds since the epoch, each later than the one before."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last = 0

    def __call__(self) -> int:
        """Return the next moment."""
        with self._lock:
            self._last = max(self._last + 1, time.time_ns() // 1_000)
            return self._last


@dataclass(slots=True)
class State:
    """A provisioned collection as this process sees it.

    Attributes:
        shape: what the vectors have in common.
        spread: how rows are spread over partitions.
        book: what is known of scopes.
        collection: its name.
        search_width: the least LIMIT of a search.
        visibility: seconds after which every process knows what one of them changed.
        stamps: when writes happen.
        thinned: partitions in which a search found fewer live rows than it asked for among expired ones.
    """

    shape: Collection
    spread: Spread
    book: Book
    collection: str
    search_width: int
    visibility: float
    stamps: Stamps = field(default_factory=Stamps)
    thinned: dict[Partition, None] = field(default_factory=dict)

    def thin(self, partition: Partition) -> None:
        """Remember that only the live rows of `partition` are to be asked for."""
        self.thinned[partition] = None
        if len(self.thinned) > _MOST_THINNED:
            self.thinned.clear()
