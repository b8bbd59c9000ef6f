"""How configuration opens the Cassandra adapter by name; the driver is imported when a store is opened."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from hexcache.adapters.outbound.cassandra.settings import CassandraKeyValueOptions, CassandraOptions
from hexcache.domain.collection import check_identifier
from hexcache.domain.errors import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

    from cassandra.cluster import Session

    from hexcache.adapters.outbound.cassandra.aio import AsyncCassandraKeyValueStore, AsyncCassandraVectorStore
    from hexcache.adapters.outbound.cassandra.settings import ConnectionOptions
    from hexcache.adapters.outbound.cassandra.sync import CassandraKeyValueStore, CassandraVectorStore


def _module(name: str) -> Any:  # noqa: ANN401 - a module of this package
    """Return a module of this adapter that needs the driver.

    Raises:
        MissingExtraError: the driver is not installed.
    """
    try:
        import_module("cassandra.cluster")
    except ImportError as error:
        raise MissingExtraError.of("cassandra", "cassandra-driver") from error
    return import_module(f"hexcache.adapters.outbound.cassandra.{name}")


@contextmanager
def _session(options: ConnectionOptions) -> Iterator[Session]:
    session = _module("connecting").connect(options)
    try:
        yield session
    finally:
        session.cluster.shutdown()


@asynccontextmanager
async def _asession(options: ConnectionOptions) -> AsyncIterator[Session]:
    """As `_session`; the driver connects and disconnects with blocking calls only."""
    session = await asyncio.to_thread(_module("connecting").connect, options)
    try:
        yield session
    finally:
        await asyncio.to_thread(session.cluster.shutdown)


class CassandraVectorStorePlugin:
    """Opens Cassandra vector stores."""

    options = CassandraOptions

    @contextmanager
    def open(self, options: CassandraOptions, *, collection: str) -> Iterator[CassandraVectorStore]:
        """Connect and open a store for `collection`."""
        check_identifier(collection)
        with _session(options) as session:
            store: CassandraVectorStore = _module("sync").CassandraVectorStore(session, options, collection=collection)
            try:
                yield store
            finally:
                store.close()

    @asynccontextmanager
    async def aopen(self, options: CassandraOptions, *, collection: str) -> AsyncIterator[AsyncCassandraVectorStore]:
        """As `open`, for the event loop."""
        check_identifier(collection)
        async with _asession(options) as session:
            made = _module("aio").AsyncCassandraVectorStore
            store: AsyncCassandraVectorStore = made(session, options, collection=collection)
            try:
                yield store
            finally:
                await store.close()

    def borrow(self, client: Session, options: CassandraOptions, *, collection: str) -> CassandraVectorStore:
        """Return a store on a session that the caller opened, and closes."""
        check_identifier(collection)
        store: CassandraVectorStore = _module("sync").CassandraVectorStore(client, options, collection=collection)
        return store

    def aborrow(self, client: Session, options: CassandraOptions, *, collection: str) -> AsyncCassandraVectorStore:
        """As `borrow`, for the event loop."""
        check_identifier(collection)
        made = _module("aio").AsyncCassandraVectorStore
        store: AsyncCassandraVectorStore = made(client, options, collection=collection)
        return store

    @contextmanager
    def rows(
        self, options: CassandraOptions, *, table: str, columns: Sequence[str], timed: str, page: int = 500
    ) -> Iterator[Iterator[list[Mapping[str, Any]]]]:
        """Connect and yield the rows of a table that another program made; nothing is changed there."""
        with _session(options) as session:
            yield _module("foreign").pages(session, options, table, columns, timed, page)


class CassandraKeyValueStorePlugin:
    """Opens Cassandra key-value stores."""

    options = CassandraKeyValueOptions

    @contextmanager
    def open(self, options: CassandraKeyValueOptions) -> Iterator[CassandraKeyValueStore]:
        """Connect and open a store."""
        with _session(options) as session:
            store: CassandraKeyValueStore = _module("sync").CassandraKeyValueStore(session, options)
            try:
                yield store
            finally:
                store.close()

    @asynccontextmanager
    async def aopen(self, options: CassandraKeyValueOptions) -> AsyncIterator[AsyncCassandraKeyValueStore]:
        """As `open`, for the event loop."""
        async with _asession(options) as session:
            store: AsyncCassandraKeyValueStore = _module("aio").AsyncCassandraKeyValueStore(session, options)
            try:
                yield store
            finally:
                await store.close()


vector_store = CassandraVectorStorePlugin()
key_value_store = CassandraKeyValueStorePlugin()
