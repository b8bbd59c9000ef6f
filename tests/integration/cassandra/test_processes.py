"""Several stores on one collection, as several processes have them: what each sees of the others."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import textwrap

import pytest

from hexcache.adapters.outbound.cassandra.aio import AsyncCassandraVectorStore
from hexcache.adapters.outbound.cassandra.state import Stamps
from hexcache.domain.entry import Selection
from hexcache.testing.contracts.suite import eventually, fresh_name
from hexcache.testing.samples import SCOPE, near, vectors
from tests.integration.cassandra.conftest import COLLECTION, NOW

VECTOR = vectors(1, seed=9)[0]


def ids(found):
    return [one.record.document_id for one in found]


def test_what_is_put_after_another_process_cleared_is_never_lost(open_store, make):
    clearing, writing = open_store(visibility=0.0), open_store()
    old, new = make.entries([VECTOR, near(VECTOR, 0.9)])
    writing.put([old])
    for selection in (Selection(scope=SCOPE), Selection()):
        clearing.clear(selection)
        writing.put([new])
        assert clearing.get([old.record.document_id, new.record.document_id], now=NOW) == [
            None,
            new.record,
        ]
        assert ids(writing.search(SCOPE, VECTOR, 5, now=NOW)) == [new.record.document_id]


def test_what_another_process_puts_into_a_known_window_is_seen_at_once(open_store, make):
    writing, reading = open_store(), open_store()
    first, second = make.entries([VECTOR, near(VECTOR, 0.9)])
    writing.put([first])
    assert ids(reading.search(SCOPE, VECTOR, 5, now=NOW)) == [first.record.document_id]
    writing.put([second])
    assert ids(reading.search(SCOPE, VECTOR, 5, now=NOW)) == [first.record.document_id, second.record.document_id]


def test_a_new_window_of_another_process_is_seen_within_the_visibility(open_store, make):
    writing, reading = open_store(), open_store(visibility=0.3)
    writing.put([make.entry("forever", VECTOR)])
    assert len(reading.search(SCOPE, VECTOR, 5, now=NOW)) == 1
    writing.put([make.entry("a while", VECTOR, ttl=100.0)])
    eventually(lambda: len(reading.search(SCOPE, VECTOR, 5, now=NOW)) == 2, 10.0)


def test_a_clear_by_another_process_is_seen_within_the_visibility(open_store, make):
    clearing, reading = open_store(visibility=0.3), open_store(visibility=0.3)
    entry = make.entry("q", VECTOR)
    for selection in (Selection(scope=SCOPE), Selection(tenant=SCOPE.tenant), Selection()):
        clearing.put([entry])
        eventually(lambda: len(reading.search(SCOPE, VECTOR, 5, now=NOW)) == 1, 10.0)
        clearing.clear(selection)
        eventually(lambda: reading.search(SCOPE, VECTOR, 5, now=NOW) == [], 10.0)
        assert reading.get([entry.record.document_id], now=NOW) == [None]


def test_an_entry_that_moves_to_another_window_leaves_the_old_one(open_store, make):
    one, other = open_store(), open_store()
    far = near(VECTOR, 0.1)
    one.put([make.entry("q", VECTOR, ttl=100.0)])
    other.put([make.entry("q", far)])
    assert [round(found.score, 3) for found in one.search(SCOPE, VECTOR, 5, now=NOW)] == []
    fresh = open_store()
    assert [round(found.score, 3) for found in fresh.search(SCOPE, VECTOR, 5, now=NOW)] == [0.1]
    one.put([make.entry("q", near(VECTOR, 0.2), ttl=100.0)])
    assert [round(found.score, 3) for found in open_store().search(SCOPE, VECTOR, 5, now=NOW)] == [0.2]


class Fast(Stamps):
    def __call__(self):
        return super().__call__() + 3_600_000_000


@pytest.fixture
def ahead(open_store):
    """Return the store of a process whose clock is an hour ahead."""
    store = open_store(visibility=0.0)
    store._core.ready().stamps = Fast()
    return store


def test_what_a_process_with_a_fast_clock_wrote_can_be_deleted_and_renewed_by_others(ahead, open_store, make):
    store = open_store(visibility=0.0)
    entry = make.entry("q", VECTOR, tags=("t",), ttl=100.0)
    for delete in (lambda: store.delete(ids([entry])), lambda: store.clear(Selection(tag="t"))):
        ahead.put([entry])
        assert store.touch(entry.record.document_id, NOW + 120.0, now=NOW)
        assert store.search(SCOPE, VECTOR, 5, now=NOW)[0].record.expires_at == NOW + 120.0
        delete()
        assert store.get(ids([entry]), now=NOW) == [None]
        assert store.search(SCOPE, VECTOR, 5, now=NOW) == []


def test_what_is_put_after_a_process_with_a_fast_clock_cleared_is_there(ahead, open_store, make):
    store = open_store(visibility=0.0)
    entry = make.entry("q", VECTOR)
    for selection in (Selection(scope=SCOPE), Selection()):
        ahead.put([entry])
        ahead.clear(selection)
        store.put([entry])
        assert (
            ids(ahead.search(SCOPE, VECTOR, 5, now=NOW)) == ids(store.search(SCOPE, VECTOR, 5, now=NOW)) == ids([entry])
        )
        store.clear(Selection(tenant=SCOPE.tenant))
        assert ahead.search(SCOPE, VECTOR, 5, now=NOW) == []


def test_buckets_are_searched_as_one(open_store, make):
    store = open_store(buckets=4)
    rows = [near(VECTOR, 1.0 - number / 40) for number in range(30)]
    entries = make.entries(rows)
    store.put(entries)
    assert ids(store.search(SCOPE, VECTOR, 12, now=NOW)) == [entry.record.document_id for entry in entries[:12]]
    assert ids(open_store().search(SCOPE, VECTOR, 3, now=NOW)) == [entry.record.document_id for entry in entries[:3]]


WORKER = """
    import json, sys
    from hexcache.adapters.outbound.cassandra.plugin import vector_store
    from hexcache.adapters.outbound.cassandra.settings import CassandraOptions
    from hexcache.domain.collection import Collection
    from hexcache.domain.scope import Scope
    from hexcache.domain.similarity import Similarity
    from hexcache.testing.contracts.suite import eventually
    from hexcache.testing.samples import Samples, vectors

    options, collection, worker = json.loads(sys.argv[1])
    with vector_store.open(CassandraOptions(**options), collection=collection) as store:
        made = store.provision(Collection(8, Similarity.COS, "testing", "integration"))
        make = Samples(lambda: 1_800_000_000.0, Similarity.COS)
        row = vectors(1, seed=worker + 1)[0]
        entry = make.entry(f"q{worker}", row, scope=Scope(f"worker {worker}"))
        store.put([entry])

        def found():  # a search asks one replica, and two of three have said that they have the entry
            candidates = store.search(entry.scope, row, 5, now=1_800_000_000.0)
            return [one.record.document_id for one in candidates] == [entry.record.document_id]

        eventually(found, 30.0)
        records = store.get([entry.record.document_id], now=1_800_000_000.0)
        print(json.dumps([made.to_json(), records == [entry.record]]))
"""


def run_workers(settings, collection, count):
    """Run that many processes at once, each with its own settings, and return what they printed."""
    script = textwrap.dedent(WORKER)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", script, json.dumps([settings[number % len(settings)], collection, number])],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(count)
    ]
    told = [process.communicate(timeout=120) for process in running]
    assert [err for (_, err), process in zip(told, running, strict=True) if process.returncode] == []
    return [json.loads(out) for out, _ in told]


def test_several_processes_provision_and_write_at_once(node, session, name):
    keyspace = fresh_name()
    settings = {"contact_points": node[0], "port": node[1], "keyspace": keyspace, "replication": 1, "timeout": 30.0}
    told = run_workers([settings], name, 4)
    assert told == [[COLLECTION.to_json(), True]] * 4
    session.execute(f"DROP KEYSPACE {keyspace}", timeout=120.0)


def test_a_cancelled_call_harms_nobody_else(session, options, name, make):
    entries = make.entries(vectors(300))

    async def scenario():
        store = AsyncCassandraVectorStore(session, options, collection=name)
        await store.provision(COLLECTION)
        put = asyncio.create_task(store.put(entries))
        await asyncio.sleep(0.05)
        put.cancel()
        searches = [asyncio.create_task(store.search(SCOPE, VECTOR, 5, now=NOW)) for _ in range(20)]
        await asyncio.sleep(0)
        for search in searches[::2]:
            search.cancel()
        results = await asyncio.gather(put, *searches, return_exceptions=True)
        assert isinstance(results[0], asyncio.CancelledError)
        assert not [one for one in results[2::2] if isinstance(one, BaseException)]
        await store.put(entries)
        return await store.count(now=NOW), await store.get([entry.record.document_id for entry in entries], now=NOW)

    count, records = asyncio.run(scenario())
    assert count == 300
    assert records == [entry.record for entry in entries]
