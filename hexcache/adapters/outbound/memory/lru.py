"""A map that forgets: what is expired, and what was used least recently once it is full."""

from __future__ import annotations

import heapq
import math
from collections import OrderedDict
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from hexcache.domain.errors import ConfigurationError
from hexcache.domain.ttl import is_live

if TYPE_CHECKING:
    from collections.abc import Callable

V = TypeVar("V")

_SPARE: Final = 64


def check_max_entries(value: int | None) -> int | None:
    """Return a bound as it may be.

    Raises:
        ConfigurationError: it is below 1, or no whole number.
    """
    if value is not None and (type(value) is not int or value < 1):
        raise ConfigurationError(f"max_entries must be a whole number from 1, got {value!r}; use None for no bound")
    return value


class LruMap(Generic[V]):
    """Values under text keys, in the order of their use, each with an end of life; needs a lock around it.

    Ends of life wait in a heap, so that looking for the expired costs nothing while there are none. An end that moved
    away is found out when it comes up; when most of the heap is of that kind, it is built anew.

    Attributes:
        next_end: nothing expires before this moment; seconds since the epoch.
        get: returns the value of a key, expired or not, None where there is none; this is a use of it.
    """

    def __init__(self, max_entries: int | None = None) -> None:
        self.next_end = math.inf
        self._max_entries = max_entries
        self._values: OrderedDict[str, V] = OrderedDict()
        self._ends: dict[str, float] = {}
        self._heap: list[tuple[float, str]] = []
        # Every search reads through `get`, and where nothing is evicted nobody asks what was used last.
        self.get: Callable[[str], V | None] = self._values.get if max_entries is None else self._use

    def __len__(self) -> int:
        return len(self._values)

    def peek(self, key: str) -> V | None:
        """Return the value of `key`, None where there is none; this is not a use of it."""
        return self._values.get(key)

    def live(self, key: str, now: float) -> V | None:
        """Return the value of `key` unless it is expired, None where there is none; this is a use of it."""
        return self.get(key) if is_live(self._ends.get(key), now) else None

    def live_keys(self, now: float) -> list[str]:
        """Return the keys whose values are not expired."""
        return [key for key in self._values if is_live(self._ends.get(key), now)]

    def put(self, key: str, value: V, expires_at: float | None) -> None:
        """Write a value, replacing what is there with its end of life."""
        self._values[key] = value
        self._values.move_to_end(key)
        self._ends.pop(key, None)
        if expires_at is not None:
            self._ends[key] = expires_at
            self._schedule(key, expires_at)

    def pop(self, key: str) -> V | None:
        """Remove `key` and return its value, None where there is none."""
        self._ends.pop(key, None)
        return self._values.pop(key, None)

    def expire(self, now: float, limit: int) -> list[tuple[str, V]]:
        """Remove what is expired, at most `limit` of it, and return it."""
        gone: list[tuple[str, V]] = []
        while self._heap and not is_live(self._heap[0][0], now) and len(gone) < limit:
            _, key = heapq.heappop(self._heap)
            if not is_live(self._ends.get(key), now):
                gone.append((key, self._values[key]))
                self.pop(key)
        self.next_end = self._heap[0][0] if self._heap else math.inf
        return gone

    def evict(self) -> list[tuple[str, V]]:
        """Remove what was used least recently while there is more than may be kept, and return it."""
        surplus = 0 if self._max_entries is None else len(self) - self._max_entries
        gone = [self._values.popitem(last=False) for _ in range(surplus)]
        for key, _ in gone:
            self._ends.pop(key, None)
        return gone

    def clear(self) -> None:
        """Remove everything."""
        self._values.clear()
        self._ends.clear()
        self._heap.clear()
        self.next_end = math.inf

    def _use(self, key: str) -> V | None:
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def _schedule(self, key: str, expires_at: float) -> None:
        heapq.heappush(self._heap, (expires_at, key))
        if len(self._heap) > 2 * len(self._ends) + _SPARE:
            self._heap = [(end, name) for name, end in self._ends.items()]
            heapq.heapify(self._heap)
        self.next_end = self._heap[0][0]
