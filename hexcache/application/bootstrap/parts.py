"""The openers: each opens one part of a cache that the settings name, yields it, and closes it again.

They are what a container's `Resource` takes: generators, and objects for the event loop. A loop that ends while a cache
is open ends all asynchronous generators at once, and where one stands inside another both fail.
"""

from __future__ import annotations

from contextlib import AsyncExitStack, ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from dependency_injector import resources
from typing_extensions import override

from hexcache.application.bootstrap.late import (
    AsyncLateKeyValueStore,
    AsyncLateVectorStore,
    LateKeyValueStore,
    LateVectorStore,
)
from hexcache.application.bootstrap.registry import Kind
from hexcache.application.bootstrap.validation import validated
from hexcache.domain.errors import BackendError, CacheError, EmbedderError, UnknownAdapterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic import BaseModel

    from hexcache.application.bootstrap.registry import Registry
    from hexcache.application.bootstrap.sections import BackendSettings
    from hexcache.application.bootstrap.settings import Settings
    from hexcache.ports.embedder import AsyncEmbedder, Embedder
    from hexcache.ports.key_value_store import AsyncKeyValueStore, KeyValueStore
    from hexcache.ports.vector_store import AsyncVectorStore, VectorStore

SECTIONS: Final = {"store": Kind.VECTOR_STORE, "embedder": Kind.EMBEDDER, "embeddings": Kind.KEY_VALUE_STORE}
"""Which section of the settings names which kind of plugin."""


def chosen(registry: Registry, settings: Settings, section: str) -> tuple[Any, BaseModel]:
    """Return the plugin that a section of the settings names, and its options, checked by the plugin's own model.

    Raises:
        ConfigurationError: there is no such plugin, or an option is unknown or wrong.
    """
    named: BackendSettings = getattr(settings, section)
    try:
        plugin = registry.plugin(SECTIONS[section], named.backend)
    except UnknownAdapterError as error:
        place = settings.where((section, "backend"))
        raise UnknownAdapterError(f"{place}: {error}" if place else str(error)) from None
    return plugin, validated(plugin.options, named.options, under=(section, "options"), where=settings.where)


def open_store(registry: Registry, settings: Settings) -> Iterator[VectorStore]:
    """Open the vector store."""
    with ExitStack() as stack:
        enter = partial(_enter, stack, registry, settings, "store", collection=settings.cache.collection)
        yield _now_or_late(enter, settings, LateVectorStore)


def open_embedder(registry: Registry, settings: Settings) -> Iterator[Embedder]:
    """Open the embedder."""
    with ExitStack() as stack:
        yield _enter(stack, registry, settings, "embedder")


def open_embeddings(registry: Registry, settings: Settings) -> Iterator[KeyValueStore | None]:
    """Open the key-value store in front of the embedder; None where the settings have none."""
    if settings.embeddings is None:
        yield None
        return
    with ExitStack() as stack:
        yield _now_or_late(partial(_enter, stack, registry, settings, "embeddings"), settings, LateKeyValueStore)


class _AsyncPart(resources.AsyncResource[Any]):
    """Opens one part for the event loop, and closes it again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - what `init` takes
        super().__init__(*args, **kwargs)
        self._stack = AsyncExitStack()

    async def _opened(self, registry: Registry, settings: Settings, section: str, **more: str) -> Any:  # noqa: ANN401 - the plugin's
        plugin, options = chosen(registry, settings, section)
        with _translated(section, settings):
            return await self._stack.enter_async_context(plugin.aopen(options, **more))

    async def _now_or_late(self, enter: Callable[[], Any], settings: Settings, late: Callable[..., Any]) -> Any:  # noqa: ANN401 - as above
        """As the function of that name."""
        try:
            return await enter()
        except BackendError as error:
            if not settings.cache.lenient:
                raise
            return late(error, enter)

    @override
    async def shutdown(self, resource: Any) -> None:
        await self._stack.aclose()


class AsyncStore(_AsyncPart):
    """As `open_store`, for the event loop."""

    @override
    async def init(self, registry: Registry, settings: Settings) -> AsyncVectorStore:
        enter = partial(self._opened, registry, settings, "store", collection=settings.cache.collection)
        store: AsyncVectorStore = await self._now_or_late(enter, settings, AsyncLateVectorStore)
        return store


class AsyncBareEmbedder(_AsyncPart):
    """As `open_embedder`, for the event loop."""

    @override
    async def init(self, registry: Registry, settings: Settings) -> AsyncEmbedder:
        embedder: AsyncEmbedder = await self._opened(registry, settings, "embedder")
        return embedder


class AsyncEmbeddings(_AsyncPart):
    """As `open_embeddings`, for the event loop."""

    @override
    async def init(self, registry: Registry, settings: Settings) -> AsyncKeyValueStore | None:
        if settings.embeddings is None:
            return None
        enter = partial(self._opened, registry, settings, "embeddings")
        values: AsyncKeyValueStore = await self._now_or_late(enter, settings, AsyncLateKeyValueStore)
        return values


def _enter(stack: ExitStack, registry: Registry, settings: Settings, section: str, **more: str) -> Any:  # noqa: ANN401 - the plugin's
    """Open a part, to be closed with the stack."""
    plugin, options = chosen(registry, settings, section)
    with _translated(section, settings):
        return stack.enter_context(plugin.open(options, **more))


def _now_or_late(enter: Callable[[], Any], settings: Settings, late: Callable[[BackendError, Any], Any]) -> Any:  # noqa: ANN401 - as above
    """Return the part, or where the settings bear its absence one that is opened late."""
    try:
        return enter()
    except BackendError as error:
        if not settings.cache.lenient:
            raise
        return late(error, enter)


@contextmanager
def _translated(section: str, settings: Settings) -> Iterator[None]:
    """Chain what a plugin raises while it opens to one of our errors."""
    try:
        yield
    except CacheError:
        raise
    except Exception as error:
        kind = EmbedderError if section == "embedder" else BackendError
        backend = getattr(settings, section).backend
        raise kind(f"{section} {backend!r} could not be opened ({type(error).__name__}); see the cause") from error
