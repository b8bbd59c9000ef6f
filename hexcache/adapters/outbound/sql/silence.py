"""Connections of psycopg's that give up a server which says nothing: its own limits are kept by the server alone."""

from __future__ import annotations

from asyncio import CancelledError
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, TypeVar

from psycopg import AsyncConnection, Connection, OperationalError
from psycopg.waiting import wait_async
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

T = TypeVar("T")

_INTERVAL: Final = 0.1


class SilentServerError(OperationalError, TimeoutError):
    """The server said nothing for longer than it may; the connection is closed."""


class SyncConnection(Connection[Any]):
    """A connection that waits for an answer for a limited time.

    Attributes:
        limit: seconds without a byte from the server; None waits for ever.
    """

    limit: float | None = None

    @override
    def wait(self, gen: Generator[Any, Any, T], *args: Any, **more: Any) -> T:
        return super().wait(gen if self.limit is None else _bounded(gen, self.limit, self.pgconn.finish), *args, **more)


class TaskConnection(AsyncConnection[Any]):
    """As `SyncConnection`, for the event loop; a task that is cancelled does not wait for the server to stop its work.

    Attributes:
        limit: as that of `SyncConnection`.
    """

    limit: float | None = None

    @override
    async def wait(self, gen: Generator[Any, Any, T], *args: Any, **more: Any) -> T:
        bounded = gen if self.limit is None else _bounded(gen, self.limit, self.pgconn.finish)
        try:
            arguments = more if args else {"interval": _INTERVAL, **more}
            return await wait_async(bounded, self.pgconn.socket, *args, **arguments)
        except (CancelledError, KeyboardInterrupt):
            self.pgconn.finish()
            raise


def connector(limit: float | None) -> Callable[..., SyncConnection]:
    """Return what connects, as `psycopg.connect` does."""

    def connect(*args: str, **arguments: Any) -> SyncConnection:  # noqa: ANN401 - psycopg's own
        connection = SyncConnection.connect(*args, **arguments)
        connection.limit = limit
        return connection

    return connect


def task_connector(limit: float | None) -> Callable[..., Any]:
    """As `connector`, for the event loop."""

    async def connect(*args: str, **arguments: Any) -> TaskConnection:  # noqa: ANN401 - psycopg's own
        connection = await TaskConnection.connect(*args, **arguments)
        connection.limit = limit
        return connection

    return connect


def _bounded(generator: Generator[Any, Any, T], seconds: float, finish: Callable[[], None]) -> Generator[Any, Any, T]:
    """Run what psycopg waits in; it is sent nothing every tenth of a second, and something whenever bytes pass."""
    try:
        wanted = next(generator)
        end = monotonic() + seconds
        while True:
            ready = yield wanted
            if ready:
                end = monotonic() + seconds
            elif monotonic() >= end:
                generator.close()
                finish()
                raise SilentServerError(f"no answer in {seconds:g} seconds")
            wanted = generator.send(ready)
    except StopIteration as stop:
        result: T = stop.value
        return result
