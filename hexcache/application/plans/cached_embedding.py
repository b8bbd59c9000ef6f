"""Embedding through a key-value store: each text once, ever, and a corrupt value heals itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from hexcache.application.monitor import Tally
from hexcache.application.operations import EmbedDocuments, EmbedQueries, ReadValues, WriteValues
from hexcache.domain.embedding import as_matrix
from hexcache.domain.errors import BackendError, CorruptEntryError
from hexcache.domain.keys import digest_fields
from hexcache.domain.vectors import decode_vector, encode_vector, is_storable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hexcache.application.monitor import Monitor
    from hexcache.application.operations import Plan
    from hexcache.domain.collection import Passport
    from hexcache.domain.keys import KeyEncoder
    from hexcache.domain.vectors import Matrix, Vector


@dataclass(slots=True)
class EmbeddingPolicy:
    """What one cached embedder was told to do.

    Attributes:
        namespace: keeps caches apart that share a store.
        identity: the embedder's passport as a text, part of every key, so that no two models share one.
        encode_key: text to key.
        batch_size: texts that are read, embedded and written at once; None is all of one call.
        cache_queries: whether queries are cached as documents are.
        ttl: lifetime of a stored vector in seconds; None is forever.
        raises: whether a failing key-value store raises; else the text is embedded as if nothing were stored.
    """

    namespace: str
    identity: str
    encode_key: KeyEncoder = field(repr=False)
    batch_size: int | None
    cache_queries: bool
    ttl: float | None
    raises: bool
    read_passport: Callable[[], Passport]
    monitor: Monitor


def embed_cached(policy: EmbeddingPolicy, texts: Sequence[str], now: float, *, queries: bool) -> Plan[Matrix]:
    """Return one vector for each text, float32 (n, d), embedding only what is not stored, each distinct text once."""
    if not texts:
        return np.empty((0, policy.read_passport().dimension or 0), dtype=np.float32)
    distinct = list(dict.fromkeys(texts))
    size = policy.batch_size or len(distinct)
    found: dict[str, Vector] = {}
    for start in range(0, len(distinct), size):
        batch = distinct[start : start + size]
        found.update((yield from _batch(policy, batch, now, queries=queries)))
    return np.stack([found[text] for text in texts])


def _batch(policy: EmbeddingPolicy, texts: Sequence[str], now: float, *, queries: bool) -> Plan[dict[str, Vector]]:
    if queries and not policy.cache_queries:
        return dict(zip(texts, (yield from _embed(texts, queries=True)), strict=True))
    prefix = _prefix(policy, queries=queries)
    keys = [prefix + policy.encode_key(text) for text in texts]
    stored = yield from _read(policy, keys, now, queries=queries)
    found = {text: vector for text, vector in zip(texts, stored, strict=True) if vector is not None}
    missing = [text for text in texts if text not in found]
    if missing:
        fresh = dict(zip(missing, (yield from _embed(missing, queries=queries)), strict=True))
        policy.monitor.add(Tally(embedded=len(missing)))
        by_text = dict(zip(texts, keys, strict=True))
        items = {by_text[text]: encode_vector(vector) for text, vector in fresh.items() if is_storable(vector)}
        if items:
            yield from _write(policy, items, now, queries=queries)
        found |= fresh
    return found


def _prefix(policy: EmbeddingPolicy, *, queries: bool) -> str:
    """Return what every key of this embedder and kind starts with: no two embedders or kinds share a key."""
    kind = "query" if queries else "document"
    return f"{digest_fields(policy.namespace, policy.identity, kind)[:32]}:"


def _embed(texts: Sequence[str], *, queries: bool) -> Plan[Matrix]:
    vectors = yield EmbedQueries(texts) if queries else EmbedDocuments(texts)
    return as_matrix(vectors, len(texts))


def _read(policy: EmbeddingPolicy, keys: Sequence[str], now: float, *, queries: bool) -> Plan[list[Vector | None]]:
    try:
        blobs = yield ReadValues(keys, now, queries)
    except BackendError as error:
        policy.monitor.failed(error)
        if policy.raises:
            raise
        return [None] * len(keys)
    policy.monitor.succeeded()
    dimension = policy.read_passport().dimension
    return [None if blob is None else _decoded(blob, dimension) for blob in blobs]


def _decoded(blob: bytes, dimension: int | None) -> Vector | None:
    try:
        return decode_vector(blob, dimension)
    except CorruptEntryError:
        return None


def _write(policy: EmbeddingPolicy, items: dict[str, bytes], now: float, *, queries: bool) -> Plan[None]:
    try:
        yield WriteValues(items, now, policy.ttl, queries)
    except BackendError as error:
        policy.monitor.failed(error)
        if policy.raises:
            raise
