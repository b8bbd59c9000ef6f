"""Writing entries with their vectors, where these have a table of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects import mysql, postgresql

from hexcache.adapters.outbound.sql import vectors as spell
from hexcache.adapters.outbound.sql.statement import Many, Statement, chunks
from hexcache.adapters.outbound.sql.upsert import upsert

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hexcache.adapters.outbound.sql.schema import CollectionTables
    from hexcache.adapters.outbound.sql.session import Session

_COLUMNS = ["id", "scope_id", "embedding"]


class VectorWriter:
    """Writes entries and their vectors over what is there.

    A vector that stays the same is not written: the graph would take it in again. PostgreSQL gets both rows in one
    statement. MariaDB is asked for the ids, because drivers put many rows into one statement only where all are values.
    """

    def __init__(self, tables: CollectionTables, vectors: sa.Table, dialect: str) -> None:
        (entry,) = upsert(tables.entries, "digest", dialect)
        self._apart = dialect != "postgresql"
        self._entry = entry if self._apart else _both(tables, vectors, entry)
        self._vector = _alone(vectors)
        row = tables.entries.c
        self._ids = Many(lambda items: sa.select(row.digest, row.id).where(row.digest.in_(items)))

    def put(self, session: Session, params: Sequence[dict[str, Any]]) -> None:
        """Write entries by the parameters of their rows, vectors among them."""
        spell.teach(session)
        session.many(self._entry, params)
        if self._apart:
            for part in chunks(params):
                self._put_vectors(session, part)

    def _put_vectors(self, session: Session, params: Sequence[dict[str, Any]]) -> None:
        found = session.rows(*self._ids([row["digest"] for row in params]))
        ids = {bytes(digest): row_id for digest, row_id in found}
        session.many(self._vector, [{**row, "id": ids[row["digest"]]} for row in params])


def _both(tables: CollectionTables, vectors: sa.Table, entry: Statement) -> Statement:
    """Return PostgreSQL's statement for an entry and its vector."""
    written: Any = entry.core
    home = written.returning(tables.entries.c.id).cte("written")
    scope_id = sa.cast(bindparam("scope_id"), sa.BigInteger)
    values: sa.Select[Any] = sa.select(home.c.id, scope_id, spell.parameter("embedding"))
    insert = postgresql.insert(vectors).from_select(_COLUMNS, values)
    there, new = vectors.c, insert.excluded
    differs = sa.or_(there.scope_id != new.scope_id, there.embedding.op("<>", is_comparison=True)(new.embedding))
    changed = {"scope_id": new.scope_id, "embedding": new.embedding}
    return Statement(insert.on_conflict_do_update(index_elements=["id"], set_=changed, where=differs))


def _alone(vectors: sa.Table) -> Statement:
    """Return MariaDB's statement for a vector; it writes nothing where nothing changes."""
    values: dict[str, Any] = {"id": bindparam("id"), "scope_id": bindparam("scope_id")}
    insert = mysql.insert(vectors).values({**values, "embedding": spell.parameter("embedding")})
    new: Any = insert.inserted
    return Statement(insert.on_duplicate_key_update(scope_id=new.scope_id, embedding=new.embedding))
