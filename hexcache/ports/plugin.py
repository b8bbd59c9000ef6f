"""The port that a backend's `plugin.py` fulfils, so that configuration can open it by name.

An entry point in the group `hexcache.vector_stores`, `hexcache.key_value_stores` or `hexcache.embedders` names an
object of the matching shape. `options` is a pydantic model class; its instance is what `open` and `aopen` receive.
Importing a plugin's module must not import its driver: that happens in `open`, which raises `MissingExtraError` without
it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from contextlib import AbstractAsyncContextManager, AbstractContextManager

    from hexcache.domain.collection import Collection
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


@runtime_checkable
class BorrowsClients(VectorStorePlugin, Protocol):
    """An ability of a vector store's plugin: stores on a client of the driver that the caller opened, and closes."""

    def borrow(self, client: Any, options: Any, *, collection: str) -> VectorStore:  # noqa: ANN401 - the driver's and the plugin's own
        """Return a store for `collection`; what the options say of where the server is and how to log in is ignored."""

    def aborrow(self, client: Any, options: Any, *, collection: str) -> AsyncVectorStore:  # noqa: ANN401 - as above
        """As `borrow`, for the event loop; no I/O, so nothing to await."""


@runtime_checkable
class ReadsTables(VectorStorePlugin, Protocol):
    """An ability of a vector store's plugin: read a table that another program made, and change nothing."""

    def rows(
        self,
        options: Any,  # noqa: ANN401 - the plugin's own model
        *,
        table: str,
        columns: Sequence[str],
        timed: str,
        page: int = 500,
    ) -> AbstractContextManager[Iterator[list[Mapping[str, Any]]]]:
        """Connect, and yield the rows of a table in lists of at most `page`; leaving the context disconnects.

        Args:
            options: the plugin's own model.
            table: the table's name, in the options' keyspace or schema.
            columns: the columns to read.
            timed: the column by whose times each row also has `written_at`, when it was written in seconds since the
                epoch, and `seconds_left`, its remaining lifetime; None is forever.
            page: rows read together.
        """


@runtime_checkable
class PrintsDdl(VectorStorePlugin, Protocol):
    """An ability of a vector store's plugin: say which statements make what a collection needs, for a person to run."""

    def ddl(self, options: Any, *, name: str, collection: Collection, dialect: str | None = None) -> list[str]:  # noqa: ANN401 - the plugin's own model
        """Return the statements in the order in which they are run, without an end mark.

        What they make is what provisioning would make. The server is asked what it can do where that matters and it
        answers; nothing is changed there.

        Args:
            options: the plugin's own model.
            name: the collection's name.
            collection: what its vectors have in common.
            dialect: the engine, where a backend speaks to several; None is that of the options.

        Raises:
            ConfigurationError: the collection cannot be made with these options, or no engine has that name.
        """


@runtime_checkable
class PrintsValueDdl(KeyValueStorePlugin, Protocol):
    """As `PrintsDdl`, an ability of a key-value store's plugin."""

    def ddl(self, options: Any, *, dialect: str | None = None) -> list[str]:  # noqa: ANN401 - the plugin's own model
        """As `PrintsDdl.ddl`."""


@runtime_checkable
class WrapsEmbedders(EmbedderPlugin, Protocol):
    """An ability of an embedder's plugin: an embedder made of an object of the library that the caller has already."""

    def wrap(self, embeddings: Any, *, dimension: int | None = None, window: int | None = None) -> Embedder:  # noqa: ANN401 - the library's own
        """Return an embedder that is made of `embeddings`.

        Args:
            embeddings: the library's object.
            dimension: numbers in each vector; None learns it from the first.
            window: input window in tokens; None where it is unknown.
        """

    def awrap(self, embeddings: Any, *, dimension: int | None = None, window: int | None = None) -> AsyncEmbedder:  # noqa: ANN401 - as above
        """As `wrap`, for the event loop."""
