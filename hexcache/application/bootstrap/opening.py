"""Opening a cache: one call from configuration to a cache that is ready, and everything closed again."""

from __future__ import annotations

import inspect
import os
import time
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from dependency_injector import providers

from hexcache.application.bootstrap.closing import aclose, aclose_after, close, close_after
from hexcache.application.bootstrap.container import AsyncCacheContainer, CacheContainer
from hexcache.application.bootstrap.settings import Settings
from hexcache.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import TypeAlias

    from typing_extensions import Unpack

    from hexcache.application.async_semantic_cache import AsyncSemanticCache
    from hexcache.application.bootstrap.sections import CacheKeywords
    from hexcache.application.semantic_cache import SemanticCache
    from hexcache.ports.embedder import AsyncEmbedder, Embedder
    from hexcache.ports.vector_store import AsyncVectorStore, VectorStore
    from hexcache.ports.verifier import AsyncVerifier, Verifier

    ConfigLike: TypeAlias = str | os.PathLike[str] | Mapping[str, Any] | Settings | None


def open_cache(
    config: ConfigLike = None,
    *,
    embedder: Embedder | Callable[[list[str]], Any] | None = None,
    store: VectorStore | None = None,
    verifier: Verifier | Callable[[str, str, Any], bool] | None = None,
    clock: Callable[[], float] = time.time,
    **settings: Unpack[CacheKeywords],
) -> SemanticCache:
    """Return a cache that is ready: parts opened as configured, the store provisioned.

    Leave it as a context manager, or call `close()`, to close what was opened.

    Args:
        config: the path of a YAML file; a mapping of sections, which goes over the environment and the file;
            `Settings`; or None for environment and file alone.
        embedder: used in place of the configured one and never closed; a function from a list of texts to an (n, d)
            array will do.
        store: used in place of the configured one and never closed.
        verifier: has the last word on a semantic hit; see `SemanticCache`.
        clock: returns seconds since the epoch.
        **settings: keys of the section `cache`, over all others: `threshold=0.9`, `ttl="1h"`. Unlike a file they may be
            functions: `codec=(dump, load)`.

    Raises:
        ConfigurationError: the configuration cannot work.
        BackendError: the store cannot be opened, and `on_open_error` is "raise".
        EmbedderError: the embedder cannot be opened.
    """
    chosen = settings_of(config, settings)
    container = CacheContainer(settings=chosen)
    _lend(container, embedder, store, clock)
    try:
        cache = container.cache(on_close=partial(close, container), verifier=verifier)
        if chosen.cache.lenient:
            cache.try_provision()
        else:
            cache.provision()
    except BaseException as error:
        close_after(error, container)
        raise
    return cache


def aopen_cache(
    config: ConfigLike = None,
    *,
    embedder: AsyncEmbedder | Embedder | Callable[[list[str]], Any] | None = None,
    store: AsyncVectorStore | None = None,
    verifier: AsyncVerifier | Verifier | Callable[[str, str, Any], Any] | None = None,
    clock: Callable[[], float] = time.time,
    **settings: Unpack[CacheKeywords],
) -> Opening:
    """As `open_cache`, for the event loop; await what it returns, or enter it with `async with`."""

    async def opened() -> AsyncSemanticCache:
        chosen = settings_of(config, settings)
        container = AsyncCacheContainer(settings=chosen)
        _lend(container, embedder, store, clock)
        try:
            cache: AsyncSemanticCache = await _resolved(
                container.cache(on_close=partial(aclose, container), verifier=verifier)
            )
            await (cache.try_provision() if chosen.cache.lenient else cache.provision())
        except BaseException as error:
            await aclose_after(error, container)
            raise
        return cache

    return Opening(opened)


class Opening:
    """A cache that is about to be opened: await it, or enter it, once."""

    def __init__(self, opened: Callable[[], Any]) -> None:
        self._opened = opened
        self._cache: AsyncSemanticCache | None = None

    def __await__(self) -> Generator[Any, None, AsyncSemanticCache]:
        """Open the cache and return it; closing it is up to you."""
        opening: Generator[Any, None, AsyncSemanticCache] = self._opened().__await__()
        return opening

    async def __aenter__(self) -> AsyncSemanticCache:
        """Open the cache and return it."""
        self._cache = await self
        return self._cache

    async def __aexit__(self, *_: object) -> None:
        """Close the cache."""
        if self._cache is not None:
            await self._cache.close()


def settings_of(config: ConfigLike, keywords: CacheKeywords) -> Settings:
    """Return the settings that a caller of `open_cache` asks for.

    Raises:
        ConfigurationError: the configuration cannot work.
    """
    if isinstance(config, Settings):
        return config.with_cache(keywords)
    if config is None:
        return Settings().with_cache(keywords)
    if isinstance(config, (str, os.PathLike)):
        return Settings(config=config).with_cache(keywords)
    if isinstance(config, Mapping):
        return Settings(**{str(name): value for name, value in config.items()}).with_cache(keywords)
    kind = type(config).__name__
    raise ConfigurationError(f"config must be a path, a mapping, Settings or None, got {kind!r}; give one of these")


def _lend(container: CacheContainer | AsyncCacheContainer, embedder: object, store: object, clock: object) -> None:
    container.clock.override(providers.Object(clock))
    if embedder is not None:
        container.bare_embedder.override(providers.Object(embedder))
    if store is not None:
        container.store.override(providers.Object(store))


async def _resolved(graph: Any) -> Any:  # noqa: ANN401 - a future where a part is opened, the cache itself where all are lent
    return await graph if inspect.isawaitable(graph) else graph
