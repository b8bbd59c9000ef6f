"""What is particular to the index `scan`: the client keeps the vectors of a scope, and a scope has a cap."""

from __future__ import annotations

import time

import pytest

from hexcache.adapters.outbound.redis.settings import IndexSettings
from hexcache.adapters.outbound.redis.shelves import Shelf
from hexcache.adapters.outbound.redis.sync import RedisVectorStore
from hexcache.domain.block import VectorBlock
from hexcache.domain.entry import Selection
from hexcache.domain.errors import BackendError
from hexcache.domain.scope import Scope
from hexcache.testing.samples import SCOPE, near, vectors


@pytest.fixture
def address(server_url):
    return server_url("valkey")


@pytest.fixture
def store(address, open_store, name):
    return open_store(address, name)


@pytest.fixture
def shared(address, collection, name):
    """A store as threads share it."""
    store = RedisVectorStore(address, name, IndexSettings(index="scan"))
    store.provision(collection)
    yield store
    store.close()


def sent_by_server(plain):
    return plain.info("stats")["total_net_output_bytes"]


def test_a_search_does_not_transfer_vectors_that_the_client_has(store, client, address, make):
    plain = client(address)
    vector = vectors(1)[0]
    store.put(make.entries([near(vector, 0.5, seed) for seed in range(2_000)], ttl=600.0))
    now = make.now()
    before = sent_by_server(plain)
    store.search(SCOPE, vector, 5, now=now)
    first = sent_by_server(plain) - before
    before = sent_by_server(plain)
    for _ in range(10):
        assert len(store.search(SCOPE, vector, 5, now=now)) == 5
    assert first > 2_000 * 32
    assert sent_by_server(plain) - before < first / 2


def test_a_change_transfers_what_changed_and_not_the_scope(address, open_store, client, make, name):
    reader, writer = open_store(address, name), open_store(address, name)
    vector = vectors(1)[0]
    writer.put(make.entries([near(vector, 0.5, seed) for seed in range(2_000)], ttl=600.0))
    now = make.now()
    reader.search(SCOPE, vector, 5, now=now)
    plain = client(address)
    before = sent_by_server(plain)
    entry = make.entry("new", vector)
    writer.put([entry])
    assert reader.search(SCOPE, vector, 1, now=now)[0].record == entry.record
    assert sent_by_server(plain) - before < 20_000
    writer.delete([entry.record.document_id])
    assert reader.search(SCOPE, vector, 1, now=now)[0].record != entry.record


def test_a_reader_that_missed_more_changes_than_are_kept_reads_the_scope_again(address, open_store, make, name):
    reader, writer = open_store(address, name), open_store(address, name)
    vector = vectors(1)[0]
    writer.put(make.entries([near(vector, 0.5, seed) for seed in range(10)]))
    now = make.now()
    assert len(reader.search(SCOPE, vector, 20, now=now)) == 10
    writer.put(make.entries([near(vector, 0.7, seed) for seed in range(1_500)], "more"))
    entry = make.entry("nearest", vector)
    writer.put([entry])
    found = reader.search(SCOPE, vector, 5, now=now)
    assert found[0].record == entry.record
    assert [one.record.query[:4] for one in found[1:]] == ["more"] * 4


def test_a_full_scope_says_so_and_takes_entries_again_when_others_have_gone(address, open_store, make):
    store = open_store(address, max_rows_per_scope=5)
    entries = make.entries(vectors(6))
    store.put(entries[:5])
    with pytest.raises(BackendError, match="max_rows_per_scope"):
        store.put(entries[5:])
    store.put(entries[:1])  # which replaces one
    store.put([make.entry("elsewhere", vectors(1)[0], scope=Scope("another"))])
    store.put([make.entry("without a vector")])
    store.delete([entries[0].record.document_id])
    store.put(entries[5:])
    assert store.count(now=make.now()) == 7


def test_a_full_scope_makes_room_where_lives_are_over(address, open_store, make):
    store = open_store(address, max_rows_per_scope=5)
    store.put(make.entries(vectors(5), "brief", ttl=0.5))
    end = time.time() + 0.5
    while time.time() <= end:
        time.sleep(0.05)
    store.put(make.entries(vectors(5), "lasting"))
    assert store.count(now=make.now()) == 5


def test_vectors_that_the_server_evicted_are_not_found(store, client, address, make, name):
    vector = vectors(1)[0]
    near_one, far_one = make.entry("near", vector), make.entry("far", near(vector, 0.3))
    store.put([near_one, far_one])
    now = make.now()
    assert len(store.search(SCOPE, vector, 2, now=now)) == 2
    client(address).delete(f"hexcache:{{{name}.0}}:d:{near_one.record.document_id}")
    assert [one.record for one in store.search(SCOPE, vector, 1, now=now)] == [far_one.record]


def test_memory_for_vectors_is_bounded_and_forgotten_scopes_are_read_again(address, open_store, make):
    store = open_store(address, cache_bytes=20_000)
    scopes = [Scope(str(number)) for number in range(8)]
    for scope in scopes:
        store.put(make.entries(vectors(200), scope=scope))
    now = make.now()
    for scope in [*scopes, *scopes]:
        assert len(store.search(scope, vectors(1)[0], 3, now=now)) == 3
    kind = getattr(store, "adapter", store)._desk._provisioned.kind
    assert len(kind._shelves) < len(scopes)


def test_a_cleared_collection_leaves_nothing_but_its_record(store, client, address, make, name):
    store.put(make.entries(vectors(250), tags=("t",), ttl=600.0))
    store.search(SCOPE, vectors(1)[0], 3, now=make.now())
    store.clear(Selection())
    keys = list(client(address).scan_iter(match=f"hexcache:{{{name}.0}}:*"))
    assert keys == [f"hexcache:{{{name}.0}}:made".encode()]
    assert store.search(SCOPE, vectors(1)[0], 3, now=make.now()) == []


def test_a_search_that_compared_before_another_thread_brought_news_finds_the_news(shared, make, monkeypatch):
    vector = vectors(1)[0]
    entry = make.entry("just put", vector)
    shared.put(make.entries([near(vector, 0.5, seed) for seed in range(20)]))
    shared.search(SCOPE, vector, 1, now=make.now())
    compare = VectorBlock.top

    def meanwhile(block, *args):
        found = compare(block, *args)
        monkeypatch.setattr(VectorBlock, "top", compare)
        shared.put([entry])
        shared.search(SCOPE, vector, 1, now=make.now())
        return found

    monkeypatch.setattr(VectorBlock, "top", meanwhile)
    assert shared.search(SCOPE, vector, 1, now=make.now())[0].record == entry.record


def test_a_document_that_was_put_again_while_its_loss_was_noticed_is_found(
    shared, client, address, make, monkeypatch, name
):
    vector = vectors(1)[0]
    entry = make.entry("evicted", vector)
    shared.put([entry, make.entry("other", near(vector, 0.5))])
    shared.search(SCOPE, vector, 1, now=make.now())
    client(address).delete(f"hexcache:{{{name}.0}}:d:{entry.record.document_id}")
    drop = Shelf.drop

    def meanwhile(shelf, *args):
        monkeypatch.setattr(Shelf, "drop", drop)
        shared.put([entry])
        shared.search(SCOPE, vector, 1, now=make.now())
        drop(shelf, *args)

    monkeypatch.setattr(Shelf, "drop", meanwhile)
    assert shared.search(SCOPE, vector, 1, now=make.now())[0].record == entry.record
    assert shared.search(SCOPE, vector, 1, now=make.now())[0].record == entry.record
