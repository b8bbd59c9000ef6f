"""Brings requests to the cluster: prepared statements on a session, each kind at its consistency."""

from __future__ import annotations

import asyncio
import contextlib
import time
from threading import Event
from typing import TYPE_CHECKING, Any, Final

from cassandra import ConsistencyLevel, OperationTimedOut
from cassandra.cluster import EXEC_PROFILE_DEFAULT, _ConfigMode
from cassandra.policies import ConstantSpeculativeExecutionPolicy, RetryPolicy
from cassandra.query import BatchStatement, BatchType, BoundStatement, tuple_factory
from typing_extensions import override

from hexcache.adapters.outbound.cassandra.batches import Batch
from hexcache.adapters.outbound.cassandra.errors import border, translated
from hexcache.adapters.outbound.cassandra.flight import Flight
from hexcache.adapters.outbound.cassandra.routing import SlowNodesLast
from hexcache.adapters.outbound.cassandra.statements import Kind, Page, Wait
from hexcache.domain.errors import BackendUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cassandra.cluster import ResponseFuture, Session
    from cassandra.query import PreparedStatement

    from hexcache.adapters.outbound.cassandra.settings import ConnectionOptions
    from hexcache.adapters.outbound.cassandra.statements import Request, Statement

_ATTEMPTS: Final = 2
_LOOK_UP: Final = 1.0


class _Bound(BoundStatement):  # type: ignore[misc] # the driver has no types
    """A bound statement that shows no values: the driver puts statements into messages and logs."""

    def __init__(self, prepared: PreparedStatement, values: Iterable[bytes | None]) -> None:
        super().__init__(prepared)
        self.values = list(values)

    @override
    def __str__(self) -> str:
        """Return the statement without what is bound to it."""
        return f"<statement {self.prepared_statement.query_string!r}>"

    __repr__ = __str__


class _Retries(RetryPolicy):  # type: ignore[misc] # as above
    """Sends a statement again, where it may be sent twice."""

    def __init__(self, most: int) -> None:
        self._most = most

    def _again(self, query: Any, how: int, number: int) -> tuple[int, int | None]:  # noqa: ANN401 - the driver's
        return (how if query.is_idempotent and number < self._most else self.RETHROW), None

    def on_read_timeout(self, query: Any, *args: Any, retry_num: int, **_: Any) -> tuple[int, int | None]:  # noqa: ANN401, ARG002 - as above
        return self._again(query, self.RETRY, retry_num)

    def on_write_timeout(self, query: Any, *args: Any, retry_num: int, **_: Any) -> tuple[int, int | None]:  # noqa: ANN401, ARG002 - as above
        return self._again(query, self.RETRY, retry_num)

    def on_unavailable(self, query: Any, *args: Any, retry_num: int, **_: Any) -> tuple[int, int | None]:  # noqa: ANN401, ARG002 - as above
        return self._again(query, self.RETRY_NEXT_HOST, retry_num)

    def on_request_error(self, query: Any, *args: Any, retry_num: int, **_: Any) -> tuple[int, int | None]:  # noqa: ANN401, ARG002 - as above
        return self._again(query, self.RETRY_NEXT_HOST, retry_num)


class Courier:
    """Sends requests on a session that somebody else opens and closes."""

    def __init__(self, session: Session, options: ConnectionOptions) -> None:
        """Take the session and how to use it."""
        self.session = session
        self.options = options
        self._levels = {
            Kind.READ: ConsistencyLevel.name_to_value[options.read_consistency],
            Kind.WRITE: ConsistencyLevel.name_to_value[options.write_consistency],
            Kind.SEARCH: ConsistencyLevel.LOCAL_ONE,
        }
        self._prepared: dict[str, PreparedStatement] = {}
        self._routing = SlowNodesLast(session.cluster.profile_manager.default.load_balancing_policy)
        self._profile = _profile(session, options, self._routing)

    def prepare(self, statements: Mapping[str, Statement]) -> None:
        """Prepare statements under their names; waits for the server."""
        for name, statement in statements.items():
            with border():
                prepared = self.session.prepare(statement.cql)
            prepared.consistency_level = self._levels[statement.kind]
            prepared.is_idempotent = True
            self._prepared[name] = prepared

    def send(
        self, request: Request | Batch, arrived: Callable[[Any], None], failed: Callable[[BaseException], None]
    ) -> None:
        """Send one request, or some that belong together."""
        paging, paged = (None, False) if isinstance(request, Batch) else (request.paging, bool(request.fetch_size))
        statement = self._batch(request) if isinstance(request, Batch) else self._bound(request)
        future = self.session.execute_async(
            statement, timeout=self.options.timeout, execution_profile=self._profile, paging_state=paging
        )

        def answered(rows: Any) -> None:  # noqa: ANN401 - the driver has no types
            self._routing.answered(future.attempted_hosts)
            arrived(_answer(future, rows, paged=paged))

        def refused(error: BaseException) -> None:
            if isinstance(error, OperationTimedOut):
                self._routing.kept_waiting(future.attempted_hosts)
            failed(error)

        future.add_callbacks(answered, refused)

    def _bound(self, request: Request) -> _Bound:
        bound = _Bound(self._prepared[request.name], request.values)
        if request.fetch_size:
            bound.fetch_size = request.fetch_size
        return bound

    def _batch(self, batch: Batch) -> BatchStatement:
        statement = BatchStatement(BatchType.UNLOGGED, consistency_level=self._levels[Kind.WRITE])
        statement.is_idempotent = True
        for request in batch.requests:
            statement.add(self._bound(request))
        return statement

    def fly(self, requests: Iterable[Request | Batch] | Wait) -> list[Any]:
        """Send requests and wait for their answers."""
        if isinstance(requests, Wait):
            time.sleep(requests.seconds)
            return []
        outcome: list[tuple[list[Any], BaseException | None]] = []
        done = Event()

        def landed(answers: list[Any], error: BaseException | None) -> None:
            outcome.append((answers, error))
            done.set()

        flight = Flight(self.send, requests, self.options.concurrency, landed)
        try:
            flight.start()
            while not done.wait(_LOOK_UP):
                self._require_open()
        except BaseException:
            flight.cancel()
            raise
        return _answers(*outcome[0])

    async def afly(self, requests: Iterable[Request | Batch] | Wait) -> list[Any]:
        """Send requests and await their answers."""
        if isinstance(requests, Wait):
            await asyncio.sleep(requests.seconds)
            return []
        loop = asyncio.get_running_loop()
        landing: asyncio.Future[tuple[list[Any], BaseException | None]] = loop.create_future()

        def land(*outcome: Any) -> None:  # noqa: ANN401 - as `landed`
            if not landing.done():
                landing.set_result(outcome)

        def landed(answers: list[Any], error: BaseException | None) -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits
                loop.call_soon_threadsafe(land, answers, error)

        flight = Flight(self.send, requests, self.options.concurrency, landed)
        try:
            flight.start()
            return _answers(*(await landing))
        except BaseException:
            flight.cancel()
            raise

    def _require_open(self) -> None:
        if self.session.is_shutdown:
            raise BackendUnavailableError("the Cassandra session was closed meanwhile; open the store anew")


def _profile(session: Session, options: ConnectionOptions, routing: SlowNodesLast) -> Any:  # noqa: ANN401 - the driver has no types
    """Return how statements are executed, made from the session's own way.

    A session whose cluster was configured without profiles takes none; it keeps its own way.
    """
    if session.cluster._config_mode == _ConfigMode.LEGACY:  # noqa: SLF001 - nothing public tells
        return EXEC_PROFILE_DEFAULT
    changes: dict[str, Any] = {
        "row_factory": tuple_factory,
        "retry_policy": _Retries(options.retries),
        "load_balancing_policy": routing,
    }
    if options.speculative_delay is not None:
        changes["speculative_execution_policy"] = ConstantSpeculativeExecutionPolicy(
            options.speculative_delay, _ATTEMPTS
        )
    return session.execution_profile_clone_update(EXEC_PROFILE_DEFAULT, **changes)


def _answer(future: ResponseFuture, rows: Any, *, paged: bool) -> Any:  # noqa: ANN401 - the driver has no types
    found = [] if rows is None else rows if isinstance(rows, list) else list(rows)
    if found and not isinstance(found[0], tuple):
        found = [tuple(row.values()) for row in found]
    return Page(found, future._paging_state) if paged else found  # noqa: SLF001 - public only on a result that blocks


def _answers(answers: list[Any], error: BaseException | None) -> list[Any]:
    if error is not None:
        ours = translated(error)
        raise ours from ours.__cause__
    return answers
