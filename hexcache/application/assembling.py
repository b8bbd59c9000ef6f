"""Putting a cache's core together from what its constructor was given; the same for both flavours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hexcache.application.core import CacheCore
from hexcache.application.policy import Policy
from hexcache.ports.embedder import CountsTokens

if TYPE_CHECKING:
    from hexcache.application.policy import CacheOptions
    from hexcache.ports.embedder import AsyncEmbedder, Embedder


def core_of(embedder: Embedder | AsyncEmbedder, options: CacheOptions) -> CacheCore:
    """Return the core of a cache with this embedder and these options."""
    count_tokens = embedder.count_tokens if isinstance(embedder, CountsTokens) else None
    return CacheCore.of(Policy.of(**options), lambda: embedder.passport, count_tokens)
