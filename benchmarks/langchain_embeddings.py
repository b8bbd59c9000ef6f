"""`CacheBackedEmbeddings`, ours and LangChain's: 1,000 cached texts of 1,536 dimensions in the same stores.

    pip install langchain-classic
    python benchmarks/langchain_embeddings.py [redis://host:port/0]

Both read what they wrote before through the same LangChain store of bytes, over a SQLite file and, where an address is
given, over Redis. The vectors come from float32, as those of every embedding service do. The floor is what making the
lists of Python floats takes alone, which the signature demands; `CachedEmbedder` returns arrays.
"""

from __future__ import annotations

import sys
import tempfile
import timeit
import warnings
from pathlib import Path

import numpy as np
import redis
from langchain_classic.embeddings import CacheBackedEmbeddings as Original
from langchain_core.embeddings import Embeddings

from hexcache import CachedEmbedder, Passport
from hexcache.adapters.inbound.langchain import CacheBackedEmbeddings, HexcacheByteStore
from hexcache.adapters.outbound.redis.sync import RedisKeyValueStore
from hexcache.adapters.outbound.sql.sync import SqlKeyValueStore

COUNT, DIMENSION, REPEATS = 1_000, 1_536, 7
TEXTS = [f"What does chapter {number} of the manual say about batteries?" for number in range(COUNT)]
VECTORS = np.random.default_rng(0).normal(size=(COUNT, DIMENSION)).astype(np.float32)
PLACES = {text: place for place, text in enumerate(TEXTS)}


class Random(Embeddings):
    passport = Passport("benchmark", "random", DIMENSION)

    def embed_documents(self, texts):
        return VECTORS[[PLACES[text] for text in texts]].astype(float).tolist()

    def embed_query(self, text):
        return self.embed_documents([text])[0]


class Arrays(Random):
    def embed_documents(self, texts):
        return VECTORS[[PLACES[text] for text in texts]]


def milliseconds(calls) -> dict[str, float]:
    """Return the best time of each call; they take turns, so that all meet the same machine."""
    times = {name: [] for name in calls}
    for _ in range(REPEATS):
        for name, call in calls.items():
            times[name].append(timeit.timeit(call, number=1) * 1e3)
    return {name: min(taken) for name, taken in times.items()}


def floor() -> list[list[float]]:
    """Make the lists, from rows that are in memory as arrays already."""
    return [row.tolist() for row in VECTORS]


def compare(name: str, values) -> None:
    store = HexcacheByteStore(values)
    parts = {
        "ours": CacheBackedEmbeddings.from_bytes_store(Random(), store, namespace="ours-", key_encoder="sha256"),
        "LangChain's": Original.from_bytes_store(Random(), store, namespace="theirs-", key_encoder="sha256"),
    }
    arrays = CachedEmbedder(Arrays(), values)
    expected = Random().embed_documents(TEXTS)
    for part in parts.values():
        assert part.embed_documents(TEXTS) == part.embed_documents(TEXTS) == expected
    assert np.array_equal(arrays.embed_documents(TEXTS), arrays.embed_documents(TEXTS))
    calls = {label: lambda part=part: part.embed_documents(TEXTS) for label, part in parts.items()}
    taken = milliseconds({**calls, "CachedEmbedder": lambda: arrays.embed_documents(TEXTS), "floor": floor})
    original = taken["LangChain's"]
    for label, time in taken.items():
        print(f"{name:8} {label:16} {time:9.1f} {original / time:13.1f} {time / taken['floor']:17.2f}")
    ours, theirs = size(store, "ours-"), size(store, "theirs-")
    print(f"{name:8} stored bytes: {ours:,} ours, {theirs:,} LangChain's, {theirs / ours:.2f} times fewer")


def size(store: HexcacheByteStore, prefix: str) -> int:
    return sum(len(value or b"") for value in store.mget(list(store.yield_keys(prefix=prefix))))


def main() -> None:
    warnings.filterwarnings("ignore")
    print(f"{'store':8} {'':16} {'ms':>9} {'times faster':>13} {'times the floor':>17}")
    with tempfile.TemporaryDirectory() as folder:
        compare("SQLite", SqlKeyValueStore(f"sqlite:///{Path(folder, 'values.db')}"))
    if len(sys.argv) > 1:
        client = redis.Redis.from_url(sys.argv[1])
        compare("Redis", RedisKeyValueStore(client, prefix="benchmark"))
        for key in client.scan_iter("benchmark*"):
            client.delete(key)


if __name__ == "__main__":
    main()
