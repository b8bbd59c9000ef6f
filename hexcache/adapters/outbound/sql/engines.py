"""Other engines, and engines that were handed over: SQLAlchemy's pool, one connection for each operation."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from typing_extensions import override

from hexcache.adapters.outbound.sql.drivers import BEGIN
from hexcache.adapters.outbound.sql.errors import FOREIGN, is_lost
from hexcache.adapters.outbound.sql.forking import forgets_at_fork
from hexcache.adapters.outbound.sql.kept import Kept
from hexcache.adapters.outbound.sql.session import CoreSession
from hexcache.adapters.outbound.sql.trials import Trial, attempted, committed
from hexcache.adapters.outbound.sql.upsert import MYSQL

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine
    from sqlalchemy.ext.asyncio import AsyncEngine

T = TypeVar("T")
E = TypeVar("E", "Engine", "AsyncEngine")
C = TypeVar("C")

READING: Final = {"isolation_level": "AUTOCOMMIT"}
"""Reads are single statements: no transaction, so no round trips for its begin and end."""


class Pooled(Generic[E, C]):
    """What databases behind an engine of SQLAlchemy's have in common, in both flavours.

    Connections of an engine that we made may be in autocommit mode from the start; a read then is one round trip, and
    transactions begin and end by statements. Those of an engine that was handed over are told so each time.

    Args:
        engine: the engine.
        label: the database in words that hold no secret.
        borrowed: whether the engine is somebody else's, who closes it.
        timeout: seconds after which nothing is tried again; None is no limit.
        patient: makes an engine for statements that take long, such as building an index; None takes `engine`.
        autocommits: whether connections are in autocommit mode.
        kept: how many of these stay out of the pool.
    """

    def __init__(
        self,
        engine: E,
        label: str,
        *,
        borrowed: bool,
        timeout: float | None = None,
        patient: Callable[[], E] | None = None,
        autocommits: bool = False,
        kept: int = 0,
    ) -> None:
        self._engine: E = engine
        self._begin = BEGIN[engine.dialect.name] if autocommits else None
        self._kept: Kept[C] = Kept(kept)
        self._reading: E = engine if autocommits else engine.execution_options(**READING)
        self._writing: E = engine if autocommits else engine.execution_options(**_writing(engine.dialect.name))
        self._label = label
        self._borrowed = borrowed
        self._timeout = timeout
        self._patient: Callable[[], E] | None = patient
        if not borrowed:
            self._watch_forks()

    @property
    def dialect(self) -> str:
        """SQLAlchemy's name of the engine."""
        name: str = self._engine.dialect.name
        return name

    @property
    def in_use(self) -> int:
        """How many connections are in use now."""
        pool: Any = self._engine.pool
        return int(pool.checkedout()) - len(self._kept)

    def _watch_forks(self) -> None:
        """See to it that a child leaves the parent's connections alone, where children are to be expected."""

    def describe(self) -> dict[str, str]:
        """Return facts about the engine, which may not have connected yet."""
        dialect = self._engine.dialect
        version = getattr(dialect, "server_version_info", None)
        number = ".".join(str(part) for part in version) if version else "of a version not asked yet"
        return {
            "database": self._label,
            "engine": f"{dialect.name} {number}, through SQLAlchemy and {dialect.driver}",
        }


class EngineDatabase(Pooled["Engine", "Connection"]):
    """A database behind an engine, for threads."""

    new_lock = Lock
    _inherited: tuple[object, ...] = ()

    @override
    def _watch_forks(self) -> None:
        forgets_at_fork(self)

    def after_fork(self) -> None:
        """Give the child a pool of its own; the parent's connections are kept, for closing them would harm it."""
        self._inherited = (*self._inherited, self._kept)
        self._kept = Kept(self._kept.most)
        self._engine.dispose(close=False)

    def read(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - the function's own
        """Return what `function` makes of a session; every statement in it sees the latest commit."""
        trial = Trial(self._label, self._timeout)
        while True:
            try:
                if self._begin is not None:
                    return self._lent(lambda connection: attempted(connection, CoreSession(connection), function, args))
                with self._reading.connect() as connection:
                    return function(CoreSession(connection), *args)
            except FOREIGN as error:
                trial.failed(error)

    def single(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - the function's own
        """As `write`, where `function` sends one statement, which is a transaction of its own."""
        return self.read(function, *args)

    def write(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - the function's own
        """Return what `function` makes of a session inside a transaction that is committed when it returns."""
        return self._written(None, function, args)

    def build(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - the function's own
        """As `write`, for statements that may take as long as they want: tables, indices, conversions."""
        if self._patient is None:
            return self.write(function, *args)
        engine = self._patient()
        try:
            return self._written(engine, function, args)
        finally:
            engine.dispose()

    def close(self) -> None:
        """Close the pool, if it is ours."""
        self._kept.most = 0
        self._forget()
        if not self._borrowed:
            self._engine.dispose()

    def _written(self, engine: Engine | None, function: Callable[..., T], args: tuple[Any, ...]) -> T:
        trial = Trial(self._label, self._timeout)
        while True:
            try:
                return self._transaction(engine, trial, function, args)
            except FOREIGN as error:
                trial.failed(error)

    def _transaction(self, engine: Engine | None, trial: Trial, function: Callable[..., T], args: tuple[Any, ...]) -> T:
        """Run a transaction on a connection of `engine`, or on one of those that are lent."""
        begin = self._begin
        if begin is None:
            with (engine or self._writing).begin() as connection:
                return function(CoreSession(connection), *args)

        def work(connection: Connection) -> T:
            return committed(connection, CoreSession(connection), begin, trial, function, *args)

        if engine is None:
            return self._lent(work)
        with engine.connect() as connection:
            return work(connection)

    def _lent(self, work: Callable[[Connection], T]) -> T:
        """Return what `work` makes of a connection, which is kept unless there is an error."""
        connection = self._kept.take() or self._asked()
        try:
            result = work(connection)
        except BaseException as error:
            connection.close()
            if is_lost(error):
                self._forget()
            raise
        if (spare := self._kept.give(connection)) is not None:
            spare.close()
        return result

    def _asked(self) -> Connection:
        with self._kept.asking():
            return self._kept.take() or self._engine.connect()

    def _forget(self) -> None:
        """Close the connections that are kept."""
        for connection in self._kept.drain():
            connection.invalidate()
            connection.close()


def _writing(dialect: str) -> dict[str, str]:
    """Return the options of transactions that write.

    MySQL's own level locks what a subquery read, and two deletes of one row stop each other.
    """
    return {"isolation_level": "READ COMMITTED"} if dialect in MYSQL else {}
