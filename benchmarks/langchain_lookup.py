"""`lookup` through LangChain's interface: ours against `langchain-redis`, and against the class that we take over from.

    pip install langchain-redis langchain-community cassio
    python benchmarks/langchain_lookup.py [--redis redis://host:port/0] [--cassandra host:port] [--entries 1000]

All use one stub embedder, so that what is timed is the cache. Lookups take turns, so that all meet the same machine.
Medians in milliseconds: of the very prompt that was stored, of the same question in other words, and of a new one.
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

DIMENSION, ROUNDS, WARM_UP, THRESHOLD, LLM = 384, 100, 20, 0.85, "model=stub, temperature=0"
ANSWER = [Generation(text="Open the settings. " * 20, generation_info={"finish_reason": "stop"})]
KEYSPACE = "bench_langchain"


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


def compare(what: str, caches: dict[str, Any], embedder: Stub, entries: int) -> None:
    for number in range(entries):
        for cache in caches.values():
            cache.update(asked(number), LLM, ANSWER)
    for label, prompt, hits in (("exact", asked, ROUNDS), ("reworded", reworded, ROUNDS), ("new", unknown, 0)):
        times: dict[str, list[float]] = {name: [] for name in caches}
        found = dict.fromkeys(caches, 0)
        for number in range(-WARM_UP, ROUNDS):
            embedder.embed_query(prompt(number % entries))
            for name, cache in sorted(caches.items(), reverse=bool(number % 2)):
                start = time.perf_counter()
                answer = cache.lookup(prompt(number % entries), LLM)
                if number >= 0:
                    times[name].append(time.perf_counter() - start)
                    found[name] += answer == ANSWER
        assert found["hexcache"] == hits, (what, label, found)
        median = {name: statistics.median(taken) * 1e3 for name, taken in times.items()}
        shown = "".join(f"{name} {median[name]:6.2f} ({found[name]:3} hits)   " for name in caches)
        print(f"{what:10} {label:9} {shown} ratio {median['hexcache'] / max(median.values()):5.2f}")


def on_redis(url: str, entries: int) -> None:
    from langchain_redis import RedisSemanticCache

    embedder, name = Stub(), f"bench{uuid.uuid4().hex[:8]}"
    theirs = RedisSemanticCache(embedder, redis_url=url, distance_threshold=1 - THRESHOLD, name=name, prefix=name)
    config = {"store": {"backend": "redis", "options": {"url": url}}}
    with open_cache(config, embedder=embedder, collection=name, threshold=THRESHOLD) as cache:
        try:
            caches = {"hexcache": SemanticCacheBridge(cache), "langchain-redis": theirs}
            compare("Redis", caches, embedder, entries)
        finally:
            cache.clear()
            theirs.clear()


def on_cassandra(address: str, entries: int) -> None:
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
    compare("Cassandra", {"hexcache": ours, "langchain-community": theirs}, embedder, entries)
    cluster.shutdown()


def main() -> None:
    warnings.filterwarnings("ignore")
    logging.getLogger("cassandra").setLevel(logging.ERROR)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--redis")
    parser.add_argument("--cassandra")
    parser.add_argument("--entries", type=int, default=1_000)
    chosen = parser.parse_args()
    print(f"Medians in milliseconds, {chosen.entries} entries of {DIMENSION} dimensions")
    if chosen.redis:
        on_redis(chosen.redis, chosen.entries)
    if chosen.cassandra:
        on_cassandra(chosen.cassandra, chosen.entries)


if __name__ == "__main__":
    main()
