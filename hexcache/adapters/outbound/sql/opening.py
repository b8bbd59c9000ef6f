"""From a URL or an engine to a database: which driver, which arguments, and who closes it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import sqlalchemy as sa
from sqlalchemy import exc

from hexcache.adapters.outbound.sql.drivers import autocommits, bounded, connect_arguments, engine_arguments
from hexcache.adapters.outbound.sql.engines import EngineDatabase
from hexcache.adapters.outbound.sql.sqlite import SqliteDatabase
from hexcache.adapters.outbound.sql.statement import dialect
from hexcache.adapters.outbound.sql.threaded import ThreadedDatabase
from hexcache.domain.errors import ConfigurationError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.ext.asyncio import AsyncEngine

    from hexcache.adapters.outbound.sql.async_engines import AsyncEngineDatabase
    from hexcache.adapters.outbound.sql.tuning import Tuning

    Database: TypeAlias = SqliteDatabase | EngineDatabase
    AsyncDatabase: TypeAlias = ThreadedDatabase | AsyncEngineDatabase

_OURS: Final = frozenset({"sqlite", "sqlite+pysqlite", "sqlite+aiosqlite"})
_SYNC: Final = {
    "postgresql": "postgresql+psycopg",
    "postgresql+asyncpg": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mysql+asyncmy": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
    "mariadb+asyncmy": "mariadb+pymysql",
}
_ASYNC: Final = {
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+asyncmy",
    "mysql+pymysql": "mysql+asyncmy",
    "mariadb": "mariadb+asyncmy",
    "mariadb+pymysql": "mariadb+asyncmy",
}
_EXTRAS: Final = {"psycopg": "postgres", "asyncpg": "postgres", "pymysql": "mariadb", "asyncmy": "mariadb"}


def open_database(where: str | sa.URL | sa.Engine, tuning: Tuning) -> Database:
    """Return the database at a URL, or behind an engine, which stays its owner's."""
    if isinstance(where, sa.Engine):
        return EngineDatabase(where, label(where.url), borrowed=True)
    url = parsed(where)
    if url.drivername in _OURS:
        return _sqlite(url, tuning)
    url = url.set(drivername=_SYNC.get(url.drivername, url.drivername))
    return EngineDatabase(
        _engine(sa.create_engine, url, tuning),
        label(url),
        borrowed=False,
        timeout=tuning.timeout,
        patient=partial(_engine, sa.create_engine, url, tuning, patient=True),
        autocommits=autocommits(url),
        kept=tuning.pool_size,
    )


def open_async_database(where: str | sa.URL | AsyncEngine, tuning: Tuning) -> AsyncDatabase:
    """As `open_database`, for the event loop."""
    if not isinstance(where, (str, sa.URL)):
        from hexcache.adapters.outbound.sql.async_engines import AsyncEngineDatabase

        return AsyncEngineDatabase(where, label(where.url), borrowed=True)
    url = parsed(where)
    if url.drivername in _OURS:
        return ThreadedDatabase(_sqlite(url, tuning))
    from sqlalchemy.ext.asyncio import create_async_engine

    from hexcache.adapters.outbound.sql.async_engines import AsyncEngineDatabase

    url = url.set(drivername=_ASYNC.get(url.drivername, url.drivername))
    return AsyncEngineDatabase(
        _engine(create_async_engine, url, tuning),
        label(url),
        borrowed=False,
        timeout=tuning.timeout,
        patient=partial(_engine, create_async_engine, url, tuning, patient=True),
        autocommits=autocommits(url),
        kept=tuning.pool_size,
    )


def parsed(url: str | sa.URL) -> sa.URL:
    """Return a URL as SQLAlchemy reads it.

    Raises:
        ConfigurationError: it is none; the text is not repeated, as it may hold a password.
    """
    try:
        return sa.make_url(url)
    except exc.ArgumentError as error:
        raise ConfigurationError(
            "the option url is no database URL; write it like sqlite:///hexcache.db or "
            "postgresql://user:password@host/database"
        ) from error


def label(url: sa.URL) -> str:
    """Return the database that a URL names, in words that hold no user, password or argument."""
    backend = url.get_backend_name()
    if backend == "sqlite":
        return f"the SQLite database {url.database or ':memory:'!r}"
    at = f" at {url.host}" + (f":{url.port}" if url.port else "") if url.host else ""
    return f"the {backend} database {url.database or ''!r}{at}"


def _sqlite(url: sa.URL, tuning: Tuning) -> SqliteDatabase:
    try:
        (filename,), arguments = dialect().create_connect_args(url)
    except exc.ArgumentError as error:
        raise ConfigurationError(
            "SQLite URLs have no host; write sqlite:///file.db or sqlite:////path/file.db"
        ) from error
    return SqliteDatabase(filename, dict(arguments), label(url), tuning)


def _engine(create: Callable[..., Any], url: sa.URL, tuning: Tuning, *, patient: bool = False) -> Any:  # noqa: ANN401 - of either flavour
    limit = None if patient else tuning.timeout
    pool = {"poolclass": sa.NullPool} if patient else _pool(tuning)
    arguments = connect_arguments(url, tuning.timeout, limit)
    try:
        engine = create(url, hide_parameters=True, connect_args=arguments, **pool, **engine_arguments(url))
        bounded(engine, limit)
    except exc.NoSuchModuleError as error:
        raise ConfigurationError(f"SQLAlchemy knows no database {url.drivername!r}; check the option url") from error
    except ImportError as error:
        driver = url.get_driver_name()
        raise MissingExtraError.of(_EXTRAS.get(driver, "all"), driver) from error
    except (exc.ArgumentError, TypeError) as error:
        raise ConfigurationError(f"{label(url)} cannot be opened with these arguments; check the option url") from error
    return engine


def _pool(tuning: Tuning) -> dict[str, Any]:
    """Return the size of a pool: as many connections again as are kept open help out in a rush."""
    size = tuning.pool_size
    return {"pool_size": size, "max_overflow": size, "pool_timeout": tuning.timeout, "pool_use_lifo": True}
