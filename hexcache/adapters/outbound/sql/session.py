"""A session: one connection, and the few ways in which operations use it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable
from typing_extensions import override

from hexcache.adapters.outbound.sql.statement import chunks, dialect

if TYPE_CHECKING:
    import asyncio
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence

    from hexcache.adapters.outbound.sql.statement import Params, Row, Statement

T = TypeVar("T")

_OFF_LOOP: Final = 1_000_000
_ROWS: Final = 500
"""How many rows go out together: some drivers' limit of time is for all of them."""


class Session(Protocol):
    """What operations do with a connection. Errors are the driver's: the database that lends it translates them."""

    number: int
    """Tells the connection from every other one of this process."""

    def version(self) -> int | None:
        """Return a number that changes when anybody else writes to the database; None where there is none."""

    def rows(self, statement: Statement, params: Params) -> Sequence[Row]:
        """Return the rows of a query."""

    def batches(self, statement: Statement, params: Params, size: int) -> Iterator[Sequence[Row]]:
        """Yield the rows of a query in lists of at most `size`."""

    def run(self, statement: Statement, params: Params) -> int:
        """Run a statement and return how many rows it concerned."""

    def many(self, statement: Statement, params: Sequence[Params], *, whole: bool = False) -> None:
        """Run a statement for each of `params`, of which there may be none; `whole` sends all of them together."""

    def columns(self, table: sa.Table) -> frozenset[str]:
        """Return the names of the columns that a table of this name has in the database; none where it is not there."""

    def create(self, metadata: sa.MetaData) -> None:
        """Create the tables and indices that are not there."""

    def exclusive(self, lock: Any) -> AbstractContextManager[Any]:  # noqa: ANN401 - a lock of the database's kind
        """Hold one of the database's locks, also while statements run."""

    def compute(self, work: int, function: Callable[..., T], *args: object) -> T:
        """Return what a function returns, computed where `work` (numbers to read) keeps nobody waiting."""


class SqliteSession(Session):
    """A connection of SQLite's own driver, in autocommit mode: SQLAlchemy's part of a call is its text alone."""

    __slots__ = ("connection", "number", "watched")

    def __init__(self, connection: sqlite3.Connection, number: int, *, watched: bool) -> None:
        self.connection = connection
        self.number = number
        self.watched = watched

    @override
    def version(self) -> int | None:
        if not self.watched:
            return None
        version: int = self.connection.execute("PRAGMA data_version").fetchone()[0]
        return version

    @override
    def rows(self, statement: Statement, params: Params) -> Sequence[Row]:
        return self.connection.execute(statement.text, params).fetchall()

    @override
    def batches(self, statement: Statement, params: Params, size: int) -> Iterator[Sequence[Row]]:
        cursor = self.connection.execute(statement.text, params)
        try:
            while rows := cursor.fetchmany(size):
                yield rows
        finally:
            cursor.close()

    @override
    def run(self, statement: Statement, params: Params) -> int:
        return self.connection.execute(statement.text, params).rowcount

    @override
    def many(self, statement: Statement, params: Sequence[Params], *, whole: bool = False) -> None:
        self.connection.executemany(statement.text, params)

    @override
    def columns(self, table: sa.Table) -> frozenset[str]:
        rows = self.connection.execute("SELECT name FROM pragma_table_info(?)", (table.name,)).fetchall()
        return frozenset(name for (name,) in rows)

    @override
    def create(self, metadata: sa.MetaData) -> None:
        for table in metadata.sorted_tables:
            self.connection.execute(str(CreateTable(table, if_not_exists=True).compile(dialect=dialect())))
            for index in sorted(table.indexes, key=lambda index: str(index.name)):
                self.connection.execute(str(CreateIndex(index, if_not_exists=True).compile(dialect=dialect())))

    @override
    def exclusive(self, lock: Any) -> AbstractContextManager[Any]:
        return lock  # type: ignore[no-any-return] # a threading.Lock

    @override
    def compute(self, work: int, function: Callable[..., T], *args: object) -> T:
        return function(*args)


class CoreSession(Session):
    """A connection of SQLAlchemy's, to any engine."""

    number = 0

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection

    @override
    def version(self) -> int | None:
        return None

    @override
    def rows(self, statement: Statement, params: Params) -> Sequence[Row]:
        direct = statement.direct(self.connection.dialect)
        if direct is None:
            return self.connection.execute(statement.core, params).all()
        return self.connection.exec_driver_sql(direct.text, direct.given(params)).all()

    @override
    def batches(self, statement: Statement, params: Params, size: int) -> Iterator[Sequence[Row]]:
        yield from self.connection.execute(statement.core, params).partitions(size)

    @override
    def run(self, statement: Statement, params: Params) -> int:
        return self.connection.execute(statement.core, params).rowcount

    @override
    def many(self, statement: Statement, params: Sequence[Params], *, whole: bool = False) -> None:
        for part in chunks(params, len(params) or 1 if whole else _ROWS):
            self.connection.execute(statement.core, part)

    @override
    def columns(self, table: sa.Table) -> frozenset[str]:
        if not sa.inspect(self.connection).has_table(table.name):
            return frozenset()
        everything = sa.select(sa.text("*")).select_from(sa.table(table.name)).where(sa.literal_column("1 = 0"))
        return frozenset(self.connection.execute(everything).keys())

    @override
    def create(self, metadata: sa.MetaData) -> None:
        metadata.create_all(self.connection)

    @override
    def exclusive(self, lock: Any) -> AbstractContextManager[Any]:
        return lock  # type: ignore[no-any-return] # a threading.Lock

    @override
    def compute(self, work: int, function: Callable[..., T], *args: object) -> T:
        return function(*args)


class TaskSession(CoreSession):
    """A connection of an async engine, used inside `AsyncConnection.run_sync`: what waits, waits on the event loop."""

    @override
    def exclusive(self, lock: asyncio.Lock) -> AbstractContextManager[Any]:
        return _TaskLock(self, lock)

    @override
    def compute(self, work: int, function: Callable[..., T], *args: object) -> T:
        import asyncio

        if work < _OFF_LOOP:
            return function(*args)
        result: T = self.waited(lambda: asyncio.to_thread(function, *args))
        return result

    def waited(self, start: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the awaitable gives
        """Return what an awaitable gives, the event loop running meanwhile."""
        driver: Any = self.connection.connection.dbapi_connection
        return driver.run_async(lambda _: start())


class _TaskLock(AbstractContextManager[None]):
    """Holds an asyncio lock over statements."""

    def __init__(self, session: TaskSession, lock: asyncio.Lock) -> None:
        self._session = session
        self._lock = lock

    @override
    def __enter__(self) -> None:
        self._session.waited(self._lock.acquire)

    @override
    def __exit__(self, *_: object) -> None:
        self._lock.release()
