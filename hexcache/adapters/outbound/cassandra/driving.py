"""Runs a flow to its end; one driver for each flavour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from hexcache.adapters.outbound.cassandra.batches import Batch
    from hexcache.adapters.outbound.cassandra.statements import Flow, Request, Wait

R = TypeVar("R")


def drive(flow: Flow[R], fly: Callable[[Iterable[Request | Batch] | Wait], list[Any]]) -> R:
    """Run `flow`, answering its requests with `fly`."""
    try:
        requests = next(flow)
        while True:
            try:
                answers = fly(requests)
            except BaseException as error:  # noqa: BLE001 - the flow tidies up and raises it again
                requests = flow.throw(error)
            else:
                requests = flow.send(answers)
    except StopIteration as stop:
        result: R = stop.value
        return result


async def adrive(flow: Flow[R], fly: Callable[[Iterable[Request | Batch] | Wait], Awaitable[list[Any]]]) -> R:
    """Run `flow`, awaiting `fly` for its requests."""
    try:
        requests = next(flow)
        while True:
            try:
                answers = await fly(requests)
            except BaseException as error:  # noqa: BLE001 - as above; a cancellation goes on its way too
                requests = flow.throw(error)
            else:
                requests = flow.send(answers)
    except StopIteration as stop:
        result: R = stop.value
        return result
