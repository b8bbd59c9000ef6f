"""Time windows: entries that expire at about the same time share partitions, which are left behind together.

A search never walks over rows that the server holds for dead: a row lives on the server until its whole window is over,
and from then on nobody searches the window. What is expired inside a window that is still searched is kept out by its
`expires_at`.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAME: Final = re.compile(r"(?:forever|(-?\d{1,15})\+(\d{1,15}))(?:#(\d{1,9}))?")
_GRACE: Final = 60
_LATEST: Final = 1e11  # the year 5138: what ends later never ends
_LAST_DAY: Final = 2_145_000_000  # a server in its default mode counts until January 2038


@dataclass(frozen=True, slots=True)
class Window:
    """Entries whose end of life is in [start, end), seconds since the epoch.

    Attributes:
        span: how partition keys spell its time.
        start: from when on some of its entries are expired.
        end: from when on all of them are.
        turn: how often it was renewed: entries that outlived a mass deletion begin anew.
    """

    span: str
    start: float
    end: float
    turn: int = 0

    @property
    def name(self) -> str:
        """How partition keys spell it."""
        return f"{self.span}#{self.turn}" if self.turn else self.span

    def renewed(self) -> Window:
        """Return the window that takes its place."""
        return replace(self, turn=self.turn + 1)

    def latest(self, used: Iterable[Window]) -> Window:
        """Return the latest turn of this window among those in use; itself where there is none."""
        turns = [window.turn for window in used if window.span == self.span]
        return replace(self, turn=max(turns)) if turns else self


FOREVER: Final = Window("forever", math.inf, math.inf)
"""The window of entries without an end."""

UNSEARCHED: Final = Window("none", math.inf, -math.inf)
"""Stands for entries without a vector, which no search finds."""


def window_of(expires_at: float | None, lifetime: float, parts: int) -> Window:
    """Return the window of an entry.

    The width is the power of two nearest to `lifetime / parts`, so that lifetimes of about one length share windows.

    Args:
        expires_at: the end of its life; None is never.
        lifetime: seconds from its writing, or renewal, to its end.
        parts: into how many windows to divide a lifetime.
    """
    if expires_at is None or not abs(expires_at) < _LATEST:
        return FOREVER
    width = 2 ** max(0, round(math.log2(max(lifetime, 1.0) / parts)))
    start = math.floor(expires_at / width) * width
    return Window(f"{start}+{width}", float(start), float(start + width))


@lru_cache(maxsize=10_000)
def parse_window(name: str) -> Window | None:
    """Return the window that a partition key spells, None where it spells none."""
    if name == UNSEARCHED.name:
        return UNSEARCHED
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    turn = int(match[3] or 0)
    if match[1] is None:
        return replace(FOREVER, turn=turn)
    start, width = int(match[1]), int(match[2])
    return Window(f"{start}+{width}", float(start), float(start + width), turn)


def server_ttl(window: Window, since: float, written: float) -> int:
    """Return for how many seconds the server keeps a row of `window`; 0 is for ever.

    Args:
        window: where the row is.
        since: when its life began or was renewed, seconds since the epoch.
        written: when it is written, by the clock of the one who writes.
    """
    return 0 if window.end == math.inf else lasting(window.end - since, written)


def lasting(seconds: float, written: float) -> int:
    """Return the TTL that keeps a row for at least `seconds`; 0 where the server cannot count so far."""
    ttl = max(0, math.ceil(min(seconds, _LATEST))) + _GRACE
    return ttl if written + ttl < _LAST_DAY else 0
