"""One cache, in either flavour, driven by the same synchronous tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from hexcache import AsyncSemanticCache, SemanticCache
from hexcache.adapters.outbound.memory.aio import AsyncMemoryVectorStore
from hexcache.adapters.outbound.memory.sync import MemoryVectorStore
from hexcache.testing.fakes import AsyncDeterministicEmbedder, DeterministicEmbedder, Faults, ManualClock, faulty
from hexcache.testing.proxy import EventLoop

PARAPHRASES = {
    "How can my password be reset?": "How do I reset my password?",
    "What must I do to reset my password?": "How do I reset my password?",
}


@dataclass
class Bench:
    """A flavour, and the parts that a test wants to look at or break."""

    flavour: str
    loop: EventLoop
    clock: ManualClock = field(default_factory=ManualClock)
    embedder: DeterministicEmbedder = field(default_factory=lambda: DeterministicEmbedder(paraphrases=PARAPHRASES))
    store_faults: Faults = field(default_factory=Faults)
    embedder_faults: Faults = field(default_factory=Faults)
    store: Any = None

    def cache(self, *, embedder: Any = None, store: Any = None, **options: Any) -> Any:
        """Return a cache whose methods can be called without `await`; the guards are off unless asked for."""
        options = {"guards": "off", "clock": self.clock} | options
        if self.flavour == "sync":
            self.store = store or self.store or faulty(MemoryVectorStore(), self.store_faults)
            embedder = embedder or faulty(self.embedder, self.embedder_faults)
            return SemanticCache(self.store, embedder, **options)
        self.store = store or self.store or faulty(AsyncMemoryVectorStore(), self.store_faults)
        embedder = embedder or faulty(AsyncDeterministicEmbedder(self.embedder), self.embedder_faults)
        return self.loop.sync(AsyncSemanticCache(self.store, embedder, **options))

    def call(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call a port's method, awaiting it where this flavour must."""
        result = function(*args, **kwargs)
        return self.loop.run(result) if self.flavour == "async" else result


@pytest.fixture(params=["sync", "async"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    with EventLoop() as loop:
        yield Bench(request.param, loop)
