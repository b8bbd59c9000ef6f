"""What both flavours of a provisioned store share."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hexcache.adapters.outbound.cassandra.known import Book
    from hexcache.adapters.outbound.cassandra.places import Partition, Spread
    from hexcache.domain.collection import Collection

FEW: Final = 200
"""Rows below which a partition is small."""

_MOST_THINNED: Final = 10_000
_COUNTED: Final = 10.0


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


class Thinned:
    """Partitions among whose expired entries few live ones are left, or none; only a put can bring new ones.

    Nothing is put into a window that is ending, but for what was written elsewhere long ago; so what has no live row is
    not searched for as long as every process may take to notice such a thing.
    """

    def __init__(self, visibility: float, clock: Callable[[], float]) -> None:
        """Take for how many seconds a partition without live rows is left alone, and the clock that counts them."""
        self._visibility = visibility
        self._clock = clock
        self._lock = Lock()
        self._until: dict[Partition, tuple[float, float]] = {}
        self._puts = 0

    def __contains__(self, partition: Partition) -> bool:
        return partition in self._until

    @property
    def puts(self) -> int:
        """The number of puts that this process has made."""
        return self._puts

    def empty(self, partition: Partition, now: float) -> bool:
        """Return whether `partition` need not be searched for what is live at `now`."""
        if not self._until:
            return False
        until, since = self._until.get(partition, (-math.inf, now))  # another thread may have put something there
        return since <= now and self._clock() < until

    def note(self, partition: Partition, now: float, *, empty: bool, puts: int) -> None:
        """Take note that few entries are live at `now`, or none; the search for them began when `puts` were made."""
        with self._lock:
            if len(self._until) >= _MOST_THINNED:
                self._until.clear()
            alone = empty and puts == self._puts
            self._until[partition] = (self._clock() + self._visibility if alone else 0.0, now)

    def put(self, partitions: Iterable[Partition]) -> None:
        """Take note that something was written into partitions."""
        with self._lock:
            self._puts += 1
            if self._until:
                for partition in partitions:
                    self._until.pop(partition, None)


class Sizes:
    """Which partitions hold few rows, as far as this process has counted them."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Take the clock that says when to count again."""
        self._clock = clock
        self._known: dict[Partition, tuple[bool, float]] = {}

    def knows(self, partition: Partition) -> bool:
        """Return whether its rows were ever counted."""
        return partition in self._known

    def is_small(self, partition: Partition) -> bool:
        """Return whether it held few rows when they were counted last."""
        return self._known.get(partition, (False, 0.0))[0]

    def is_due(self, partition: Partition) -> bool:
        """Return whether to count its rows, again where they were few: what is large does not become small."""
        return self._known.get(partition, (True, 0.0))[1] <= self._clock()

    def learn(self, partition: Partition, rows: int) -> None:
        """Take in how many rows it has, counted up to `FEW`."""
        if len(self._known) >= _MOST_THINNED:
            self._known.clear()
        small = rows < FEW
        self._known[partition] = (small, self._clock() + _COUNTED if small else math.inf)


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
        thinned: where only live rows are to be asked for.
        sizes: which partitions are small.
    """

    shape: Collection
    spread: Spread
    book: Book
    collection: str
    search_width: int
    visibility: float
    stamps: Stamps = field(default_factory=Stamps)
    thinned: Thinned = field(init=False)
    sizes: Sizes = field(default_factory=lambda: Sizes(time.monotonic))

    def __post_init__(self) -> None:
        """Begin without any knowledge of partitions."""
        self.thinned = Thinned(self.visibility, time.monotonic)
