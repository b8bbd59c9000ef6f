"""hexcache answers a question that was asked before, in other words, without asking the model again.

Public names are loaded when they are first used, so that `import hexcache` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hexcache.application.async_semantic_cache import AsyncSemanticCache
    from hexcache.application.audited_cache import AsyncAuditedCache, AuditedCache
    from hexcache.application.bootstrap.opening import aopen_cache, open_cache
    from hexcache.application.bootstrap.settings import Settings
    from hexcache.application.cached_embedder import AsyncCachedEmbedder, CachedEmbedder
    from hexcache.application.semantic_cache import SemanticCache
    from hexcache.domain.audit import AuditRule, AuditState
    from hexcache.domain.certificate import Certificate
    from hexcache.domain.collection import Collection, Passport
    from hexcache.domain.entry import Candidate, Entry, Record, Selection
    from hexcache.domain.errors import (
        BackendError,
        BackendTimeoutError,
        BackendUnavailableError,
        CacheError,
        ConfigurationError,
        CorruptEntryError,
        EmbedderError,
        InvalidInputError,
        MissingExtraError,
        SchemaMismatchError,
        UnknownAdapterError,
        VerifierError,
    )
    from hexcache.domain.hit import Explanation, Hit, Stats
    from hexcache.domain.scope import Scope
    from hexcache.domain.similarity import Similarity

__version__ = "0.1.0"

_HOMES = {
    "hexcache.application.async_semantic_cache": ("AsyncSemanticCache",),
    "hexcache.application.audited_cache": ("AsyncAuditedCache", "AuditedCache"),
    "hexcache.application.bootstrap.opening": ("aopen_cache", "open_cache"),
    "hexcache.application.bootstrap.settings": ("Settings",),
    "hexcache.application.cached_embedder": ("AsyncCachedEmbedder", "CachedEmbedder"),
    "hexcache.application.semantic_cache": ("SemanticCache",),
    "hexcache.domain.audit": ("AuditRule", "AuditState"),
    "hexcache.domain.certificate": ("Certificate",),
    "hexcache.domain.collection": ("Collection", "Passport"),
    "hexcache.domain.entry": ("Candidate", "Entry", "Record", "Selection"),
    "hexcache.domain.errors": (
        "BackendError",
        "BackendTimeoutError",
        "BackendUnavailableError",
        "CacheError",
        "ConfigurationError",
        "CorruptEntryError",
        "EmbedderError",
        "InvalidInputError",
        "MissingExtraError",
        "SchemaMismatchError",
        "UnknownAdapterError",
        "VerifierError",
    ),
    "hexcache.domain.hit": ("Explanation", "Hit", "Stats"),
    "hexcache.domain.scope": ("Scope",),
    "hexcache.domain.similarity": ("Similarity",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "AsyncAuditedCache",
    "AsyncCachedEmbedder",
    "AsyncSemanticCache",
    "AuditRule",
    "AuditState",
    "AuditedCache",
    "BackendError",
    "BackendTimeoutError",
    "BackendUnavailableError",
    "CacheError",
    "CachedEmbedder",
    "Candidate",
    "Certificate",
    "Collection",
    "ConfigurationError",
    "CorruptEntryError",
    "EmbedderError",
    "Entry",
    "Explanation",
    "Hit",
    "InvalidInputError",
    "MissingExtraError",
    "Passport",
    "Record",
    "SchemaMismatchError",
    "Scope",
    "Selection",
    "SemanticCache",
    "Settings",
    "Similarity",
    "Stats",
    "UnknownAdapterError",
    "VerifierError",
    "aopen_cache",
    "open_cache",
]


def __getattr__(name: str) -> object:
    """Load a public name at its first use."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'hexcache' has no attribute {name!r}")
    value: object = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
