"""`CachedEmbedder` against LangChain's `CacheBackedEmbeddings`: 1,000 cached texts of 1,536 dimensions.

    pip install langchain-classic
    python benchmarks/embeddings.py

Both read what they wrote before, from memory and from a SQLite file, and the stored bytes are compared. The vectors
come from float32, as those of every embedding service do.
"""

from __future__ import annotations

import sqlite3
import tempfile
import timeit
import warnings
from pathlib import Path

import numpy as np
from langchain_classic.embeddings import CacheBackedEmbeddings
from langchain_core.embeddings import Embeddings
from langchain_core.stores import BaseStore, InMemoryByteStore

from hexcache import CachedEmbedder, Passport
from hexcache.adapters.outbound.memory.sync import MemoryKeyValueStore
from hexcache.adapters.outbound.sql.sync import SqlKeyValueStore

COUNT, DIMENSION, REPEATS = 1_000, 1_536, 5
TEXTS = [f"What does chapter {number} of the manual say about batteries?" for number in range(COUNT)]
VECTORS = np.random.default_rng(0).normal(size=(COUNT, DIMENSION)).astype(np.float32)
VECTORS /= np.linalg.norm(VECTORS, axis=1, keepdims=True)


class Ours:
    passport = Passport("benchmark", "random", DIMENSION)

    def embed_documents(self, texts):
        return VECTORS[[TEXTS.index(text) for text in texts]]

    def embed_query(self, text):
        return VECTORS[TEXTS.index(text)]


class Theirs(Embeddings):
    def embed_documents(self, texts):
        return [VECTORS[TEXTS.index(text)].astype(float).tolist() for text in texts]

    def embed_query(self, text):
        return VECTORS[TEXTS.index(text)].astype(float).tolist()


class SqliteByteStore(BaseStore[str, bytes]):
    """The same table for the peer: key, value, one statement a call."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path)
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("CREATE TABLE kv (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID")

    def mget(self, keys):
        marks = ",".join("?" * len(keys))
        rows = dict(self.connection.execute(f"SELECT key, value FROM kv WHERE key IN ({marks})", list(keys)))  # noqa: S608 - question marks
        return [rows.get(key) for key in keys]

    def mset(self, key_value_pairs):
        with self.connection:
            self.connection.executemany("INSERT OR REPLACE INTO kv VALUES (?, ?)", key_value_pairs)

    def mdelete(self, keys):
        raise NotImplementedError

    def yield_keys(self, *, prefix=None):
        raise NotImplementedError


def seconds(call) -> float:
    return min(timeit.repeat(call, number=1, repeat=REPEATS))


def stored_bytes(store: InMemoryByteStore) -> int:
    return sum(len(store.mget([key])[0]) for key in store.yield_keys())


def main() -> None:
    warnings.filterwarnings("ignore")
    with tempfile.TemporaryDirectory() as folder:
        ours_file, theirs_file = Path(folder, "ours.db"), Path(folder, "theirs.db")
        peer_memory, our_memory = InMemoryByteStore(), MemoryKeyValueStore()
        pairs = {
            "memory": (
                CachedEmbedder(Ours(), our_memory),
                CacheBackedEmbeddings.from_bytes_store(Theirs(), peer_memory, namespace="n", key_encoder="sha256"),
            ),
            "SQLite": (
                CachedEmbedder(Ours(), SqlKeyValueStore(f"sqlite:///{ours_file}")),
                CacheBackedEmbeddings.from_bytes_store(
                    Theirs(), SqliteByteStore(theirs_file), namespace="n", key_encoder="sha256"
                ),
            ),
        }
        print(f"{COUNT} cached texts, {DIMENSION} dimensions{'':6} {'ours ms':>9} {'peer ms':>9} {'times faster':>13}")
        for name, (ours, theirs) in pairs.items():
            assert np.allclose(ours.embed_documents(TEXTS), theirs.embed_documents(TEXTS), atol=1e-6)
            mine, other = (seconds(lambda part=part: part.embed_documents(TEXTS)) for part in (ours, theirs))
            print(f"{name:38} {mine * 1e3:9.2f} {other * 1e3:9.2f} {other / mine:13.1f}")
        our_bytes = sum(len(value) for value in our_memory.mget(list(our_memory.yield_keys(now=0)), now=0))
        their_bytes = stored_bytes(peer_memory)
        print(f"{'stored bytes':38} {our_bytes:9} {their_bytes:9} {their_bytes / our_bytes:13.2f} times smaller")
        sizes = [sum(part.stat().st_size for part in Path(folder).glob(f"{name}.db*")) for name in ("ours", "theirs")]
        print(f"{'SQLite file and its log':38} {sizes[0]:9} {sizes[1]:9} {sizes[1] / sizes[0]:13.2f} times smaller")


if __name__ == "__main__":
    main()
