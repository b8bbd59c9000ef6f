"""Closing a container: every part, also after one that fails to close."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hexcache.application.bootstrap.container import AsyncCacheContainer, CacheContainer

_PARTS: Final = 3
"""Each failing call of `shutdown_resources` ends one of at most so many resources; the next call goes on."""


def close(container: CacheContainer) -> None:
    """Close every part that is open; raise the first failure when the others are closed."""
    failures: list[Exception] = []
    for _ in range(_PARTS):
        try:
            container.shutdown_resources()
            break
        except Exception as error:  # noqa: BLE001 - raised below
            failures.append(error)
    if failures:
        raise failures[0]


async def aclose(container: AsyncCacheContainer) -> None:
    """As `close`, for the event loop."""
    failures: list[Exception] = []
    for _ in range(_PARTS):
        try:
            await _shut_down(container)
            break
        except Exception as error:  # noqa: BLE001 - raised below
            failures.append(error)
    if failures:
        raise failures[0]


async def _shut_down(container: AsyncCacheContainer) -> None:
    closing = container.shutdown_resources()
    if closing is not None:
        await closing


def close_after(error: BaseException, container: CacheContainer) -> None:
    """Close what was opened before `error`, which a failure to close must not hide."""
    try:
        close(container)
    except Exception as failure:  # noqa: BLE001 - noted on the error that is raised
        _note(error, failure)


async def aclose_after(error: BaseException, container: AsyncCacheContainer) -> None:
    """As `close_after`, for the event loop."""
    try:
        await aclose(container)
    except Exception as failure:  # noqa: BLE001 - noted on the error that is raised
        _note(error, failure)


def _note(error: BaseException, failure: Exception) -> None:
    error.add_note(f"and closing what was open failed with {type(failure).__name__}")
