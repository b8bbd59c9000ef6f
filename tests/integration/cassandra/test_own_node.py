"""A node of one's own: killed after every bad vector, and guarded by passwords."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import uuid4

import numpy as np
import pytest
from typing_extensions import override

from hexcache.adapters.outbound.cassandra.aio import AsyncCassandraVectorStore
from hexcache.adapters.outbound.cassandra.connecting import connect
from hexcache.adapters.outbound.cassandra.settings import CassandraOptions
from hexcache.adapters.outbound.cassandra.sync import CassandraVectorStore
from hexcache.application.semantic_cache import SemanticCache
from hexcache.domain.collection import Collection
from hexcache.domain.errors import BackendUnavailableError, CacheError, ConfigurationError, InvalidInputError
from hexcache.domain.similarity import Similarity
from hexcache.testing.contracts.suite import eventually
from hexcache.testing.fakes import DeterministicEmbedder
from hexcache.testing.samples import SCOPE, Samples, vectors
from tests.integration.cassandra.asked import Asked
from tests.integration.cassandra.conftest import COLLECTION, NOW

ROW = vectors(1, seed=9)[0]
BAD = [
    np.zeros(8, np.float32),
    np.full(8, 1e-30, np.float32),
    np.full(8, np.nan, np.float32),
    np.full(8, np.inf, np.float32),
    np.full(8, 3e38, np.float32),
    np.full(8, 2e19, np.float64),
    np.full(8, 1e300),
    ROW[:-1],
    np.append(ROW, 1.0),
    np.array([], np.float32),
    np.ones((2, 8), np.float32),
    [0.0] * 8,
    ["a"] * 8,
    [None] * 8,
]


class Spoilt(DeterministicEmbedder):
    """Embeds every text as one bad vector."""

    bad = None

    @override
    def embed_query(self, text):
        return self.bad

    @override
    def embed_documents(self, texts):
        return [self.bad] * len(texts)


def ways_in(store, astore, cache, make, bad):
    """Return every call that hands a vector to the store, and by what kind of error it is refused."""
    spoilt = replace(make.entry("bad"), vector=bad)
    cache.embedder.bad = bad
    return [
        (InvalidInputError, lambda: store.put([make.entry("along"), spoilt])),
        (InvalidInputError, lambda: store.search(SCOPE, bad, 1, now=NOW)),
        (InvalidInputError, lambda: store.search_many(SCOPE, [ROW, bad], 1, now=NOW)),
        (InvalidInputError, lambda: asyncio.run(astore.put([spoilt]))),
        (InvalidInputError, lambda: asyncio.run(astore.search(SCOPE, bad, 1, now=NOW))),
        (InvalidInputError, lambda: cache.update("bad", "answer", scope=SCOPE, vector=bad)),
        (InvalidInputError, lambda: cache.lookup("bad", scope=SCOPE, vector=bad)),
        (InvalidInputError, lambda: cache.load([make.entry("along"), spoilt])),
        (CacheError, lambda: cache.update("bad", "answer", scope=SCOPE)),
        (CacheError, lambda: cache.update_many([("bad", "answer")], scope=SCOPE)),
        (CacheError, lambda: cache.lookup("bad", scope=SCOPE)),
        (CacheError, lambda: cache.lookup_many(["bad"], scope=SCOPE)),
        (CacheError, lambda: cache.get_or_compute("bad", lambda _: "answer", scope=SCOPE)),
    ]


def test_after_every_bad_vector_was_offered_every_way_a_killed_node_starts_again_with_every_entry(own_server):
    server = own_server("cassandra")
    options = CassandraOptions(contact_points=server.host, port=server.port, replication=1, timeout=20.0)
    session = connect(options)
    stores = {}
    for measure in Similarity:
        make = Samples(lambda: NOW, measure)
        shape = Collection(8, measure, "testing", "kill")
        store = CassandraVectorStore(session, options, collection=f"kill_{measure}")
        store.provision(shape)
        astore = AsyncCassandraVectorStore(session, options, collection=f"kill_{measure}")
        asyncio.run(astore.provision(shape))
        cache = SemanticCache(store, Spoilt(8, model="kill"), similarity=measure, on_error="raise")
        good = make.entry("good", ROW, tags=("t",))
        store.put([good])
        stores[measure] = (store, good)
        asked = Asked()
        session.add_request_init_listener(asked.note)
        for bad in BAD:
            for refusal, call in ways_in(store, astore, cache, make, bad):
                with pytest.raises(refusal):
                    call()
        session.remove_request_init_listener(asked.note)
        assert [words for words in asked() if not words.startswith("SELECT") or words == "SELECT vectors"] == []
    server.nodetool("flush")  # a single node may lose what it wrote in its last seconds
    server.kill()
    with pytest.raises(BackendUnavailableError):
        store.get([good.record.document_id], now=NOW)
    server.start()
    for store, good in stores.values():

        def is_back(store=store, good=good):
            try:
                return store.get([good.record.document_id], now=NOW) == [good.record]
            except BackendUnavailableError:
                return False

        eventually(is_back, 60.0)
        assert [one.record for one in store.search(SCOPE, ROW, 5, now=NOW)] == [good.record]
        assert store.count(now=NOW) == 1
    session.cluster.shutdown()


def test_logins_and_rights(own_server):
    server = own_server("cassandra-passwords")
    where = {"contact_points": server.host, "port": server.port, "replication": 1, "timeout": 20.0}
    wrong = f"wrong {uuid4()}"
    with pytest.raises(ConfigurationError, match="login") as caught:
        connect(CassandraOptions(**where, username="cassandra", password=wrong))
    assert wrong not in str(caught.value)
    with pytest.raises(ConfigurationError, match="login"):
        connect(CassandraOptions(**where))

    admin = connect(CassandraOptions(**where, username="cassandra", password="cassandra"))
    owner = CassandraVectorStore(admin, CassandraOptions(**where))
    owner.provision(COLLECTION)
    entry = Samples(lambda: NOW, Similarity.COS).entry("q", ROW)
    owner.put([entry])
    admin.execute("CREATE ROLE reader WITH LOGIN = true AND PASSWORD = 'secret'")
    reader = connect(CassandraOptions(**where, username="reader", password="secret"))
    store = CassandraVectorStore(reader, CassandraOptions(**where, provision="check"))
    with pytest.raises(ConfigurationError, match="GRANT"):
        store.provision(COLLECTION)
    admin.execute("GRANT SELECT ON KEYSPACE hexcache TO reader")

    def may_read():
        try:
            return store.provision(COLLECTION) == COLLECTION
        except ConfigurationError:
            return False

    eventually(may_read, 30.0)
    assert [one.record for one in store.search(SCOPE, ROW, 5, now=NOW)] == [entry.record]
    with pytest.raises(ConfigurationError, match="GRANT"):
        store.put([entry])
    for session in (reader, admin):
        session.cluster.shutdown()
