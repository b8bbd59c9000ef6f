"""What is particular to vector sets: elements have no end of their own, and a set knows one measure."""

from __future__ import annotations

import time

import numpy as np
import pytest

from hexcache.domain.collection import Collection
from hexcache.domain.entry import Selection
from hexcache.domain.errors import ConfigurationError
from hexcache.domain.similarity import Similarity
from hexcache.testing.samples import SCOPE, near, vectors
from tests.servers.process import poll

pytestmark = pytest.mark.parametrize("server", ["redis", "redis-vectors"])


@pytest.fixture
def store(server, server_url, open_store, name):
    return open_store(server_url(server), name, index="vector_set")


@pytest.fixture
def plain(server, server_url, client):
    return client(server_url(server))


def keys_of(plain, name):
    return sorted(key.decode().partition("}:")[2] for key in plain.scan_iter(match=f"hexcache:{{{name}.0}}:*"))


def test_writes_sweep_elements_whose_life_is_over(store, plain, make, name):
    vector = vectors(1)[0]
    store.put(make.entries([near(vector, 0.9, seed) for seed in range(30)], "brief", ttl=0.5, tags=("t",)))
    key = f"hexcache:{{{name}.0}}:v:{SCOPE.key}"
    assert plain.execute_command("VCARD", key) == 30
    time.sleep(0.6)
    assert store.search(SCOPE, vector, 5, now=make.now()) == []

    def swept():
        store.put([make.entry("lasting", vector)])
        return plain.execute_command("VCARD", key) == 1

    assert poll(swept, 10)
    assert not [key for key in keys_of(plain, name) if key.startswith(("t:", "g:"))]


def test_a_scope_that_is_over_is_swept_by_writes_to_another(store, plain, make, name):
    from hexcache.domain.scope import Scope

    store.put(make.entries(vectors(3), ttl=0.5, scope=Scope("over")))
    time.sleep(0.6)

    def swept():
        store.put([make.entry("lasting", vectors(1)[0])])
        return not [key for key in keys_of(plain, name) if Scope("over").key in key]

    assert poll(swept, 10)


def test_a_cleared_collection_leaves_nothing_but_its_record(store, plain, make, name):
    store.put(make.entries(vectors(250), tags=("t", "u"), ttl=600.0))
    store.clear(Selection())
    assert keys_of(plain, name) == ["made"]


def test_many_dead_elements_hide_no_live_one(store, make):
    vector = vectors(1)[0]
    store.put(make.entries([near(vector, 0.99, seed) for seed in range(200)], "dead", ttl=0.5))
    live = make.entry("live", near(vector, 0.8))
    store.put([live])
    time.sleep(0.6)
    assert [one.record for one in store.search(SCOPE, vector, 2, now=make.now())] == [live.record]


def test_a_scan_gives_back_the_vectors_that_were_put(store, make):
    entries = make.entries(vectors(5))
    store.put(entries)
    scanned = {entry.record.document_id: entry for page in store.scan(now=make.now()) for entry in page}
    for entry in entries:
        assert np.allclose(scanned[entry.record.document_id].vector, entry.vector, atol=1e-6)


@pytest.mark.parametrize("measure", [Similarity.DOT, Similarity.L2])
def test_a_measure_that_vector_sets_lack_is_refused_and_auto_finds_another_way(server, server_url, open_store, measure):
    wanted = Collection(8, measure)
    with pytest.raises(ConfigurationError, match="rank by 'cos' only"):
        open_store(server_url(server), collection=wanted, index="vector_set")
    chosen = open_store(server_url(server), collection=wanted).describe()["index"]
    assert chosen == {"redis": "query_engine", "redis-vectors": "scan"}[server]


@pytest.mark.parametrize("quantization", ["q8", "bin"])
def test_a_quantised_set_works_and_says_that_its_scores_are_rough(server, server_url, open_store, make, quantization):
    store = open_store(server_url(server), index="vector_set", quantization=quantization)
    store.put(make.entries(vectors(5)))
    assert len(store.search(SCOPE, vectors(1)[0], 5, now=make.now())) == 5
    assert quantization in store.describe()["warning"]
