"""The state of audits in one process: its own ledger, what others wrote, and the threshold that all of it allows."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from hexcache.domain.audit import AuditState, Ledger, alarmed, assess, count_label, count_request, served_threshold
from hexcache.domain.errors import CorruptEntryError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hexcache.domain.audit import AuditRule
    from hexcache.domain.hit import Hit

REFRESH: Final = 10.0
"""Seconds after which a request reads again what other processes wrote."""

LIFETIME: Final = 30 * 86_400.0
"""Seconds that the ledger of a process that ended still counts at most."""


@dataclass(slots=True)
class Choice:
    """What is done with one request.

    Attributes:
        hit: the would-be hit; None where there is none.
        serve: whether its answer is given.
        audit: whether its answer is compared with the model's.
        allowed: whether it would have been given had it not been audited.
        band: the band of its score; None for an exact hit.
    """

    hit: Hit | None = None
    serve: bool = False
    audit: bool = False
    allowed: bool = False
    band: int | None = None


@dataclass(slots=True)
class Auditor:
    """Decides which would-be hits are served and which are audited; safe to share between threads.

    Attributes:
        rule: what is to be kept.
        prefix: what the keys of all processes' ledgers begin with.
        own_key: this process's.
        coin: returns a number in [0, 1).
        shadow: measure and serve nothing.
    """

    rule: AuditRule
    prefix: str
    own_key: str
    coin: Callable[[], float]
    shadow: bool = False
    _own: Ledger = field(default_factory=Ledger)
    _others: list[Ledger] = field(default_factory=list)
    _threshold: float | None = None
    _read_at: float | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def must_read(self, now: float) -> bool:
        """Return whether it is time to read what others wrote; true for one caller at a time."""
        with self._lock:
            due = self._read_at is None or not 0.0 <= now - self._read_at < REFRESH
            if due:
                self._read_at = now
            return due

    def take(self, written: Mapping[str, bytes]) -> None:
        """Take in what all processes wrote; what cannot be read counts as nothing."""
        others = [self._parsed(data) for key, data in written.items() if key != self.own_key]
        with self._lock:
            self._others = [ledger for ledger in others if ledger is not None]
            self._move()

    def choose(self, hit: Hit | None, now: float) -> Choice:
        """Return what to do with a request whose would-be hit is `hit`."""
        with self._lock:
            band = None if hit is None or hit.exact else self.rule.bin_of(hit.score)
            count_request(self._own, self.rule, band, now)
            if hit is None:
                return Choice()
            if band is None:
                return Choice(hit, serve=hit.exact and not self.shadow)
            allowed = not self.shadow and self._threshold is not None and hit.score >= self._threshold
            learning = self.shadow or self._threshold is None
            audit = learning or self.coin() < self.rule.share
            return Choice(hit, serve=allowed and not audit, audit=audit, allowed=allowed, band=band)

    def label(self, choice: Choice, now: float, *, right: bool) -> bytes:
        """Count the label of an audited request, move the threshold, and return what to write."""
        assert choice.band is not None  # noqa: S101 - exact hits are never audited
        with self._lock:
            count_label(self._own, self.rule, choice.band, now, wrong=not right, served=choice.allowed)
            self._move()
            return self._own.to_bytes()

    def stats(self) -> AuditState:
        """Return what audits have shown, and the threshold that is in use."""
        with self._lock:
            return replace(assess([self._own, *self._others], self.rule), threshold=self._threshold)

    def _move(self) -> None:
        ledgers = [self._own, *self._others]
        since = alarmed(ledgers, self.rule, self._threshold)
        if since is not None and since > max(ledger.forgotten for ledger in ledgers):
            self._own.forgotten = since
        self._threshold = served_threshold(ledgers, self.rule)

    def _parsed(self, data: bytes) -> Ledger | None:
        try:
            return Ledger.from_bytes(data, len(self.rule.thresholds))
        except CorruptEntryError:
            return None
