"""The `openai` embedder against a real HTTP server on loopback, in both flavours."""

from __future__ import annotations

import asyncio
import socket
import sys

import httpx
import numpy as np
import pytest

from hexcache.adapters.outbound.embedders.openai import plugin
from hexcache.adapters.outbound.embedders.openai.aio import AsyncOpenAIEmbedder
from hexcache.adapters.outbound.embedders.openai.sync import OpenAIEmbedder
from hexcache.adapters.outbound.embedders.settings import OpenAIOptions
from hexcache.domain.errors import EmbedderError, MissingExtraError
from hexcache.ports.embedder import AsyncEmbedder, AsyncEmbedsQueries, Embedder, EmbedsQueries
from tests.integration.embedders.embedding_server import (
    EmbeddingServer,
    embeds,
    fails,
    forgets_one,
    hangs_up,
    never_answers,
    says,
    shuffles,
    takes_at_most,
    vector_of,
)

KEY = "sk-do-not-show"
TEXTS = ["first question", "the second", "third one"]  # no part of an address in hexadecimal
VECTORS = [vector_of(text) for text in TEXTS]


@pytest.fixture
def server():
    with EmbeddingServer() as server:
        yield server


class Sync:
    """Makes one call of a fresh embedder; waits are noted and not waited for, and no certificates are loaded."""

    def __init__(self, url):
        self.url = url
        self.waits = []

    def options(self, given):
        return OpenAIOptions(**({"base_url": self.url, "api_key": KEY, "model": "tiny"} | given))

    def call(self, method, argument, **given):
        with httpx.Client(verify=False) as client:
            self.embedder = OpenAIEmbedder(client, self.options(given), sleep=self.waits.append)
            return getattr(self.embedder, method)(argument)

    def embed(self, texts=TEXTS, **given):
        return self.call("embed_documents", texts, **given).tolist()


class Async(Sync):
    async def wait(self, seconds):
        self.waits.append(seconds)

    def call(self, method, argument, **given):
        async def main():
            async with httpx.AsyncClient(verify=False) as client:
                self.embedder = AsyncOpenAIEmbedder(client, self.options(given), sleep=self.wait)
                return await getattr(self.embedder, method)(argument)

        return asyncio.run(main())


@pytest.fixture(params=[Sync, Async], ids=["sync", "async"])
def client(request, server):
    return request.param(server.url)


def test_documents_and_queries_are_embedded_alike(client):
    matrix = client.call("embed_documents", TEXTS)
    assert (matrix.dtype, matrix.tolist()) == (np.float32, VECTORS)
    assert client.call("embed_query", "bb").tolist() == vector_of("bb")
    assert client.call("embed_queries", TEXTS).tolist() == VECTORS


def test_the_key_and_further_headers_are_sent(client, server):
    client.embed(headers={"X-Gateway": "g"})
    path, headers, asked = server.requests[0]
    assert (path, asked) == ("/v1/embeddings", {"model": "tiny", "input": TEXTS})
    headers = {name.lower(): value for name, value in headers.items()}
    assert (headers["authorization"], headers["x-gateway"]) == (f"Bearer {KEY}", "g")


def test_without_a_key_none_is_sent(client, server):
    client.embed(api_key="")
    assert "authorization" not in {name.lower() for name in server.requests[0][1]}


def test_texts_go_in_batches_and_come_back_in_order(client, server):
    texts = ["x" * size for size in range(1, 8)]
    assert client.embed(texts, batch_size=3) == [vector_of(text) for text in texts]
    assert server.batches == [3, 3, 1]


def test_no_text_makes_no_request(client, server):
    assert client.embed([]) == []
    assert not server.requests


def test_base64_gives_the_same_vectors(client, server):
    assert client.embed(encoding_format="base64") == VECTORS
    assert server.requests[0][2]["encoding_format"] == "base64"


def test_a_shuffled_reply_is_put_in_order(client, server):
    server.script = [shuffles]
    assert client.embed() == VECTORS


def test_a_lone_surrogate_reaches_the_server_as_a_character(client, server):
    client.embed(["\ud800é"])
    assert server.requests[0][2]["input"] == ["\ufffdé"]


def test_the_passport_learns_the_dimension(client):
    client.embed()
    assert client.embedder.passport.dimension == 3


@pytest.mark.parametrize("behaviour", [fails(429), fails(500), fails(503), hangs_up], ids=["429", "500", "503", "cut"])
def test_what_may_pass_is_tried_again(client, server, behaviour):
    server.script = [behaviour, behaviour]
    assert client.embed() == VECTORS
    assert len(server.requests) == 3
    assert 0.25 <= client.waits[0] <= 0.5 <= client.waits[1] <= 1.0


def test_the_server_says_how_long_to_wait(client, server):
    server.script = [fails(429, retry_after="7")]
    assert client.embed() == VECTORS
    assert client.waits == [7.0]


def test_a_server_that_asks_for_too_long_a_wait_is_an_error_at_once(client, server):
    server.script = [fails(429, retry_after="3600")]
    with pytest.raises(EmbedderError, match="429"):
        client.embed()
    assert (len(server.requests), client.waits) == (1, [])


def test_attempts_end(client, server):
    server.script = [fails(503)] * 9
    with pytest.raises(EmbedderError, match="503"):
        client.embed(max_retries=3)
    assert (len(server.requests), len(client.waits)) == (4, 3)


def test_a_later_batch_is_tried_again_alone(client, server):
    server.script = [embeds, fails(500)]
    assert client.embed(batch_size=2) == VECTORS
    assert server.batches == [2, 1, 1]


def test_a_batch_that_is_too_large_for_the_server_is_halved(client, server):
    server.script = [takes_at_most(2)] * 9
    texts = ["x" * size for size in range(1, 8)]
    assert client.embed(texts) == [vector_of(text) for text in texts]
    assert server.batches == [7, 3, 1, 2, 4, 2, 2]


def test_a_single_text_that_is_too_large_is_an_error(client, server):
    server.script = [fails(413)]
    with pytest.raises(EmbedderError, match="413"):
        client.embed(["a"])


def test_a_server_that_does_not_answer_is_late(client, server):
    server.script = [never_answers]
    with pytest.raises(EmbedderError, match="ReadTimeout") as caught:
        client.embed(timeout=0.05, max_retries=0)
    assert isinstance(caught.value.__cause__, httpx.ReadTimeout)


def test_a_late_answer_is_asked_for_again(client, server):
    server.script = [never_answers]
    assert client.embed(timeout=0.1, max_retries=100) == VECTORS  # a busy machine may be late more than once


def test_a_server_that_is_not_there_is_named(client):
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with pytest.raises(EmbedderError, match=url) as caught:
        client.embed(base_url=url)
    assert isinstance(caught.value.__cause__, httpx.ConnectError)
    assert len(client.waits) == 2


@pytest.mark.parametrize(
    ("behaviour", "told"),
    [
        (fails(401), "OPENAI_API_KEY"),
        (fails(404), "base_url"),
        (fails(400), "oh_no"),
        (fails(302, location="/elsewhere"), "302"),
        (says(b"<html>secret text</html>"), "OpenAI-compatible"),
        (says({"data": "secret text"}), "OpenAI-compatible"),
        (forgets_one, r"shape \(2, 3\)"),
        (says({"data": [{"index": i, "embedding": "secret text"} for i in range(3)]}), "OpenAI-compatible"),
        (says({"data": [{"index": i, "embedding": ["secret text"]} for i in range(3)]}), "dtype"),
        (says({"data": [{"index": i, "embedding": [1.0] * (i + 1)} for i in range(3)]}), "one length"),
    ],
)
def test_an_answer_that_cannot_be_used_is_an_error_at_once_that_shows_no_secret(client, server, behaviour, told):
    server.script = [behaviour]
    with pytest.raises(EmbedderError, match=told) as caught:
        client.embed()
    error, shown = caught.value, repr(client.embedder)
    while error is not None:
        shown += f"{error} {error!r}"
        error = error.__cause__
    assert not [word for word in (KEY, "secret text", *TEXTS) if word in shown]
    assert len(server.requests) == 1


def test_another_dimension_than_asked_for_is_an_error(client):
    with pytest.raises(EmbedderError, match="expected 4"):
        client.embed(dimensions=4)


def test_a_cancelled_call_leaves_the_client_usable(server):
    server.script = [never_answers]

    async def main():
        async with httpx.AsyncClient(verify=False) as client:
            embedder = AsyncOpenAIEmbedder(client, Sync(server.url).options({}))
            call = asyncio.create_task(embedder.embed_query("a"))
            while not server.requests:  # noqa: ASYNC110 - the server is in another thread
                await asyncio.sleep(0.001)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            return (await embedder.embed_query("bb")).tolist()

    assert asyncio.run(main()) == vector_of("bb")


# the plugin


def test_the_plugin_opens_an_embedder_and_closes_its_client(server):
    with plugin.open(Sync(server.url).options({})) as embedder:
        assert isinstance(embedder, Embedder)
        assert isinstance(embedder, EmbedsQueries)
        assert embedder.embed_query("a").tolist() == vector_of("a")
    with pytest.raises(EmbedderError, match="RuntimeError"):
        embedder.embed_query("a")


def test_the_plugin_opens_an_async_embedder_and_closes_its_client(server):
    async def main():
        async with plugin.aopen(Sync(server.url).options({})) as embedder:
            assert isinstance(embedder, AsyncEmbedder)
            assert isinstance(embedder, AsyncEmbedsQueries)
            assert (await embedder.embed_query("a")).tolist() == vector_of("a")
        with pytest.raises(EmbedderError, match="RuntimeError"):
            await embedder.embed_query("a")

    asyncio.run(main())


def test_without_httpx_the_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'hexcache\[openai\]'"), plugin.open(OpenAIOptions()):
        pass
