"""Drives async adapters from plain synchronous tests, on one event loop."""

from __future__ import annotations

import asyncio
import inspect
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
    from contextlib import AbstractAsyncContextManager
    from functools import partial
    from typing import Self

T = TypeVar("T")

WITHOUT_AWAIT = frozenset({"describe", "count_tokens", "stats"})
"""Methods that ports and caches declare without `await` in both flavours."""


class EventLoop:
    """One event loop that runs whenever something synchronous waits for it, and not in between."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, awaitable: Awaitable[T]) -> T:
        """Wait for `awaitable` and return its result."""
        return self._runner.run(_wait(awaitable))

    def gather(self, awaitables: Sequence[Awaitable[T]]) -> list[T]:
        """Run all at once and return their results in order; the first exception is raised when all have ended."""
        results = self.run(_gather(awaitables))
        for result in results:
            if isinstance(result, BaseException):
                raise result
        return results  # type: ignore[return-value] # the exceptions are gone

    def enter(self, manager: AbstractAsyncContextManager[T]) -> Any:
        """Enter an async context, to be left at `close`, and return what it gives as `sync` does."""
        entered = self.run(manager.__aenter__())
        self._open.callback(lambda: self.run(manager.__aexit__(None, None, None)))
        return self.sync(entered)

    def sync(self, adapter: object) -> Any:
        """Return an object with the methods of the async `adapter`, each of which waits for the result."""
        return _synchronous(self, adapter)

    def close(self) -> None:
        """Leave every context that was entered, last first, and close the loop."""
        try:
            self._open.close()
        finally:
            self._runner.close()


async def _wait(awaitable: Awaitable[T]) -> T:
    return await awaitable


async def _gather(awaitables: Sequence[Awaitable[T]]) -> list[T | BaseException]:
    """Gather on the loop that runs: outside of it, whichever loop is the thread's current one would be taken."""
    return await asyncio.gather(*awaitables, return_exceptions=True)


class _Method:
    """A method of an async adapter that can be called without `await`; `start` returns what it really gives."""

    def __init__(self, loop: EventLoop, start: Callable[..., Any]) -> None:
        self.loop = loop
        self.start = start

    def __call__(self, *args: object, **kwargs: object) -> object:
        result = self.start(*args, **kwargs)
        if inspect.isawaitable(result):
            return self.loop.run(result)
        if hasattr(result, "__anext__"):
            return _iterate(self.loop, result)
        name = self.start.__name__
        assert name in WITHOUT_AWAIT, f"{name!r} of an async adapter must be awaited, it returned {type(result)!r}"
        return result


def _iterate(loop: EventLoop, items: AsyncIterator[T]) -> Iterator[T]:
    try:
        while True:
            try:
                item = loop.run(anext(items))
            except StopAsyncIteration:
                return
            yield item
    finally:
        if hasattr(items, "aclose"):
            loop.run(items.aclose())


def _synchronous(loop: EventLoop, adapter: object) -> object:
    """Return an object of a class made for `adapter`: what it lacks is missing here too, also for `isinstance`."""
    names = [name for name in dir(adapter) if not name.startswith("_")]
    methods = {name: _Method(loop, getattr(adapter, name)) for name in names if callable(getattr(adapter, name))}
    values = {name: _reader(adapter, name) for name in names if name not in methods}
    return type(f"Sync{type(adapter).__name__}", (), {**methods, **values, "adapter": adapter})()


def _reader(adapter: object, name: str) -> property:
    return property(lambda _: getattr(adapter, name))


def at_once(calls: Sequence[partial[T]], workers: int = 8) -> list[T]:
    """Make all calls concurrently and return their results in order.

    Calls of methods that `EventLoop.sync` gave run as tasks of its loop, all others in threads.
    """
    return [answers[0] for answers in turns_at_once([[call] for call in calls], workers)]


def turns_at_once(callers: Sequence[Sequence[partial[T]]], workers: int = 8) -> list[list[T]]:
    """Let callers make their calls concurrently, each its own one after the other; return the results of each.

    Calls of methods that `EventLoop.sync` gave run as tasks of its loop, all others in threads.
    """
    methods = [call.func for calls in callers for call in calls]
    if methods and all(isinstance(method, _Method) for method in methods):
        loop: EventLoop = methods[0].loop  # type: ignore[attr-defined] # checked above
        return loop.gather([_awaited(calls) for calls in callers])
    with ThreadPoolExecutor(workers) as pool:
        running = [pool.submit(_called, calls) for calls in callers]
        return [future.result() for future in running]


def _called(calls: Sequence[partial[T]]) -> list[T]:
    return [call() for call in calls]


async def _awaited(calls: Sequence[partial[Any]]) -> list[Any]:
    """Make calls of `_Method`s one after the other."""
    return [await call.func.start(*call.args, **call.keywords) for call in calls]  # type: ignore[attr-defined]
