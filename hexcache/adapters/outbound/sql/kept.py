"""Connections that stay out of the pool between operations: to take one from there costs as much as a quick read."""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

C = TypeVar("C")


class Kept(Generic[C]):
    """A stack of open connections that nobody uses, for threads or tasks.

    The pool bounds how many there are and lets callers wait. Whoever finds the stack empty says so before it asks the
    pool, and looks once more; whoever gives a connection back puts it here first, and looks then whether anybody
    waits. So one of the two sees the other, and nobody waits for a connection that lies here.

    Attributes:
        most: how many are kept.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._idle: deque[C] = deque()
        self._waiting: deque[None] = deque()  # a counter whose steps are whole, whatever threads do

    def __len__(self) -> int:
        """Return how many are kept now."""
        return len(self._idle)

    def take(self) -> C | None:
        """Return a connection; None where there is none."""
        try:
            return self._idle.pop()
        except IndexError:
            return None

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Let others know that somebody is about to wait for a connection of the pool."""
        self._waiting.append(None)
        try:
            yield
        finally:
            self._waiting.pop()

    def give(self, connection: C) -> C | None:
        """Take a connection back; return one that must go to the pool, if any."""
        self._idle.append(connection)
        return self.take() if self._waiting or len(self._idle) > self.most else None

    def drain(self) -> Iterator[C]:
        """Yield every connection that is kept, no more to be used."""
        while (connection := self.take()) is not None:
            yield connection
