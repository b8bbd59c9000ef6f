"""Lookups, loading, clearing and expiry in Cassandra, against the bare driver and the class that hexcache replaces.

    python benchmarks/cassandra_store.py [host:port] [--entries 10000] [--scopes out/cassandra_scopes.png]

Without an address a node with its full compiler is started on loopback. Calls that are compared take turns, so that
all meet the same machine; each line gives medians and the ratio of two of them. `--scopes` adds the cost of a lookup
as the cache grows, over 1, 100 and 10,000 scopes, and draws it; that loads 100,000 entries for each.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import statistics
import tempfile
import time
import zlib
from pathlib import Path

import numpy as np
from cassandra import ConsistencyLevel
from cassandra.concurrent import execute_concurrent, execute_concurrent_with_args

from hexcache.adapters.outbound.cassandra.aio import AsyncCassandraVectorStore
from hexcache.adapters.outbound.cassandra.connecting import connect
from hexcache.adapters.outbound.cassandra.settings import CassandraOptions
from hexcache.adapters.outbound.cassandra.sync import CassandraVectorStore
from hexcache.application.async_semantic_cache import AsyncSemanticCache
from hexcache.application.semantic_cache import SemanticCache
from hexcache.domain.collection import Collection, Passport
from hexcache.domain.entry import Entry, Record, Selection
from hexcache.domain.keys import document_id, key_encoder
from hexcache.domain.scope import Scope
from hexcache.domain.similarity import Similarity

DIMENSION, WIDTH, AT_ONCE, MASS = 384, 8, 64, 5_000
KEYSPACE = "bench"
ANSWER = b"a" * 800
CENTRES = np.random.default_rng(0).standard_normal((400, DIMENSION))


class Clusters:
    """Vectors around a few hundred centres, as sentences have topics; each text is one of them."""

    def __init__(self, seed):
        self._random = np.random.default_rng(seed)

    def __call__(self, count, centre=None):
        at = CENTRES[centre] if centre is not None else CENTRES[self._random.integers(0, len(CENTRES), count)]
        rows = at + 0.7 * self._random.standard_normal((count, DIMENSION))
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


class Stub:
    """An embedder that costs nothing."""

    passport = Passport("bench", "stub", DIMENSION, unit_length=True)

    def __init__(self, queries):
        self.queries = queries

    def vector(self, text):
        return self.queries[zlib.crc32(text.encode()) % len(self.queries)]

    def embed_query(self, text):
        return self.vector(text)

    def embed_documents(self, texts):
        return np.stack([self.vector(text) for text in texts])


class LangChainStub(Stub):
    """The same for the original."""

    def embed_query(self, text):
        return self.vector(text).tolist()

    async def aembed_query(self, text):
        return self.embed_query(text)


def entries(rows, scope, name, ttl=None, tags=()):
    now, encode = time.time(), key_encoder()
    for number, row in enumerate(rows):
        question = f"How do I change setting number {name} {number}"
        ends = None if ttl is None else now + ttl
        record = Record(document_id(encode(question), scope.key), question, ANSWER, now, ends, ttl, tags)
        yield Entry(record, scope, row)


def interleaved(calls, rounds):
    """Return the median of each call in milliseconds; they take turns."""
    times = {name: [] for name in calls}
    for number in range(rounds):
        for name, call in calls.items():
            start = time.perf_counter()
            call(number)
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(taken) * 1e3 for name, taken in times.items()}


def show(what, ours, floor, goal, unit="ms"):
    ratio = ours / floor
    print(f"| {what:<56} | {ours:9.2f} | {floor:9.2f} {unit:<3} | {ratio:5.2f} | {goal:<12} |", flush=True)


class Bench:
    """One collection of ours, one table of the original, and statements of the bare driver on ours."""

    def __init__(self, session, count):
        self.session = session
        self.count = count
        self.make = Clusters(1)
        self.queries = Clusters(2)(512)
        self.scope = Scope(model="bench")
        options = CassandraOptions(keyspace=KEYSPACE, replication=1, search_width=WIDTH, timeout=30.0)
        self.store = CassandraVectorStore(session, options, collection="ours")
        self.astore = AsyncCassandraVectorStore(session, options, collection="ours")
        self.store.provision(Collection(DIMENSION, Similarity.COS, "bench", "stub"))
        self.state = self.store._core.ready()  # noqa: SLF001 - to ask the same partitions with the bare driver
        self.ann = self.prepared(self.cql("search"), ConsistencyLevel.LOCAL_ONE)
        self.key = self.prepared(self.cql("entry"), ConsistencyLevel.LOCAL_QUORUM)

    def prepared(self, cql, level):
        statement = self.session.prepare(cql)
        statement.consistency_level = level
        return statement

    def cql(self, name):
        return self.store._core.courier._prepared[name].query_string  # noqa: SLF001 - as above

    def load(self, scope=None, count=None, name="main", **how):
        made = list(entries(self.make(count or self.count), scope or self.scope, name, **how))
        start = time.perf_counter()
        for first in range(0, len(made), 1_000):
            self.store.put(made[first : first + 1_000])
        return len(made) / (time.perf_counter() - start)

    def ann_values(self, number):
        place = self.state.book.place(self.scope.key)
        query = self.queries[number % len(self.queries)].tolist()
        return [query, place.epoch, place.scope, place.generation, "forever", 0, query, WIDTH]

    def key_values(self, number):
        place = self.state.book.place(self.scope.key)
        name = document_id(key_encoder()(f"none {number}"), place.scope).encode()
        return [place.epoch, place.scope, place.generation, number % 16, name]

    def lookups(self):
        scope, queries, now = self.scope, self.queries, time.time()
        encode = key_encoder()
        names = [document_id(encode(f"How do I change setting number main {n}"), scope.key) for n in range(self.count)]
        stub = Stub(queries)
        cache = SemanticCache(self.store, stub, threshold=0.9)
        calls = {
            "bare ANN": lambda n: list(self.session.execute(self.ann, self.ann_values(n))),
            "search": lambda n: self.store.search(scope, queries[n % 512], WIDTH, now=now),
            "bare key": lambda n: list(self.session.execute(self.key, self.key_values(n))),
            "get": lambda n: self.store.get([names[n % len(names)]], now=now),
            "cache": lambda n: cache.lookup(f"never asked {n}", scope=scope),
        }
        original = self.original()
        if original is not None:
            calls["original"] = lambda n: original.lookup(f"never asked {n}", "bench")
        interleaved(calls, 60)
        taken = interleaved(calls, 300)
        show("lookup by vector (store port) / bare ANN SELECT", taken["search"], taken["bare ANN"], "<= 1.25")
        show("exact tier (store port) / bare key SELECT", taken["get"], taken["bare key"], "<= 1.3")
        show("cache.lookup / key SELECT + ANN SELECT", taken["cache"], taken["bare key"] + taken["bare ANN"], "")
        if original is not None:
            show("cache.lookup / the original's lookup", taken["cache"], taken["original"], "<= 0.35")
        return original

    def original(self):
        """Return the original with the same entries; None where it is not installed."""
        try:
            from langchain_community.cache import CassandraSemanticCache
            from langchain_core.outputs import Generation
        except ImportError:
            return None
        made = CassandraSemanticCache(
            self.session,
            KEYSPACE,
            LangChainStub(self.queries),
            "original",
            similarity_measure="cos",
            score_threshold=0.9,
        )
        if not list(self.session.execute(f"SELECT row_id FROM {KEYSPACE}.original LIMIT 1")):  # noqa: S608 - fixed names
            made.update("setting", "bench", [Generation(text=ANSWER.decode())])
            (row,) = self.session.execute(f"SELECT * FROM {KEYSPACE}.original LIMIT 1")  # noqa: S608 - as above
            rows = Clusters(1)(self.count)
            insert = self.session.prepare(
                f"INSERT INTO {KEYSPACE}.original (row_id, body_blob, vector, metadata_s) VALUES (?, ?, ?, ?)"  # noqa: S608 - as above
            )
            execute_concurrent_with_args(
                self.session,
                insert,
                [
                    (f"{number:032x}-{row.row_id.rpartition('-')[2]}", row.body_blob, vector.tolist(), row.metadata_s)
                    for number, vector in enumerate(rows)
                ],
                concurrency=16,
            )
        return made

    async def at_once(self, original):  # noqa: C901 - the contenders stand side by side, so that they are seen to do the same
        cache = AsyncSemanticCache(self.astore, Stub(self.queries), threshold=0.9)
        await self.astore.provision(Collection(DIMENSION, Similarity.COS, "bench", "stub"))

        async def ours(total, start):
            limit = asyncio.Semaphore(AT_ONCE)

            async def one(number):
                async with limit:
                    await cache.lookup(f"never asked {start + number}", scope=self.scope)

            await asyncio.gather(*(one(number) for number in range(total)))

        async def theirs(total, start):
            limit = asyncio.Semaphore(AT_ONCE)

            async def one(number):
                async with limit:
                    await original.alookup(f"never asked {start + number}", "bench")

            await asyncio.gather(*(one(number) for number in range(total)))

        def bare(total, start):
            pairs = [
                pair
                for number in range(start, start + total)
                for pair in ((self.key, self.key_values(number)), (self.ann, self.ann_values(number)))
            ]
            execute_concurrent(self.session, pairs, concurrency=AT_ONCE)

        def bare_ann(total, start):
            pairs = [(self.ann, self.ann_values(number)) for number in range(start, start + total)]
            execute_concurrent(self.session, pairs, concurrency=AT_ONCE)

        rates = {"ours": [], "bare": [], "bare ANN": [], "original": []}
        start = 100_000
        for turn in range(6):
            for name, call, total in (
                ("ours", ours, 1_000),
                ("bare", bare, 1_000),
                ("bare ANN", bare_ann, 1_000),
                ("original", theirs if original is not None else None, 200),
            ):
                if call is None:
                    continue
                begun = time.perf_counter()
                done = call(total, start)
                if done is not None:
                    await done
                start += total
                if turn:
                    rates[name].append(total / (time.perf_counter() - begun))
        rate = {name: statistics.median(found) for name, found in rates.items() if found}
        show("64 lookups at once / bare key read + ANN", rate["ours"], rate["bare"], ">= 0.8", "/s")
        show("64 lookups at once / bare ANN alone", rate["ours"], rate["bare ANN"], "(>= 0.8)", "/s")
        if "original" in rate:
            show("64 lookups at once / the original's alookup", rate["ours"], rate["original"], ">= 4", "/s")

    def loading(self, count=2_000):
        """Load fresh scopes, in turns with bare inserts into partitions of their own."""
        insert = self.prepared(self.cql("put_vector"), ConsistencyLevel.LOCAL_QUORUM)
        ours, bare = [], []
        for turn in range(4):
            ours.append(self.load(Scope(model=f"load {turn}"), count, f"load {turn}"))
            rows = self.make(count)
            values = [
                [
                    1,
                    f"bare{turn}",
                    0,
                    "forever",
                    0,
                    b"%d" % n,
                    b"q" * 40,
                    ANSWER,
                    1.0,
                    9e9,
                    None,
                    "",
                    row.tolist(),
                    1,
                    0,
                ]
                for n, row in enumerate(rows)
            ]
            begun = time.perf_counter()
            execute_concurrent_with_args(self.session, insert, values, concurrency=16)
            bare.append(count / (time.perf_counter() - begun))
        show("bulk load / bare concurrent inserts", statistics.median(ours), statistics.median(bare), ">= 0.9", "/s")

    def dead(self):
        """Compare a lookup in a fresh scope with one that was cleared and one whose entries expired together."""
        now = time.time
        near = self.make(60, centre=7)
        scopes = {name: Scope(model=f"dead {name}") for name in ("fresh", "cleared", "tagged", "expired")}
        for name, ttl in (("cleared", None), ("tagged", None), ("expired", 30.0)):
            crowd = list(entries(self.make(MASS, centre=7), scopes[name], "old", ttl=ttl, tags=("doc",)))
            self.store.put(crowd)
            last = crowd[-1].record.expires_at
        self.store.clear(Selection(scope=scopes["cleared"]))
        self.store.clear(Selection(scope=scopes["tagged"], tag="doc"))
        for scope in scopes.values():
            self.store.put(list(entries(near[:50], scope, "new", ttl=3_600.0)))
        while now() < last + 0.1:
            time.sleep(0.1)
        query = near[55]
        calls = {
            name: lambda _, scope=scope: self.store.search(scope, query, WIDTH, now=now(), min_score=0.5)
            for name, scope in scopes.items()
        }
        interleaved(calls, 20)
        taken = interleaved(calls, 200)
        show("lookup after clear of 5,000 / in a fresh scope", taken["cleared"], taken["fresh"], "<= 1.5")
        show("lookup after 5,000 expired / in a fresh scope", taken["expired"], taken["fresh"], "<= 1.5")
        show("lookup after clear of a tag of 5,000 / in a fresh scope", taken["tagged"], taken["fresh"], "(<= 1.5)")

    def growth(self, path, total=100_000):
        """Plot the cost of a lookup as the cache grows, over few and many scopes."""
        import matplotlib as mpl

        mpl.use("Agg")
        import matplotlib.pyplot as plt

        figure, axes = plt.subplots(figsize=(7, 4.5))
        for count in (1, 100, 10_000):
            scopes = [Scope(tenant=f"{count} {number}", model="growth") for number in range(count)]
            sizes, costs = [], []
            loaded = 0
            for size in (1_000, 3_000, 10_000, 30_000, total):
                rows = self.make(size - loaded)
                made = [
                    next(entries([row], scopes[(loaded + number) % count], f"{loaded + number}"))
                    for number, row in enumerate(rows)
                ]
                for first in range(0, len(made), 1_000):
                    self.store.put(made[first : first + 1_000])
                loaded = size
                cache = SemanticCache(self.store, Stub(self.queries), threshold=0.9)
                picks = np.random.default_rng(3).integers(0, count, 400)

                def call(number, cache=cache, picks=picks, scopes=scopes):
                    cache.lookup(f"never asked {number}", scope=scopes[picks[number]])

                interleaved({"lookup": call}, 100)
                cost = interleaved({"lookup": call}, 400)["lookup"]
                sizes.append(size)
                costs.append(cost)
                print(f"| lookup, {count:>6,} scopes, {size:>7,} entries | {cost:6.2f} ms |", flush=True)
            axes.plot(sizes, costs, marker="o", label=f"{count:,} scope{'s' if count > 1 else ''}")
        axes.set(xscale="log", xlabel="entries in the cache", ylabel="cache.lookup, median ms", ylim=(0, None))
        axes.legend()
        axes.grid(alpha=0.3)
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, dpi=130, bbox_inches="tight")
        print(f"wrote {path}")


def measure(address, chosen):
    host, _, port = address.rpartition(":")
    logging.getLogger("cassandra").setLevel(logging.ERROR)
    session = connect(CassandraOptions(contact_points=host, port=int(port), timeout=60.0))
    try:
        session.execute(f"DROP KEYSPACE IF EXISTS {KEYSPACE}", timeout=60)
        bench = Bench(session, chosen.entries)
        print(f"loaded {chosen.entries:,} entries at {bench.load():.0f}/s")
        print(f"| {'work':<56} | {'ours':>9} | {'against':>13} | {'ratio':>5} | {'goal':<12} |")
        original = bench.lookups()
        asyncio.run(bench.at_once(original))
        bench.dead()
        bench.loading()
        if chosen.scopes:
            bench.growth(chosen.scopes)
    finally:
        session.cluster.shutdown()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", nargs="?")
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--scopes", type=Path)
    chosen = parser.parse_args()
    if chosen.address:
        measure(chosen.address, chosen)
        return
    from tests.servers.catalogue import SERVERS

    with tempfile.TemporaryDirectory() as folder:
        server = SERVERS["cassandra-bench"](Path(folder) / "node", tied=True)
        server.start()
        try:
            measure(server.url, chosen)
        finally:
            server.kill()


if __name__ == "__main__":
    main()
