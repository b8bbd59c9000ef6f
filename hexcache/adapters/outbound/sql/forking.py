"""What must not be shared with a child process: connections, locks and threads."""

from __future__ import annotations

import os
from typing import Final, Protocol
from weakref import WeakKeyDictionary


class Forgets(Protocol):
    """Something that starts afresh in a child process."""

    def after_fork(self) -> None:
        """Give up connections, locks and threads of the parent, without closing any."""


_all: Final[WeakKeyDictionary[Forgets, None]] = WeakKeyDictionary()  # in the order in which they came


def forgets_at_fork(what: Forgets) -> None:
    """Call `what.after_fork()` in every child process that is forked while `what` is in use, the eldest first."""
    _all[what] = None


def _after_fork() -> None:
    for what in list(_all):
        what.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
