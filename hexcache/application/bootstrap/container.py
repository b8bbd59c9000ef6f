"""The two containers: the graph of a cache, for threads and for the event loop.

`open_cache` and `aopen_cache` resolve a graph once, at start-up: `Resource` is not made for several threads at once.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from dependency_injector import containers, providers

from hexcache.application.async_semantic_cache import AsyncSemanticCache
from hexcache.application.bootstrap import parts
from hexcache.application.bootstrap.certificates import cache_options
from hexcache.application.bootstrap.registry import Registry
from hexcache.application.bootstrap.settings import Settings
from hexcache.application.cached_embedder import AsyncCachedEmbedder, CachedEmbedder
from hexcache.application.embedding import as_async_embedder, as_embedder
from hexcache.application.semantic_cache import SemanticCache

if TYPE_CHECKING:
    from collections.abc import Callable

    from hexcache.application.embedding_policy import EmbeddingOptions
    from hexcache.domain.collection import Passport
    from hexcache.ports.key_value_store import AsyncKeyValueStore, KeyValueStore

    Clock = Callable[[], float]


def make_embedder(embedder: Any, values: KeyValueStore | None, settings: Settings, clock: Clock) -> Any:  # noqa: ANN401 - whatever a cache takes as an embedder
    """Return the embedder, behind its key-value store where the settings have one."""
    if values is None:
        return embedder
    ours = as_embedder(embedder)
    return CachedEmbedder(ours, values, clock=clock, **_embedding_options(ours.passport, settings))


def make_async_embedder(embedder: Any, values: AsyncKeyValueStore | None, settings: Settings, clock: Clock) -> Any:  # noqa: ANN401 - as above
    """As `make_embedder`, for the event loop."""
    if values is None:
        return embedder
    ours = as_async_embedder(embedder)
    return AsyncCachedEmbedder(ours, values, clock=clock, **_embedding_options(ours.passport, settings))


def _embedding_options(passport: Passport, settings: Settings) -> EmbeddingOptions:
    """Return what the cached embedder is told: the cache's own mode, and a namespace where the embedder has no name."""
    options: EmbeddingOptions = {"namespace": settings.cache.collection if passport.anonymous else ""}
    on_error = settings.cache.options().get("on_error")
    return options if on_error is None else {**options, "on_error": on_error}


def make_cache(store: Any, embedder: Any, settings: Settings, **more: Any) -> SemanticCache:  # noqa: ANN401 - as above
    """Return the cache that the settings describe."""
    return SemanticCache(store, embedder, **cache_options(settings), **more)


def make_async_cache(store: Any, embedder: Any, settings: Settings, **more: Any) -> AsyncSemanticCache:  # noqa: ANN401 - as above
    """As `make_cache`, for the event loop."""
    return AsyncSemanticCache(store, embedder, **cache_options(settings), **more)


class _Inputs(containers.DeclarativeContainer):
    settings = providers.Dependency(instance_of=Settings)
    registry = providers.Singleton(Registry)
    clock = providers.Object(time.time)


class CacheContainer(_Inputs):
    """The graph of a `SemanticCache`. Override `store`, `bare_embedder`, `embeddings`, `registry` or `clock` in tests.

    Call `cache()` once, and `shutdown_resources()` at the end; do not call `init_resources()`, which opens what was
    overridden as well.
    """

    store = providers.Resource(parts.open_store, _Inputs.registry, _Inputs.settings)
    bare_embedder = providers.Resource(parts.open_embedder, _Inputs.registry, _Inputs.settings)
    embeddings = providers.Resource(parts.open_embeddings, _Inputs.registry, _Inputs.settings)
    embedder = providers.Factory(make_embedder, bare_embedder, embeddings, _Inputs.settings, _Inputs.clock)
    cache = providers.Factory(make_cache, store, embedder, _Inputs.settings, clock=_Inputs.clock)


class AsyncCacheContainer(_Inputs):
    """The graph of an `AsyncSemanticCache`; as `CacheContainer`, and `cache()` is awaited."""

    store = providers.Resource(parts.AsyncStore, _Inputs.registry, _Inputs.settings)
    bare_embedder = providers.Resource(parts.AsyncBareEmbedder, _Inputs.registry, _Inputs.settings)
    embeddings = providers.Resource(parts.AsyncEmbeddings, _Inputs.registry, _Inputs.settings)
    embedder = providers.Factory(make_async_embedder, bare_embedder, embeddings, _Inputs.settings, _Inputs.clock)
    cache = providers.Factory(make_async_cache, store, embedder, _Inputs.settings, clock=_Inputs.clock)
