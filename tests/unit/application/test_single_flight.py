"""One attempt for all who ask at once."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from hexcache.application.single_flight import TaskFlights, ThreadFlights


def test_threads_that_ask_at_once_share_one_value():
    flights, calls, release = ThreadFlights(), [], threading.Event()

    def attempt():
        calls.append(1)
        assert release.wait(10)
        return object()

    with ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(flights.run, "key", attempt) for _ in range(8)]
        while not (flights._flights and len(flights._flights["key"].outcome._condition._waiters) == 7):
            time.sleep(0)
        release.set()
        values = {future.result(10) for future in futures}
    assert (len(values), len(calls), flights._flights) == (1, 1, {})


def test_threads_share_the_exception_and_the_next_caller_tries_again():
    flights = ThreadFlights()

    def fails():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        flights.run("key", fails)
    assert flights.run("key", lambda: 1) == 1


def test_an_attempt_that_asks_for_its_own_key_does_not_wait_for_itself():
    flights = ThreadFlights()
    assert flights.run("key", lambda: flights.run("key", lambda: "inner")) == "inner"


def test_a_thread_that_waits_takes_over_when_the_leader_is_interrupted():
    flights, started, release = ThreadFlights(), threading.Event(), threading.Event()

    def interrupted():
        started.set()
        assert release.wait(10)
        raise KeyboardInterrupt

    with ThreadPoolExecutor(2) as pool:
        leader = pool.submit(flights.run, "key", interrupted)
        assert started.wait(10)
        follower = pool.submit(flights.run, "key", lambda: "mine")
        release.set()
        assert follower.result(10) == "mine"
        assert isinstance(leader.exception(10), KeyboardInterrupt)


def test_tasks_that_ask_at_once_share_one_value():
    async def main():
        flights, calls = TaskFlights(), []

        async def attempt():
            calls.append(1)
            await asyncio.sleep(0)
            return object()

        values = await asyncio.gather(*(flights.run("key", attempt) for _ in range(50)))
        return calls, set(values), flights._flights

    calls, values, left = asyncio.run(main())
    assert (len(calls), len(values), left) == (1, 1, {})


def test_a_cancelled_first_caller_does_not_fail_the_others():
    async def main():
        flights, release = TaskFlights(), asyncio.Event()

        async def attempt():
            await release.wait()
            return "value"

        first = asyncio.create_task(flights.run("key", attempt))
        await asyncio.sleep(0)
        second = asyncio.create_task(flights.run("key", attempt))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        release.set()
        return await asyncio.gather(first, second, return_exceptions=True)

    first, second = asyncio.run(main())
    assert isinstance(first, asyncio.CancelledError)
    assert second == "value"


def test_the_attempt_is_cancelled_with_its_last_caller():
    async def main():
        flights, seen, ended = TaskFlights(), [], asyncio.Event()

        async def attempt():
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                seen.append("cancelled")
                ended.set()
                raise

        callers = [asyncio.create_task(flights.run("key", attempt)) for _ in range(3)]
        await asyncio.sleep(0)
        for caller in callers:
            caller.cancel()
        await asyncio.gather(*callers, return_exceptions=True)
        await asyncio.wait_for(ended.wait(), 10)
        return seen, flights._flights

    assert asyncio.run(main()) == (["cancelled"], {})


def test_a_task_that_asks_for_its_own_key_from_inside_does_not_wait_for_itself():
    async def main():
        flights = TaskFlights()

        async def inner():
            return "inner"

        return await flights.run("key", lambda: flights.run("key", inner))

    assert asyncio.run(main()) == "inner"


def test_threads_whose_attempts_ask_for_each_other_do_not_wait_for_ever():
    flights, both = ThreadFlights(), threading.Barrier(3)

    def asks(other):
        both.wait(10)
        return flights.run(other, lambda: "inner")

    keys = ["a", "b", "c"]
    with ThreadPoolExecutor(3) as pool:
        futures = [pool.submit(flights.run, key, lambda other=keys[at - 1]: asks(other)) for at, key in enumerate(keys)]
        values = [future.result(10) for future in futures]
    assert (values, flights._flights, flights._waiting) == (["inner"] * 3, {}, {})


def test_tasks_whose_attempts_ask_for_each_other_do_not_wait_for_ever():
    async def main():
        flights, keys = TaskFlights(), ["a", "b", "c"]

        async def inner():
            return "inner"

        async def asks(other):
            await asyncio.sleep(0)
            return await flights.run(other, inner)

        calls = [flights.run(key, lambda other=keys[at - 1]: asks(other)) for at, key in enumerate(keys)]
        return await asyncio.wait_for(asyncio.gather(*calls), 10), flights._flights

    assert asyncio.run(main()) == (["inner"] * 3, {})


def test_two_flights_objects_that_ask_a_third_for_the_same_key_share_its_attempt():
    async def main():
        outer, inner, calls = [TaskFlights(), TaskFlights()], TaskFlights(), []

        async def attempt():
            calls.append(1)
            await asyncio.sleep(0)
            return "value"

        values = await asyncio.gather(*(flights.run("key", lambda: inner.run("key", attempt)) for flights in outer))
        return values, len(calls)

    assert asyncio.run(main()) == (["value"] * 2, 1)
