"""Lookup by vector and exact repeat, at the ports: memory and SQLite against what they cannot go below.

    python benchmarks/lookup.py [entries ...]

Each question is asked once and then once more, as SQLite keeps what searches found last. The floor of a search is one
numpy matrix product with argmax over the same vectors, timed in the same loop; that of the exact tier the same
primary-key SELECT through a SQLAlchemy Core connection that is already open. Each line gives the median in microseconds
and its ratio to the median of the other.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from hexcache.adapters.outbound.memory.sync import MemoryVectorStore
from hexcache.adapters.outbound.sql.rows import digest
from hexcache.adapters.outbound.sql.sync import SqlVectorStore
from hexcache.domain.collection import Collection
from hexcache.domain.entry import Entry, Record
from hexcache.domain.keys import document_id
from hexcache.domain.scope import Scope
from hexcache.domain.similarity import Similarity
from hexcache.domain.vectors import admit

DIMENSION, NOW, LIMIT, THRESHOLD = 384, 1_800_000_000.0, 8, 0.85
SCOPE = Scope(model="benchmark")
RANDOM = np.random.default_rng(0)


def entries(count):
    rows = RANDOM.standard_normal((count, DIMENSION), dtype=np.float32)
    for number, row in enumerate(rows):
        name = document_id(f"{number:064x}", SCOPE.key)
        question, answer = f"How do I reset password {number}?", b"Open settings. " * 20
        record = Record(name, question, answer, NOW, NOW + 604_800, 604_800)
        yield Entry(record, SCOPE, passed(row))


def passed(row):
    return admit(row, DIMENSION, Similarity.COS)


def interleaved(calls, rounds):
    """Return the median of each call in microseconds; they take turns, so that all meet the same machine."""
    times = {name: [] for name in calls}
    for number in range(rounds):
        for name, call in calls.items():
            start = time.perf_counter()
            call(number)
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(taken) * 1e6 for name, taken in times.items()}


def show(what, taken, floor):
    print(f"  {what:<44} {taken:>9.1f}   {taken / floor:5.2f} of {floor:.1f}")


def main(counts):
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            measure(count, Path(folder))


def measure(count, folder):
    made = list(entries(count))
    url = f"sqlite:///{folder / 'lookup.db'}"
    stores = {"memory": MemoryVectorStore(), "sqlite": SqlVectorStore(url)}
    print(f"{count:,} entries of {DIMENSION}")
    for name, store in stores.items():
        store.provision(Collection(DIMENSION))
        start = time.perf_counter()
        store.put(made)
        print(f"  put all into {name:<31} {(time.perf_counter() - start) * 1e3:>9.1f} ms")
    start = time.perf_counter()
    stores["sqlite"].search(SCOPE, made[0].vector, 1, now=NOW)
    print(f"  first search on sqlite, filling the mirror {(time.perf_counter() - start) * 1e3:>10.1f} ms")
    searches(stores, made, 500 if count < 50_000 else 30)
    exact(stores, url, made)
    for store in stores.values():
        store.close()
    print(f"  file, per entry{(folder / 'lookup.db').stat().st_size / count:>38.0f} bytes")


def searches(stores, made, rounds):
    matrix = np.stack([np.asarray(entry.vector) for entry in made])
    some = [made[number] for number in RANDOM.permutation(len(made))[:rounds]]
    near = [passed(entry.vector + RANDOM.standard_normal(DIMENSION) * 0.005) for entry in some]
    far = [passed(RANDOM.standard_normal(DIMENSION)) for _ in some]
    buffer = np.empty(len(made), np.float32)
    cases = (
        ("a miss", far, THRESHOLD),
        ("a hit above 0.85", near, THRESHOLD),
        ("the same hit again", near, THRESHOLD),
        ("the best 8", far, None),
        ("the same best 8 again", far, None),
    )
    for what, vectors, least in cases:
        plain = [np.asarray(vector) for vector in vectors]
        calls = {"floor": lambda number, plain=plain: np.dot(matrix, plain[number], out=buffer).argmax()}
        for name, store in stores.items():
            calls[name] = lambda number, store=store, vectors=vectors, least=least: store.search(
                SCOPE, vectors[number], LIMIT, now=NOW, min_score=least
            )
        taken = interleaved(calls, rounds)
        show(f"{what}: memory / numpy", taken["memory"], taken["floor"])
        show(f"{what}: sqlite / memory", taken["sqlite"], taken["memory"])


def exact(stores, url, made):
    engine = sa.create_engine(url)
    entries_ = sa.Table("hexcache_default_entries", sa.MetaData(), autoload_with=engine)
    columns = [entries_.c[name] for name in ("query_text", "answer", "created_at", "expires_at", "ttl", "labels")]
    select = sa.select(*columns).where(entries_.c.digest == sa.bindparam("digest"))
    names = [made[number].record.document_id for number in RANDOM.integers(len(made), size=1_000)]
    keys = [digest(name) for name in names]
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        text = str(select.compile(engine)).replace("\n", " ")
        calls = {
            "core": lambda number: connection.execute(select, {"digest": keys[number % 1_000]}).one_or_none(),
            "driver": lambda number: raw.execute(text, (keys[number % 1_000],)).fetchone(),
            "sqlite": lambda number: stores["sqlite"].get([names[number % 1_000]], now=NOW),
            "memory": lambda number: stores["memory"].get([names[number % 1_000]], now=NOW),
        }
        taken = interleaved(calls, 2_000)
    engine.dispose()
    show("an exact repeat: sqlite / SQLAlchemy Core", taken["sqlite"], taken["core"])
    show("an exact repeat: sqlite / bare driver", taken["sqlite"], taken["driver"])
    show("an exact repeat: memory / bare driver", taken["memory"], taken["driver"])


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [1_000, 10_000, 100_000])
