"""The whole cache on Redis: by configuration, with hostile tenants, in other processes, in the logs."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

from hexcache import Scope, open_cache
from hexcache.domain.errors import BackendError, InvalidInputError
from hexcache.testing.contracts.suite import fresh_name
from hexcache.testing.fakes import DeterministicEmbedder

HOSTILE = ["*", "{a}", "|", " ", "", "a b", "\U0001f600", "@k:{*}", "\ud83d", "a\x00b", "'; FLUSHALL"]
PARAPHRASES = {"How can I reset my password?": "How do I reset my password?"}


@pytest.fixture(
    params=[("redis", "query_engine"), ("redis", "vector_set"), ("valkey", "scan")], ids=lambda kind: kind[1]
)
def settings(request, server_url):
    server, index = request.param
    return {
        "store": {"backend": "redis", "options": {"url": server_url(server), "index": index}},
        "embeddings": {"backend": "redis", "options": {"url": server_url(server), "prefix": fresh_name()}},
        "cache": {"collection": fresh_name(), "guards": False, "ttl": "1h", "on_error": "raise"},
    }


@pytest.fixture
def embedder():
    return DeterministicEmbedder(paraphrases=PARAPHRASES)


def test_tenants_with_hostile_names_never_see_each_other(settings, embedder):
    with open_cache(settings, embedder=embedder) as cache:
        for tenant in HOSTILE:
            cache.update("How do I reset my password?", f"for {tenant!r}", scope=Scope(tenant), tags=[tenant])
        for tenant in HOSTILE:
            hit = cache.lookup("How can I reset my password?", scope=Scope(tenant))
            assert (hit.value, hit.exact) == (f"for {tenant!r}", False)
        cache.clear(tenant="*")
        cache.clear(tag="|")
        assert cache.lookup("How do I reset my password?", scope=Scope("*")) is None
        assert cache.lookup("How do I reset my password?", scope=Scope("|")) is None
        assert cache.count() == len(HOSTILE) - 2


def test_an_embedding_is_kept_and_read_back(settings, embedder):
    with open_cache(settings, embedder=embedder) as cache:
        cache.update("How do I reset my password?", "so")
    again = DeterministicEmbedder(paraphrases=PARAPHRASES)
    with open_cache(settings, embedder=again) as cache:
        assert cache.lookup("How do I reset my password?").exact
        cache.update("How do I reset my password?", "or so")
    assert "How do I reset my password?" not in again.texts


def test_another_process_sees_what_was_cleared(settings, embedder):
    store = settings["store"]["options"]
    script = (
        "import sys, time\n"
        "from hexcache.adapters.outbound.redis.sync import RedisVectorStore\n"
        "from hexcache.domain.collection import Collection\n"
        "from hexcache.domain.entry import Selection\n"
        "store = RedisVectorStore(sys.argv[1], sys.argv[2])\n"
        "store.provision(Collection(32))\n"
        "store.clear(Selection(tenant='t'))\n"
    )
    with open_cache(settings, embedder=embedder) as cache:
        cache.update("How do I reset my password?", "so", scope=Scope("t"))
        assert cache.lookup("How can I reset my password?", scope=Scope("t")) is not None
        words = [sys.executable, "-c", script, store["url"], settings["cache"]["collection"]]
        subprocess.run(words, check=True, capture_output=True)
        assert cache.lookup("How can I reset my password?", scope=Scope("t")) is None
        assert cache.count() == 0


@pytest.mark.parametrize("vector", [[0.0] * 32, [float("nan")] * 32, [1.0] * 31])
def test_a_bad_vector_is_refused_and_nothing_is_written(settings, embedder, vector):
    with open_cache(settings, embedder=embedder) as cache:
        with pytest.raises(InvalidInputError):
            cache.update("q", "a", vector=vector)
        with pytest.raises(InvalidInputError):
            cache.lookup("q", vector=vector)
        assert cache.count() == 0


def test_nothing_that_is_cached_or_secret_is_logged_when_the_server_dies(own_server, embedder, caplog):
    process = own_server("valkey")
    options = {"url": process.url.replace("//", "//:geheim@"), "timeout": 0.5}
    plain = {"backend": "redis", "options": {"url": process.url, "timeout": 0.5}}
    with caplog.at_level(logging.DEBUG):
        with open_cache({"store": plain, "cache": {"guards": False}}, embedder=embedder) as cache:
            cache.update("my secret question", "my secret answer")
            process.kill()
            assert cache.lookup("my secret question") is None
            assert cache.update("my secret question", "my secret answer") is None
        with pytest.raises(BackendError) as caught, open_cache({"store": {"backend": "redis", "options": options}}):
            pass
    assert "secret" not in caplog.text
    assert "geheim" not in f"{caplog.text} {caught.value} {caught.value.__cause__}"
