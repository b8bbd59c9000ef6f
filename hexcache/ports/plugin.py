"""The port that a backend's `plugin.py` fulfils, so that configuration can open it by name.

An entry point in the group `hexcache.vector_stores`, `hexcache.key_value_stores` or `hexcache.embedders` names an
object of the matching shape. `options` is a pydantic model class; its instance is what `open` and `aopen` receive.
Importing a plugin's module must not import its driver: that happens in `open`, which raises `MissingExtraError` without
it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager, AbstractContextManager

    from hexcache.ports.embedder import AsyncEmbedder, Embedder
    from hexcache.ports.key_value_store import AsyncKeyValueStore, KeyValueStore
    from hexcache.ports.vector_store import AsyncVectorStore, VectorStore


class VectorStorePlugin(Protocol):
    """Opens vector stores."""

    @property
    def options(self) -> type[Any]:
        """The pydantic model of `store.options`; unknown keys are forbidden."""

    def open(self, options: Any, *, collection: str) -> AbstractContextManager[VectorStore]:  # noqa: ANN401 - the plugin's own model
        """Open a store for `collection`; leaving the context closes what was opened."""

    def aopen(self, options: Any, *, collection: str) -> AbstractAsyncContextManager[AsyncVectorStore]:  # noqa: ANN401 - as above
        """As `open`, for the event loop."""


class KeyValueStorePlugin(Protocol):
    """Opens key-value stores."""

    @property
    def options(self) -> type[Any]:
        """The pydantic model of `embeddings.options`; unknown keys are forbidden."""

    def open(self, options: Any) -> AbstractContextManager[KeyValueStore]:  # noqa: ANN401 - the plugin's own model
        """Open a store; leaving the context closes what was opened."""

    def aopen(self, options: Any) -> AbstractAsyncContextManager[AsyncKeyValueStore]:  # noqa: ANN401 - as above
        """As `open`, for the event loop."""


class EmbedderPlugin(Protocol):
    """Opens embedders."""

    @property
    def options(self) -> type[Any]:
        """The pydantic model of `embedder.options`; unknown keys are forbidden."""

    def open(self, options: Any) -> AbstractContextManager[Embedder]:  # noqa: ANN401 - the plugin's own model
        """Open an embedder; leaving the context closes what was opened."""

    def aopen(self, options: Any) -> AbstractAsyncContextManager[AsyncEmbedder | Embedder]:  # noqa: ANN401 - as above
        """As `open`, for the event loop; an `Embedder` is welcome too, the application runs it in threads."""
