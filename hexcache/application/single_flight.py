"""One attempt at a time for one question: callers that arrive meanwhile share its value or its exception."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable


@dataclass(slots=True)
class _Flight:
    """One attempt: who makes it, and what it comes to."""

    leader: int
    outcome: Future[Any] = field(default_factory=Future)


class _LeaderLeftError(Exception):
    """The leader was interrupted (KeyboardInterrupt, SystemExit): one of those who wait tries again."""


class ThreadFlights:
    """Single flight for threads."""

    def __init__(self) -> None:
        """Start with none under way."""
        self._flights: dict[Hashable, _Flight] = {}
        self._waiting: dict[int, _Flight] = {}
        self._lock = threading.Lock()

    def run(self, key: Hashable, attempt: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the attempt returns
        """Return what `attempt` returns; where one for `key` is under way in another thread, what that one returns.

        An attempt that asks, from inside, for its own key or for one whose attempt waits for it runs at once.
        """
        me = threading.get_ident()
        while True:
            with self._lock:
                flight = self._flights.get(key)
                leads = flight is None
                if flight is None:
                    flight = self._flights[key] = _Flight(me)
                elif self._waits_for(flight, me):
                    flight = None
                else:
                    self._waiting[me] = flight
            if flight is None:
                return attempt()
            if leads:
                return self._lead(key, flight, attempt)
            try:
                return flight.outcome.result()
            except _LeaderLeftError:
                continue
            finally:
                self._waiting.pop(me, None)

    def _waits_for(self, flight: _Flight | None, thread: int) -> bool:
        """Return whether `flight` is led by `thread`, or by one that waits for a flight of which this is true."""
        while flight is not None:
            if flight.leader == thread:
                return True
            flight = self._waiting.get(flight.leader)
        return False

    def _lead(self, key: Hashable, flight: _Flight, attempt: Callable[[], Any]) -> Any:  # noqa: ANN401 - as above
        try:
            value = attempt()
        except Exception as error:
            self._land(key)
            flight.outcome.set_exception(error)
            raise
        except BaseException:
            self._land(key)
            flight.outcome.set_exception(_LeaderLeftError())
            raise
        self._land(key)
        flight.outcome.set_result(value)
        return value

    def _land(self, key: Hashable) -> None:
        with self._lock:
            self._flights.pop(key, None)


_INSIDE: ContextVar[frozenset[Hashable]] = ContextVar("hexcache_flights", default=frozenset())


@dataclass(slots=True)
class _TaskFlight:
    """One attempt as a task of its own, and how many wait for it."""

    task: asyncio.Task[Any]
    waiting: int = 0
    waits_for: list[Hashable] = field(default_factory=list)


class TaskFlights:
    """Single flight for tasks: the attempt is a task of its own, cancelled when nobody waits for it any more."""

    def __init__(self) -> None:
        """Start with none under way."""
        self._flights: dict[Hashable, _TaskFlight] = {}

    async def run(self, key: Hashable, attempt: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401 - as the threads' one
        """As `ThreadFlights.run`; a caller that is cancelled does not fail the others."""
        key, inside = (self, asyncio.get_running_loop(), key), _INSIDE.get()
        if self._waits_for(key, inside):
            return await attempt()
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = _TaskFlight(asyncio.create_task(_inside(key, attempt)))
            flight.task.add_done_callback(lambda task: self._land(key, task))
        callers = [self._flights[own] for own in inside if own in self._flights]
        flight.waiting += 1
        for caller in callers:
            caller.waits_for.append(key)
        try:
            return await asyncio.shield(flight.task)
        finally:
            for caller in callers:
                caller.waits_for.remove(key)
            flight.waiting -= 1
            if not flight.waiting and not flight.task.done():
                self._land(key, flight.task)
                flight.task.cancel()

    def _waits_for(self, key: Hashable, inside: frozenset[Hashable]) -> bool:
        """Return whether the flight of `key` is one of `inside`, or waits for a flight of which this is true."""
        if key in inside:
            return True
        flight = self._flights.get(key)
        return flight is not None and any(self._waits_for(other, inside) for other in flight.waits_for)

    def _land(self, key: Hashable, task: asyncio.Task[Any]) -> None:
        """Forget the flight of `task`, so that the next caller starts a new one."""
        flight = self._flights.get(key)
        if flight is not None and flight.task is task:
            del self._flights[key]
        if task.done() and not task.cancelled():
            task.exception()


async def _inside(key: Hashable, attempt: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401 - as above
    _INSIDE.set(_INSIDE.get() | {key})
    return await attempt()
