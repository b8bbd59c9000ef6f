"""Sends requests, a bounded number of them at once, and says once how it ended; no thread of its own.

The driver calls back in its reactor's thread. The next request is sent from there, so that the caller, a waiting thread
or an event loop, is woken once for all of them.
"""

from __future__ import annotations

from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hexcache.adapters.outbound.cassandra.batches import Batch
    from hexcache.adapters.outbound.cassandra.statements import Request

    Send = Callable[[Request | Batch, Callable[[Any], None], Callable[[BaseException], None]], None]
    """Sends a request; calls one of the two functions when its answer or its error is there."""
    Landed = Callable[[list[Any], "BaseException | None"], None]

_PENDING: Final = object()


class Flight:
    """Some requests under way.

    Whoever comes first pumps: takes requests and sends them until `width` are under way. An answer that arrives
    meanwhile, in this thread or another, leaves a note for the one who pumps, so that no call is nested in another.
    """

    def __init__(self, send: Send, requests: Iterable[Request | Batch], width: int, landed: Landed) -> None:
        """Take what sends, what to send, how many at once, and what to call in the end."""
        self._send = send
        self._requests = iter(requests)
        self._width = width
        self._landed = landed
        self._lock = Lock()
        self._answers: list[Any] = []
        self._flying = 0
        self._pumping = False
        self._noted = False
        self._over = False
        self._exhausted = False

    def start(self) -> None:
        """Send the first requests."""
        self._pump()

    def cancel(self) -> None:
        """Send no more; nobody is told."""
        self._over = True

    def _pump(self) -> None:
        with self._lock:
            self._noted = True
            if self._pumping:
                return
            self._pumping = True
        while self._go_on():
            while not self._over and not self._exhausted and self._flying < self._width:
                self._send_next()

    def _go_on(self) -> bool:
        """Return whether there is a new note to pump for; else stop pumping, and land where all is done."""
        with self._lock:
            if self._noted:
                self._noted = False
                return True
            self._pumping = False
            landing = self._exhausted and not self._flying and not self._over
            self._over = self._over or landing
        if landing:
            self._landed(self._answers, None)
        return False

    def _send_next(self) -> None:
        try:
            request = next(self._requests, None)
            if request is None:
                self._exhausted = True
                return
            number = len(self._answers)
            self._answers.append(_PENDING)
            with self._lock:
                self._flying += 1
            self._send(request, partial(self._arrived, number), partial(self._failed, number))
        except Exception as error:  # noqa: BLE001 - it is told to whoever waits
            self._end(error)

    def _arrived(self, number: int, answer: object) -> None:
        """Take an answer; a statement that was sent to two nodes may bring two, and the first one counts."""
        with self._lock:
            if self._answers[number] is not _PENDING:
                return
            self._answers[number] = answer
            self._flying -= 1
        self._pump()

    def _failed(self, number: int, error: BaseException) -> None:
        if self._answers[number] is _PENDING:
            self._end(error)

    def _end(self, error: BaseException) -> None:
        with self._lock:
            landing = not self._over
            self._over = True
        if landing:
            self._landed([], error)
