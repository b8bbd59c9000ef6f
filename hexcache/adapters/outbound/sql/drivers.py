"""What each driver is told, so that connecting and answering end in time and a read is one round trip."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from hexcache.adapters.outbound.sql.upsert import MYSQL

if TYPE_CHECKING:
    from collections.abc import Mapping

BEGIN: Final = {
    "postgresql": "BEGIN ISOLATION LEVEL READ COMMITTED",
    "mysql": "START TRANSACTION",
    "mariadb": "START TRANSACTION",
}
"""How a transaction begins on connections that are in autocommit mode; theirs is the isolation that the drivers set."""

_KNOWN: Final = frozenset({"psycopg", "psycopg_async", "asyncpg", "pymysql", "asyncmy"})
_GRACE: Final = 1.1  # the server's own limit comes first and says what was late


def autocommits(url: sa.URL) -> bool:
    """Return whether connections stay in autocommit mode, and transactions begin and end by statements."""
    return _driver(url) in _KNOWN and "init_command" not in url.query


def engine_arguments(url: sa.URL) -> dict[str, Any]:
    """Return the arguments of an engine that sends nothing when a connection is taken or given back."""
    if not autocommits(url):
        return {}
    return {"isolation_level": "AUTOCOMMIT", "pool_reset_on_return": None, "skip_autocommit_rollback": True}


def connect_arguments(url: sa.URL, timeout: float, limit: float | None) -> dict[str, Any]:
    """Return the driver's arguments.

    Args:
        url: the database.
        timeout: seconds for connecting.
        limit: seconds for an answer or a lock; None for statements that may take long.
    """
    match _driver(url):
        case "psycopg" | "psycopg_async" | "psycopg2":
            options = {} if limit is None or "options" in url.query else {"options": _postgres_options(limit)}
            return {"connect_timeout": max(2, math.ceil(timeout)), **options}
        case "asyncpg":
            times = {} if limit is None else {"server_settings": _postgres(limit), "command_timeout": limit * _GRACE}
            return {"timeout": timeout, **times}
        case "pymysql":
            late = {} if limit is None else {"read_timeout": limit * _GRACE, "write_timeout": limit * _GRACE}
            return {"connect_timeout": timeout, **late, **_mysql(url, limit)}
        case "asyncmy":
            late = {} if limit is None else {"read_timeout": limit * _GRACE}
            return {"connect_timeout": timeout, **late, **_mysql(url, limit)}
        case _:
            return {}


def bounded(engine: Any, limit: float | None) -> None:  # noqa: ANN401 - of either flavour
    """Let an engine's connections give up a server that says nothing, where the driver itself cannot."""
    core: sa.Engine = getattr(engine, "sync_engine", engine)
    if limit is None or core.dialect.driver not in {"psycopg", "psycopg_async"}:
        return
    from hexcache.adapters.outbound.sql import silence

    @sa.event.listens_for(core, "do_connect")
    def connect(dialect: Any, _: Any, args: Any, arguments: dict[str, Any]) -> Any:  # noqa: ANN401 - SQLAlchemy's
        if dialect.is_async:
            arguments["async_creator_fn"] = silence.task_connector(limit * _GRACE)
            return None
        return silence.connector(limit * _GRACE)(*args, **arguments)


def _driver(url: sa.URL) -> str:
    """Return the driver that a URL names; what a dialect would choose by itself is none of these."""
    return url.drivername.partition("+")[2]


def _postgres(limit: float) -> Mapping[str, str]:
    return {"statement_timeout": str(math.ceil(limit * 1_000))}


def _postgres_options(limit: float) -> str:
    return " ".join(f"-c {name}={value}" for name, value in _postgres(limit).items())


def _mysql(url: sa.URL, limit: float | None) -> dict[str, str]:
    """Return the one statement that a connection begins with; each server reads its own part of it.

    MySQL's own isolation locks what a subquery read, and two deletes of one row stop each other.
    """
    if url.get_backend_name() not in MYSQL or "init_command" in url.query:
        return {}
    lock = "" if limit is None else f", innodb_lock_wait_timeout={math.ceil(limit)}"
    mariadb = "" if limit is None else f", max_statement_time={limit:g}"
    mysql = "" if limit is None else f", max_execution_time={math.ceil(limit * 1_000)}"
    isolation = "READ-COMMITTED"
    return {
        "init_command": f"SET SESSION sql_safe_updates=0{lock} /*M! , tx_isolation='{isolation}'{mariadb} */ "
        f"/*!50720 , transaction_isolation='{isolation}'{mysql} */"
    }
