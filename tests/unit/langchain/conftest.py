"""LangChain's interfaces, of which each method has a twin with `a` before its name, driven by the same tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hexcache import AsyncSemanticCache, SemanticCache
from hexcache.adapters.inbound.langchain import SemanticCacheBridge
from hexcache.adapters.outbound.memory.aio import AsyncMemoryVectorStore
from hexcache.adapters.outbound.memory.sync import MemoryVectorStore
from hexcache.testing.fakes import AsyncDeterministicEmbedder, DeterministicEmbedder, Faults, faulty
from hexcache.testing.proxy import EventLoop

PARAPHRASES = {"How can my password be reset?": "How do I reset my password?"}


class Twin:
    """Calls `lookup` as it is, or awaits `alookup`, on any of LangChain's objects."""

    def __init__(self, thing: Any, loop: EventLoop | None) -> None:
        self.thing = thing
        self._loop = loop

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if self._loop is None:
            return getattr(self.thing, name)
        loop, method = self._loop, getattr(self.thing, f"a{name}")
        return lambda *args, **kwargs: loop.run(method(*args, **kwargs))


@pytest.fixture(params=["sync", "async"])
def twin(request) -> Iterator[Callable[[Any], Twin]]:
    """Yield a function that makes the twin of an object, in the flavour of this test."""
    with EventLoop() as loop:
        yield lambda thing: Twin(thing, loop if request.param == "async" else None)


@pytest.fixture
def embedder() -> DeterministicEmbedder:
    return DeterministicEmbedder(paraphrases=PARAPHRASES)


@pytest.fixture
def faults() -> Faults:
    """What goes wrong in the store; nothing at first."""
    return Faults()


@pytest.fixture
def bridge(twin, embedder, faults) -> Callable[..., Twin]:
    """Return a function that makes a bridge with a cache of each flavour, and the twin of that."""

    def make(*, guards: Any = "off", on_error: str = "miss", **options: Any) -> Twin:
        cache = SemanticCache(faulty(MemoryVectorStore(), faults), embedder, guards=guards, on_error=on_error)
        store = faulty(AsyncMemoryVectorStore(), faults)
        other = AsyncSemanticCache(store, AsyncDeterministicEmbedder(embedder), guards=guards, on_error=on_error)
        return twin(SemanticCacheBridge(cache, async_cache=other, **options))

    return make
