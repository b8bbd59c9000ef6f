"""The two drivers of a plan, and the one border where a port's error becomes one of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from hexcache.application.operations import EMBEDDING, Verify
from hexcache.domain.errors import (
    BackendError,
    BackendTimeoutError,
    CacheError,
    ConfigurationError,
    EmbedderError,
    InvalidInputError,
    VerifierError,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from hexcache.application.operations import Operation, Plan

R = TypeVar("R")


def run(plan: Plan[R], perform: Callable[[Any], Any]) -> R:
    """Run `plan` to its end, answering each operation with `perform`."""
    try:
        operation = next(plan)
        while True:
            try:
                answer = perform(operation)
            except Exception as error:  # noqa: BLE001 - the plan decides, on an error of ours
                operation = plan.throw(translated(operation, error))
            else:
                operation = plan.send(answer)
    except StopIteration as stop:
        result: R = stop.value
        return result


async def arun(plan: Plan[R], perform: Callable[[Any], Awaitable[Any]]) -> R:
    """Run `plan` to its end, awaiting `perform` for each operation."""
    try:
        operation = next(plan)
        while True:
            try:
                answer = await perform(operation)
            except Exception as error:  # noqa: BLE001 - the plan decides, on an error of ours
                operation = plan.throw(translated(operation, error))
            else:
                operation = plan.send(answer)
    except StopIteration as stop:
        result: R = stop.value
        return result


def translated(operation: Operation, error: Exception) -> CacheError:
    """Return `error` where it is ours to raise, else one of ours chained to it."""
    if isinstance(operation, EMBEDDING):
        if isinstance(error, (EmbedderError, ConfigurationError)):
            return error
        wrapped: CacheError = EmbedderError(f"the embedder failed with {type(error).__name__}; see the cause")
    elif isinstance(operation, Verify):
        wrapped = VerifierError(f"the verifier failed with {type(error).__name__}; see the cause")
    elif isinstance(error, CacheError) and not isinstance(error, InvalidInputError):
        return error
    elif isinstance(error, TimeoutError):
        wrapped = BackendTimeoutError(f"the store failed with {type(error).__name__}; see the cause")
    else:
        wrapped = BackendError(f"the store failed with {type(error).__name__}; see the cause")
    wrapped.__cause__ = error
    return wrapped
