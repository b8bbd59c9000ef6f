"""The two drivers of a plan."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from hexcache.application.operations import Count, EmbedQueries
from hexcache.application.running import arun, run
from hexcache.domain.errors import (
    BackendError,
    BackendTimeoutError,
    ConfigurationError,
    EmbedderError,
    InvalidInputError,
)


def plan(operation: Any):
    """Yield one operation and return its answer, or the error that came instead."""
    try:
        answer = yield operation
    except Exception as error:  # noqa: BLE001 - whatever the driver throws in is what is looked at
        return error
    return answer


def outcome(operation: Any, result: Any, *, flavour: str) -> Any:
    """Run `plan` in one flavour, where the port returns or raises `result`."""

    def perform(_: Any) -> Any:
        if isinstance(result, Exception):
            raise result
        return result

    async def aperform(_: Any) -> Any:
        return perform(_)

    if flavour == "sync":
        return run(plan(operation), perform)
    return asyncio.run(arun(plan(operation), aperform))


@pytest.mark.parametrize("flavour", ["sync", "async"])
class TestRunning:
    def test_a_plan_receives_the_answer_to_its_operation(self, flavour: str):
        assert outcome(Count(1.0), 42, flavour=flavour) == 42

    def test_an_error_of_ours_reaches_the_plan_as_it_is(self, flavour: str):
        error = BackendTimeoutError("late; wait")
        assert outcome(Count(1.0), error, flavour=flavour) is error

    @pytest.mark.parametrize(
        ("operation", "raised", "kind"),
        [
            (Count(1.0), RuntimeError("a driver's words"), BackendError),
            (Count(1.0), TimeoutError("a driver's words"), BackendTimeoutError),
            (Count(1.0), InvalidInputError("a store's words"), BackendError),
            (EmbedQueries(["q"]), RuntimeError("a provider's words"), EmbedderError),
            (EmbedQueries(["q"]), TimeoutError("a provider's words"), EmbedderError),
            (EmbedQueries(["q"]), InvalidInputError("a provider's words"), EmbedderError),
        ],
    )
    def test_a_foreign_error_becomes_one_of_ours_that_is_chained_and_does_not_quote_it(
        self, operation: Any, raised: Exception, kind: type[Exception], flavour: str
    ):
        error = outcome(operation, raised, flavour=flavour)
        assert type(error) is kind
        assert error.__cause__ is raised
        assert "words" not in str(error)

    def test_a_configuration_error_of_the_embedder_stays_one(self, flavour: str):
        error = ConfigurationError("no key; set one")
        assert outcome(EmbedQueries(["q"]), error, flavour=flavour) is error


def test_an_interrupt_is_not_given_to_the_plan_but_raised():
    def perform(_: Any) -> Any:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(plan(Count(1.0)), perform)
