"""Measures without an index: the nearest by the sum of differences, or by the greatest, come first."""

from __future__ import annotations

import base64

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hexcache import AsyncSemanticCache, SemanticCache
from hexcache.adapters.inbound.langchain.exact_ranking import ExactMeasure, euclidean_floor, score
from hexcache.adapters.inbound.langchain.exact_stores import AsyncExactVectorStore, ExactVectorStore
from hexcache.adapters.outbound.memory.aio import AsyncMemoryVectorStore
from hexcache.adapters.outbound.memory.sync import MemoryVectorStore
from hexcache.domain.collection import Collection
from hexcache.domain.entry import Entry, Record, Selection
from hexcache.domain.keys import document_id
from hexcache.domain.scope import Scope
from hexcache.domain.similarity import Similarity
from hexcache.domain.similarity import score as domain_score
from hexcache.testing.proxy import EventLoop

SCOPE = Scope(model="m")
DIMENSION = 12
VECTORS = np.random.default_rng(3).standard_normal((60, DIMENSION)).astype(np.float32)
MEASURES = pytest.mark.parametrize("measure", list(ExactMeasure))


def entries(vectors):
    for number, vector in enumerate(vectors):
        record = Record(document_id(f"{number:03}", SCOPE.key), str(number), b"", 0.0, metadata={"kept": "yes"})
        yield Entry(record, SCOPE, vector)


@pytest.fixture(params=["sync", "async"])
def store(request):
    """Return a function that makes a store of a measure, filled."""
    with EventLoop() as loop:

        def make(measure):
            exact = ExactVectorStore(MemoryVectorStore(), measure)
            if request.param == "async":
                exact = loop.sync(AsyncExactVectorStore(AsyncMemoryVectorStore(), measure))
            exact.provision(Collection(DIMENSION, Similarity.L2))
            exact.put(list(entries(VECTORS)))
            return exact

        yield make


def reference(measure, vector):
    distances = np.abs(VECTORS.astype(np.float64) - vector)
    distances = distances.sum(axis=1) if measure is ExactMeasure.L1 else distances.max(axis=1)
    return sorted(((1 / (1 + distance), str(number)) for number, distance in enumerate(distances)), reverse=True)


@MEASURES
def test_the_nearest_come_first_with_exact_scores(store, measure):
    vector = VECTORS[7] + np.float32(0.1)
    found = store(measure).search(SCOPE, vector, 5, now=1.0)
    assert [(each.score, each.record.query) for each in found] == [
        (pytest.approx(near), name) for near, name in reference(measure, vector)[:5]
    ]


@MEASURES
def test_nothing_below_the_lowest_score_is_found_and_nothing_above_it_is_lost(store, measure):
    vector = VECTORS[7] + np.float32(0.1)
    lowest = reference(measure, vector)[9][0]
    found = store(measure).search(SCOPE, vector, 50, now=1.0, min_score=lowest)
    assert [each.record.query for each in found] == [name for _, name in reference(measure, vector)[:10]]


@MEASURES
def test_the_vector_in_the_metadata_is_nobody_else_s_business(store, measure):
    exact = store(measure)
    key = document_id("007", SCOPE.key)
    assert exact.get([key, "nobody"], now=1.0)[0].metadata == {"kept": "yes"}
    assert exact.search(SCOPE, VECTORS[7], 1, now=1.0)[0].record.metadata == {"kept": "yes"}
    assert {entry.record.metadata["kept"] for batch in exact.scan(now=1.0) for entry in batch} == {"yes"}
    assert all(len(entry.record.metadata) == 1 for batch in exact.scan(now=1.0) for entry in batch)


def test_the_other_methods_reach_the_store_below(store):
    exact = store(ExactMeasure.L1)
    key = document_id("007", SCOPE.key)
    assert exact.touch(key, 9.0, now=1.0)
    assert exact.delete([key]) == 1
    assert exact.count(now=1.0) == len(VECTORS) - 1
    exact.clear(Selection())
    assert exact.count(now=1.0) == 0
    exact.close()


def test_rows_without_a_readable_vector_are_left_out():
    below = MemoryVectorStore()
    exact = ExactVectorStore(below, ExactMeasure.MAX)
    exact.provision(Collection(DIMENSION, Similarity.L2))
    one, two, three = entries(VECTORS[:3])
    below.put([one])
    exact.put([two])
    three.record.metadata["langchain.vector"] = base64.b64encode(b"hv").decode()
    below.put([three])
    assert [each.record.query for each in exact.search(SCOPE, VECTORS[0], 5, now=1.0)] == ["1"]


@MEASURES
@given(data=st.data())
def test_what_reaches_a_score_reaches_its_euclidean_floor(measure, data):
    numbers = arrays(np.float32, 4, elements=st.floats(-1e3, 1e3, width=32))
    one, other = data.draw(numbers), data.draw(numbers)
    reached = score(measure, one, other)
    assert domain_score(Similarity.L2, one, other) >= (euclidean_floor(measure, reached, 4) or 0.0)


def test_a_cache_serves_by_such_a_measure():
    def embed(texts):
        return [[float(len(text)), 1.0] for text in texts]

    async def scenario():
        cache = AsyncSemanticCache(AsyncExactVectorStore(AsyncMemoryVectorStore(), ExactMeasure.L1), embed, **options)
        await cache.update("four", "answer")
        return await cache.lookup("fives"), await cache.lookup("sixsix")

    options = {"similarity": "l2", "threshold": 0.5, "guards": "off"}
    cache = SemanticCache(ExactVectorStore(MemoryVectorStore(), ExactMeasure.L1), embed, **options)
    cache.update("four", "answer")
    with EventLoop() as loop:
        for near, far in ((cache.lookup("fives"), cache.lookup("sixsix")), loop.run(scenario())):
            assert near.score == pytest.approx(0.5)
            assert far is None
