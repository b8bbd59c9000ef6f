"""One lock for all that make or change the tables of a prefix, in whatever process, where the engine has such locks."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from hexcache.adapters.outbound.sql.statement import Statement
from hexcache.adapters.outbound.sql.upsert import MYSQL
from hexcache.domain.errors import BackendTimeoutError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hexcache.adapters.outbound.sql.session import Session

_SECONDS: Final = 600
_POSTGRES: Final = Statement(sa.text("SELECT pg_advisory_xact_lock(:number)"))
_NAME: Final = "SHA1(CONCAT(DATABASE(), ':', :name))"
_MYSQL: Final = Statement(sa.text(f"SELECT GET_LOCK({_NAME}, :seconds)"))
_MYSQL_END: Final = Statement(sa.text(f"SELECT RELEASE_LOCK({_NAME})"))


@contextmanager
def alone(session: Session, dialect: str, prefix: str) -> Iterator[None]:
    """Be the only one that makes or changes tables of this prefix in this database.

    PostgreSQL keeps the lock until the transaction ends, SQLite's transaction is one; other engines have none that
    every version knows, and there whoever loses a race looks again.

    Args:
        session: inside a transaction.
        dialect: SQLAlchemy's name of the engine.
        prefix: what the names of the tables begin with.

    Raises:
        BackendTimeoutError: another process does not give it up.
    """
    name = f"hexcache:{prefix}"
    if dialect == "postgresql":
        session.rows(_POSTGRES, {"number": _number(name)})
        yield
    elif dialect in MYSQL:
        if session.rows(_MYSQL, {"name": name, "seconds": _SECONDS})[0][0] != 1:
            raise BackendTimeoutError(f"another process has been changing the tables {prefix!r} for long; try again")
        try:
            yield
        finally:
            session.rows(_MYSQL_END, {"name": name})
    else:
        yield


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode(), usedforsecurity=False).digest()[:8], "big", signed=True)
