"""Lookups, loading, clearing and expiry in Cassandra, against the bare driver and the class that hexcache replaces.

    python benchmarks/cassandra_store.py [host:port] [--entries 10000] [--only lookups at-once dead loading size]
                                         [--recall] [--scopes out/scopes.png] [--most 100000]

Without an address a node with its full compiler is started on loopback. Calls that are compared take turns, so that
all meet the same machine; each line gives medians and the ratio of two of them. `--only` chooses sections; the size on
the disk is measured on a node of its own only. `--recall` adds how often the true nearest of 20,000 sentences is found.
`--scopes` adds the cost of a lookup as the cache grows to `--most` entries over 1, 100 and 10,000 scopes, and draws it.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import logging
import os
import re
import statistics
import time
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
from _shared import started
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
from hexcache.domain.errors import BackendTimeoutError
from hexcache.domain.keys import document_id, key_encoder
from hexcache.domain.scope import Scope
from hexcache.domain.similarity import Similarity

DIMENSION, WIDTH, AT_ONCE, MASS = 384, 8, 64, 5_000
KEYSPACE = "bench"
SECTIONS = ["size", "lookups", "at-once", "dead", "loading"]
ANSWER = b"a" * 800
CENTRES = np.random.default_rng(0).standard_normal((400, DIMENSION))


WORDS = (
    ["How do I", "Can I", "Where can I", "Why can't I", "When should I", "Is it safe to"],
    ["reset", "change", "delete", "export", "share", "print", "find", "restore", "rename", "lock", "cancel", "renew"],
    ["my password", "an invoice", "the calendar", "a photo album", "the weekly report", "my account", "a refund"],
    ["on my phone", "in the office", "from an old laptop", "without an administrator", "during a trip", "by e-mail"],
    ["before Monday", "after the update", "for a colleague", "in two steps", "with a discount", "as a student"],
    ["in Berlin", "in Ohio", "for free", "at night", "once a month", "twice", "over the phone", "with a new card"],
)


def sentence(dice):
    return " ".join(dice.choice(words) for words in WORDS) + "?"


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


def answers(count):
    """Return answers of 800 bytes that no two rows share and no server compresses."""
    return [base64.b64encode(np.random.default_rng(number).bytes(600)) for number in range(count)]


def entries(rows, scope, name, ttl=None, tags=()):
    now, encode, values = time.time(), key_encoder(), answers(len(rows))
    for number, row in enumerate(rows):
        question = f"How do I change setting number {name} {number}"
        ends = None if ttl is None else now + ttl
        record = Record(document_id(encode(question), scope.key), question, values[number], now, ends, ttl, tags)
        yield Entry(record, scope, row)


def put_all(store, made):
    """Put entries, again where the node was too busy with flushing and compacting what it has."""
    for first in range(0, len(made), 1_000):
        while True:
            try:
                store.put(made[first : first + 1_000])
            except BackendTimeoutError:
                time.sleep(2.0)
            else:
                break


def interleaved(calls, rounds):
    """Return the median of each call in milliseconds; they take turns."""
    times = {name: [] for name in calls}
    for number in range(rounds):
        for name, call in calls.items():
            start = time.perf_counter()
            call(number)
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(taken) * 1e3 for name, taken in times.items()}


def busy(pids):
    """Return the seconds of processor time that this process and others have used."""
    ticks = sum(sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13])) for pid in pids)
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def used(calls, pids, blocks=8, length=50):
    """Return the processor time of each call in milliseconds, client and node together, whatever else runs beside."""
    times = dict.fromkeys(calls, 0.0)
    for block in range(blocks):
        for name, call in calls.items():
            start = busy(pids)
            for number in range(length):
                call(block * length + number)
            times[name] += busy(pids) - start
    return {name: taken / blocks / length * 1e3 for name, taken in times.items()}


def show(what, ours, floor, goal, unit="ms"):
    ratio = ours / floor
    print(f"| {what:<56} | {ours:9.2f} | {floor:9.2f} {unit:<3} | {ratio:5.2f} | {goal:<12} |", flush=True)


class Bench:
    """One collection of ours, one table of the original, and statements of the bare driver on ours."""

    def __init__(self, session, count, server=None):
        self.session = session
        self.server = server
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
        put_all(self.store, made)
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
        cache = SemanticCache(self.store, Stub(queries), threshold=0.9)
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
        self.compare(interleaved(calls, 300))
        if self.server is not None:
            print("processor time of the same, client and node together")
            self.compare(used(calls, self.server.leftovers()))

    @staticmethod
    def compare(taken):
        show("lookup by vector (store port) / bare ANN SELECT", taken["search"], taken["bare ANN"], "<= 1.25")
        show("exact tier (store port) / bare key SELECT", taken["get"], taken["bare key"], "<= 1.3")
        show("cache.lookup / key SELECT + ANN SELECT", taken["cache"], taken["bare key"] + taken["bare ANN"], "")
        if "original" in taken:
            show("cache.lookup / the original's lookup", taken["cache"], taken["original"], "<= 0.35")

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

    async def at_once(self):  # noqa: C901 - the contenders stand side by side, so that they are seen to do the same
        original = self.original()
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
        costs = {name: [] for name in rates}
        pids = self.server.leftovers() if self.server is not None else ()
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
                begun, used_before = time.perf_counter(), busy(pids)
                done = call(total, start)
                if done is not None:
                    await done
                start += total
                if turn:
                    rates[name].append(total / (time.perf_counter() - begun))
                    costs[name].append((busy(pids) - used_before) / total * 1e3)
        rate = {name: statistics.median(found) for name, found in rates.items() if found}
        show("64 lookups at once / bare key read + ANN", rate["ours"], rate["bare"], ">= 0.8", "/s")
        show("64 lookups at once / bare ANN alone", rate["ours"], rate["bare ANN"], "(>= 0.8)", "/s")
        if "original" in rate:
            show("64 lookups at once / the original's alookup", rate["ours"], rate["original"], ">= 4", "/s")
        if pids:
            cost = {name: statistics.median(found) for name, found in costs.items() if found}
            print("processor time of one of them, client and node together")
            show("64 lookups at once / bare key read + ANN", cost["ours"], cost["bare"], "<= 1.25")
            if "original" in cost:
                show("64 lookups at once / the original's alookup", cost["ours"], cost["original"], "<= 0.25")

    def loading(self, count=1_000):
        """Load fresh scopes, in turns with bare inserts into partitions of their own."""
        insert = self.prepared(self.cql("put_vector"), ConsistencyLevel.LOCAL_QUORUM)

        def ours(turn):
            made = list(entries(self.make(count), Scope(model=f"load {turn}"), f"load {turn}"))
            return lambda: self.store.put(made)

        def bare(turn):
            values = [
                [1, f"bare{turn}", 0, "forever", 0, b"%d" % number, b"q" * 40, answer, 1.0, 9e9, None, "", row, 1, 0]
                for number, (row, answer) in enumerate(zip(self.make(count).tolist(), answers(count), strict=True))
            ]
            return lambda: execute_concurrent_with_args(self.session, insert, values, concurrency=16)

        rates, costs = {"ours": [], "bare": []}, {"ours": 0.0, "bare": 0.0}
        pids = self.server.leftovers() if self.server is not None else ()
        for turn in range(8):
            pair = [("ours", ours(turn)), ("bare", bare(turn))]
            for name, call in pair if turn % 2 else reversed(pair):
                start, used_before = time.perf_counter(), busy(pids)
                call()
                rates[name].append(count / (time.perf_counter() - start))
                costs[name] += (busy(pids) - used_before) / count / 8 * 1e3
        taken = {name: statistics.median(found) for name, found in rates.items()}
        show("bulk load / bare concurrent inserts", taken["ours"], taken["bare"], ">= 0.9", "/s")
        if pids:
            show("processor time of it, client and node together", costs["ours"], costs["bare"], "<= 1.1")

    def dead(self):
        """Compare a lookup in fresh scopes with those that lost 5,000 entries, all with the same few new entries.

        What a search costs depends on the partitions that happen to be next to its own, so there are several scopes of
        each kind.
        """
        near = self.make(60, centre=7)
        kinds = {"fresh": (None, None), "cleared": (Selection(), None), "tagged": (Selection(tag="doc"), None)}
        kinds["expired"] = (None, 25.0)
        scopes = {name: [Scope(model=f"dead {name} {turn}") for turn in range(3)] for name in kinds}
        last = 0.0
        for turn in range(3):
            for name, (selection, ttl) in kinds.items():
                if name == "fresh":
                    continue
                crowd = list(entries(self.make(MASS, centre=7), scopes[name][turn], "old", ttl=ttl, tags=("doc",)))
                self.store.put(crowd)
                last = crowd[-1].record.expires_at or last
                if selection is not None:
                    self.store.clear(replace(selection, scope=scopes[name][turn]))
        while time.time() < last + 0.1:
            time.sleep(0.1)
        for turn in range(3):
            for found in scopes.values():
                self.store.put(list(entries(near[:50], found[turn], "new")))
        query = near[55]
        calls = {
            f"{name} {turn}": lambda _, scope=scope: self.store.search(
                scope, query, WIDTH, now=time.time(), min_score=0.5
            )
            for turn in range(3)
            for name, found in scopes.items()
            for scope in [found[turn]]
        }
        interleaved(calls, 20)
        each = interleaved(calls, 100)
        taken = {name: statistics.fmean(each[f"{name} {turn}"] for turn in range(3)) for name in kinds}
        for name, what in (("cleared", "clear"), ("expired", "expiry"), ("tagged", "clear by tag")):
            show(f"lookup after {what} of 5,000 / in a fresh scope", taken[name], taken["fresh"], "<= 1.5")

    def recall(self, count=20_000):
        """Print how often the true nearest of sentences is found, where it scores 0.8 or more, by search width."""
        from hexcache.adapters.outbound.embedders.wordllama import plugin

        dice = np.random.default_rng(5)
        cached = list(dict.fromkeys(sentence(dice) for _ in range(count * 2)))[:count]
        asked = [f"{text[:-1]}, please?" if dice.random() < 0.5 else sentence(dice) for text in cached[:4_000]]
        with plugin.open(plugin.options()) as embedder:
            rows, queries = embedder.embed_documents(cached), embedder.embed_documents(asked)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        queries /= np.linalg.norm(queries, axis=1, keepdims=True)
        best = np.concatenate([(part @ rows.T).max(axis=1) for part in np.array_split(queries, 40)])
        close = np.flatnonzero((best >= 0.8) & (best < 0.9999))[:1_500]
        scope = Scope(model="recall")
        shape = Collection(rows.shape[1], Similarity.COS, "bench", "sentences")
        for width in (1, 2, 4, 8, 16):
            options = CassandraOptions(keyspace=KEYSPACE, replication=1, search_width=width, timeout=30.0)
            store = CassandraVectorStore(self.session, options, collection="sentences")
            store.provision(shape)
            if width == 1:
                made = list(entries(rows, scope, "sentence"))
                put_all(store, made)
            found = [store.search(scope, queries[number], 1, now=time.time()) for number in close]
            right = [bool(one) and one[0].score >= best[n] - 1e-5 for one, n in zip(found, close, strict=True)]
            what = f"recall@1, {len(rows):,} sentences, {len(close):,} queries, search_width {width}"
            print(f"| {what:<62} | {np.mean(right):.4f} |", flush=True)

    def size(self):
        """Print what an entry takes on the disk once all is flushed, the index in the table that it is on."""
        self.server.nodetool("flush")
        folder = self.server.folder
        parts = {
            name: sum(file.stat().st_size for file in folder.glob(f"data/{KEYSPACE}/ours_{name}-*/*") if file.is_file())
            for name in ("entries", "vectors", "scopes", "labels")
        }
        for name, found in {**parts, "all tables": sum(parts.values())}.items():
            print(f"| bytes an entry, {name:<10} | {found / self.count:8.0f} |", flush=True)

    def settle(self, most=120.0):
        """Wait until the node has compacted what it flushed: a search asks every file with a part of its scope."""
        end = time.monotonic() + most
        while self.server is not None and time.monotonic() < end:
            if re.search(r"pending tasks\W+0\s", self.server.nodetool("compactionstats")):
                return
            time.sleep(3.0)

    def growth(self, path, total):
        """Plot the cost of a lookup as the cache grows, over few and many scopes."""
        import matplotlib as mpl

        mpl.use("Agg")
        import matplotlib.pyplot as plt

        figure, axes = plt.subplots(figsize=(7, 4.5))
        for count in (1, 100, 10_000):
            scopes = [Scope(tenant=f"{count} {number}", model="growth") for number in range(count)]
            sizes, costs = [], []
            loaded = 0
            for size in [one for one in (1_000, 3_000, 10_000, 30_000, 100_000) if one <= total]:
                rows = self.make(size - loaded)
                made = [
                    next(entries([row], scopes[(loaded + number) % count], f"{loaded + number}"))
                    for number, row in enumerate(rows)
                ]
                put_all(self.store, made)
                loaded = size
                self.settle()
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


def measure(address, chosen, server=None):
    host, _, port = address.rpartition(":")
    logging.getLogger("cassandra").setLevel(logging.ERROR)
    session = connect(CassandraOptions(contact_points=host, port=int(port), timeout=60.0))
    try:
        session.execute(f"DROP KEYSPACE IF EXISTS {KEYSPACE}", timeout=60)
        bench = Bench(session, chosen.entries, server)
        print(f"loaded {chosen.entries:,} entries at {bench.load():.0f}/s", flush=True)
        if "size" in chosen.only and server is not None:
            bench.size()
        print(f"| {'work':<56} | {'ours':>9} | {'against':>13} | {'ratio':>5} | {'goal':<12} |")
        sections = {
            "lookups": bench.lookups,
            "at-once": lambda: asyncio.run(bench.at_once()),
            "dead": bench.dead,
            "loading": bench.loading,
        }
        for name, section in sections.items():
            if name in chosen.only:
                section()
        if chosen.recall:
            bench.recall()
        if chosen.scopes:
            bench.growth(chosen.scopes, chosen.most)
    finally:
        session.cluster.shutdown()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", nargs="?")
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--only", nargs="*", choices=SECTIONS, default=SECTIONS)
    parser.add_argument("--recall", action="store_true")
    parser.add_argument("--scopes", type=Path)
    parser.add_argument("--most", type=int, default=100_000)
    chosen = parser.parse_args()
    if chosen.address:
        measure(chosen.address, chosen)
        return
    with started("cassandra-bench") as server:
        measure(server.url, chosen, server)


if __name__ == "__main__":
    main()
