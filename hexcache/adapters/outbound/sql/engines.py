"""Other engines, and engines that were handed over: SQLAlchemy's pool, one connection for each operation."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeVar

from hexcache.adapters.outbound.sql.errors import FOREIGN, is_worth_another_try, translated
from hexcache.adapters.outbound.sql.forking import forgets_at_fork
from hexcache.adapters.outbound.sql.session import CoreSession
from hexcache.adapters.outbound.sql.upsert import MYSQL

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection, Engine

T = TypeVar("T")

TRIES: Final = 5
"""How often a transaction is tried that others kept from its end, or whose connection was stale."""

READING: Final = {"isolation_level": "AUTOCOMMIT"}
"""Reads are single statements: no transaction, so no round trips for its begin and end."""


class EngineDatabase:
    """A database behind an engine of SQLAlchemy's.

    Args:
        engine: the engine.
        label: the database in words that hold no secret.
        borrowed: whether the engine is somebody else's, who closes it.
    """

    new_lock = Lock

    def __init__(self, engine: Engine, label: str, *, borrowed: bool) -> None:
        self._engine = engine
        self._reading = engine.execution_options(**READING)
        self._writing = engine.execution_options(**writing(engine.dialect.name))
        self._label = label
        self._borrowed = borrowed
        if not borrowed:
            forgets_at_fork(self)

    @property
    def dialect(self) -> str:
        """SQLAlchemy's name of the engine."""
        return self._engine.dialect.name

    def after_fork(self) -> None:
        """Give the child a pool of its own; the parent's connections are not touched."""
        self._engine.dispose(close=False)

    def read(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - the function's own
        """Return what `function` makes of a session; every statement in it sees the latest commit."""
        return self._again(self._reading.connect, function, args)

    def write(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - the function's own
        """Return what `function` makes of a session inside a transaction that is committed when it returns."""
        return self._again(self._writing.begin, function, args)

    def close(self) -> None:
        """Close the pool, if it is ours."""
        if not self._borrowed:
            self._engine.dispose()

    def describe(self) -> dict[str, str]:
        """Return facts about the engine."""
        return described(self._engine, self._label)

    def _again(
        self,
        opened: Callable[[], AbstractContextManager[Connection]],
        function: Callable[..., T],
        args: tuple[Any, ...],
    ) -> T:
        for number in range(1, TRIES + 1):
            try:
                with opened() as connection:
                    return function(CoreSession(connection), *args)
            except FOREIGN as error:
                if number == TRIES or not is_worth_another_try(error):
                    raise translated(error, self._label) from error
        raise AssertionError  # the last attempt returned or raised


def writing(dialect: str) -> dict[str, str]:
    """Return the options of transactions that write.

    MySQL's own level locks what a subquery read, and two deletes of one row stop each other.
    """
    return {"isolation_level": "READ COMMITTED"} if dialect in MYSQL else {}


def described(engine: Engine, label: str) -> dict[str, str]:
    """Return facts about an engine that may not have connected yet."""
    version = getattr(engine.dialect, "server_version_info", None)
    number = ".".join(str(part) for part in version) if version else "of a version not asked yet"
    return {
        "database": label,
        "engine": f"{engine.dialect.name} {number}, through SQLAlchemy and {engine.dialect.driver}",
    }
