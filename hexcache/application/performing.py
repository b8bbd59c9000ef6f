"""Which port method answers which operation; the same table for both flavours, whose methods have the same names."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, TypeVar

from hexcache.application.operations import (
    Clear,
    Count,
    Delete,
    EmbedDocuments,
    Fetch,
    Provision,
    Put,
    ReadValues,
    Search,
    Touch,
    WriteValues,
)
from hexcache.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from hexcache.ports.embedder import AsyncEmbedder, Embedder
    from hexcache.ports.key_value_store import AsyncKeyValueStore, KeyValueStore
    from hexcache.ports.vector_store import AsyncVectorStore, VectorStore

    Table = dict[type, Callable[[Any], Any]]

S = TypeVar("S")


def sync_store(store: S, method: str) -> S:
    """Return `store`, or refuse it where it is asynchronous, which its `method` tells (InvalidInputError)."""
    if inspect.iscoroutinefunction(getattr(store, method, None)):
        raise InvalidInputError(
            f"a store of type {type(store).__name__!r} is asynchronous; "
            "use it with AsyncSemanticCache, AsyncCachedEmbedder or aopen_cache"
        )
    return store


def store_table(store: VectorStore | AsyncVectorStore) -> Table:
    """Return the answers of a vector store: values from a sync one, awaitables from an async one."""
    return {
        Provision: lambda op: store.provision(op.collection),
        Fetch: lambda op: store.get(op.document_ids, now=op.now),
        Search: lambda op: store.search(op.scope, op.vector, op.limit, now=op.now, min_score=op.min_score),
        Put: lambda op: store.put(op.entries),
        Touch: lambda op: store.touch(op.document_id, op.expires_at, now=op.now),
        Delete: lambda op: store.delete(op.document_ids),
        Clear: lambda op: store.clear(op.selection),
        Count: lambda op: store.count(now=op.now),
    }


def embedder_table(embedder: Embedder | AsyncEmbedder) -> Table:
    """Return the answers of an embedder to `EmbedDocuments`."""
    return {EmbedDocuments: lambda op: embedder.embed_documents(op.texts)}


def values_table(
    documents: KeyValueStore | AsyncKeyValueStore, queries: KeyValueStore | AsyncKeyValueStore | None
) -> Table:
    """Return the answers of the key-value stores for documents and for queries."""

    def chosen(op: ReadValues | WriteValues) -> Any:  # noqa: ANN401 - either flavour
        return queries if op.queries and queries is not None else documents

    return {
        ReadValues: lambda op: chosen(op).mget(op.keys, now=op.now),
        WriteValues: lambda op: chosen(op).mset(op.items, now=op.now, ttl=op.ttl),
    }
