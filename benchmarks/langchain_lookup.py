"""`lookup` through LangChain's interface: ours against `langchain-redis`, and against the class that we take over from.

    pip install langchain-redis langchain-community cassio
    python benchmarks/langchain_lookup.py [--redis redis://host:port/0] [--cassandra host:port] [--entries 1000 6000]

All use one stub embedder, whose vectors are ready, so that what is timed is the cache. Lookups take turns, so that all
meet the same machine. Medians in milliseconds: of the very prompt that was stored, of the same question in other words,
of these words a second time, and of a new question. On Redis two bare calls take turns with them: what ours must ask
at the least (the row of the question, and for other words one search, in two round trips, because an exact repeat must
cost no embedding; in one for words whose vector is remembered), and the one FT.SEARCH of langchain-redis.
"""

from __future__ import annotations

import argparse
import logging
import statistics
import time
import uuid
import warnings
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings
from langchain_core.outputs import Generation

from hexcache import open_cache
from hexcache.adapters.inbound.langchain import CassandraSemanticCache, SemanticCacheBridge
from hexcache.adapters.inbound.langchain.asking import model_key
from hexcache.adapters.outbound.redis import query_engine, statements
from hexcache.adapters.outbound.redis.places import partition_places
from hexcache.adapters.outbound.redis.planner import Way
from hexcache.domain.keys import document_id, key_encoder
from hexcache.domain.scope import Scope
from hexcache.domain.similarity import Similarity

DIMENSION, ROUNDS, WARM_UP, THRESHOLD, LLM = 384, 300, 20, 0.85, "model=stub, temperature=0"
ANSWER = [Generation(text="Open the settings. " * 20, generation_info={"finish_reason": "stop"})]
KEYSPACE = "bench_langchain"
BARE = "bare least"


class Stub(Embeddings):
    """Each topic has a direction; its wordings lie around it."""

    def __init__(self):
        self._known = {}

    def embed_documents(self, texts):
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text):
        if text not in self._known:
            topic, wording = text.partition(":")[0], sum(map(ord, text))
            centre = np.random.default_rng(sum(ord(each) * 31**place for place, each in enumerate(topic)) % 2**32)
            vector = centre.standard_normal(DIMENSION)
            vector += 0.2 * np.random.default_rng(wording).standard_normal(DIMENSION)
            self._known[text] = (vector / np.linalg.norm(vector)).tolist()
        return self._known[text]


def topic(number: int) -> str:
    """Return a name without digits, which would be another question than one with others."""
    return "topic" + str(number % 100_000).translate(str.maketrans("0123456789", "bdfghjklmn"))


def asked(number: int) -> str:
    return f"{topic(number)}: how do I reset my password?"


def reworded(number: int) -> str:
    return f"{topic(number)}: how can I reset my password?"


def unknown(number: int) -> str:
    return f"new{topic(number)}: where is the nearest branch?"


def fill(caches: dict[str, Any], entries: range) -> None:
    for number in entries:
        for cache in caches.values():
            cache.update(asked(number), LLM, ANSWER)


CASES = {
    "exact": (asked, ROUNDS, False),
    "reworded": (reworded, ROUNDS, False),
    "again": (reworded, ROUNDS, True),
    "new": (unknown, 0, False),
}


def compare(what: str, calls: dict[str, Any], embedder: Stub, entries: int) -> None:
    """Time the calls of every case and print a line for each; the first is ours, the second the other cache."""
    ours, other = list(calls)[:2]
    for label, (prompt, hits, before) in CASES.items():
        times: dict[str, list[float]] = {name: [] for name in calls}
        found = dict.fromkeys(calls, 0)
        start = {"again": 0, "reworded": 0}.get(label, ROUNDS) + WARM_UP
        for number in range(start - WARM_UP, start + ROUNDS):
            text = prompt(number % entries)
            embedder.embed_query(text)
            if before:
                calls[ours](text, label)
            for name, call in sorted(calls.items(), reverse=bool(number % 2)):
                began = time.perf_counter()
                answer = call(text, label)
                if number >= start:
                    times[name].append(time.perf_counter() - began)
                    found[name] += answer == ANSWER
        assert hits * 0.95 <= found[ours] <= hits, (what, label, found)  # a graph of random vectors misses a few
        median = {name: statistics.median(taken) * 1e3 for name, taken in times.items()}
        shown = "".join(f"  {name} {median[name]:6.3f}" for name in calls)
        ratios = f"{median[ours] / median[other]:5.2f} of {other}"
        if BARE in median:
            ratios += f", {median[ours] / median[BARE]:5.2f} of {BARE}, which is {median[BARE] / median[other]:5.2f}"
        print(f"{what:9} {entries:6} {label:9} {found[ours]:4} hits{shown}   {ratios}")


def lookup_of(cache: Any) -> Any:
    return lambda text, _: cache.lookup(text, LLM)


def bare_calls(url: str, name: str, embedder: Stub, theirs: Any) -> dict[str, Any]:
    """Return what ours asks at the least, and what the other asks, through the driver alone."""
    import redis

    client = redis.Redis.from_url(url, protocol=2)
    (place,) = partition_places("hexcache", name, 1)
    scope_key = Scope(model=model_key(LLM)).key
    way, cut = Way("=>{$EF_RUNTIME: 24}", alone=True), query_engine.farthest(Similarity.COS, THRESHOLD)
    encode, search = key_encoder(), search_of(theirs, embedder)

    def least(text: str, label: str) -> None:
        pipeline = client.pipeline(transaction=False) if label == "again" else client
        (read,) = statements.read(place, [document_id(encode(text), scope_key).encode()])
        pipeline.execute_command(*read)
        if label != "exact":
            blob = np.asarray(embedder.embed_query(text), "<f4").tobytes()
            pipeline.execute_command(*query_engine.search(place, scope_key, blob, 10, way, cut))
        if isinstance(pipeline, redis.client.Pipeline):
            pipeline.execute()

    def one_search(text: str, _: str) -> None:
        blob = np.asarray(embedder.embed_query(text), "<f4").tobytes()
        client.execute_command(*(blob if isinstance(part, bytes) else part for part in search))

    return {BARE: least, "bare FT.SEARCH": one_search}


def search_of(theirs: Any, embedder: Stub) -> tuple[Any, ...]:
    """Return the command that the other sends."""
    seen: list[tuple[Any, ...]] = []
    client, send = theirs.redis, theirs.redis.execute_command
    client.execute_command = lambda *args, **kwargs: (seen.append(args), send(*args, **kwargs))[1]
    embedder.embed_query(asked(0))
    theirs.lookup(asked(0), LLM)
    del client.execute_command
    return next(command for command in seen if command[0] == "FT.SEARCH")


def on_redis(url: str, sizes: list[int]) -> None:
    from langchain_redis import RedisSemanticCache

    embedder, name = Stub(), f"bench{uuid.uuid4().hex[:8]}"
    theirs = RedisSemanticCache(embedder, redis_url=url, distance_threshold=1 - THRESHOLD, name=name, prefix=name)
    config = {"store": {"backend": "redis", "options": {"url": url}}}
    with open_cache(config, embedder=embedder, collection=name, threshold=THRESHOLD) as filled:
        try:
            done = 0
            for entries in sizes:
                fill({"hexcache": SemanticCacheBridge(filled), "langchain-redis": theirs}, range(done, entries))
                done = entries
                with open_cache(config, embedder=embedder, collection=name, threshold=THRESHOLD) as cache:
                    calls = {"hexcache": lookup_of(SemanticCacheBridge(cache)), "langchain-redis": lookup_of(theirs)}
                    compare("Redis", {**calls, **bare_calls(url, name, embedder, theirs)}, embedder, entries)
        finally:
            filled.clear()
            theirs.clear()


def on_cassandra(address: str, sizes: list[int]) -> None:
    from cassandra.cluster import Cluster
    from langchain_community.cache import CassandraSemanticCache as Original

    host, port = address.rsplit(":", 1)
    cluster = Cluster([host], port=int(port), protocol_version=5)
    session = cluster.connect()
    replication = "{'class': 'SimpleStrategy', 'replication_factor': 1}"
    session.execute(f"CREATE KEYSPACE IF NOT EXISTS {KEYSPACE} WITH replication = {replication}")
    embedder, table = Stub(), f"bench{uuid.uuid4().hex[:8]}"
    ours = CassandraSemanticCache(session, KEYSPACE, embedder, table)
    theirs = Original(session, KEYSPACE, embedder, table)
    done = 0
    for entries in sizes:
        fill({"hexcache": ours, "langchain-community": theirs}, range(done, entries))
        done = entries
        calls = {"hexcache": lookup_of(ours), "langchain-community": lookup_of(theirs)}
        compare("Cassandra", calls, embedder, entries)
    cluster.shutdown()


def main() -> None:
    warnings.filterwarnings("ignore")
    logging.getLogger("cassandra").setLevel(logging.ERROR)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--redis")
    parser.add_argument("--cassandra")
    parser.add_argument("--entries", type=int, nargs="+", default=[1_000])
    chosen = parser.parse_args()
    print(f"Medians in milliseconds, entries of {DIMENSION} dimensions")
    if chosen.redis:
        on_redis(chosen.redis, chosen.entries)
    if chosen.cassandra:
        on_cassandra(chosen.cassandra, chosen.entries)


if __name__ == "__main__":
    main()
