"""The border: what SQLAlchemy and the drivers raise becomes an error of ours, once."""

from __future__ import annotations

import sqlite3
from typing import Any, Final

from sqlalchemy import exc

from hexcache.domain.errors import (
    BackendError,
    BackendTimeoutError,
    BackendUnavailableError,
    CacheError,
    ConfigurationError,
)

FOREIGN: Final = (sqlite3.Error, exc.SQLAlchemyError, OSError)
"""What may come out of a driver or SQLAlchemy."""

_LATE: Final = {
    "57014",  # PostgreSQL: the statement was cancelled, as its timeout does
    "55P03",  # PostgreSQL: a lock was not available
    1205,  # MySQL: waited too long for a lock
    1969,  # MariaDB: the statement's time is over
    3024,  # MySQL: the same
}
_AGAIN: Final = {"40001", "40P01", 1020, 1213}  # somebody else had to win: a serialization failure, a deadlock
_FULL: Final = {"53100", 1021, 1114}  # PostgreSQL, MySQL: no space left; a table is full
_CROWDED: Final = {"53300", 1040, 1203, 1226}  # PostgreSQL, MySQL: too many connections
_READ_ONLY: Final = {"25006", 1290, 1792, 1836}  # PostgreSQL, MySQL: a replica, or told to be read-only
_FORBIDDEN: Final = {"42501", 1044, 1142, 1143, 1227, 1370}  # PostgreSQL, MySQL: the user may not do that
_GONE: Final = {2002, 2003, 2006, 2013, 1053}  # MySQL: no server, lost connection, shutting down
_GONE_CLASSES: Final = ("08", "53", "57P", "28")  # PostgreSQL: connection, resources, shutting down, credentials


class NotPermittedError(BackendError):
    """The user of the database may not do what was tried."""


class ReadOnlyError(BackendError):
    """Nothing can be written to the database."""


def translated(error: BaseException, where: str, *, late: bool = False) -> CacheError:
    """Return the error of ours that says what happened; the caller chains the driver's to it.

    Args:
        error: what was raised.
        where: which database it was, in words that hold no secret.
        late: whether the time was over; a connection that was lost then was given up.
    """
    if isinstance(error, exc.StatementError):
        error.hide_parameters = True  # a borrowed engine may show them, and they hold prompts
    if isinstance(error, exc.ArgumentError):
        return ConfigurationError(f"SQLAlchemy cannot use {where}; check the option url")
    kind = _kind(error, late=late)
    if kind is BackendTimeoutError:
        return kind(f"{where} did not answer in time or stayed locked; raise the option timeout, or try again")
    if kind is BackendUnavailableError:
        return kind(f"{where} {_unavailable(error)}")
    return _other(error, where)


def is_busy(error: sqlite3.Error) -> bool:
    """Return whether SQLite could not get a lock."""
    return _primary(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def is_unreadable(error: sqlite3.Error) -> bool:
    """Return whether SQLite could not open the file as it is: it may be on a disk that nobody can write to."""
    return _primary(error) in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR)


def is_lost(error: BaseException) -> bool:
    """Return whether a connection was lost; others that are as old may be gone as well."""
    return isinstance(error, exc.DBAPIError) and error.connection_invalidated


def is_worth_another_try(error: BaseException) -> bool:
    """Return whether the same transaction may succeed at once: another one won, or a pooled connection was stale."""
    if not isinstance(error, exc.DBAPIError):
        return False
    return error.connection_invalidated or isinstance(error, exc.IntegrityError) or _code(error.orig) in _AGAIN


def _kind(error: BaseException, *, late: bool) -> type[BackendError]:
    if isinstance(error, sqlite3.Error):
        return _sqlite_kind(error)
    if isinstance(error, exc.DBAPIError):
        lost = error.connection_invalidated and not isinstance(error.orig, TimeoutError)
        return (BackendTimeoutError if late else BackendUnavailableError) if lost else _driver_kind(error)
    if isinstance(error, (exc.TimeoutError, TimeoutError)):
        return BackendTimeoutError
    return BackendUnavailableError if isinstance(error, OSError) else BackendError


def _driver_kind(error: exc.DBAPIError) -> type[BackendError]:
    orig = error.orig
    if isinstance(orig, sqlite3.Error):
        return _sqlite_kind(orig)
    code = _code(orig)
    if code in _LATE or code in _AGAIN or isinstance(orig, TimeoutError):
        return BackendTimeoutError
    if code in _GONE | _FULL | _CROWDED or (isinstance(code, str) and code.startswith(_GONE_CLASSES)):
        return BackendUnavailableError
    lost = isinstance(error, (exc.OperationalError, exc.InterfaceError)) and code is None
    return BackendUnavailableError if lost else BackendError


def _sqlite_kind(error: sqlite3.Error) -> type[BackendError]:
    code = _primary(error)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_INTERRUPT):
        return BackendTimeoutError
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_PERM):
        return BackendUnavailableError
    return BackendError


def _unavailable(error: BaseException) -> str:
    code = _code(error.orig) if isinstance(error, exc.DBAPIError) else None
    if code in _FULL:
        return "has no space left; make room or remove what expired, lookups go on"
    if code in _CROWDED:
        return "has no connection left; lower the option pool_size, or let the server take more"
    return "cannot be reached; check that it is there, takes one more connection, may be opened, and has free space"


def _other(error: BaseException, where: str) -> BackendError:
    orig = error.orig if isinstance(error, exc.DBAPIError) else error
    code = _primary(orig) if isinstance(orig, sqlite3.Error) else _code(orig)
    if (isinstance(orig, sqlite3.Error) and code == sqlite3.SQLITE_READONLY) or code in _READ_ONLY:
        return ReadOnlyError(f"{where} is read-only; make it writable, or use the cache for lookups only")
    if code in _FORBIDDEN:
        return NotPermittedError(f"{where} does not permit this to its user; grant it, or use another user")
    if isinstance(orig, sqlite3.Error) and code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return BackendError(f"{where} is no SQLite database, or a damaged one; name another file in the option url")
    return BackendError(f"{where} refused a statement ({type(orig).__name__!r}); see the cause, and its tables")


def _primary(error: sqlite3.Error) -> int | None:
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _code(orig: Any) -> Any:  # noqa: ANN401 - drivers differ
    """Return the number or the SQLSTATE that a driver's exception carries; of both, MySQL's number says more."""
    args = getattr(orig, "args", ())
    if args and isinstance(args[0], int):
        return args[0]
    return getattr(orig, "sqlstate", None) or getattr(orig, "pgcode", None)
