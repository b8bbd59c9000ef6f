"""SQLite beside an event loop: each operation is one hop to a thread, however many statements it has.

SQLite has no asynchronous calls; aiosqlite is a thread too, with a hop for every call of a cursor, four of them for one
statement through SQLAlchemy. Readers have several threads, so that a long search delays nobody; writers take turns in
any case and have one of their own, so that they never wait in a reader's place.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, TypeVar

from hexcache.adapters.outbound.sql.forking import forgets_at_fork

if TYPE_CHECKING:
    from collections.abc import Callable

    from hexcache.adapters.outbound.sql.sqlite import SqliteDatabase

T = TypeVar("T")

_READERS: Final = 4


class ThreadedDatabase:
    """A SQLite database whose operations run in threads."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database
        self.dialect = database.dialect
        self.new_lock = database.new_lock
        self.after_fork()
        forgets_at_fork(self)

    def after_fork(self) -> None:
        """Start threads of its own: a child has none of the parent's."""
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="hexcache-sql-read")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="hexcache-sql-write")

    async def read(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - the function's own
        """As `SqliteDatabase.read`."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._database.read, function, *args)

    async def write(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - the function's own
        """As `SqliteDatabase.write`."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, self._database.write, function, *args)

    async def single(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - the function's own
        """As `SqliteDatabase.single`."""
        return await self.write(function, *args)

    async def build(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - the function's own
        """As `SqliteDatabase.build`."""
        return await self.write(function, *args)

    async def close(self) -> None:
        """Let what is under way end, then close."""
        await asyncio.to_thread(self._close)

    def describe(self) -> dict[str, str]:
        """As `SqliteDatabase.describe`."""
        return {**self._database.describe(), "event loop": "one thread hop for each operation"}

    def _close(self) -> None:
        for threads in (self._readers, self._writer):
            threads.shutdown()
        self._database.close()
