"""Statements that are asked once: definitions, the register, and what the server says of itself. They block."""

from __future__ import annotations

import contextlib
import time
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cassandra import ConsistencyLevel, InvalidRequest, Timeout
from cassandra.protocol import ConfigurationException, ServerError, SyntaxException
from cassandra.query import SimpleStatement

from hexcache.adapters.outbound.cassandra.errors import border
from hexcache.domain.errors import BackendTimeoutError, BackendUnavailableError, CacheError, ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cassandra.cluster import Session

R = TypeVar("R")

_PATIENCE: Final = 30.0
_PAUSE: Final = 0.1
_UNKNOWN: Final = 0x1700
"""The code of "CAS write unknown" in the protocol, which the driver has no exception for."""
_OTHER_SCHEMA: Final = 0x0003
"""The code with which a replica says that it does not know the table of a request."""
_REFUSALS: Final = (SyntaxException, InvalidRequest, ConfigurationException)
_ASKING: Final = 5.0
_VERSION: Final = SimpleStatement("SELECT schema_version FROM system.local")


def patiently(call: Callable[[], R], patience: float = _PATIENCE) -> R:
    """Return what `call` returns, called again while a node refuses to know a keyspace or a table.

    One node knows what was made a moment before the others do, and lists a table before it takes statements on it.

    Raises:
        ConfigurationError: it still refuses after `patience` seconds.
    """
    try:
        return _again(call, _is_refused, patience)
    except CacheError as error:
        if not _is_refused(error):
            raise
        raise ConfigurationError(
            "Cassandra does not know a table of ours, or knows another one; provision='create' makes what is "
            "missing, see the cause"
        ) from error.__cause__


def _again(call: Callable[[], R], may_pass: Callable[[CacheError], bool], patience: float = _PATIENCE) -> R:
    """Return what `call` returns, called again while it raises what may pass, for `patience` seconds."""
    end = time.monotonic() + patience
    while True:
        try:
            return call()
        except CacheError as error:
            if not may_pass(error) or time.monotonic() >= end:
                raise
        time.sleep(_PAUSE)


def _is_refused(error: CacheError) -> bool:
    """Return whether a node does not know what a statement names: the one that was asked, or a replica."""
    cause = error.__cause__
    told = getattr(cause, "error_code_map", None) or {}
    return isinstance(cause, InvalidRequest) or _OTHER_SCHEMA in told.values()


def _is_undecided(error: CacheError) -> bool:
    """Return whether a node does not know what was decided, because others decided at the same moment, or gave up.

    One that stumbles over a table that was made a moment ago says no more than "server error".
    """
    cause = error.__cause__
    return isinstance(cause, (Timeout, ServerError)) or getattr(cause, "code", None) == _UNKNOWN


class Clerk:
    """Executes statements one at a time and waits for each."""

    def __init__(self, session: Session) -> None:
        """Take the session."""
        self.session = session

    def look(self, cql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return rows of the system's own tables, which each node answers for itself."""
        return self._rows(self._execute(cql, values, ConsistencyLevel.ONE))

    def read(self, cql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return rows as every decision before has left them; one under way is brought to its end first."""
        return self._rows(_again(partial(self._execute, cql, values, ConsistencyLevel.SERIAL), _is_undecided))

    def decide(self, cql: str, *values: object) -> None:
        """Execute a lightweight transaction; what came of it is read afterwards.

        Where others decide at once, a node may not know whether it took place; it is executed again then.
        """
        _again(partial(self._execute, cql, values, ConsistencyLevel.QUORUM), _is_undecided)

    def define(self, cql: str) -> None:
        """Execute a definition.

        Raises:
            ConfigurationError: the server does not take it.
        """
        try:
            with border():
                self.session.execute(SimpleStatement(cql), timeout=_PATIENCE)
        except CacheError as error:
            if not isinstance(error.__cause__, _REFUSALS):
                raise
            raise ConfigurationError(
                f"the server refused to make a table or an index. Cassandra 5.0 or newer, with vectors and "
                f"storage-attached indexes, is needed, and this is {self.version()!r}; see the cause"
            ) from error.__cause__

    def agree(self) -> None:
        """Wait until all nodes that are up have the same schema, and so know what any of them knew before.

        What one node has heard of the others is a moment old, so each that can be asked is asked for its own.

        Raises:
            BackendTimeoutError: they have not after half a minute.
        """
        end = time.monotonic() + _PATIENCE
        with border():
            agreed = self.session.cluster.control_connection.wait_for_schema_agreement(wait_time=_PATIENCE)
        while agreed is not False and len(self._versions()) > 1:
            time.sleep(_PAUSE)
            agreed = time.monotonic() < end
        if agreed is False:
            raise BackendTimeoutError(
                "the Cassandra nodes do not agree on the schema; look at `nodetool describecluster`"
            )

    def _versions(self) -> set[object]:
        """Return the schema's version on each node that this session may ask; one that does not answer is left out."""
        versions: set[object] = set()
        for pool in self.session.get_pools():
            with contextlib.suppress(BackendTimeoutError, BackendUnavailableError), border():
                asked = self.session.execute(_VERSION, timeout=_ASKING, host=pool.host)
                versions.update(tuple(row) for row in self._rows(asked))
        return versions

    def version(self) -> str:
        """Return the release of the node that answers."""
        ((release,),) = self.look("SELECT release_version FROM system.local")
        return str(release)

    def _execute(self, cql: str, values: Sequence[object], level: int) -> Any:  # noqa: ANN401 - the driver has no types
        with border():
            statement = self.session.prepare(cql)
            statement.consistency_level = level
            return self.session.execute(statement, values, timeout=_PATIENCE)

    @staticmethod
    def _rows(found: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - as above
        rows = list(found)
        return [row if isinstance(row, tuple) else tuple(row.values()) for row in rows]
