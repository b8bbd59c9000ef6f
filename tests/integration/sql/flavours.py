"""The SQL stores on real servers, in every flavour and over every driver, all called like the synchronous ones."""

from __future__ import annotations

import asyncio
import threading
from typing import NamedTuple

from hexcache.adapters.outbound.sql import aio, sync


class Flavour(NamedTuple):
    """A server, a driver, and whether tasks or threads use it."""

    server: str
    driver: str
    tasks: bool

    @property
    def name(self):
        return f"{self.driver} in {'tasks' if self.tasks else 'threads'}"

    def url(self, address):
        """Return the server's address with this driver."""
        return f"{self.driver}://{address.partition('://')[2]}"

    def vectors(self, url, collection="default", **options):
        """Return a vector store."""
        kind = aio.AsyncSqlVectorStore if self.tasks else sync.SqlVectorStore
        return OnLoop(kind, url, collection, **options) if self.tasks else kind(url, collection, **options)

    def values(self, url, **options):
        """Return a key-value store."""
        return (
            OnLoop(aio.AsyncSqlKeyValueStore, url, **options) if self.tasks else sync.SqlKeyValueStore(url, **options)
        )


POSTGRES = Flavour("postgres", "postgresql+psycopg", tasks=False)
MARIADB = Flavour("mariadb", "mariadb+pymysql", tasks=False)
FLAVOURS = [
    POSTGRES,
    Flavour("postgres", "postgresql+psycopg", tasks=True),
    Flavour("postgres", "postgresql+asyncpg", tasks=True),
    MARIADB,
    Flavour("mariadb", "mariadb+asyncmy", tasks=True),
]


class OnLoop:
    """A store for the event loop behind blocking calls: those of several threads are tasks of one loop."""

    def __init__(self, kind, *args, **options):
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()
        self.inner = self.run(self._made(kind, *args, **options))

    async def _made(self, kind, *args, **options):
        return kind(*args, **options)

    def run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result()

    def close(self):
        self.run(self.inner.close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()

    def __getattr__(self, name):
        return lambda *args, **arguments: self.run(getattr(self.inner, name)(*args, **arguments))


def database_of(store):
    """Return the database behind a store of any flavour."""
    return getattr(store, "inner", store)._database


def connections_in_use(store):
    """Return how many connections of a store are in use."""
    return database_of(store).in_use
