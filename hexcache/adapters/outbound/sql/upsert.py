"""Writing over what is there, as each engine says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql, sqlite

from hexcache.adapters.outbound.sql.statement import Statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.sql.elements import ColumnElement

MYSQL: Final = frozenset({"mysql", "mariadb"})
CONFLICT: Final = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_or(table: sa.Table, key: str, change: Mapping[str, ColumnElement[Any]] | None, dialect: str) -> Statement:
    """Return the statement that inserts a row with a parameter for each column but `id`.

    Args:
        table: the table.
        key: its unique column.
        change: what a row of the same key gets instead; None gives it the new values.
        dialect: SQLAlchemy's name of the engine. One without such a statement only inserts.
    """
    names = [column.name for column in table.c if column.name != "id"]
    values: dict[str, Any] = {name: sa.bindparam(name) for name in names}
    others = [name for name in names if name != key]
    if dialect in CONFLICT:
        insert: Any = CONFLICT[dialect](table).values(values)
        changed = change or {name: insert.excluded[name] for name in others}
        return Statement(insert.on_conflict_do_update(index_elements=[key], set_=dict(changed)))
    if dialect in MYSQL:
        insert = mysql.insert(table).values(values)
        changed = change or {name: insert.inserted[name] for name in others}
        return Statement(insert.on_duplicate_key_update(**changed))
    return Statement(sa.insert(table).values(values))


def upsert(table: sa.Table, key: str, dialect: str) -> tuple[Statement, ...]:
    """Return the statements that write a row over the one with the same `key`, in their order.

    Each takes the parameters of the whole row. Most engines need one; for others what is there is deleted before.
    """
    insert = insert_or(table, key, None, dialect)
    if dialect in CONFLICT or dialect in MYSQL:
        return (insert,)
    return (Statement(sa.delete(table).where(table.c[key] == sa.bindparam(key))), insert)
