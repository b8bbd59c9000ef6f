"""A sync shell takes sync parts only, and says so before anything is asked."""

from __future__ import annotations

import pytest

from hexcache import CachedEmbedder, InvalidInputError, SemanticCache, open_cache
from hexcache.adapters.outbound.memory.aio import AsyncMemoryKeyValueStore, AsyncMemoryVectorStore
from hexcache.adapters.outbound.memory.sync import MemoryKeyValueStore
from hexcache.testing.fakes import DeterministicEmbedder


@pytest.mark.parametrize(
    "make",
    [
        lambda: SemanticCache(AsyncMemoryVectorStore(), DeterministicEmbedder()),
        lambda: open_cache(store=AsyncMemoryVectorStore(), embedder=DeterministicEmbedder()),
        lambda: CachedEmbedder(DeterministicEmbedder(), AsyncMemoryKeyValueStore()),
        lambda: CachedEmbedder(DeterministicEmbedder(), MemoryKeyValueStore(), query_store=AsyncMemoryKeyValueStore()),
    ],
    ids=["cache", "open_cache", "documents", "queries"],
)
def test_an_asynchronous_store_is_refused_with_what_takes_it(make):
    with pytest.raises(InvalidInputError, match=r"is asynchronous; use it with .*aopen_cache"):
        make()
