"""The stand-ins do what tests rely on; the embedder keeps the promises of its port in both flavours."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from contextlib import asynccontextmanager
from functools import partial

import pytest

from hexcache.adapters.outbound.memory.aio import AsyncMemoryVectorStore
from hexcache.adapters.outbound.memory.sync import MemoryVectorStore
from hexcache.domain.collection import Collection
from hexcache.domain.errors import BackendTimeoutError, EmbedderError
from hexcache.ports.vector_store import Purges, SearchesMany, VectorStore
from hexcache.testing.contracts import EmbedderContract
from hexcache.testing.fakes import AsyncDeterministicEmbedder, DeterministicEmbedder, Faults, ManualClock, faulty
from hexcache.testing.proxy import EventLoop, at_once
from hexcache.testing.samples import DIMENSION, SCOPE, vectors

LATE = EmbedderError("late")
LATE.__cause__ = TimeoutError()


class TestDeterministicEmbedder(EmbedderContract):
    @pytest.fixture
    def embedder(self):
        return DeterministicEmbedder()

    @pytest.fixture
    def broken_embedder(self):
        return faulty(DeterministicEmbedder(), Faults(embed_documents=LATE, embed_query=LATE))


class TestAsyncDeterministicEmbedder(EmbedderContract):
    @pytest.fixture
    def embedder(self, loop):
        return loop.sync(AsyncDeterministicEmbedder())

    @pytest.fixture
    def broken_embedder(self, loop):
        return loop.sync(faulty(AsyncDeterministicEmbedder(), Faults(embed_documents=LATE, embed_query=LATE)))


def test_a_paraphrase_is_as_close_as_it_is_said_to_be():
    embedder = DeterministicEmbedder(paraphrases={"how to reset": "reset how"}, closeness=0.9)
    paraphrase, original, other = embedder.embed_documents(["how to reset", "reset how", "unrelated"])
    assert float(paraphrase @ original) == pytest.approx(0.9, abs=1e-6)
    assert abs(float(paraphrase @ other)) < 0.7


def test_a_text_has_the_same_vector_in_every_process():
    script = "from hexcache.testing.fakes import *; print(DeterministicEmbedder().embed_query('text').tobytes().hex())"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == DeterministicEmbedder().embed_query("text").tobytes().hex()


def test_the_embedder_counts_calls_and_texts():
    embedder = DeterministicEmbedder()
    embedder.embed_documents(["a", "b"])
    embedder.embed_query("c")
    assert (embedder.calls, embedder.texts) == (2, ["a", "b", "c"])


def test_a_clock_moves_when_it_is_told_to():
    clock = ManualClock(10.0)
    assert clock() == clock() == 10.0
    assert clock.advance(2.5) == clock() == 12.5


@pytest.fixture
def faults():
    return Faults()


@pytest.fixture
def store(faults):
    store = faulty(MemoryVectorStore(), faults)
    store.provision(Collection(DIMENSION))
    return store


def search(store):
    return store.search(SCOPE, vectors(1)[0], 1, now=0.0)


def test_a_faulty_store_raises_what_it_is_told_until_it_is_healed(store, faults):
    faults["search"] = BackendTimeoutError("late")
    with pytest.raises(BackendTimeoutError, match="late"):
        search(store)
    assert store.count(now=0.0) == 0
    faults.clear()
    assert search(store) == []


def test_a_faulty_store_is_still_a_store_with_its_abilities(store):
    assert isinstance(store, VectorStore)
    assert isinstance(store, SearchesMany)
    assert isinstance(store, Purges)


def test_a_fault_may_be_an_exception_class(store, faults):
    faults["search"] = BackendTimeoutError
    with pytest.raises(BackendTimeoutError):
        search(store)


def test_a_faulty_scan_raises_too(store, faults):
    faults["scan"] = BackendTimeoutError("late")
    with pytest.raises(BackendTimeoutError):
        list(store.scan(now=0.0))


def test_a_faulty_async_store_raises_awaits_and_iterates(faults):
    async def run():
        store = faulty(AsyncMemoryVectorStore(), faults)
        await store.provision(Collection(DIMENSION))
        faults["search"] = faults["scan"] = BackendTimeoutError("late")
        with pytest.raises(BackendTimeoutError):
            await store.search(SCOPE, vectors(1)[0], 1, now=0.0)
        with pytest.raises(BackendTimeoutError):
            [batch async for batch in store.scan(now=0.0)]
        faults["search"] = 0.001
        assert await store.search(SCOPE, vectors(1)[0], 1, now=0.0) == []
        faults.clear()
        assert [batch async for batch in store.scan(now=0.0)] == []

    asyncio.run(run())


def test_a_delay_of_an_async_store_does_not_hold_the_loop(faults):
    """While one call waits for an event that another task sets, that task runs."""
    faults["count"] = 0.01

    async def run():
        store = faulty(AsyncMemoryVectorStore(), faults)
        await store.provision(Collection(DIMENSION))
        order = []

        async def slow():
            await store.count(now=0.0)
            order.append("slow")

        async def quick():
            order.append("quick")

        await asyncio.gather(slow(), quick())
        return order

    assert asyncio.run(run()) == ["quick", "slow"]


def test_the_fakes_need_no_pytest():
    script = "import sys; sys.modules['pytest'] = None; import hexcache.testing.fakes, hexcache.testing.proxy"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


class Odd:
    """An "async" adapter whose author forgot an `async`."""

    closed = False

    def count(self):
        return 7

    def describe(self):
        return {}

    async def numbers(self):
        try:
            for number in range(5):
                yield number
        finally:
            self.closed = True

    async def fail(self):
        raise BackendTimeoutError("late")

    async def wait_for(self, event):
        await event.wait()

    async def set_off(self, event):
        event.set()


@pytest.fixture
def loop():
    with EventLoop() as loop:
        yield loop


def test_a_method_that_should_be_awaited_and_is_not_is_found(loop):
    with pytest.raises(AssertionError, match="'count' of an async adapter must be awaited"):
        loop.sync(Odd()).count()


def test_a_method_that_both_flavours_call_alike_is_called(loop):
    assert loop.sync(Odd()).describe() == {}


def test_an_async_iterator_is_read_as_far_as_it_is_wanted_and_then_closed(loop):
    odd = Odd()
    numbers = loop.sync(odd).numbers()
    assert next(numbers) == 0
    numbers.close()
    assert odd.closed
    assert list(loop.sync(odd).numbers()) == [0, 1, 2, 3, 4]


def test_an_exception_comes_out_as_it_is(loop):
    with pytest.raises(BackendTimeoutError, match="late"):
        loop.sync(Odd()).fail()


def test_calls_at_once_run_at_once(loop):
    """A call that waits for another one would never end if they ran one after the other."""
    adapter, event = loop.sync(Odd()), asyncio.Event()
    assert at_once([partial(adapter.wait_for, event), partial(adapter.set_off, event)]) == [None, None]


def test_a_failure_among_calls_at_once_is_raised(loop):
    with pytest.raises(BackendTimeoutError):
        at_once([partial(loop.sync(Odd()).fail)])


def test_contexts_are_left_when_the_loop_is_closed():
    events = []

    @asynccontextmanager
    async def opened(name):
        events.append(f"open {name}")
        yield Odd()
        events.append(f"close {name}")

    with EventLoop() as loop:
        assert loop.enter(opened("a")).describe() == {}
        loop.enter(opened("b"))
    assert events == ["open a", "open b", "close b", "close a"]
