"""What this process knows of scopes: the current generation, the windows in use, and how old that knowledge is.

An answer that was under way while this process itself cleared or announced something takes nothing back: epochs and
generations only grow, and of windows this process remembers its own changes until an answer is younger than they are.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Final

from hexcache.adapters.outbound.cassandra.places import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hexcache.adapters.outbound.cassandra.windows import Window

_MOST_SCOPES: Final = 50_000


@dataclass(slots=True)
class _Knowledge:
    """What is known of one scope.

    Attributes:
        generation: the current one.
        windows: those in use; an empty set says that the scope has no entries.
        due: when to ask again, by the book's clock.
        changes: what this process changed, as (moment, whether the window is in use since).
    """

    generation: int
    windows: frozenset[Window]
    due: float
    changes: dict[Window, tuple[int, bool]] = field(default_factory=dict)


class Book:
    """Knowledge of the most recently used scopes of one collection; safe to use from several threads."""

    def __init__(self, visibility: float, clock: Callable[[], float]) -> None:
        """Take how many seconds knowledge is good for, and the clock that counts them."""
        self._visibility = visibility
        self._clock = clock
        self._lock = Lock()
        self._scopes: OrderedDict[str, _Knowledge] = OrderedDict()
        self._epoch = 0
        self._epoch_due = 0.0
        self._moment = 0

    @property
    def epoch(self) -> int:
        """The current epoch: a clear of the whole collection begins the next one."""
        return self._epoch

    def place(self, scope_key: str) -> Place:
        """Return where the scope's entries are; of a scope that is not known, where most are."""
        known = self._scopes.get(scope_key)
        return Place(self._epoch, scope_key, known.generation if known else 0)

    def knows(self, scope_key: str) -> bool:
        """Return whether anything is known of the scope."""
        return scope_key in self._scopes

    def windows(self, scope_key: str, now: float) -> list[Window]:
        """Return the windows of the scope that may hold entries which are live at `now`; ended ones are forgotten."""
        known = self._scopes.get(scope_key)
        if known is None:
            return []
        searched = [window for window in known.windows if now < window.end]
        if len(searched) < len(known.windows):
            with self._lock:
                known.windows = frozenset(window for window in known.windows if now < window.end)
        return searched

    def claim(self, scope_keys: Iterable[str], checked: set[str]) -> list[str]:
        """Return the scopes to ask about now, which nobody else then asks about for a while.

        Args:
            scope_keys: the scopes that matter.
            checked: scopes that the caller asked about already: once is enough, unless they were forgotten since.
        """
        now = self._clock()
        claimed = []
        for key in scope_keys:
            known = self._scopes.get(key)
            if known is None or (known.due <= now and key not in checked):
                claimed.append(key)
                if known is not None:
                    known.due = now + self._visibility
        return claimed

    def claim_epoch(self) -> bool:
        """Return whether to ask for the epoch now; nobody else then does for a while."""
        now = self._clock()
        if self._epoch_due > now:
            return False
        self._epoch_due = now + self._visibility
        return True

    def release(self, scope_keys: Iterable[str]) -> None:
        """Take back claims whose answers did not come."""
        self._epoch_due = 0.0
        for key in scope_keys:
            known = self._scopes.get(key)
            if known is not None:
                known.due = 0.0

    def learn_epoch(self, epoch: int) -> None:
        """Take in the epoch; whatever was known of scopes in an earlier one is forgotten."""
        with self._lock:
            if epoch > self._epoch:
                self._epoch = epoch
                self._scopes.clear()

    @property
    def moment(self) -> int:
        """The number of changes so far: what is asked now is answered with all of them, or later ones."""
        return self._moment

    def learn(self, place: Place, windows: Iterable[Window], asked: int) -> None:
        """Take in a scope's current generation with all its windows; of an earlier epoch or generation nothing.

        Args:
            place: the current generation.
            windows: those in use.
            asked: the moment before the question was sent.
        """
        with self._lock:
            known = self._scopes.get(place.scope)
            if place.epoch != self._epoch or (known is not None and known.generation > place.generation):
                return
            if known is None or known.generation < place.generation:
                due = self._clock() + self._visibility
                known = self._scopes[place.scope] = _Knowledge(place.generation, frozenset(), due)
            known.changes = {window: change for window, change in known.changes.items() if change[0] > asked}
            known.windows = (
                frozenset(windows)
                .difference(known.changes)
                .union(window for window, (_, used) in known.changes.items() if used)
            )
            self._scopes.move_to_end(place.scope)
            while len(self._scopes) > _MOST_SCOPES:
                self._scopes.popitem(last=False)

    def change(self, place: Place, window: Window, *, used: bool) -> None:
        """Take note that this process begins or ends the use of a window, where this generation is known."""
        with self._lock:
            known = self._scopes.get(place.scope)
            if known is None or place != self.place(place.scope):
                return
            self._moment += 1
            known.changes[window] = (self._moment, used)
            known.windows = known.windows.union((window,)) if used else known.windows.difference((window,))
