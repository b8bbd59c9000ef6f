"""Asking a verifier, and waiting no longer than the deadline; for threads and for the event loop."""

from __future__ import annotations

import asyncio
import inspect
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Final

from hexcache.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from hexcache.application.operations import Verify

    Judge = Callable[[str, str, Any], Any]

_AT_ONCE: Final = 32


class ThreadDeadline:
    """Asks a verifier in a thread of its own; one that hangs keeps its thread and never the caller or the process."""

    def __init__(self, judge: Judge, seconds: float) -> None:
        self._judge = judge
        self._seconds = seconds
        self._free = threading.BoundedSemaphore(_AT_ONCE)

    def __call__(self, op: Verify) -> Any:  # noqa: ANN401 - whatever the verifier says
        """Return what the verifier says (TimeoutError after the deadline, or while too many of them hang)."""
        if not self._free.acquire(timeout=self._seconds):
            raise TimeoutError
        said: Future[Any] = Future()
        threading.Thread(target=self._ask, args=(op, said), name="hexcache-verifier", daemon=True).start()
        return said.result(self._seconds)

    def _ask(self, op: Verify, said: Future[Any]) -> None:
        try:
            said.set_result(self._judge(op.asked, op.cached, op.answer))
        except BaseException as error:  # noqa: BLE001 - raised where the answer is waited for
            said.set_exception(error)
        finally:
            self._free.release()


class TaskDeadline:
    """As `ThreadDeadline`, for the event loop; a verifier that is no coroutine function runs in a thread."""

    def __init__(self, judge: Judge, seconds: float) -> None:
        self._judge = judge
        self._seconds = seconds
        self._threads = ThreadDeadline(judge, seconds)

    async def __call__(self, op: Verify) -> Any:  # noqa: ANN401 - whatever the verifier says
        """Return what the verifier says (TimeoutError after the deadline)."""
        if not _is_async(self._judge):
            return await asyncio.to_thread(self._threads, op)
        async with asyncio.timeout(self._seconds):
            return await self._judge(op.asked, op.cached, op.answer)


def judge_of(verifier: object, *, sync: bool) -> Judge:
    """Return the function that a verifier is, or has.

    Args:
        verifier: an object with `verify`, or a function of (asked, cached, answer).
        sync: refuse a coroutine function.

    Raises:
        InvalidInputError: it is neither, or asynchronous where that cannot be awaited.
    """
    judge: Any = getattr(verifier, "verify", verifier)
    if isinstance(verifier, type) or not callable(judge):
        raise InvalidInputError(
            f"{type(verifier).__name__!r} is no verifier; pass an object with verify, or a function"
        )
    if sync and _is_async(judge):
        raise InvalidInputError("the verifier is asynchronous; use it with AsyncSemanticCache or aopen_cache")
    asked: Judge = judge
    return asked


def _is_async(judge: object) -> bool:
    return any(inspect.iscoroutinefunction(each) for each in (judge, type(judge).__call__))
