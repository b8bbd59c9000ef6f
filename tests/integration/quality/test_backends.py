"""Feedback and audits on real backends: one cache writes, another that is opened later knows."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from hexcache import AuditedCache, AuditRule, Scope, open_cache
from hexcache.application.bootstrap.opening import settings_of
from hexcache.application.bootstrap.parts import open_embeddings
from hexcache.application.bootstrap.registry import Registry
from hexcache.testing.contracts.suite import fresh_name
from hexcache.testing.fakes import DeterministicEmbedder

CACHED, ASKED = "How do I reset my password?", "How can my password be reset?"
ACME = Scope(tenant="acme", model="m")
KEYSPACE = fresh_name()  # one for all: a small node has no room for many tables
RULE = AuditRule(bound=0.3, share=0.5, block=5, window=100, thresholds=(0.9,))


@pytest.fixture(params=["sql", "redis", "postgres", "cassandra"])
def parts(request, tmp_path):
    """Return the configuration of a store, and of a key-value store on the same server."""
    address = None if request.param == "sql" else request.getfixturevalue("server_url")(request.param)
    if request.param == "cassandra":
        host, port = address.rsplit(":", 1)
        options = {"contact_points": host, "port": int(port), "keyspace": KEYSPACE, "timeout": 20.0}
        kind = "cassandra"
    else:
        kind = "redis" if request.param == "redis" else "sql"
        options = {"url": address or f"sqlite:///{tmp_path / 'cache.db'}"}
    part = {"backend": kind, "options": options}
    return {"store": part, "embeddings": part, "cache": {"collection": fresh_name(), "guards": "off"}}


def opened(parts):
    embedder = DeterministicEmbedder(paraphrases={ASKED: CACHED})
    return open_cache({name: part for name, part in parts.items() if name != "embeddings"}, embedder=embedder)


def test_what_was_rejected_is_known_to_a_cache_that_is_opened_later(parts):
    with opened(parts) as cache:
        cache.update(CACHED, "Click here.", scope=ACME)
        assert cache.reject(cache.lookup(ASKED, scope=ACME).document_id, ASKED) is True
        assert cache.lookup(ASKED, scope=ACME) is None
    with opened(parts) as cache:
        assert cache.lookup(ASKED, scope=ACME) is None
        assert [pair.same for pair in cache.feedback()] == [False]
        cache.confirm(cache.update(CACHED, "Click here.", scope=ACME), "May I reset it?", scope=ACME)
        cache.clear(tenant="acme")
        assert [pair.same for pair in cache.feedback()] == [False]  # of the other it was not said whose it is
        cache.clear(scope=ACME)
        cache.update(CACHED, "Click here.", scope=ACME)
        assert cache.lookup(ASKED, scope=ACME) is not None


def test_what_audits_showed_is_known_to_a_cache_that_is_opened_later(parts):
    name = fresh_name()
    with contextmanager(open_embeddings)(Registry(), settings_of(parts, {})) as values, opened(parts) as cache:
        first = AuditedCache(cache, values, name=name, rule=RULE)
        for number in range(30):
            scope = Scope(context=str(number))  # each has the cached question and asks in other words
            cache.update(CACHED, "Click here.", scope=scope)
            first.get_or_compute(ASKED, lambda _: "Click here.", scope=scope)
        learnt = first.stats()
        assert learnt.threshold == RULE.thresholds[0]
        second = AuditedCache(cache, values, name=name, rule=RULE)
        second.get_or_compute("Anything?", lambda _: "so")
        assert second.stats().threshold == RULE.thresholds[0]
        assert second.stats().labels == learnt.labels
