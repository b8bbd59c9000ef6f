"""The suite for `VectorStore` and `AsyncVectorStore`."""

from __future__ import annotations

from hexcache.testing.contracts.vector_store.clearing import Clearing
from hexcache.testing.contracts.vector_store.concurrency import Concurrency
from hexcache.testing.contracts.vector_store.expiry import Expiry
from hexcache.testing.contracts.vector_store.hostile import HostileInput
from hexcache.testing.contracts.vector_store.lifecycle import Lifecycle
from hexcache.testing.contracts.vector_store.provisioning import Provisioning
from hexcache.testing.contracts.vector_store.scanning import Scanning
from hexcache.testing.contracts.vector_store.scoring import Scoring
from hexcache.testing.contracts.vector_store.searching import Searching
from hexcache.testing.contracts.vector_store.writing import Writing


class VectorStoreContract(
    Provisioning,
    Writing,
    Searching,
    Scoring,
    Expiry,
    Clearing,
    Scanning,
    HostileInput,
    Concurrency,
    Lifecycle,
):
    """Every promise of the vector store port; `VectorStoreSuite` says what a subclass gives and declares."""


__all__ = ["VectorStoreContract"]
