"""Opens the SQL stores by name, and closes what it opened. SQLAlchemy is loaded when a store is opened."""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from hexcache.adapters.outbound.sql.settings import SqlOptions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from hexcache.adapters.outbound.sql.aio import AsyncSqlKeyValueStore, AsyncSqlVectorStore
    from hexcache.adapters.outbound.sql.sync import SqlKeyValueStore, SqlVectorStore
    from hexcache.domain.collection import Collection


class SqlVectorStorePlugin:
    """Opens SQL vector stores."""

    options = SqlOptions

    @contextmanager
    def open(self, options: SqlOptions, *, collection: str) -> Iterator[SqlVectorStore]:
        """Open a store for `collection`."""
        from hexcache.adapters.outbound.sql.sync import SqlVectorStore

        store = SqlVectorStore(options.url, collection, **options.tuning())
        try:
            yield store
        finally:
            store.close()

    @asynccontextmanager
    async def aopen(self, options: SqlOptions, *, collection: str) -> AsyncIterator[AsyncSqlVectorStore]:
        """As `open`, for the event loop."""
        from hexcache.adapters.outbound.sql.aio import AsyncSqlVectorStore

        store = AsyncSqlVectorStore(options.url, collection, **options.tuning())
        try:
            yield store
        finally:
            await store.close()

    def ddl(self, options: SqlOptions, *, name: str, collection: Collection, dialect: str | None = None) -> list[str]:
        """Return the statements that make the tables and the record of collection `name`."""
        from hexcache.adapters.outbound.sql.printing import collection_statements

        return collection_statements(options, name, collection, dialect)


class SqlKeyValueStorePlugin:
    """Opens SQL key-value stores."""

    options = SqlOptions

    @contextmanager
    def open(self, options: SqlOptions) -> Iterator[SqlKeyValueStore]:
        """Open a store."""
        from hexcache.adapters.outbound.sql.sync import SqlKeyValueStore

        store = SqlKeyValueStore(options.url, **options.tuning())
        try:
            yield store
        finally:
            store.close()

    @asynccontextmanager
    async def aopen(self, options: SqlOptions) -> AsyncIterator[AsyncSqlKeyValueStore]:
        """As `open`, for the event loop."""
        from hexcache.adapters.outbound.sql.aio import AsyncSqlKeyValueStore

        store = AsyncSqlKeyValueStore(options.url, **options.tuning())
        try:
            yield store
        finally:
            await store.close()

    def ddl(self, options: SqlOptions, *, dialect: str | None = None) -> list[str]:
        """Return the statements that make the table."""
        from hexcache.adapters.outbound.sql.printing import value_statements

        return value_statements(options, dialect)


vector_store = SqlVectorStorePlugin()
key_value_store = SqlKeyValueStorePlugin()
