"""What is particular to the query engine: rows that are dead and still there, large clears, and how it searches."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from hexcache.domain.collection import Collection
from hexcache.domain.entry import Selection
from hexcache.domain.errors import SchemaMismatchError
from hexcache.domain.scope import Scope
from hexcache.testing.samples import SCOPE, near, vectors

pytestmark = pytest.mark.parametrize("server", ["redis", "redis-stack"])
MANY = 6_000


@pytest.fixture
def store(server, server_url, open_store, name):
    return open_store(server_url(server), name, index="query_engine")


@pytest.fixture
def plain(server, server_url, client):
    return client(server_url(server), protocol=2)


def test_dead_documents_that_the_server_has_not_reaped_take_no_place(server, own_server, open_store, client, make):
    process = own_server(server)
    store = open_store(process.url, index="query_engine")
    client(process.url).execute_command("DEBUG", "SET-ACTIVE-EXPIRE", "0")
    vector = vectors(1)[0]
    dead = make.entries([near(vector, 0.99, seed) for seed in range(40)], "dead", ttl=1.0)
    live = make.entries([near(vector, 0.9, seed) for seed in range(3)], "live")
    store.put([*dead, *live])
    end = max(entry.record.expires_at for entry in dead)
    while time.time() <= end:
        time.sleep(0.05)
    found = store.search(SCOPE, vector, 2, now=make.now(), min_score=0.5)
    assert {one.record.query for one in found} <= {entry.record.query for entry in live}
    assert len(found) == 2
    assert store.count(now=make.now()) == 3


def test_a_dead_document_in_a_scope_that_is_alone_hides_nothing(server, own_server, open_store, client, make):
    process = own_server(server)
    store = open_store(process.url, index="query_engine")
    client(process.url).execute_command("DEBUG", "SET-ACTIVE-EXPIRE", "0")
    rows = vectors(700, seed=5)
    store.put(make.entries(rows, value=b"", ttl=600.0))
    for _ in range(3):  # which is how long it takes to know that the scope is alone
        store.search(SCOPE, rows[0], 1, now=make.now())
    dead = make.entries([near(rows[0], 0.9999, seed) for seed in range(20)], "dead", ttl=0.5)
    store.put(dead)
    time.sleep(0.6)
    found = store.search(SCOPE, rows[0], 3, now=make.now())
    assert found[0].record.query == "q0"
    assert len(found) == 3


def test_a_document_whose_end_the_caller_sees_before_the_server_is_not_returned(store, make):
    entry = make.entry("q", vectors(1)[0], ttl=3_600.0)
    store.put([entry])
    later = make.now() + 3_601.0
    assert store.search(SCOPE, entry.vector, 1, now=later) == []
    assert store.get([entry.record.document_id], now=later) == [None]
    assert store.count(now=later) == 0


def test_writing_a_document_and_its_end_is_one_transaction(store, plain, make, name):
    entry = make.entry("q", vectors(1)[0], ttl=60.0)
    store.put([entry])
    (key,) = plain.scan_iter(match=f"hexcache:{{{name}.0}}:d:*")
    assert 0 < plain.pttl(key) <= 61_000
    store.put([replace(entry, record=replace(entry.record, expires_at=None))])
    assert plain.pttl(key) == -1


def test_times_come_back_to_the_last_digit(store, make):
    (entry,) = make.entries(vectors(1))
    record = replace(entry.record, created_at=1_795_508_670.564631, expires_at=9_795_508_670.123456, ttl=1e9 + 0.123456)
    store.put([replace(entry, record=record)])
    now = make.now()
    assert store.get([record.document_id], now=now) == [record]
    assert [one.record for one in store.search(SCOPE, entry.vector, 1, now=now)] == [record]
    assert [scanned.record for page in store.scan(now=now) for scanned in page] == [record]


def test_everything_of_a_large_collection_is_cleared_and_nothing_else(store, plain, make, name):
    rows = vectors(MANY, seed=3)
    store.put(make.entries(rows, ttl=600.0))
    foreign = [f"hexcache:{{{name}.1}}:d:x", f"hexcache:{name}", f"{name}:d:x", f"hexcache:{{{name}.0}}x"]
    for key in foreign:
        plain.set(key, "theirs", ex=60)
    store.clear(Selection())
    assert store.count(now=make.now()) == 0
    assert store.search(SCOPE, rows[0], 5, now=make.now()) == []
    assert [plain.get(key) for key in foreign] == [b"theirs"] * 4
    assert list(plain.scan_iter(match=f"hexcache:{{{name}.0}}:d:*", count=10_000)) == []
    store.put(make.entries(rows[:3]))
    assert len(store.search(SCOPE, rows[0], 5, now=make.now())) == 3


def test_a_cleared_collection_leaves_nothing_but_its_record(store, plain, make, name):
    store.put(make.entries(vectors(50), tags=("t",), ttl=600.0))
    store.clear(Selection())
    assert list(plain.scan_iter(match=f"hexcache:{{{name}.0}}:*")) == [f"hexcache:{{{name}.0}}:made".encode()]


def test_a_clear_of_many_leaves_no_garbage_under_the_searches(store, plain, make, name):
    store.put(make.entries(vectors(400), ttl=600.0))
    store.put([make.entry("kept", vectors(1)[0], scope=Scope("kept"))])
    store.clear(Selection(tenant=SCOPE.tenant))
    info = plain.execute_command("FT.INFO", f"hexcache:{{{name}.0}}:index")
    collected = info[info.index(b"gc_stats") + 1]
    assert float(collected[collected.index(b"total_cycles") + 1]) >= 1
    assert store.count(now=make.now()) == 1


def test_a_clear_that_was_interrupted_is_ended_by_the_next_one(store, plain, make, name):
    (entry,) = make.entries(vectors(1))
    store.put([entry])
    plain.execute_command("FT.DROPINDEX", f"hexcache:{{{name}.0}}:index")
    plain.hset(f"hexcache:{{{name}.0}}:d:forgotten", "q", "a document that no index knows")
    plain.set(f"hexcache:{{{name}.0}}:clearing", "1")
    store.clear(Selection())
    assert list(plain.scan_iter(match=f"hexcache:{{{name}.0}}:*")) == [f"hexcache:{{{name}.0}}:made".encode()]


def test_an_index_for_another_dimension_whose_record_is_gone_is_refused(
    server, server_url, store, plain, open_store, name
):
    plain.delete(f"hexcache:{name}:meta")
    with pytest.raises(SchemaMismatchError, match="another dimension"):
        open_store(server_url(server), name, collection=Collection(9))


def test_another_database_has_no_query_engine_and_says_so(server, server_url, open_store, make):
    store = open_store(server_url(server).removesuffix("/0") + "/1")
    assert store.describe()["index"] == {"redis": "vector_set", "redis-stack": "scan"}[server]
    assert "database 1" in store.describe()["why"]
    store.put(make.entries(vectors(2)))
    assert len(store.search(SCOPE, vectors(1)[0], 2, now=make.now())) == 2


def test_a_scope_that_is_most_of_a_large_index_is_searched_through_the_graph_and_found(store, make):
    rows = vectors(2_000, seed=4)
    store.put(make.entries(rows, value=b"", ttl=600.0))
    store.put(make.entries(rows[:50], scope=Scope("small"), ttl=600.0))
    now = make.now()
    for _ in range(3):  # the sizes are asked for, and then they decide
        for row in rows[:20]:
            assert store.search(SCOPE, row, 3, now=now)[0].score == pytest.approx(1.0, abs=1e-5)
            assert store.search(Scope("small"), row, 60, now=now)[-1].record.scope_key == Scope("small").key
    assert len(store.search(Scope("small"), rows[0], 60, now=now)) == 50


def test_a_scope_that_is_no_longer_the_only_one_is_searched_as_if_it_had_never_been(
    server, server_url, open_store, make, name
):
    store, other = (open_store(server_url(server), name, index="query_engine") for _ in range(2))
    rows = vectors(800, seed=4)
    store.put(make.entries(rows, value=b"", ttl=600.0))
    now = make.now()
    for _ in range(3):
        assert len(store.search(SCOPE, rows[0], 5, now=now)) == 5
    other.put(make.entries([near(rows[0], 0.999, seed) for seed in range(50)], scope=Scope("crowd"), ttl=600.0))
    found = store.search(SCOPE, rows[0], 5, now=now)
    assert [one.record.scope_key for one in found] == [SCOPE.key] * 5
    assert found[0].score == pytest.approx(1.0, abs=1e-5)
    assert len(store.search(Scope("crowd"), rows[0], 60, now=now)) == 50


def test_a_search_of_scopes_with_hostile_names_stays_in_them(store, make):
    vector = vectors(1)[0]
    scopes = [Scope(text) for text in ("*", "{a}", "|", " ", "\U0001f600", "a|b", "@k:{*}", "-@k:{a}")]
    store.put([make.entry("q", vector, scope=scope) for scope in scopes])
    for scope in scopes:
        found = store.search(scope, vector, 9, now=make.now())
        assert [one.record.scope_key for one in found] == [scope.key]
        store.clear(Selection(tenant=scope.tenant))
    assert store.count(now=make.now()) == 0


def test_a_foreign_index_and_foreign_vectors_are_left_alone(store, plain, make):
    index, prefix = f"theirs-{make.now()}", f"theirs:{make.now()}:"
    schema = ("SCHEMA", "b", "VECTOR", "FLAT", 6, "TYPE", "FLOAT32", "DIM", 8, "DISTANCE_METRIC", "COSINE")
    plain.execute_command("FT.CREATE", index, "ON", "HASH", "PREFIX", 1, prefix, *schema)
    plain.hset(f"{prefix}1", "b", np.ones(8, np.float32).tobytes())
    store.put(make.entries(vectors(2)))
    store.clear(Selection())
    assert plain.exists(f"{prefix}1")
    assert plain.execute_command("FT.SEARCH", index, "*", "NOCONTENT")[0] == 1
    plain.execute_command("FT.DROPINDEX", index, "DD")


def test_leaving_a_scan_early_frees_its_cursor(store, plain, make, name):
    store.put(make.entries(vectors(30)))
    pages = store.scan(now=make.now(), batch_size=5)
    next(pages)
    pages.close()
    info = plain.execute_command("FT.INFO", f"hexcache:{{{name}.0}}:index")
    cursors = info[info.index(b"cursor_stats") + 1]
    assert cursors[cursors.index(b"index_total") + 1] == 0


def test_an_index_that_somebody_dropped_is_made_again_with_what_is_there(store, plain, make, name):
    store.put(make.entries(vectors(3)))
    plain.execute_command("FT.DROPINDEX", f"hexcache:{{{name}.0}}:index")
    deadline = time.monotonic() + 10.0  # the server indexes what it has in the background
    while len(store.search(SCOPE, vectors(1)[0], 3, now=make.now())) < 3:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_an_algorithm_that_a_collection_was_not_made_with_is_refused(server, server_url, open_store, name):
    open_store(server_url(server), name)
    with pytest.raises(SchemaMismatchError, match="algorithm is 'hnsw' there and 'flat' here"):
        open_store(server_url(server), name, algorithm="flat")
