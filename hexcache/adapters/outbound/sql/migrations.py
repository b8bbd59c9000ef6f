"""From an older version of a collection's tables to today's: under a lock, in batches, and safe to interrupt.

The record says the old version until everything is done, so that whoever opens the collection meanwhile, or after a
crash, goes on where the work stands. Where vectors move into a table of their own, their old column is renamed first:
a process of the older version then fails to write, which its cache takes for a miss, and writes nothing that the new
table would not have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy import bindparam

from hexcache.adapters.outbound.sql import vectors as spell
from hexcache.adapters.outbound.sql.ddl import dialect_named, written
from hexcache.adapters.outbound.sql.locks import alone
from hexcache.adapters.outbound.sql.plans import raced
from hexcache.adapters.outbound.sql.rows import vector_of
from hexcache.adapters.outbound.sql.schema import VERSION
from hexcache.adapters.outbound.sql.statement import Statement
from hexcache.domain.vectors import is_storable

if TYPE_CHECKING:
    from collections.abc import Generator

    from hexcache.adapters.outbound.sql.plans import Step
    from hexcache.adapters.outbound.sql.schema import CollectionTables
    from hexcache.adapters.outbound.sql.session import Session

OLD: Final = "embedding_v1"
"""What the column of vectors is called while they move."""

_BATCH: Final = 500
_NEW_COLUMN: Final = "vectors"


class Upgrade:
    """Brings a collection of version 1 to today's version.

    Args:
        tables: the tables as they shall be.
        prefix: what their names begin with.
        dialect: SQLAlchemy's name of the engine.
    """

    def __init__(self, tables: CollectionTables, prefix: str, dialect: str) -> None:
        self._tables = tables
        self._prefix = prefix
        self._dialect = dialect
        self._moves = tables.vectors is not None
        self._done = Statement(_done(tables, bindparam("slug"), bindparam("today"), bindparam("kind")))

    def plan(self, attempt: int) -> Generator[Step, Any, None]:
        """Do whatever is not done yet; somebody else may be at it as well."""
        if not (yield from raced(attempt, self._begin)):
            return
        after: int | None = 0
        while self._moves and after is not None:
            after = yield "build", self._move, (after,)
        yield from raced(attempt, self._finish)

    def _begin(self, session: Session) -> bool:
        """Give the catalog its new column, and vectors their table."""
        with alone(session, self._dialect, self._prefix):
            add_column(session, self._tables, self._dialect)
            if self._moves and "embedding" in session.columns(self._tables.entries):
                session.create(self._tables.metadata)
                _alter(session, self._tables.entries, f"RENAME COLUMN embedding TO {OLD}")
        return True

    def _move(self, session: Session, after: int) -> int | None:
        """Copy the vectors of a batch of entries with ids above `after`, and return its last id; None at the end."""
        with alone(session, self._dialect, self._prefix):
            if OLD not in session.columns(self._tables.entries):
                return None
            read, write = _moving(self._tables)
            rows = session.rows(read, {"after": after})
            dimension = None if self._tables.kind is None else self._tables.kind.dimension
            found = [(row_id, scope_id, vector_of(blob, dimension)) for row_id, scope_id, blob in rows]
            params = [
                {"id": row_id, "scope_id": scope_id, "embedding": vector}
                for row_id, scope_id, vector in found
                if vector is not None and is_storable(vector)
            ]
            spell.teach(session)
            session.many(write, params)
        return rows[-1][0] if len(rows) == _BATCH else None

    def _finish(self, session: Session) -> bool:
        """Drop the old column and record the version."""
        with alone(session, self._dialect, self._prefix):
            if OLD in session.columns(self._tables.entries):
                _alter(session, self._tables.entries, f"DROP COLUMN {OLD}")
            session.run(self._done, {"slug": self._tables.slug, "today": VERSION, "kind": self._tables.kind_name})
        return True


def add_column(session: Session, tables: CollectionTables, dialect: str) -> None:
    """Give a catalog of version 1 the column that says how vectors are held, where it is not there."""
    there = session.columns(tables.catalog)
    if there and _NEW_COLUMN not in there:
        _alter(session, tables.catalog, _column(tables, dialect))


def by_hand(tables: CollectionTables, dialect: str) -> str:
    """Return the statements that a person may run for an upgrade in which no vector moves."""
    done = written(_done(tables, tables.slug, VERSION, tables.kind_name), dialect)
    return f"ALTER TABLE {tables.catalog.name} {_column(tables, dialect)}; {done};"


def _column(tables: CollectionTables, dialect: str) -> str:
    kind = tables.catalog.c[_NEW_COLUMN].type.compile(dialect=dialect_named(dialect))
    return f"ADD {'' if dialect in ('oracle', 'mssql') else 'COLUMN '}{_NEW_COLUMN} {kind}"


def _alter(session: Session, table: sa.Table, change: str) -> None:
    ddl: Any = sa.DDL(f"ALTER TABLE %(table)s {change}")  # type: ignore[no-untyped-call] # SQLAlchemy's own
    session.run(Statement(ddl.against(table)), {})


def _done(tables: CollectionTables, slug: Any, version: Any, kind: Any) -> sa.Update:  # noqa: ANN401 - a value or a parameter
    row = tables.catalog.c
    here = sa.and_(row.collection == slug, row.version < version)
    return sa.update(tables.catalog).where(here).values(version=version, vectors=kind)


def _moving(tables: CollectionTables) -> tuple[Statement, Statement]:
    """Return the statements that read a batch of old vectors, and that write one where it shall be."""
    assert tables.vectors is not None, "vectors move"  # noqa: S101 - the caller looked at the kind
    row, vectors = tables.entries.c, tables.vectors
    blob: sa.ColumnElement[Any] = sa.column(OLD, sa.LargeBinary, _selectable=tables.entries)
    moved = sa.exists(sa.select(vectors.c.id).where(vectors.c.id == row.id))
    read = sa.select(row.id, row.scope_id, blob).where(row.id > bindparam("after"), blob.is_not(None), ~moved)
    values = {"id": bindparam("id"), "scope_id": bindparam("scope_id"), "embedding": spell.parameter("embedding")}
    return Statement(read.order_by(row.id).limit(_BATCH)), Statement(sa.insert(vectors).values(values))
