"""Loading and lookups in MariaDB's vectors, against the bare driver and a table by hand.

    python benchmarks/sql_mariadb.py [mariadb+pymysql://user:password@host/database] [--entries 4000]

Without an address a MariaDB 11.8 is started on loopback. The table by hand has the same columns and index in one table,
and is loaded by `executemany` of whole batches. What is compared takes turns.
"""

# ruff: noqa: S608 - the tables' names are ours

from __future__ import annotations

import argparse
import time
from functools import partial

import numpy as np
import sqlalchemy as sa
from _shared import DIMENSION, address_of, clustered
from sql_store import (
    BATCH,
    COLUMNS,
    LIMIT,
    PREFIX,
    ROUNDS,
    SCOPE,
    THRESHOLD,
    entries,
    interleaved,
    line,
)

from hexcache.adapters.outbound.sql import rows as parse
from hexcache.adapters.outbound.sql.sync import SqlVectorStore
from hexcache.domain.collection import Collection
from hexcache.domain.scope import Scope
from hexcache.domain.similarity import Similarity
from hexcache.domain.vectors import admit_many

NAMES = ("digest", "scope_id", *COLUMNS.split(", "), "embedding")


class Bench:
    """One server with the same entries in our store and in a table by hand."""

    def __init__(self, url, count, width):
        import pymysql

        where = sa.make_url(url)
        self.bare = pymysql.connect(
            host=where.host,
            port=where.port,
            user=where.username,
            password=where.password,
            database=where.database,
            autocommit=True,
        )
        self.cursor = self.bare.cursor()
        self.run(f"SET mhnsw_ef_search = {width}")
        for table in ("bare", "catalog", *(f"docs_{name}" for name in ("scopes", "entries", "tags", "vectors"))):
            self.run(f"DROP TABLE IF EXISTS {PREFIX}{table}")
        self.run(
            f"CREATE TABLE {PREFIX}bare (id BIGINT AUTO_INCREMENT PRIMARY KEY, digest VARBINARY(32) UNIQUE NOT NULL,"
            " scope_id BIGINT NOT NULL, document_id LONGBLOB, query_text LONGBLOB, answer LONGBLOB, created_at DOUBLE,"
            " expires_at DOUBLE, ttl DOUBLE, labels LONGTEXT,"
            f" embedding VECTOR({DIMENSION}) NOT NULL, KEY (scope_id), KEY (expires_at),"
            " VECTOR INDEX (embedding) M=16 DISTANCE=cosine)"
        )
        self.rows = clustered(count)
        near = self.rows[np.random.default_rng(1).integers(0, count, ROUNDS)]
        self.queries = admit_many(clustered(ROUNDS, near), ROUNDS, DIMENSION, Similarity.COS)
        self.entries = list(entries(self.rows))
        options = {"prefix": PREFIX, "vectors": "server", "timeout": 600.0, "search_width": width}
        self.store = SqlVectorStore(url, "docs", **options)
        self.store.provision(Collection(DIMENSION))

    def run(self, sql, params=None):
        self.cursor.execute(sql, params)
        return self.cursor.fetchall()

    def executemany(self, some):
        """Load entries by hand, in one transaction."""
        sql = f"INSERT INTO {PREFIX}bare ({', '.join(NAMES)}) VALUES ({', '.join(['%s'] * len(NAMES))})"
        params = []
        for entry in some:
            row = {**parse.entry_params(entry), "scope_id": 1, "embedding": entry.vector.tobytes()}
            params.append([row[name] for name in NAMES])
        self.bare.begin()
        self.cursor.executemany(sql, params)
        self.bare.commit()

    def bare_search(self, turn):
        far = "VEC_DISTANCE_COSINE(embedding, %s)"
        sql = (
            f"SELECT {COLUMNS}, {far} AS d FROM {PREFIX}bare WHERE scope_id = 1 AND "
            f"(expires_at IS NULL OR expires_at > %s) ORDER BY d LIMIT {LIMIT}"
        )
        return self.run(sql, (self.queries[turn].tobytes(), time.time()))


def loading(bench):
    ours = bare = 0.0
    for start in range(0, len(bench.entries), BATCH):
        part = bench.entries[start : start + BATCH]
        began = time.perf_counter()
        bench.executemany(part)
        middle = time.perf_counter()
        bench.store.put(part)
        ours, bare = ours + time.perf_counter() - middle, bare + middle - began
    rates = [len(bench.entries) / seconds for seconds in (ours, bare)]
    print(f"load: ours {rates[0]:.0f} a second, executemany {rates[1]:.0f}, time {ours / bare:.2f}   goal 1.50")


def lookups(bench, now):
    def ours(scope, min_score, turn):
        return bench.store.search(scope, bench.queries[turn], LIMIT, now=now, min_score=min_score)

    small = Scope("small")
    (mine,) = entries(clustered(1), small, "small")
    bench.store.put([mine])
    found = interleaved(
        {
            "ours": partial(ours, SCOPE, THRESHOLD),
            "all": partial(ours, SCOPE, None),
            "bare": bench.bare_search,
            "small": partial(ours, small, None),
        }
    )
    line("search, 8 above 0.85", found["ours"], found["bare"], "bare SELECT, scope and expiry", "1.25")
    line("search, 8", found["all"], found["bare"], "bare SELECT, scope and expiry", "1.25")
    right = bench.store.search(small, mine.vector, 1, now=now)[0].record == mine.record
    print(f"a scope of 1 among {len(bench.entries)}: {found['small']:.0f} us, its entry is found: {right}")
    ids = [entry.record.document_id for entry in bench.entries]
    sql = (
        f"SELECT digest, query_text, answer, created_at, expires_at, ttl, labels FROM {PREFIX}docs_entries "
        "WHERE digest IN (%s) AND (expires_at IS NULL OR expires_at > %s)"
    )
    digests = [parse.digest(name) for name in ids]
    found = interleaved(
        {
            "get": lambda turn: bench.store.get([ids[turn]], now=now),
            "bare": lambda turn: bench.run(sql, (digests[turn], now)),
        }
    )
    line("exact tier", found["get"], found["bare"], "bare driver", "")


def recall(bench, now):
    truth = np.argmax(np.stack(bench.queries) @ bench.rows.T, axis=1)
    hits = 0
    for query, best in zip(bench.queries, truth, strict=True):
        found = bench.store.search(SCOPE, query, LIMIT, now=now)
        hits += bool(found) and found[0].record.document_id == bench.entries[best].record.document_id
    print(f"recall@1 {hits / len(bench.queries):.3f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", nargs="?")
    parser.add_argument("--entries", type=int, default=4_000)
    parser.add_argument("--width", type=int, default=40)
    chosen = parser.parse_args()
    with address_of("mariadb", chosen.address) as address:
        bench = Bench(address, chosen.entries, chosen.width)
        now = time.time()
        loading(bench)
        lookups(bench, now)
        recall(bench, now)
        bench.store.close()


if __name__ == "__main__":
    main()
