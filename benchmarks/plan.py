"""What the plan machinery costs a lookup: everything but store, embedder, vector gate and guards.

python benchmarks/plan.py
"""

from __future__ import annotations

import timeit

import numpy as np

from hexcache import AsyncSemanticCache, Candidate, Collection, Passport, Record, SemanticCache
from hexcache.domain.similarity import Similarity
from hexcache.domain.vectors import admit

DIMENSION = 384
ROUNDS = 20_000


class Store:
    """A store that costs nothing: it has every answer ready."""

    def __init__(self) -> None:
        self.rows: list[Record | None] = [None]
        self.found: list[Candidate] = []

    def provision(self, collection: Collection) -> Collection:
        return collection

    def get(self, document_ids, *, now):
        return self.rows

    def search(self, scope, vector, limit, *, now, min_score=None):
        return self.found


class Embedder:
    """An embedder that is never called."""

    passport = Passport("benchmark", "none", DIMENSION)

    def embed_documents(self, texts):
        raise AssertionError

    def embed_query(self, text):
        raise AssertionError


class AsyncStore(Store):
    async def provision(self, collection):
        return collection

    async def get(self, document_ids, *, now):
        return self.rows

    async def search(self, scope, vector, limit, *, now, min_score=None):
        return self.found


class AsyncEmbedder(Embedder):
    async def embed_documents(self, texts):
        raise AssertionError

    async def embed_query(self, text):
        raise AssertionError


def microseconds(call) -> float:
    return min(timeit.repeat(call, number=ROUNDS, repeat=5)) / ROUNDS * 1e6


def main() -> None:
    query = "How do I reset my password?"
    vector = admit(np.random.default_rng(0).normal(size=DIMENSION), DIMENSION, Similarity.COS)
    store = Store()
    cache = SemanticCache(store, Embedder(), guards="off")
    document_id = cache._core.document_id(query, cache_scope())  # noqa: SLF001 - builds the row that the store returns
    record = Record(document_id, query, b"Click here.", 0.0)
    print(f"{'outcome of the lookup':32} {'sync':>8}   microseconds of plan machinery")
    print(f"{'miss':32} {microseconds(lambda: cache.lookup(query, vector=vector)):8.2f}")
    store.found = [Candidate(record, 0.95)]
    assert cache.lookup(query, vector=vector) is not None
    print(f"{'semantic hit':32} {microseconds(lambda: cache.lookup(query, vector=vector)):8.2f}")
    store.rows = [record]
    assert cache.lookup(query).exact
    print(f"{'exact hit':32} {microseconds(lambda: cache.lookup(query)):8.2f}")
    asynchronous(query, record)


def asynchronous(query: str, record: Record) -> None:
    import asyncio

    async def run() -> float:
        store = AsyncStore()
        store.rows = [record]
        cache = AsyncSemanticCache(store, AsyncEmbedder(), guards="off")
        loop = asyncio.get_running_loop()
        await cache.lookup(query)
        started = loop.time()
        for _ in range(ROUNDS):
            await cache.lookup(query)
        return (loop.time() - started) / ROUNDS * 1e6

    print(f"{'exact hit, async':32} {asyncio.run(run()):8.2f}")


def cache_scope():
    from hexcache import Scope

    return Scope()


if __name__ == "__main__":
    main()
