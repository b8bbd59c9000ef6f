"""Plans of several transactions: generators that yield steps and receive what these return."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeAlias, TypeVar, cast

from hexcache.adapters.outbound.sql.errors import NotPermittedError, ReadOnlyError
from hexcache.domain.errors import BackendError, BackendTimeoutError, BackendUnavailableError, CacheError

if TYPE_CHECKING:
    from hexcache.adapters.outbound.sql.values import Values
    from hexcache.adapters.outbound.sql.writing import Writer

T = TypeVar("T")

TRIES: Final = 20
"""How often to look again when others make the same tables."""

How: TypeAlias = bool | Literal["build"]
"""Whether a step writes; or it makes or changes tables, which may take as long as it wants."""

Progress: TypeAlias = Callable[[int], object]

Step: TypeAlias = tuple[How, Callable[..., Any], tuple[Any, ...]]
"""How it runs, a function of a session and arguments, and the arguments."""


def raced(attempt: int, function: Callable[..., T], *args: object) -> Generator[Step, Any, T | None]:
    """Make what another process may be making at this moment; None where that failed, and a new look is due."""
    try:
        answer: T = yield "build", function, args
    except (BackendTimeoutError, BackendUnavailableError, NotPermittedError, ReadOnlyError):
        raise
    except BackendError:
        if attempt >= TRIES:
            raise
        return None
    return answer


def purging(writer: Writer, now: float, size: int, progress: Progress) -> Generator[Step, Any, int]:
    """Take out what is expired in transactions of `size` rows, then the scopes that are empty; return how many rows."""
    gone = 0
    while True:
        some: int = yield True, writer.purge, (now, size)
        gone += some
        progress(some)
        if some < size:
            break
    yield True, writer.drop_empty_scopes, ()
    return gone


def purging_values(values: Values, now: float, size: int, progress: Progress) -> Generator[Step, Any, int]:
    """Delete expired values in transactions of `size` rows, in the order of their keys; return how many."""
    gone = 0
    after: bytes | None = b""
    while after is not None:
        some, after = yield True, values.purge, (now, after, size)
        gone += some
        progress(some)
    return gone


class Runs(Protocol):
    """A database that runs steps."""

    def read(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - the function's own
        """Run `function` in a session."""

    def write(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - the function's own
        """Run `function` in a transaction."""

    def build(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - the function's own
        """Run `function` in a transaction that may take long."""


class AsyncRuns(Protocol):
    """`Runs` with `await`."""

    async def read(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - the function's own
        """As `Runs.read`."""

    async def write(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - the function's own
        """As `Runs.write`."""

    async def build(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - the function's own
        """As `Runs.build`."""


def run(plan: Generator[Step, Any, T], database: Runs) -> T:
    """Run a plan and return its result; errors of a step go to the plan, which decides what they mean."""
    resume: Callable[[], Step] = partial(next, plan)
    while True:
        try:
            how, function, args = resume()
        except StopIteration as stop:
            return cast("T", stop.value)
        try:
            resume = partial(plan.send, _runner(database, how)(function, *args))
        except CacheError as error:
            resume = partial(plan.throw, error)


async def run_async(plan: Generator[Step, Any, T], database: AsyncRuns) -> T:
    """As `run`."""
    resume: Callable[[], Step] = partial(next, plan)
    while True:
        try:
            how, function, args = resume()
        except StopIteration as stop:
            return cast("T", stop.value)
        try:
            resume = partial(plan.send, await _runner(database, how)(function, *args))
        except CacheError as error:
            resume = partial(plan.throw, error)


def _runner(database: Runs | AsyncRuns, how: How) -> Callable[..., Any]:
    if how == "build":
        return database.build
    return database.write if how else database.read
