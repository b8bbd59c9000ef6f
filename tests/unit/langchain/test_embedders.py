"""LangChain's embeddings embed for a cache, and a hexcache embedder for LangChain."""

from __future__ import annotations

import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding, Embeddings

from hexcache import open_cache
from hexcache.adapters.inbound.langchain import HexcacheEmbeddings, async_embedder_of, embedder_of
from hexcache.adapters.outbound.embedders.langchain import plugin
from hexcache.domain.errors import ConfigurationError
from hexcache.testing.contracts import EmbedderContract
from hexcache.testing.fakes import AsyncDeterministicEmbedder, DeterministicEmbedder
from hexcache.testing.proxy import EventLoop


class Named(Embeddings):
    """Embeddings that say which model they use, and treat queries in their own way."""

    model = "small-3"

    def embed_documents(self, texts):
        return [[1.0, float(len(text))] for text in texts]

    def embed_query(self, text):
        return [2.0, float(len(text))]


class Deterministic(DeterministicFakeEmbedding):
    model: str = "deterministic"


class Broken(Named):
    """Embeddings whose provider is down; the asynchronous methods call these."""

    def embed_documents(self, texts):
        raise LookupError("no such model")

    def embed_query(self, text):
        raise LookupError("no such model")


class TestLangChainEmbedder(EmbedderContract):
    @pytest.fixture
    def embedder(self):
        return embedder_of(Deterministic(size=16))

    @pytest.fixture
    def broken_embedder(self):
        return embedder_of(Broken())


class TestAsyncLangChainEmbedder(EmbedderContract):
    @pytest.fixture
    def embedder(self, loop):
        return loop.sync(async_embedder_of(Deterministic(size=16)))

    @pytest.fixture
    def broken_embedder(self, loop):
        return loop.sync(async_embedder_of(Broken()))


def test_the_passport_names_class_and_model():
    assert embedder_of(Named()).passport == async_embedder_of(Named()).passport
    assert embedder_of(Named(), window=512).passport.identity == "langchain/Named/small-3/?"
    assert embedder_of(Named(), window=512).passport.window == 512


def test_embeddings_that_do_not_say_their_model_are_told_apart_by_dimension_only():
    embedder = embedder_of(DeterministicFakeEmbedding(size=16))
    embedder.embed_query("one")
    assert embedder.passport.anonymous
    assert embedder.passport.dimension == 16


def test_queries_are_embedded_as_queries():
    with EventLoop() as loop:
        for embedder in (embedder_of(Named()), loop.sync(async_embedder_of(Named()))):
            assert embedder.embed_query("one").tolist() == [2.0, 3.0]
            assert embedder.embed_documents(["one"]).tolist() == [[1.0, 3.0]]


def test_a_configuration_names_the_class_and_its_arguments():
    options = {"embeddings": "langchain_core.embeddings:DeterministicFakeEmbedding", "arguments": {"size": 8}}
    config = {"store": {"backend": "memory"}, "embedder": {"backend": "langchain", "options": options}}
    with open_cache(config) as cache:
        cache.update("one", "answer")
        assert cache.lookup("one").value == "answer"
        assert cache.embedder.passport.dimension == 8


@pytest.mark.parametrize("name", ["langchain_core.embeddings:Nobody", "no_such_package:Embeddings"])
def test_a_class_that_is_not_there_is_named(name):
    with pytest.raises(ConfigurationError, match=name), plugin.open(plugin.options(embeddings=name)):
        pass


def test_a_hexcache_embedder_embeds_for_langchain(twin):
    inner = DeterministicEmbedder()
    for other in (None, AsyncDeterministicEmbedder(inner)):
        embeddings = twin(HexcacheEmbeddings(inner, async_embedder=other))
        assert embeddings.embed_documents(["one", "two"]) == inner.embed_documents(["one", "two"]).tolist()
        assert embeddings.embed_query("one") == inner.embed_query("one").tolist()
        assert embeddings.embed_documents([]) == []
