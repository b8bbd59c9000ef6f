"""Connections that are kept at hand between round trips: a pool's own bookkeeping takes longer than one on loopback."""

# mypy: disallow-untyped-calls=False
# Half of redis-py's pools and connections has no types.

from __future__ import annotations

import asyncio
import os
from collections import deque
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from hexcache.adapters.outbound.redis.refusals import FOREIGN

if TYPE_CHECKING:
    from collections.abc import Sequence

    import redis
    import redis.asyncio


class Idle:
    """The connections of a pool, for threads; the last that came back goes out first.

    Args:
        pool: makes the connections and limits their number.
        keeps: whether connections may stay out of it, which those of a stranger's pool, or of one that watches for
            another master, may not.
    """

    def __init__(self, pool: redis.ConnectionPool, *, keeps: bool) -> None:
        self.pool = pool
        self._keeps = keeps
        self._free: deque[redis.Connection] = deque()
        self._process = os.getpid()
        self._waiting = 0
        self._lock = Lock()

    def take(self) -> redis.Connection:
        """Return a connection that is ready; waits as long as the pool does where all are in use."""
        kept = self._kept()
        if kept is not None:
            return kept
        with self._lock:
            self._waiting += 1
        try:
            return self._kept() or self.pool.get_connection()
        finally:
            with self._lock:
                self._waiting -= 1

    def give(self, connection: redis.Connection, *, whole: bool) -> None:
        """Take a connection back; one that is not whole, whose replies were not all read, is closed."""
        if not whole:
            connection.disconnect()
        if not whole or not self._keeps:
            self.pool.release(connection)
            return
        self._free.append(connection)
        if self._waiting:  # whoever waits does so at the pool
            self._release_one()

    def release(self) -> None:
        """Give all that is kept back to the pool."""
        while self._release_one():
            pass

    def _release_one(self) -> bool:
        try:
            connection = self._free.pop()
        except IndexError:
            return False
        self.pool.release(connection)
        return True

    def _kept(self) -> redis.Connection | None:
        if self._process != os.getpid():  # what was kept before a fork is the parent's
            self._free, self._process = deque(), os.getpid()
        while True:
            try:
                connection = self._free.pop()
            except IndexError:
                return None
            if _is_ready(connection):
                return connection
            self.give(connection, whole=False)


def _is_ready(connection: redis.Connection) -> bool:
    """Return whether a connection that was kept still stands, with nothing on it that nobody asked for."""
    try:
        return not connection.can_read()
    except FOREIGN:
        return False


class AsyncIdle:
    """`Idle` for event loops; whoever takes one sees to it that no more are out than the pool allows.

    A connection belongs to the loop that it was made in. Those of a loop that has ended are left behind.

    Args:
        pool: makes the connections.
        keeps: as for `Idle`.
        own: the pools of the adapter that this one needs, it and those of its sentinels; none where it is a stranger's.
    """

    def __init__(
        self,
        pool: redis.asyncio.ConnectionPool,
        *,
        keeps: bool,
        own: Sequence[redis.asyncio.ConnectionPool],
    ) -> None:
        self.pool = pool
        self._keeps = keeps
        self._own = own
        self._free: dict[asyncio.AbstractEventLoop, deque[redis.asyncio.Connection]] = {}
        self._gates: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()

    async def take(self) -> redis.asyncio.Connection:
        """Return a connection that is ready."""
        free = await self._mine()
        while free:
            connection, ready = free.pop(), False
            try:
                ready = await _is_ready_async(connection)
            finally:
                if not ready:
                    await self.give(connection, whole=False)
            if ready:
                return connection
        fresh: redis.asyncio.Connection = await self.pool.get_connection()
        return fresh

    async def give(self, connection: redis.asyncio.Connection, *, whole: bool) -> None:
        """As `Idle.give`."""
        if not whole:
            await connection.disconnect(nowait=True)
        if whole and self._keeps:
            (await self._mine()).append(connection)
        else:
            await self.pool.release(connection)

    async def release(self) -> None:
        """As `Idle.release`."""
        free = await self._mine()
        await self._leave_ended_loops()
        while free:
            await self.pool.release(free.pop())

    async def _mine(self) -> deque[redis.asyncio.Connection]:
        loop = asyncio.get_running_loop()
        if loop not in self._free:
            async with self._gates.setdefault(loop, asyncio.Lock()):
                if loop not in self._free:  # nobody takes a connection of the last loop meanwhile
                    await self._leave_ended_loops()
                    self._free[loop] = deque()
        return self._free[loop]

    async def _leave_ended_loops(self) -> None:
        ended = [loop for loop in self._free if loop.is_closed()]
        for loop in ended:
            for connection in self._free.pop(loop):
                with suppress(RuntimeError):  # there is no loop any more that could close it
                    await connection.disconnect(nowait=True)
                await self.pool.release(connection)
        for pool in self._own if ended else ():
            with suppress(RuntimeError):
                await pool.disconnect(inuse_connections=False)


async def _is_ready_async(connection: redis.asyncio.Connection) -> bool:
    can_read = getattr(connection, "can_read", None) or connection.can_read_destructive  # its name before redis-py 8
    try:
        return not await can_read()
    except FOREIGN:
        return False
