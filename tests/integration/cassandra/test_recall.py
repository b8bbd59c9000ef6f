"""The index is approximate: how often it finds the true nearest of sentences."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from hexcache.adapters.outbound.cassandra.sync import CassandraVectorStore
from hexcache.adapters.outbound.embedders.wordllama import plugin
from hexcache.domain.collection import Collection
from hexcache.domain.scope import Scope
from hexcache.domain.similarity import Similarity
from tests.integration.cassandra.conftest import NOW

SCOPE = Scope("recall")
VERBS = ["reset", "change", "delete", "export", "share", "print", "find", "restore", "rename", "lock"]
THINGS = ["my password", "an invoice", "the calendar", "a photo album", "the weekly report", "my account"]
PLACES = ["on my phone", "in the office", "from an old laptop", "without an administrator", "during a trip"]
ENDS = ["before Monday", "after the update", "for a colleague", "in two steps"]
ASKED = ["How do I {} {} {} {}?", "I want to {} {} {} {}, please"]


@pytest.fixture(scope="module")
def embedder():
    with plugin.open(plugin.options()) as embedder:
        yield embedder


def test_the_nearest_of_sentences_is_found(session, options, name, make, embedder):
    cached, asked = ([form.format(*words) for words in product(VERBS, THINGS, PLACES, ENDS)] for form in ASKED)
    rows = embedder.embed_documents(cached)
    queries = embedder.embed_documents(asked[::6])
    store = CassandraVectorStore(session, options, collection=name)
    store.provision(Collection(rows.shape[1], Similarity.COS, "testing", "recall"))
    store.put([make.entry(text, row, scope=SCOPE) for text, row in zip(cached, rows, strict=True)])
    lengths = np.linalg.norm(queries, axis=1, keepdims=True) * np.linalg.norm(rows, axis=1)
    scores = queries @ rows.T / lengths
    close = [number for number in range(len(queries)) if scores[number].max() >= 0.8]
    found = [store.search(SCOPE, queries[number], 1, now=NOW)[0].score for number in close]
    nearest = sum(score >= scores[number].max() - 1e-5 for score, number in zip(found, close, strict=True))
    assert len(close) > 100
    assert nearest / len(close) >= 0.995
