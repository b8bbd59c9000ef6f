"""SQLite through its own driver: connections that stay open, one writer at a time, readers that never wait for it."""

from __future__ import annotations

import itertools
import os
import sqlite3
import time
from collections import deque
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import quote
from weakref import WeakValueDictionary

from hexcache.adapters.outbound.sql.errors import FOREIGN, is_busy, is_unreadable, translated
from hexcache.adapters.outbound.sql.forking import forgets_at_fork
from hexcache.adapters.outbound.sql.session import SqliteSession
from hexcache.domain.errors import BackendTimeoutError

if TYPE_CHECKING:
    from collections.abc import Callable

    from hexcache.adapters.outbound.sql.tuning import Tuning

T = TypeVar("T")

_PAGE_BYTES: Final = 8_192
_WAL_BYTES: Final = 64 << 20
_PAUSE: Final = 0.001
_WRITER_PATIENCE: Final = 0.02
_numbers = itertools.count(1)


class SqliteDatabase:
    """One SQLite database, opened by path.

    Readers take a connection from a stack and put it back; each sees what is committed. All writers of this process
    take turns on one lock, then ask SQLite for the file's lock in short steps, so that neither threads nor processes
    starve each other. A connection that met an error is not used again, and none is used across a fork.

    Args:
        filename: as the driver takes it; a path, ":memory:", or a "file:" URI.
        arguments: more arguments of the driver's `connect`.
        label: the database in words that hold no secret.
        tuning: the options.
    """

    dialect = "sqlite"
    new_lock = Lock

    def __init__(self, filename: str, arguments: dict[str, Any], label: str, tuning: Tuning) -> None:
        self._filename = filename
        self._arguments = {**arguments, "isolation_level": None, "check_same_thread": False, "cached_statements": 256}
        self._label = label
        self._tuning = tuning
        self._alone = ":memory:" in filename or "mode=memory" in filename or not filename
        self._read_only = self._closed = False
        self._inherited: list[object] = []
        self._start()
        forgets_at_fork(self)

    def _start(self) -> None:
        self._idle: deque[SqliteSession] = deque()
        self._writer: SqliteSession | None = None
        self._write_lock = Lock() if self._alone else _locks.of(self._filename)

    def after_fork(self) -> None:
        """Forget connections and locks; those that the parent opened are kept, for closing them would harm it."""
        self._inherited += [self._idle, self._writer]
        self._start()

    def read(self, function: Callable[..., T], *args: object) -> T:
        """Return what `function` makes of a session; every statement in it sees the latest commit."""
        if self._alone:
            return self._exclusively(function, *args, begin=False)
        session = self._take()
        try:
            result = function(session, *args)
        except FOREIGN as error:
            session.connection.close()
            raise translated(error, self._label) from error
        except BaseException:
            session.connection.close()
            raise
        self._give(session)
        return result

    def write(self, function: Callable[..., T], *args: object) -> T:
        """Return what `function` makes of a session inside a transaction that is committed when it returns."""
        return self._exclusively(function, *args, begin=True)

    def single(self, function: Callable[..., T], *args: object) -> T:
        """As `write`: SQLite has no round trips to save."""
        return self.write(function, *args)

    def build(self, function: Callable[..., T], *args: object) -> T:
        """As `write`: a statement takes as long as it wants, only locks are waited for."""
        return self.write(function, *args)

    def close(self) -> None:
        """Close the connections that nobody uses; the others are closed when they come back."""
        self._closed = True
        while self._idle:
            self._idle.pop().connection.close()
        if self._write_lock.acquire(timeout=self._tuning.timeout):
            try:
                self._drop_writer()
            finally:
                self._write_lock.release()

    def describe(self) -> dict[str, str]:
        """Return facts about the engine."""
        return {
            "database": self._label,
            "engine": f"SQLite {sqlite3.sqlite_version}, opened by its own driver",
            "durability": f"synchronous={self._tuning.synchronous}",
            "opened": "read-only" if self._read_only else "for reading and writing",
        }

    def _take(self) -> SqliteSession:
        try:
            return self._idle.pop()
        except IndexError:
            pass
        try:
            return self._open_reader()
        except FOREIGN as error:
            raise translated(error, self._label) from error

    def _give(self, session: SqliteSession) -> None:
        if self._closed or not session.watched or len(self._idle) >= self._tuning.pool_size:
            session.connection.close()
        else:
            self._idle.append(session)

    def _exclusively(self, function: Callable[..., T], *args: object, begin: bool) -> T:
        deadline = time.monotonic() + self._tuning.timeout
        if not self._write_lock.acquire(timeout=self._tuning.timeout):
            raise BackendTimeoutError(f"{self._label} was busy with other writers; raise the option timeout")
        try:
            return self._with_writer(function, args, deadline, begin=begin)
        except FOREIGN as error:
            raise translated(error, self._label) from error
        finally:
            self._write_lock.release()

    def _with_writer(self, function: Callable[..., T], args: tuple[object, ...], deadline: float, *, begin: bool) -> T:
        if self._writer is None:
            self._writer = self._open_writer(deadline)
        try:
            if not begin:
                return function(self._writer, *args)
            _patiently(self._writer.connection, "BEGIN IMMEDIATE", deadline)
            result = function(self._writer, *args)
            _patiently(self._writer.connection, "COMMIT", deadline)
        except BaseException:
            self._undo(self._writer.connection)
            raise
        return result

    def _undo(self, connection: sqlite3.Connection) -> None:
        """Roll back, and drop the connection unless it is the database itself."""
        with suppress(sqlite3.Error):
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        if not self._alone:
            self._drop_writer()

    def _drop_writer(self) -> None:
        if self._writer is not None:
            self._writer.connection.close()
            self._writer = None

    def _open_writer(self, deadline: float) -> SqliteSession:
        connection = self._connect(self._filename, _WRITER_PATIENCE)
        try:
            for pragma in (
                f"page_size={_PAGE_BYTES}",
                "journal_mode=WAL",
                f"journal_size_limit={_WAL_BYTES}",
                f"synchronous={self._tuning.synchronous}",
            ):
                _patiently(connection, f"PRAGMA {pragma}", deadline)
        except BaseException:
            connection.close()
            raise
        return SqliteSession(connection, next(_numbers), watched=False)

    def _open_reader(self) -> SqliteSession:
        """Open a connection that can read: of a disk that cannot be written to, SQLite must be told so."""
        ways = self._ways_to_read()
        for number, (filename, uri, watched) in enumerate(ways, start=1):
            connection = self._connect(filename, self._tuning.timeout, uri=uri)
            try:
                connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
            except sqlite3.Error as error:
                connection.close()
                if number == len(ways) or not is_unreadable(error):
                    raise
            else:
                self._read_only = uri
                return SqliteSession(connection, next(_numbers), watched=watched)
        raise AssertionError  # the last way returned or raised

    def _ways_to_read(self) -> list[tuple[str, bool, bool]]:
        """Return for each way to open the file its name, whether that is a URI, and whether changes are noticed.

        The last way takes the file as it is, without locks, and only where nothing can be written beside it. Such a
        connection serves one operation: the next one finds out anew whether there is a writer by now.
        """
        ways = [(self._filename, False, True)]
        if not self._arguments.get("uri"):
            path = quote(self._filename)
            ways.append((f"file:{path}?mode=ro", True, True))
            if not os.access(Path(self._filename).parent, os.W_OK):
                ways.append((f"file:{path}?immutable=1", True, False))
        return ways

    def _connect(self, filename: str, timeout: float, *, uri: bool = False) -> sqlite3.Connection:
        arguments = {**self._arguments, "uri": True} if uri else self._arguments
        connection: sqlite3.Connection = sqlite3.connect(filename, **{"timeout": timeout, **arguments})
        return connection


def _patiently(connection: sqlite3.Connection, sql: str, deadline: float) -> None:
    """Run a statement that needs the file's lock, again and again until `deadline`.

    SQLite's own waiting sleeps longer and longer, up to a tenth of a second, and may miss its turn for ever beside a
    process that writes all the time; short steps do not.
    """
    while True:
        try:
            connection.execute(sql)
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() >= deadline:
                raise
            time.sleep(_PAUSE)
        else:
            return


class _Locks:
    """One lock for each file that this process writes to."""

    def __init__(self) -> None:
        self.after_fork()
        forgets_at_fork(self)

    def after_fork(self) -> None:
        self._lock = Lock()
        self._by_path: WeakValueDictionary[str, Any] = WeakValueDictionary()

    def of(self, filename: str) -> Any:  # noqa: ANN401 - typeshed's class of locks cannot be weakly referenced
        path = filename if filename.startswith("file:") else os.path.realpath(filename)
        with self._lock:
            lock = self._by_path.get(path)
            if lock is None:
                self._by_path[path] = lock = Lock()
            return lock


_locks: Final = _Locks()
