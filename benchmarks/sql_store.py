"""Loading and lookups in PostgreSQL with pgvector, against the bare driver, SQLAlchemy Core and pgvector by hand.

    python benchmarks/sql_store.py [postgresql://user:password@host/database] [--entries 10000] [--loaded 4000]

Without an address a PostgreSQL 17 with pgvector is started on loopback. What is compared takes turns, so that all meet
the same machine; each line gives medians in microseconds and the ratio of ours to the other. The table by hand has the
same columns, indices and index settings in one table; its rows are copied in binary. `--loaded` entries are loaded
while the graph is there, the rest before it is built.
"""

# ruff: noqa: S608 - the tables' names are ours

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from dataclasses import replace
from functools import partial

import numpy as np
import psycopg
import sqlalchemy as sa
from _shared import DIMENSION, RANDOM, address_of, clustered
from pgvector.psycopg import register_vector

from hexcache.adapters.outbound.sql import rows as parse
from hexcache.adapters.outbound.sql.aio import AsyncSqlVectorStore
from hexcache.adapters.outbound.sql.schema import CollectionTables
from hexcache.adapters.outbound.sql.statements import ReadStatements
from hexcache.adapters.outbound.sql.sync import SqlVectorStore
from hexcache.domain.collection import Collection
from hexcache.domain.entry import Entry, Record, Selection
from hexcache.domain.keys import document_id, key_encoder
from hexcache.domain.scope import Scope
from hexcache.domain.similarity import Similarity
from hexcache.domain.vectors import admit_many

LIMIT, THRESHOLD, ROUNDS, BLOCK, BATCH, AT_ONCE, MASS = 8, 0.85, 400, 10, 500, 32, 5_000
SCOPE, SMALL = Scope("acme", "gpt-5|t=0"), Scope("small")
COLUMNS = "document_id, query_text, answer, created_at, expires_at, ttl, labels"
ENCODE = key_encoder()
PREFIX = "bench_"
GRAPH = "USING hnsw (embedding vector_cosine_ops)"


def entries(rows, scope=SCOPE, name="question", life=86_400.0):
    now = time.time()
    answers = RANDOM.bytes(400 * len(rows)).hex().encode()  # 800 bytes that no server can pack
    for number, vector in enumerate(admit_many(rows, len(rows), DIMENSION, Similarity.COS)):
        query = f"{name} {number}: how do I reset my password?"
        answer = answers[800 * number : 800 * number + 800]
        record = Record(document_id(ENCODE(query), scope.key), query, answer, now, now + life, life)
        yield Entry(record, scope, vector)


def interleaved(calls, rounds=ROUNDS):
    """Return the median of each call in microseconds; they take turns, a block each, and every time another is first.

    What comes first finds pages that are not in the server's memory yet.
    """
    times, order = {name: [] for name in calls}, list(calls.items())
    for start in range(0, rounds, BLOCK):
        order = [*order[1:], order[0]]
        for name, call in order:
            for turn in range(start, start + BLOCK):
                began = time.perf_counter()
                call(turn)
                times[name].append((time.perf_counter() - began) * 1e6)
    return {name: statistics.median(measured[2 * BLOCK :]) for name, measured in times.items()}


def line(what, ours, other, name, goal):
    print(f"{what:34} {ours:9.0f}   {name:46} {other:9.0f}   ratio {ours / other:5.2f}   goal {goal}", flush=True)


class Bench:
    """One server with the same entries in our store and in a table by hand."""

    def __init__(self, url, chosen):
        self.url, self.chosen = url, chosen
        self.engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        self.bare = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
        self.bare.execute("CREATE EXTENSION IF NOT EXISTS vector")
        register_vector(self.bare)
        self.bare.execute("SET maintenance_work_mem = '512MB'")
        self.bare.execute("SET hnsw.iterative_scan = strict_order")
        self.bare.execute(f"SET hnsw.ef_search = {chosen.width}")
        self.rows = clustered(chosen.entries)
        near = self.rows[RANDOM.integers(0, chosen.entries, ROUNDS)]
        self.queries = admit_many(clustered(ROUNDS, near), ROUNDS, DIMENSION, Similarity.COS)
        self.fresh = admit_many(clustered(ROUNDS), ROUNDS, DIMENSION, Similarity.COS)
        self.entries = list(entries(self.rows))
        self.options = {"prefix": PREFIX, "vectors": "server", "search_width": chosen.width, "timeout": 600.0}
        self.drop()
        self.store = self.opened(SqlVectorStore)
        self.store.provision(Collection(DIMENSION))
        self.tables = CollectionTables(PREFIX, "docs")
        self.make_bare()

    def opened(self, flavour):
        return flavour(self.url, "docs", **self.options)

    def drop(self):
        tables = self.bare.execute(
            "SELECT tablename FROM pg_tables WHERE tablename LIKE %s", [PREFIX.replace("_", r"\_") + "%"]
        )
        for (name,) in tables.fetchall():
            self.bare.execute(f"DROP TABLE {name}")

    def make_bare(self):
        self.bare.execute(
            f"CREATE TABLE {PREFIX}bare (id bigserial PRIMARY KEY, digest bytea UNIQUE NOT NULL,"
            " scope_id bigint NOT NULL, document_id bytea, query_text bytea, answer bytea, created_at float8,"
            " expires_at float8, ttl float8,"
            f" labels text, embedding vector({DIMENSION}))"
        )
        self.bare.execute(f"CREATE INDEX ON {PREFIX}bare (scope_id)")
        self.bare.execute(f"CREATE INDEX ON {PREFIX}bare (expires_at)")
        self.bare.execute(f"CREATE INDEX {PREFIX}bare_graph ON {PREFIX}bare {GRAPH}")

    def copy(self, some):
        """Load entries by hand."""
        columns = f"digest, scope_id, {COLUMNS}, embedding"
        types = ["bytea", "int8", "bytea", "bytea", "bytea", "float8", "float8", "float8", "text", "vector"]
        with self.bare.cursor().copy(f"COPY {PREFIX}bare ({columns}) FROM STDIN WITH (FORMAT BINARY)") as copy:
            copy.set_types(types)
            for entry in some:
                row = parse.entry_params(entry)
                names = ("document_id", "query_text", "answer", "created_at", "expires_at", "ttl", "labels")
                copy.write_row((row["digest"], 1, *(row[name] for name in names), np.asarray(entry.vector)))

    def put(self, some):
        for start in range(0, len(some), BATCH):
            self.store.put(some[start : start + BATCH])

    def bare_search(
        self, queries, columns=COLUMNS, where="scope_id = 1 AND (expires_at IS NULL OR expires_at > %(n)s)"
    ):
        """Return the bare search, scope and expiry in its condition, or without any."""
        condition = f" WHERE {where}" if where else ""
        far = "embedding <=> %(q)s"
        sql = f"SELECT {columns}, 1 - ({far}) FROM {PREFIX}bare{condition} ORDER BY {far} LIMIT {LIMIT}"
        arrays = [np.asarray(query) for query in queries]
        now = time.time()

        def search(turn):
            return self.bare.execute(sql, {"q": arrays[turn], "n": now}, prepare=True, binary=True).fetchall()

        return search


def loading(bench):
    """Load some entries while the graph is there, in turns; the rest without it; and build it."""
    few = bench.entries[: bench.chosen.loaded]
    ours = bare = 0.0
    for start in range(0, len(few), BATCH):
        part = few[start : start + BATCH]
        began = time.perf_counter()
        bench.copy(part)
        middle = time.perf_counter()
        bench.store.put(part)
        ours, bare = ours + time.perf_counter() - middle, bare + middle - began
    rates = [len(few) / seconds for seconds in (ours, bare)]
    print(
        f"load {len(few)} entries with the graph: ours {rates[0]:.0f} a second, COPY {rates[1]:.0f}, "
        f"time {ours / bare:.2f}   goal 1.50",
        flush=True,
    )
    for table in ("bare_graph", "docs_vectors_graph"):
        bench.bare.execute(f"DROP INDEX {PREFIX}{table}")
    rest = bench.entries[bench.chosen.loaded :]
    seconds = []
    for load in (bench.copy, bench.put):
        began = time.perf_counter()
        load(rest)
        seconds.append(time.perf_counter() - began)
    built = []
    for table in ("bare", "docs_vectors"):
        began = time.perf_counter()
        bench.bare.execute(f"CREATE INDEX {PREFIX}{table}_graph ON {PREFIX}{table} {GRAPH}")
        built.append(time.perf_counter() - began)
    together = (seconds[1] + built[1]) / (seconds[0] + built[0])
    print(
        f"load {len(rest)} without: ours {seconds[1]:.1f} s, COPY {seconds[0]:.1f} s; then the graph is built in "
        f"{built[1]:.1f} s ({built[0]:.1f} s in one table); together {together:.2f}",
        flush=True,
    )
    for (name,) in bench.bare.execute(f"SELECT tablename FROM pg_tables WHERE tablename LIKE '{PREFIX}%'").fetchall():
        bench.bare.execute(f"ANALYZE {name}")
    sizes = [
        bench.bare.execute(
            "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relname LIKE %s",
            [PREFIX + like],
        ).fetchone()[0]
        / len(bench.entries)
        for like in ("docs%", "bare")
    ]
    print(f"bytes an entry: ours {sizes[0]:.0f}, one table {sizes[1]:.0f}", flush=True)


def lookups(bench, now):
    store, queries, fresh = bench.store, bench.queries, bench.fresh
    found = interleaved(
        {
            "ours": lambda turn: store.search(SCOPE, queries[turn], LIMIT, now=now, min_score=THRESHOLD),
            "miss": lambda turn: store.search(SCOPE, fresh[turn], LIMIT, now=now, min_score=THRESHOLD),
            "all": lambda turn: store.search(SCOPE, queries[turn], LIMIT, now=now),
            "bare": bench.bare_search(queries),
            "bare miss": bench.bare_search(fresh),
            "bare without conditions": bench.bare_search(queries, where=""),
            "floor": bench.bare_search(queries, columns="id", where=""),
        }
    )
    line("search, 8 above 0.85", found["ours"], found["bare"], "bare SELECT, scope and expiry", "1.25")
    line("search, 8", found["all"], found["bare"], "bare SELECT, scope and expiry", "1.25")
    line("search, 8 above 0.85, a miss", found["miss"], found["bare miss"], "bare SELECT, scope and expiry", "1.25")
    line(
        "search, 8 above 0.85",
        found["ours"],
        found["bare without conditions"],
        "bare SELECT without conditions",
        "1.25",
    )
    line("search, 8 above 0.85", found["ours"], found["floor"], "bare SELECT of ids alone", "")


def exact(bench, now):
    """Compare the exact tier with the same statement through SQLAlchemy Core, and through the bare driver."""
    store, ids = bench.store, [entry.record.document_id for entry in bench.entries]
    statement, _ = ReadStatements(bench.tables).by_digest([b""], now=now)
    digests = [parse.digest(name) for name in ids]
    sql = (
        f"SELECT digest, query_text, answer, created_at, expires_at, ttl, labels FROM {PREFIX}docs_entries "
        "WHERE digest IN (%s) AND (expires_at IS NULL OR expires_at > %s)"
    )

    def core(turn):
        with bench.engine.connect() as connection:
            return connection.execute(statement.core, {"item_0": digests[turn], "now": now}).all()

    with bench.engine.connect() as held:
        found = interleaved(
            {
                "ours": lambda turn: store.get([ids[turn]], now=now),
                "core": core,
                "held": lambda turn: held.execute(statement.core, {"item_0": digests[turn], "now": now}).all(),
                "bare": lambda turn: bench.bare.execute(sql, (digests[turn], now), prepare=True).fetchall(),
            }
        )
    line("exact tier", found["ours"], found["core"], "SQLAlchemy Core, autocommit engine", "1.30")
    line("exact tier", found["ours"], found["held"], "SQLAlchemy Core, one open connection", "1.30")
    line("exact tier", found["ours"], found["bare"], "bare driver", "")


def recall(bench, now):
    matrix = np.stack(bench.rows)
    for name, queries in (("repeated in other words", bench.queries), ("new questions", bench.fresh)):
        truth = np.argmax(np.stack(queries) @ matrix.T, axis=1)
        hits = 0
        for query, best in zip(queries, truth, strict=True):
            found = bench.store.search(SCOPE, query, LIMIT, now=now)
            hits += bool(found) and found[0].record.document_id == bench.entries[best].record.document_id
        print(f"recall@1 {hits / len(queries):.3f}   {name}", flush=True)


def scopes(bench, now):
    """Measure small scopes among many entries of another, and what is expired under a search."""
    store = bench.store

    def searched(scope, turn):
        return store.search(scope, bench.queries[turn], LIMIT, now=now, min_score=THRESHOLD)

    for number in (1, 100, 1_000):
        scope = Scope(f"small {number}")
        some = list(entries(clustered(number), scope, f"small {number}"))
        store.put(some)
        found = interleaved({"ours": partial(searched, scope)}, 90)
        best = store.search(scope, some[0].vector, 1, now=now)
        right = bool(best) and best[0].record.document_id == some[0].record.document_id
        print(
            f"a scope of {number} among {len(bench.entries)}: {found['ours']:.0f} us, its own entry is found: {right}"
        )
    if len(bench.entries) < 4 * MASS:
        return
    query = bench.queries[0]

    def same(_):
        return store.search(SCOPE, query, LIMIT, now=now, min_score=THRESHOLD)

    times = [interleaved({"ours": same}, 90)["ours"]]
    rows = clustered(MASS, np.repeat(np.asarray(query)[None], MASS, axis=0))
    bench.put([replace(one, record=replace(one.record, expires_at=now - 1.0)) for one in entries(rows, name="dead")])
    times.append(interleaved({"ours": same}, 60)["ours"])
    began = time.perf_counter()
    gone = store.purge(now=now)
    seconds = time.perf_counter() - began
    times.append(interleaved({"ours": same}, 60)["ours"])
    bench.bare.execute(f"VACUUM {PREFIX}docs_vectors")
    times.append(interleaved({"ours": same}, 60)["ours"])
    before, covered, purged, clean = times
    print(
        f"{before:.0f} us; {covered:.0f} under {MASS} nearer expired rows; {purged:.0f} after the purge of {gone} "
        f"({seconds:.1f} s); {clean:.0f} after VACUUM"
    )


async def concurrent(bench, driver):
    """Compare an async search with the bare driver's, one at a time and many at once."""
    url = bench.url.replace("+psycopg", driver)
    store = AsyncSqlVectorStore(url, "docs", **bench.options)
    await store.provision(Collection(DIMENSION))
    now, times = time.time(), {"ours": [], "bare": []}
    bare = await psycopg.AsyncConnection.connect(bench.url.replace("+psycopg", ""), autocommit=True)
    from pgvector.psycopg import register_vector_async

    await register_vector_async(bare)
    await bare.execute("SET hnsw.iterative_scan = strict_order")
    await bare.execute(f"SET hnsw.ef_search = {bench.chosen.width}")
    sql = (
        f"SELECT {COLUMNS}, 1 - (embedding <=> %(q)s) FROM {PREFIX}bare WHERE scope_id = 1 AND "
        f"(expires_at IS NULL OR expires_at > %(n)s) ORDER BY embedding <=> %(q)s LIMIT {LIMIT}"
    )
    for turn in range(ROUNDS):
        query = bench.queries[turn]
        began = time.perf_counter()
        cursor = await bare.execute(sql, {"q": np.asarray(query), "n": now}, prepare=True, binary=True)
        await cursor.fetchall()
        middle = time.perf_counter()
        await store.search(SCOPE, query, LIMIT, now=now, min_score=THRESHOLD)
        times["ours"].append((time.perf_counter() - middle) * 1e6)
        times["bare"].append((middle - began) * 1e6)
    medians = {name: statistics.median(some[20:]) for name, some in times.items()}
    line(f"async search, {driver or 'psycopg'}", medians["ours"], medians["bare"], "bare psycopg, async", "1.25")
    began = time.perf_counter()
    await asyncio.gather(
        *(store.search(SCOPE, bench.queries[turn], LIMIT, now=now, min_score=THRESHOLD) for turn in range(AT_ONCE * 4))
    )
    print(f"{AT_ONCE * 4} async searches at once: {AT_ONCE * 4 / (time.perf_counter() - began):.0f} a second")
    await bare.close()
    await store.close()


def over_psycopg(address):
    return address if "+psycopg" in address else address.replace("postgresql://", "postgresql+psycopg://")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", nargs="?")
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--loaded", type=int, default=4_000)
    parser.add_argument("--width", type=int, default=40)
    chosen = parser.parse_args()
    with address_of("postgres", chosen.address and over_psycopg(chosen.address)) as address:
        bench = Bench(address, chosen)
        now = time.time()
        loading(bench)
        lookups(bench, now)
        exact(bench, now)
        recall(bench, now)
        asyncio.run(concurrent(bench, "+psycopg"))
        asyncio.run(concurrent(bench, "+asyncpg"))
        scopes(bench, now)
        bench.store.clear(Selection())
        bench.store.close()
        bench.drop()


if __name__ == "__main__":
    main()
