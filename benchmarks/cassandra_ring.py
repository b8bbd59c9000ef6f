"""Lookups and writes on three nodes, while one of them is stopped: how many a second, and the longest wait.

    python benchmarks/cassandra_ring.py [--threads 8]

A ring of three with three replicas is started on loopback, and one node is stopped with SIGSTOP: it answers nothing and
closes nothing, as a machine that swaps. The others convict it after about twenty seconds. Four phases are measured: all
well, right after the stop, after the conviction, and after the node goes on.
"""

from __future__ import annotations

import argparse
import itertools
import logging
import random
import threading
import time

from _shared import started

from hexcache.adapters.outbound.cassandra.connecting import connect
from hexcache.adapters.outbound.cassandra.settings import CassandraOptions
from hexcache.adapters.outbound.cassandra.sync import CassandraVectorStore
from hexcache.domain.collection import Collection
from hexcache.domain.errors import BackendError
from hexcache.domain.scope import Scope
from hexcache.domain.similarity import Similarity
from hexcache.testing.samples import Samples, vectors

TIMEOUT = 5.0
ROWS = vectors(2_000, seed=3, dimension=64)
SCOPE = Scope("ring")


class Load:
    """Threads that read an id, search, and now and then put; each call leaves its end and how long it took."""

    def __init__(self, store, threads):
        self.calls = []
        self.errors = []
        self._store = store
        self._make = Samples(time.time, Similarity.COS)
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(seed,)) for seed in range(threads)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self, seed):
        dice = random.Random(seed)
        for number in itertools.count():
            if self._stop.is_set():
                return
            entry = self._make.entry(f"{seed} {number % 200}", dice.choice(ROWS), scope=SCOPE)
            self._call(self._store.get, [entry.record.document_id], now=time.time())
            self._call(self._store.search, SCOPE, entry.vector, 8, now=time.time())
            if number % 10 == 0:
                self._call(self._store.put, [entry])

    def _call(self, method, *words, **more):
        start = time.perf_counter()
        try:
            method(*words, **more)
        except BackendError as error:
            self.errors.append((time.perf_counter(), error))
        self.calls.append((time.perf_counter(), time.perf_counter() - start))


def phase(load, name, seconds):
    """Print what the load did for so many seconds, and return its rate."""
    start = time.perf_counter()
    time.sleep(seconds)
    end = time.perf_counter()
    taken = [took for ended, took in list(load.calls) if start <= ended < end]
    errors = sum(start <= ended < end for ended, _ in list(load.errors))
    rate = len(taken) / (end - start)
    print(f"| {name:<28} | {rate:7.0f}/s | {max(taken, default=0.0):6.2f} s | {errors:6d} |", flush=True)
    return rate


def measure(ring, threads):
    hosts = [node.host for node in ring.nodes]
    options = CassandraOptions(contact_points=hosts, port=ring.nodes[0].port, keyspace="paused", timeout=TIMEOUT)
    session = connect(options)
    try:
        store = CassandraVectorStore(session, options, collection="paused")
        store.provision(Collection(64, Similarity.COS, "bench", "ring"))
        make = Samples(time.time, Similarity.COS)
        store.put([make.entry(f"warm {number}", row, scope=SCOPE) for number, row in enumerate(ROWS)])
        print(f"| {'phase':<28} | {'calls':>9} | {'longest':>8} | errors |")
        with Load(store, threads) as load:
            time.sleep(5.0)
            well = phase(load, "all nodes well", 20.0)
            ring.nodes[1].pause()
            phase(load, "stopped, the first 10 s", 10.0)
            phase(load, "the next 20 s", 20.0)
            convicted = phase(load, "convicted", 20.0)
            ring.nodes[1].resume()
            phase(load, "goes on again", 20.0)
        print(f"rate with a convicted node / with all: {convicted / well:.2f} (goal: 1/3)")
        print(f"longest wait: {max(took for _, took in load.calls):.2f} s (timeout {TIMEOUT:g} s)")
    finally:
        session.cluster.shutdown()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=8)
    chosen = parser.parse_args()
    logging.getLogger("cassandra").setLevel(logging.CRITICAL)
    with started("cassandra-ring") as ring:
        measure(ring, chosen.threads)


if __name__ == "__main__":
    main()
