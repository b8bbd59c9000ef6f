"""Whether an operation that failed is tried again, and what its caller is told otherwise."""

from __future__ import annotations

from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, TypeVar

from hexcache.adapters.outbound.sql.errors import FOREIGN, is_lost, is_worth_another_try, translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from hexcache.adapters.outbound.sql.session import CoreSession

T = TypeVar("T")

TRIES: Final = 5
"""How often a transaction is tried that others kept from its end, or whose connection was stale."""


class Trial:
    """One operation, tried again while that may help and time is left.

    A connection that was stale is found out at its first statement, at once. One that is lost while it commits leaves
    open whether it did, so that the operation is not done twice.

    Args:
        where: the database in words that hold no secret.
        timeout: seconds after which nothing is tried again; None is no limit.
    """

    def __init__(self, where: str, timeout: float | None) -> None:
        self._where = where
        self._timeout = timeout
        self._start = monotonic()
        self._number = 0
        self.committing = False

    def failed(self, error: BaseException) -> None:
        """Return where another try may succeed.

        Raises:
            CacheError: it may not.
        """
        self._number += 1
        late = self._timeout is not None and monotonic() - self._start >= self._timeout
        unsure, self.committing = self.committing and is_lost(error), False
        if late or unsure or self._number == TRIES or not is_worth_another_try(error):
            raise translated(error, self._where, late=late) from error


def attempted(connection: Connection, session: CoreSession, function: Callable[..., T], args: tuple[Any, ...]) -> T:
    """Return what `function` makes of a session; a connection whose state nobody knows is given up."""
    try:
        return function(session, *args)
    except OSError:  # a limit of time that the driver keeps and SQLAlchemy does not know of
        connection.invalidate()
        raise


def committed(
    connection: Connection, session: CoreSession, begin: str, trial: Trial, function: Callable[..., T], *args: object
) -> T:
    """Return what `function` makes of a session inside a transaction, on a connection in autocommit mode."""
    try:
        connection.exec_driver_sql(begin)
        result = function(session, *args)
        trial.committing = True
        connection.exec_driver_sql("COMMIT")
    except BaseException as error:
        _undo(connection, error)
        raise
    return result


def _undo(connection: Connection, error: BaseException) -> None:
    """Roll back, or give up a connection that cannot."""
    if isinstance(error, Exception) and not isinstance(error, OSError):
        with suppress(*FOREIGN):
            connection.exec_driver_sql("ROLLBACK")
            return
    with suppress(*FOREIGN):
        connection.invalidate()
