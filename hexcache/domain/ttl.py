"""Time to live: pure arithmetic on seconds since the epoch; `now` is always an argument."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeAlias

from hexcache.domain.errors import InvalidInputError

TtlLike: TypeAlias = "float | int | str | timedelta | None"
"""None (forever), seconds, a `timedelta`, or text such as `"7d"`, `"1h30m"`, `"90s"`, `"250ms"`."""

_UNITS: Final = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_PART: Final = re.compile(r"(\d+(?:\.\d+)?)(ms|[smhdw])")
_TEXT: Final = re.compile(r"(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+")


def ttl_seconds(ttl: TtlLike, name: str = "ttl") -> float | None:
    """Return `ttl` in seconds, None for forever.

    Raises:
        InvalidInputError: not a duration, not finite, or not above zero.
    """
    if ttl is None:
        return None
    seconds = _seconds(ttl)
    if seconds is None or not math.isfinite(seconds):
        raise InvalidInputError(f"{name} {ttl!r} is not a duration; use seconds, a timedelta, '7d' or None for forever")
    if seconds <= 0:
        raise InvalidInputError(f"{name} must be above zero, got {ttl!r}; use None for forever")
    return seconds


def max_age_seconds(max_age: TtlLike) -> float | None:
    """Return `max_age` in seconds, None for any age; zero is allowed and refuses all that was written before now.

    Raises:
        InvalidInputError: not a duration, not finite, or below zero.
    """
    return 0.0 if _seconds(max_age) == 0.0 else ttl_seconds(max_age, "max_age")


def _seconds(ttl: object) -> float | None:
    if isinstance(ttl, timedelta):
        return ttl.total_seconds()
    if isinstance(ttl, (int, float)) and not isinstance(ttl, bool):
        return _as_float(ttl)
    if isinstance(ttl, str):
        return _parse(ttl.replace(" ", "").lower())
    return None


def _as_float(number: float) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf


def _parse(text: str) -> float | None:
    if _TEXT.fullmatch(text):
        return sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(text))
    try:
        return float(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class TtlPolicy:
    """How long entries live: the cache's default, whether a hit renews them, and the cap on renewal.

    Attributes:
        ttl: seconds from writing; None is forever.
        sliding: a hit moves the expiry to `now + ttl` of that entry.
        cap: with `sliding`, no entry lives longer than this many seconds from its writing; None is no cap.
    """

    ttl: float | None = None
    sliding: bool = False
    cap: float | None = None

    def expiry(self, now: float, ttl: float | None) -> float | None:
        """Return when an entry written now with lifetime `ttl` expires; None is never."""
        limit = self.cap if self.sliding else None
        lifetime = min((value for value in (ttl, limit) if value is not None), default=None)
        return None if lifetime is None else now + lifetime

    def renewed(self, now: float, created_at: float, expires_at: float | None, ttl: float | None) -> float | None:
        """Return the later expiry that a hit gives an entry, or None where the hit changes nothing."""
        if not self.sliding or ttl is None or expires_at is None:
            return None
        later = now + ttl
        if self.cap is not None:
            later = min(later, created_at + self.cap)
        return later if later > expires_at else None


def is_live(expires_at: float | None, now: float) -> bool:
    """Return whether an entry may still be served: strictly before its expiry."""
    return expires_at is None or now < expires_at


def is_fresh(created_at: float, now: float, max_age: float | None) -> bool:
    """Return whether an entry is no older than `max_age` seconds; None takes any age."""
    return max_age is None or now - created_at <= max_age
