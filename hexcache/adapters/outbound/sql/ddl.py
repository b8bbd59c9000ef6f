"""Tables as text: the statements that a person runs, in their order, for an engine that need not be there."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.engine import make_url
from sqlalchemy.schema import CreateIndex, CreateTable

from hexcache.adapters.outbound.sql.upsert import CONFLICT, MYSQL
from hexcache.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.engine import Dialect

_UNLESS_THERE: Final = frozenset({"sqlite", "postgresql", "mariadb"})
"""The engines that can be told to make a table or an index unless it is there."""


@lru_cache(maxsize=8)
def dialect_named(name: str) -> Dialect:
    """Return a dialect, without its driver.

    Raises:
        ConfigurationError: SQLAlchemy knows none of that name.
    """
    try:
        made: Any = make_url(f"{name}://").get_dialect()
        dialect: Dialect = made(paramstyle="named")
        if dialect.name == "postgresql":  # whose strings have no escapes; SQLAlchemy would ask the server
            dialect._backslash_escapes = False  # type: ignore[attr-defined] # noqa: SLF001 - there is no other way
    except (exc.NoSuchModuleError, exc.ArgumentError) as error:
        raise ConfigurationError(
            f"SQLAlchemy knows no dialect {name!r}; name one such as sqlite, postgresql or mariadb"
        ) from error
    return dialect


def creating(metadata: sa.MetaData, dialect: str) -> list[str]:
    """Return the statements that make all tables of `metadata`, and what comes before and after them."""
    made: list[str] = []
    named = dialect_named(dialect)

    def collect(element: Any, *_: object, **__: object) -> None:  # noqa: ANN401 - any part of SQLAlchemy's DDL
        if isinstance(element, (CreateTable, CreateIndex)) and dialect in _UNLESS_THERE:
            element.if_not_exists = True
        made.append(str(element.compile(dialect=named)).strip())

    metadata.create_all(sa.create_mock_engine(f"{dialect}://", collect), checkfirst=False)
    return made


def adding(table: sa.Table, row: Mapping[str, Any], dialect: str) -> str:
    """Return the statement that adds a row unless it is there, its values written out."""
    insert: Any = CONFLICT.get(dialect, sa.insert)(table).values(row)
    if dialect in CONFLICT:
        insert = insert.on_conflict_do_nothing()
    return written(insert.prefix_with("IGNORE") if dialect in MYSQL else insert, dialect)


def written(statement: Any, dialect: str) -> str:  # noqa: ANN401 - any statement of SQLAlchemy's
    """Return a statement whose values are written out."""
    text = str(statement.compile(dialect=dialect_named(dialect), compile_kwargs={"literal_binds": True}))
    return " ".join(line.strip() for line in text.splitlines())
