"""Entries for the tests of the SQL adapter, the same in every process."""

from __future__ import annotations

import numpy as np

from hexcache.domain.collection import Collection
from hexcache.domain.entry import Entry, Record
from hexcache.domain.keys import document_id
from hexcache.domain.scope import Scope, field_key
from hexcache.domain.similarity import Similarity
from hexcache.domain.vectors import admit

DIMENSION = 16
COLLECTION = Collection(DIMENSION)
NOW = 1_000.0
SCOPE = Scope("acme", "model", "context")


def vector(name):
    """Return a vector of its own for each name."""
    seed = int(field_key("vector", name)[:12], 16)
    return admit(np.random.default_rng(seed).standard_normal(DIMENSION), DIMENSION, Similarity.COS)


def name_of(name, scope=SCOPE):
    return document_id(field_key("query", name), scope.key)


def entry(name, scope=SCOPE, *, value=b"answer", expires_at=None, tags=(), metadata=None, made_of=None):
    record = Record(
        name_of(name, scope),
        query=name,
        value=value,
        created_at=NOW,
        expires_at=expires_at,
        ttl=None if expires_at is None else expires_at - NOW,
        tags=tags,
        metadata=metadata or {},
    )
    return Entry(record, scope, vector(made_of or name))


def found(store, name, scope=SCOPE, limit=1, now=NOW):
    """Return the questions that a search for the vector of `name` finds."""
    return [candidate.record.query for candidate in store.search(scope, vector(name), limit, now=now, min_score=0.99)]
