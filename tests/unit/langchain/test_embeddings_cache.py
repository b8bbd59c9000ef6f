"""Embeddings behind a store: each text once, the original's keys, and nothing that the original wrote is lost."""

from __future__ import annotations

import asyncio
import inspect
import json
import warnings

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings
from langchain_core.stores import InMemoryByteStore

from hexcache.adapters.inbound.langchain import CacheBackedEmbeddings, embeddings_cache
from hexcache.adapters.inbound.langchain.floats import decode_floats
from hexcache.domain.errors import EmbedderError, InvalidInputError
from hexcache.domain.vectors import decode_vector
from hexcache.testing.fakes import Faults, faulty

pytestmark = pytest.mark.filterwarnings("ignore:The default key encoder is SHA-1")


class Counting(Embeddings):
    """Embeds documents as their length and a third, queries as the negative of that, and counts."""

    def __init__(self):
        self.calls = []

    def embed_documents(self, texts):
        self.calls.append(list(texts))
        if "bad" in texts:
            raise LookupError("no such model")
        return [[len(text), 1 / 3] for text in texts]

    def embed_query(self, text):
        self.calls.append(text)
        return [-float(len(text)), -1 / 3]


@pytest.fixture
def embeddings():
    return Counting()


@pytest.fixture
def store():
    return InMemoryByteStore()


def backed(embeddings, store, **options):
    return CacheBackedEmbeddings.from_bytes_store(embeddings, store, **{"namespace": "ns_"} | options)


def test_a_text_is_embedded_once(twin, embeddings, store):
    cache = twin(backed(embeddings, store))
    first = cache.embed_documents(["a", "bb"])
    assert cache.embed_documents(["bb", "ccc", "a"]) == [first[1], [3.0, 1 / 3], first[0]]
    assert embeddings.calls == [["a", "bb"], ["ccc"]]


def test_a_text_that_stands_twice_in_one_call_is_embedded_once(twin, embeddings, store):
    vectors = twin(backed(embeddings, store)).embed_documents(["a", "bb", "a"])
    assert vectors[0] == vectors[2] == [1, 1 / 3]
    assert vectors[0] is not vectors[2]
    assert embeddings.calls == [["a", "bb"]]


def test_no_text_asks_neither_store_nor_embedder(twin, embeddings, store):
    assert twin(backed(embeddings, faulty(store, Faults(mget=OSError(), amget=OSError())))).embed_documents([]) == []
    assert embeddings.calls == []


def test_batches_that_were_embedded_are_kept_when_a_later_one_fails(twin, embeddings, store):
    cache = twin(backed(embeddings, store, batch_size=2))
    with pytest.raises(LookupError, match="no such model"):
        cache.embed_documents(["a", "bb", "ccc", "bad"])
    assert len(list(store.yield_keys())) == 2
    assert embeddings.calls == [["a", "bb"], ["ccc", "bad"]]


def test_another_number_of_vectors_than_of_texts_is_an_error(twin, embeddings, store):
    embeddings.embed_documents = lambda texts: [[1.0]]
    with pytest.raises(EmbedderError, match="1 vectors for 2 texts"):
        twin(backed(embeddings, store)).embed_documents(["a", "bb"])


def test_queries_are_embedded_each_time_unless_asked_for(twin, embeddings, store):
    cache = twin(backed(embeddings, store))
    assert cache.embed_query("a") == cache.embed_query("a") == [-1.0, -1 / 3]
    assert embeddings.calls == ["a", "a"]
    assert cache.thing.query_embedding_store is None


@pytest.mark.parametrize("same_store", [True, "the store itself"])
def test_queries_in_the_same_store_are_never_taken_for_documents(twin, embeddings, store, same_store):
    cache = twin(backed(embeddings, store, query_embedding_cache=same_store if same_store is True else store))
    cache.embed_documents(["a"])
    assert cache.embed_query("a") == cache.embed_query("a") == [-1.0, -1 / 3]
    assert cache.embed_documents(["a"]) == [[1.0, 1 / 3]]
    assert embeddings.calls == [["a"], "a"]


def test_queries_in_a_store_of_their_own_keep_the_original_s_keys(twin, embeddings, store):
    queries = InMemoryByteStore()
    cache = twin(backed(embeddings, store, query_embedding_cache=queries))
    cache.embed_documents(["a"])
    cache.embed_query("a")
    assert list(queries.yield_keys()) == list(store.yield_keys())


# Computed with langchain-classic 1.0.8.
ORIGINAL_KEYS = {
    "sha1": "ns_9b70a2ad-cbc5-5f59-be76-4e29517eb0f1",
    "blake2b": (
        "ns_ccca6267310d6986fc7b0369804717af67855e29763ab5995d5dcf494ce77541"
        "456537a6404c4f334d98f4136ce72b50847d1faa1da7616a5f901c3da78a259f"
    ),
    "sha256": "ns_fe263064ba02eaeac482aaf1309553779bdb78e385cb1374654de293e191d785",
    "sha512": (
        "ns_08184768b884ac5f62d357c3c7ff089d4d9bb07bafee54840dc81839c3521637"
        "2485229467759fedbb0e91a0ebddf6673ddcc6557f463a70f09e19c994cfdd5d"
    ),
}


@pytest.mark.parametrize("algorithm", ORIGINAL_KEYS)
def test_documents_have_the_original_s_keys(embeddings, store, algorithm):
    backed(embeddings, store, key_encoder=algorithm).embed_documents(["grün"])
    assert list(store.yield_keys()) == [ORIGINAL_KEYS[algorithm]]


def test_a_key_encoder_of_one_s_own_is_used_as_it_is(embeddings, store):
    backed(embeddings, store, namespace="", key_encoder=str.upper).embed_documents(["a"])
    assert list(store.yield_keys()) == ["A"]


@pytest.mark.parametrize("wrong", [{"key_encoder": str.upper}, {"key_encoder": "md5"}, {"key_encoder": None}])
def test_a_wrong_key_encoder_is_a_value_error(embeddings, store, wrong):
    with pytest.raises(InvalidInputError) as caught:
        backed(embeddings, store, **wrong)
    assert isinstance(caught.value, ValueError)


def test_what_the_original_wrote_is_read(twin, embeddings, store):
    (key,) = backed(embeddings, store).document_embedding_store._keys(["a"])
    store.mset([(key, json.dumps([0.1, 2, 1e-9]).encode())])
    assert twin(backed(embeddings, store)).embed_documents(["a"]) == [[0.1, 2.0, 1e-9]]
    assert embeddings.calls == []


def test_a_float32_vector_takes_four_bytes_a_number_and_comes_back_as_it_was(embeddings, store):
    vector = np.random.default_rng(7).standard_normal(1536).astype(np.float32).tolist()
    embeddings.embed_documents = lambda texts: [vector for _ in texts]
    cache = backed(embeddings, store)
    cache.embed_documents(["a"])
    (blob,) = store.mget(list(store.yield_keys()))
    assert decode_vector(blob).tolist() == vector == cache.embed_documents(["a"])[0]
    assert len(json.dumps(vector)) > 5 * len(blob)


def test_a_vector_that_float32_would_change_comes_back_as_it_was(embeddings, store):
    cache = backed(embeddings, store)
    assert cache.embed_documents(["a"]) == cache.embed_documents(["a"]) == [[1.0, 1 / 3]]


def damaged():
    narrow, wide = (encoded([1.0, value]) for value in (0.5, 1 / 3))
    flipped = [bytes([*blob[:-1], blob[-1] ^ 1]) for blob in (narrow, wide)]
    return [
        b"",
        b"\x00",
        narrow[:-1],
        wide[:-8],
        *flipped,
        b"hx" + narrow[2:],
        b"hd",
        b"[0.1, ",
        b"[]",
        b"[[1.0]]",
        b'["a"]',
        b"[NaN]",
        b"[1e999]",
        b"[null]",
        b'{"a": 1}',
        b"[" * 100_000,
        b"\xff[1.0]",
    ]


def encoded(vector):
    from hexcache.adapters.inbound.langchain.floats import encode_floats

    return encode_floats(vector)


@pytest.mark.parametrize("blob", damaged())
def test_a_damaged_value_is_embedded_again_and_replaced(twin, embeddings, store, blob):
    cache = twin(backed(embeddings, store))
    cache.embed_documents(["a", "bb"])
    (key,) = cache.thing.document_embedding_store._keys(["a"])
    store.mset([(key, blob)])
    assert cache.embed_documents(["a", "bb"]) == [[1.0, 1 / 3], [2.0, 1 / 3]]
    assert embeddings.calls == [["a", "bb"], ["a"]]
    assert decode_floats(store.mget([key])[0]) == [1.0, 1 / 3]


def test_a_vector_that_is_not_finite_is_passed_on_and_not_stored(twin, embeddings, store):
    embeddings.embed_documents = lambda texts: [[float("inf")] for _ in texts]
    assert twin(backed(embeddings, store)).embed_documents(["a"]) == [[float("inf")]]
    assert list(store.yield_keys()) == []


ALL = ("mget", "amget", "mset", "amset")


def test_a_failing_store_costs_the_embedding_only(twin, embeddings, store):
    broken = faulty(store, Faults(dict.fromkeys(ALL, OSError("gone"))))
    cache = twin(backed(embeddings, broken, query_embedding_cache=True))
    assert cache.embed_documents(["a"]) == [[1, 1 / 3]]
    assert cache.embed_query("a") == [-1.0, -1 / 3]


def test_a_failing_store_raises_where_that_was_asked_for(twin, embeddings, store):
    broken = faulty(store, Faults(dict.fromkeys(ALL, OSError("gone"))))
    with pytest.raises(OSError, match="gone"):
        twin(backed(embeddings, broken, on_error="raise")).embed_documents(["a"])


def test_the_embedder_s_failure_is_raised_as_it_is_and_the_next_try_works(twin, embeddings, store):
    cache = twin(backed(embeddings, store))
    with pytest.raises(LookupError):
        cache.embed_documents(["bad"])
    embeddings.embed_documents = lambda texts: [[1.0] for _ in texts]
    assert cache.embed_documents(["bad"]) == [[1.0]]


def test_a_store_of_vectors_can_be_given_in_place_of_bytes(twin, embeddings):
    from langchain_core.stores import InMemoryBaseStore

    vectors = InMemoryBaseStore()
    cache = twin(CacheBackedEmbeddings(embeddings, vectors, batch_size=1, query_embedding_store=InMemoryBaseStore()))
    assert cache.embed_documents(["a"]) == cache.embed_documents(["a"]) == [[1, 1 / 3]]
    assert cache.embed_query("a") == cache.embed_query("a")
    assert embeddings.calls == [["a"], "a"]
    assert list(vectors.yield_keys()) == ["a"]


def test_calls_at_once_and_a_cancelled_one_leave_the_cache_usable(embeddings, store):
    asked, go = asyncio.Event(), asyncio.Event()

    async def slow(texts):
        asked.set()
        await go.wait()
        return [[1.0] for _ in texts]

    async def scenario():
        embeddings.aembed_documents = slow
        cache = backed(embeddings, store)
        cancelled, *others = (asyncio.create_task(cache.aembed_documents(["a"])) for _ in range(4))
        await asked.wait()
        cancelled.cancel()
        go.set()
        assert isinstance((await asyncio.gather(cancelled, return_exceptions=True))[0], asyncio.CancelledError)
        return await asyncio.gather(*others, cache.aembed_documents(["a"]))

    assert asyncio.run(scenario()) == [[[1.0]]] * 4


def test_sha1_warns_once_at_the_caller_s_line(embeddings, store, monkeypatch):
    monkeypatch.setattr(embeddings_cache, "_warned_about_sha1", False)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        CacheBackedEmbeddings.from_bytes_store(embeddings, store)
        CacheBackedEmbeddings.from_bytes_store(embeddings, store)
    (warning,) = caught
    assert "SHA-1" in str(warning.message)
    assert warning.filename == __file__


def test_the_original_s_arguments_come_first_and_keep_their_defaults():
    made = list(inspect.signature(CacheBackedEmbeddings.from_bytes_store).parameters.values())
    assert [(each.name, each.default) for each in made[2:7]] == [
        ("namespace", ""),
        ("batch_size", None),
        ("query_embedding_cache", False),
        ("key_encoder", "sha1"),
        ("on_error", "miss"),
    ]
    assert all(each.kind is each.KEYWORD_ONLY for each in made[2:])
