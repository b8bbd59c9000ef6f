"""Counters and health of one cache; one log line for each change of state."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from dataclasses import dataclass, field

from hexcache.domain.hit import Hit, Stats

_LOG = logging.getLogger("hexcache")


@dataclass(slots=True)
class Tally:
    """What one plan counted, added to the cache's counters in one step."""

    lookups: int = 0
    exact_hits: int = 0
    semantic_hits: int = 0
    misses: int = 0
    expired: int = 0
    updates: int = 0
    embedded: int = 0
    refusals: list[str] = field(default_factory=list)

    def count(self, hit: Hit | None) -> None:
        """Count the outcome of one lookup."""
        if hit is None:
            self.misses += 1
        elif hit.exact:
            self.exact_hits += 1
        else:
            self.semantic_hits += 1


class Monitor:
    """Thread-safe counters, and whether store and embedder work."""

    def __init__(self) -> None:
        """Start at zero, healthy."""
        self._lock = threading.Lock()
        self._counts = dict.fromkeys(_NUMBERS, 0)
        self._refusals: Counter[str] = Counter()
        self._errors: Counter[str] = Counter()
        self._healthy = True

    def add(self, tally: Tally) -> None:
        """Add what one plan counted."""
        with self._lock:
            counts = self._counts
            for name in _NUMBERS:
                number = getattr(tally, name)
                if number:
                    counts[name] += number
            if tally.refusals:
                self._refusals.update(tally.refusals)

    def failed(self, error: Exception) -> None:
        """Count a failure; the first one after a success is logged, with the message, which is ours."""
        with self._lock:
            self._errors[type(error).__name__] += 1
            changed, self._healthy = self._healthy, False
        if changed:
            _LOG.warning("degraded, every question is a miss until this ends: %s: %s", type(error).__name__, error)

    def erred(self, error: Exception) -> None:
        """Count a failure that says nothing about store and embedder."""
        with self._lock:
            self._errors[type(error).__name__] += 1

    def succeeded(self) -> None:
        """Note that store and embedder worked; the first success after a failure is logged."""
        if self._healthy:
            return
        with self._lock:
            changed, self._healthy = not self._healthy, True
        if changed:
            _LOG.warning("recovered: store and embedder answer again")

    def snapshot(self) -> Stats:
        """Return the counters as they are now."""
        with self._lock:
            return Stats(
                **self._counts, refusals=dict(self._refusals), errors=dict(self._errors), healthy=self._healthy
            )


_NUMBERS = ("lookups", "exact_hits", "semantic_hits", "misses", "expired", "updates", "embedded")
