"""Loading, lookups, clearing and memory in Redis, against the bare driver and two other semantic caches.

    python benchmarks/redis_store.py [redis://host:port/0] [--entries 10000] [--scopes]

Without an address a Redis 8.2 with query engine and vector sets is started on loopback. Calls that are compared take
turns, so that all meet the same machine; each line gives medians in microseconds and the ratio of ours to the other.
redisvl and langchain-redis are measured where they are installed. `--scopes` adds the cost of a search while the same
entries are spread over more and more scopes, for each way that the query engine has to search.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
import warnings
from dataclasses import replace
from functools import partial

import numpy as np
import redis
from _shared import DIMENSION, address_of, clustered

from hexcache.adapters.outbound.redis import records
from hexcache.adapters.outbound.redis.aio import AsyncRedisVectorStore
from hexcache.adapters.outbound.redis.settings import IndexSettings
from hexcache.adapters.outbound.redis.sync import RedisVectorStore
from hexcache.application.semantic_cache import SemanticCache
from hexcache.domain.collection import Collection, Passport
from hexcache.domain.entry import Entry, Record, Selection
from hexcache.domain.keys import document_id, key_encoder
from hexcache.domain.scope import Scope
from hexcache.domain.similarity import Similarity
from hexcache.domain.vectors import admit_many

LIMIT, THRESHOLD, ROUNDS, BLOCK, AT_ONCE, MASS, FEW = 8, 0.85, 300, 50, 64, 5_000, 1_000
ANSWER = b"a" * 800
SCOPE = Scope("acme", "gpt-5|t=0")
FIELDS = ["q", "v", "c", "x", "l", "t"]
ENCODE = key_encoder()


def entries(rows, scope=SCOPE, name="question"):
    now = time.time()
    vectors = admit_many(rows, len(rows), DIMENSION, Similarity.COS)
    for number, vector in enumerate(vectors):
        query = f"{name} {number}: how do I reset my password?"
        record = Record(document_id(ENCODE(query), scope.key), query, ANSWER, now, now + 86_400.0, 86_400.0)
        yield Entry(record, scope, vector)


def interleaved(calls, rounds=ROUNDS):
    """Return the median of each call in microseconds; they take turns, a block of calls each."""
    times = {name: [] for name in calls}
    for start in range(0, rounds, BLOCK):
        for name, call in calls.items():
            for turn in range(start, start + BLOCK):
                began = time.perf_counter()
                call(turn)
                times[name].append((time.perf_counter() - began) * 1e6)
    return {name: statistics.median(measured[BLOCK:]) for name, measured in times.items()}


def line(what, ours, other, name, goal):
    print(f"{what:44} {ours:9.0f}   {name:34} {other:9.0f}   ratio {ours / other:5.2f}   goal {goal}")


class Stub:
    """An embedder that costs nothing: every text was embedded before."""

    passport = Passport("bench", "stub", DIMENSION, unit_length=True)

    def __init__(self):
        self.known = {}

    def embed_query(self, text):
        return self.known[text]

    def embed_documents(self, texts):
        return np.stack([self.known[text] for text in texts])


class Bench:
    """One server with the same entries in our store and behind the bare driver."""

    def __init__(self, address, count):
        self.address = address
        self.client = redis.Redis.from_url(address)
        self.rows = clustered(count)
        self.queries = admit_many(
            clustered(ROUNDS + 10, self.rows[: ROUNDS + 10]), ROUNDS + 10, DIMENSION, Similarity.COS
        )
        self.store = self.opened("query_engine")
        self.entries = list(entries(self.rows))
        self.ids = [entry.record.document_id for entry in self.entries]
        self.stem = "hexcache:{bench_query_engine.0}:"

    def opened(self, index, **settings):
        store = RedisVectorStore(self.address, f"bench_{index}", IndexSettings(index=index, **settings))
        store.provision(Collection(DIMENSION))
        return store

    def bare_pipeline(self):
        """Write the same fields under the same index, as redis-py's own pipeline does it best."""
        pipeline = self.client.pipeline(transaction=False)
        for number, entry in enumerate(self.entries):
            values = records.fields(entry)
            key = self.stem + "d:" + entry.record.document_id
            pipeline.hset(
                key, mapping={**dict(zip(values[::2], values[1::2], strict=True)), b"b": entry.vector.tobytes()}
            )
            pipeline.pexpireat(key, int(entry.record.expires_at * 1_000))
            if number % 250 == 249:
                pipeline.execute()
        pipeline.execute()

    def bare_search(self, count, policy="BATCHES"):
        """Return the bare search that is cheapest for a scope which is the whole index, the scope in the query."""
        index = self.stem + "index"
        query = f"(@k:{{{SCOPE.key}}})=>[KNN {count} @b $b AS d]=>{{$HYBRID_POLICY: {policy}}}"
        tail = ("RETURN", 7, "d", *FIELDS, "SORTBY", "d", "LIMIT", 0, count, "DIALECT", 2)
        return lambda turn: self.client.execute_command(
            "FT.SEARCH", index, query, "PARAMS", 2, "b", self.queries[turn].tobytes(), *tail
        )


def loading(bench):
    bench.store.clear(Selection())
    began = time.perf_counter()
    bench.bare_pipeline()
    bare = time.perf_counter() - began
    bench.store.clear(Selection())
    before = bench.client.info("memory")["used_memory"]
    began = time.perf_counter()
    bench.store.put(bench.entries)
    ours = time.perf_counter() - began
    each = (bench.client.info("memory")["used_memory"] - before) / len(bench.entries)
    rate = [len(bench.entries) / seconds for seconds in (ours, bare)]
    print(
        f"load {len(bench.entries)} entries: ours {rate[0]:.0f} a second, bare pipeline {rate[1]:.0f}, "
        f"ratio {rate[0] / rate[1]:.2f}   goal 0.80; {each:.0f} bytes an entry"
    )


def lookups(bench, now):
    store, ids, queries = bench.store, bench.ids, bench.queries
    found = interleaved(
        {
            "ours": lambda turn: store.search(SCOPE, queries[turn], LIMIT, now=now, min_score=THRESHOLD),
            "ours without a minimum": lambda turn: store.search(SCOPE, queries[turn], LIMIT, now=now),
            "bare KNN 8": bench.bare_search(LIMIT),
            "bare KNN 1": bench.bare_search(1),
            "bare, planned": bench.bare_search(LIMIT, "ADHOC_BF"),
        }
    )
    line("search, 8 above 0.85", found["ours"], found["bare KNN 8"], "bare FT.SEARCH KNN 8", "1.25")
    line("search, 8", found["ours without a minimum"], found["bare KNN 8"], "bare FT.SEARCH KNN 8", "")
    line("search, 8 above 0.85", found["ours"], found["bare KNN 1"], "bare FT.SEARCH KNN 1", "")
    line("search, 8 above 0.85", found["ours"], found["bare, planned"], "bare, the server's own plan", "")
    found = interleaved(
        {
            "get": lambda turn: store.get([ids[turn]], now=now),
            "hmget": lambda turn: bench.client.hmget(bench.stem + "d:" + ids[turn], FIELDS),
        }
    )
    line("exact tier", found["get"], found["hmget"], "bare HMGET of the same fields", "1.30")


def recall(bench, now):
    truth = np.argmax(np.stack(bench.queries) @ bench.rows.T, axis=1)
    hits = 0
    for query, best in zip(bench.queries, truth, strict=True):
        found = bench.store.search(SCOPE, query, LIMIT, now=now)
        hits += bool(found) and found[0].record.document_id == bench.ids[best]
    print(f"the nearest entry is found in {hits / len(bench.queries):.1%} of searches")


def peers(bench):
    """Compare whole lookups and loading with the other caches, which keep flat indexes; the embedder is a stub."""
    flat = RedisVectorStore(bench.address, "bench_flat", IndexSettings(index="query_engine", algorithm="flat"))
    flat.provision(Collection(DIMENSION))
    began = time.perf_counter()
    flat.put(bench.entries)
    rate = len(bench.entries) / (time.perf_counter() - began)
    flat.clear(Selection())
    flat.close()
    stub = Stub()
    texts = [entry.record.query for entry in bench.entries]
    stub.known = dict(zip(texts, bench.rows, strict=True))
    asked = [f"asked {number}" for number in range(len(bench.queries))]
    stub.known |= dict(zip(asked, bench.queries, strict=True))
    cache = SemanticCache(bench.store, stub, threshold=THRESHOLD, guards="off")
    calls = {
        "ours by vector": lambda turn: bench.store.search(
            SCOPE, bench.queries[turn], LIMIT, now=time.time(), min_score=0.85
        ),
        "ours by text": lambda turn: cache.lookup(asked[turn], scope=SCOPE),
        "ours exact": lambda turn: cache.lookup(texts[turn], scope=SCOPE),
    }
    others = [make(bench, stub, texts) for make in (redisvl, langchain)]
    for other in filter(None, others):
        calls |= other.calls(bench, asked)
    found = interleaved(calls)
    for other in filter(None, others):
        for name in other.names:
            line("search by vector", found["ours by vector"], found[name], name, other.goal)
            line("whole lookup by text", found["ours by text"], found[name], name, "")
        print(
            f"load, flat index: ours {rate:.0f} a second, {other.name} {other.rate:.0f}, ratio {rate / other.rate:.1f}"
        )
    print(f"whole lookup of a repeated question {found['ours exact']:9.0f}")
    for other in filter(None, others):
        other.close()


class Peer:
    """Another cache with the same entries: what it is called, how fast it loaded, what to time."""

    def __init__(self, name, goal, names, rate, calls, close):
        self.name, self.goal, self.names, self.rate, self.calls, self.close = name, goal, names, rate, calls, close


def redisvl(bench, stub, texts):
    try:
        from redisvl.extensions.cache.llm import SemanticCache as Cache
        from redisvl.utils.vectorize import CustomVectorizer
    except ImportError:
        return print("redisvl is not installed")
    embed = CustomVectorizer(embed=lambda text: stub.known.get(text, bench.rows[0]).tolist())
    cache = Cache("bench_redisvl", 1.0 - THRESHOLD, vectorizer=embed, redis_url=bench.address, overwrite=True)
    bench.redisvl = cache
    vectors = bench.rows.tolist()
    began = time.perf_counter()
    for text, vector in zip(texts, vectors, strict=True):
        cache.store(text, ANSWER.decode(), vector=vector)
    rate = len(texts) / (time.perf_counter() - began)
    queries = [query.tolist() for query in bench.queries]
    calls = {"redisvl SemanticCache.check": lambda turn: cache.check(vector=queries[turn])}
    return Peer("redisvl", "0.50", list(calls), rate, lambda *_: calls, lambda: None)


def langchain(bench, stub, texts):
    try:
        from langchain_core.embeddings import Embeddings
        from langchain_core.outputs import Generation
        from langchain_redis import RedisSemanticCache
    except ImportError:
        return print("langchain-redis is not installed")

    class Embedder(Embeddings):
        def embed_query(self, text):
            return stub.known.get(text, bench.rows[0]).tolist()

        def embed_documents(self, texts):
            return [self.embed_query(text) for text in texts]

    cache = RedisSemanticCache(
        Embedder(), bench.address, 1.0 - THRESHOLD, name="bench_langchain", prefix="bench_langchain"
    )
    began = time.perf_counter()
    for text in texts:
        cache.update(text, "gpt-5|t=0", [Generation(text=ANSWER.decode())])
    rate = len(texts) / (time.perf_counter() - began)

    def calls(_bench, asked):
        return {"langchain-redis lookup": lambda turn: cache.lookup(asked[turn], "gpt-5|t=0")}

    return Peer("langchain-redis", "0.40", ["langchain-redis lookup"], rate, calls, cache.clear)


async def concurrent(bench):
    """Compare the rates of 64 searches at once."""
    store = AsyncRedisVectorStore(bench.address, "bench_query_engine")
    await store.provision(Collection(DIMENSION))
    now = time.time()

    async def rate(call):
        async def worker(number):
            for step in range(12):
                await call((number * 12 + step) % len(bench.queries))

        await asyncio.gather(*map(worker, range(AT_ONCE)))
        began = time.perf_counter()
        await asyncio.gather(*map(worker, range(AT_ONCE)))
        return AT_ONCE * 12 / (time.perf_counter() - began)

    ours = await rate(lambda turn: store.search(SCOPE, bench.queries[turn], LIMIT, now=now, min_score=THRESHOLD))
    await store.close()
    print(f"64 async searches at once: {ours:.0f} a second", end="")
    if hasattr(bench, "redisvl"):
        queries = [query.tolist() for query in bench.queries]
        theirs = await rate(lambda turn: bench.redisvl.acheck(vector=queries[turn]))
        await bench.redisvl.adisconnect()
        print(f", redisvl acheck {theirs:.0f}, ratio {ours / theirs:.1f}   goal 2.0", end="")
    print()


def clearing(bench, now):
    """Compare a search right after a clear of 5,000 entries with one in a fresh scope."""
    mass, fresh = Scope("mass"), Scope("fresh")
    bench.store.put(list(entries(clustered(MASS), mass, "mass")))
    bench.store.put(list(entries(clustered(FEW), fresh, "fresh")))
    query = bench.queries[0]
    bench.store.search(mass, query, LIMIT, now=now)
    began = time.perf_counter()
    bench.store.clear(Selection(tenant="mass"))
    seconds = time.perf_counter() - began
    bench.store.put(list(entries(clustered(FEW), mass, "after")))
    found = interleaved(
        {
            "cleared": lambda turn: bench.store.search(mass, bench.queries[turn], LIMIT, now=now),
            "fresh": lambda turn: bench.store.search(fresh, bench.queries[turn], LIMIT, now=now),
        },
        100,
    )
    line("search after a clear of 5,000", found["cleared"], found["fresh"], "in a fresh scope", "1.50")
    print(f"the clear took {seconds:.2f} s")
    for tenant in ("mass", "fresh"):
        bench.store.clear(Selection(tenant=tenant))


def kinds(bench, now):
    """Measure the other index kinds with the same entries."""
    for index, settings in (("vector_set", {}), ("scan", {})):
        store = bench.opened(index, **settings)
        before = bench.client.info("memory")["used_memory"]
        began = time.perf_counter()
        store.put(bench.entries)
        rate = len(bench.entries) / (time.perf_counter() - began)
        each = (bench.client.info("memory")["used_memory"] - before) / len(bench.entries)
        store.search(SCOPE, bench.queries[0], LIMIT, now=now)
        call = store.search
        found = interleaved(
            {"search": lambda turn, call=call: call(SCOPE, bench.queries[turn], LIMIT, now=now, min_score=THRESHOLD)},
            100,
        )
        print(f"{index}: load {rate:.0f} a second, {each:.0f} bytes an entry, search {found['search']:.0f}")
        store.clear(Selection())
        store.close()


def scopes(bench, now):
    """Print what a search costs while the same entries are spread over more scopes, for each way to search."""
    for number in (1, 4, 20, 100, 1_000):
        parts = [Scope(f"tenant {part}") for part in range(number)]
        bench.store.clear(Selection())
        bench.store.put([moved(entry, parts[turn % number]) for turn, entry in enumerate(bench.entries)])
        ways = {
            "ours": partial(in_turn, partial(searched, bench, now), parts),
            "graph": partial(in_turn, partial(bare_nearest, bench, "BATCHES"), parts),
            "compare": partial(in_turn, partial(bare_nearest, bench, "ADHOC_BF"), parts),
        }
        for turn in range(2 * min(number, 100)):  # ours learns how large the scopes are
            ways["ours"](turn)
        found = interleaved(ways, 100)
        print(f"{number:5} scopes: " + ", ".join(f"{name} {median:.0f}" for name, median in found.items()))


def moved(entry, scope):
    name = document_id(ENCODE(entry.record.query), scope.key)
    return Entry(replace(entry.record, document_id=name), scope, entry.vector)


def in_turn(call, parts, turn):
    return call(parts[turn % len(parts)], turn)


def searched(bench, now, scope, turn):
    return bench.store.search(scope, bench.queries[turn], LIMIT, now=now, min_score=THRESHOLD)


def bare_nearest(bench, policy, scope, turn):
    query = f"(@k:{{{scope.key}}})=>[KNN 8 @b $b AS d]=>{{$HYBRID_POLICY: {policy}}}"
    parameters = ("PARAMS", 2, "b", bench.queries[turn].tobytes(), "NOCONTENT", "DIALECT", 2)
    return bench.client.execute_command("FT.SEARCH", bench.stem + "index", query, *parameters)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", nargs="?")
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--scopes", action="store_true")
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    with address_of("redis", chosen.address) as address:
        bench = Bench(address, chosen.entries)
        now = time.time()
        loading(bench)
        lookups(bench, now)
        recall(bench, now)
        peers(bench)
        asyncio.run(concurrent(bench))
        clearing(bench, now)
        kinds(bench, now)
        if chosen.scopes:
            scopes(bench, now)
        bench.store.clear(Selection())
        bench.store.close()


if __name__ == "__main__":
    main()
