"""The embedders keep the promises of their port, in both flavours."""

from __future__ import annotations

import numpy as np
import pytest

from hexcache.adapters.outbound.embedders import openai, wordllama
from hexcache.adapters.outbound.embedders.settings import OpenAIOptions, WordLlamaOptions
from hexcache.application.embedding import ThreadedEmbedder, as_async_embedder, as_embedder
from hexcache.ports.embedder import CountsTokens, EmbedsQueries
from hexcache.testing.contracts import EmbedderContract
from tests.integration.embedders.embedding_server import EmbeddingServer, hangs_up

NO_PROVIDER = {
    "test_what_the_provider_raises_is_an_error_of_ours": "nothing in it can fail: two files, mapped at opening"
}
NO_NAME = {"test_the_passport_names_it_and_does_not_change": "a plain callable has no name"}


class WordLlama(EmbedderContract):
    tolerance = 1e-6
    abilities = frozenset({EmbedsQueries, CountsTokens})
    skips = NO_PROVIDER


class TestWordLlama(WordLlama):
    @pytest.fixture(scope="class")
    @classmethod
    def embedder(cls, exits):
        return exits.enter_context(wordllama.plugin.open(WordLlamaOptions()))


class TestWordLlamaInThreads(WordLlama):
    @pytest.fixture(scope="class")
    @classmethod
    def embedder(cls, loop, exits):
        return loop.sync(ThreadedEmbedder(exits.enter_context(wordllama.plugin.open(WordLlamaOptions()))))


class OpenAI(EmbedderContract):
    abilities = frozenset({EmbedsQueries})

    @pytest.fixture(scope="class")
    @classmethod
    def options(cls, exits):
        server = exits.enter_context(EmbeddingServer())
        return OpenAIOptions(model="tiny", base_url=server.url, api_key="k", batch_size=64)

    @pytest.fixture(scope="class")
    @classmethod
    def broken_options(cls, exits):
        server = exits.enter_context(EmbeddingServer())
        server.script = [hangs_up] * 9
        return OpenAIOptions(base_url=server.url, max_retries=0)


class TestOpenAI(OpenAI):
    @pytest.fixture(scope="class")
    @classmethod
    def embedder(cls, exits, options):
        return exits.enter_context(openai.plugin.open(options))

    @pytest.fixture
    def broken_embedder(self, exits, broken_options):
        return exits.enter_context(openai.plugin.open(broken_options))


class TestAsyncOpenAI(OpenAI):
    @pytest.fixture(scope="class")
    @classmethod
    def embedder(cls, loop, options):
        return loop.enter(openai.plugin.aopen(options))

    @pytest.fixture
    def broken_embedder(self, loop, broken_options):
        return loop.enter(openai.plugin.aopen(broken_options))


def by_bytes(texts):
    """Embed by how often each of 16 values of a byte occurs, so that different texts differ."""
    return [np.bincount(np.frombuffer(text.encode() or b"\0", np.uint8) % 16, minlength=16) for text in texts]


async def by_bytes_async(texts):
    return by_bytes(texts)


def fails_always(_texts):
    raise OSError


async def fails_always_async(_texts):
    raise OSError


class Callable(EmbedderContract):
    abilities = frozenset({EmbedsQueries})
    skips = NO_NAME


class TestCallable(Callable):
    @pytest.fixture
    def embedder(self):
        return as_embedder(by_bytes)

    @pytest.fixture
    def broken_embedder(self):
        return as_embedder(fails_always)


class TestCallableInThreads(Callable):
    @pytest.fixture
    def embedder(self, loop):
        return loop.sync(as_async_embedder(by_bytes))

    @pytest.fixture
    def broken_embedder(self, loop):
        return loop.sync(as_async_embedder(fails_always))


class TestCoroutineFunction(Callable):
    @pytest.fixture
    def embedder(self, loop):
        return loop.sync(as_async_embedder(by_bytes_async))

    @pytest.fixture
    def broken_embedder(self, loop):
        return loop.sync(as_async_embedder(fails_always_async))
