"""What the server's planner knows of the tables: PostgreSQL looks by itself, and not at once after a bulk load."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from hexcache.adapters.outbound.sql.statement import Statement

if TYPE_CHECKING:
    from hexcache.adapters.outbound.sql.schema import CollectionTables
    from hexcache.adapters.outbound.sql.session import Session


def analyze(session: Session, tables: CollectionTables, dialect: str) -> None:
    """Let the server look at the tables of a collection, where it does not do that in time by itself."""
    if dialect == "postgresql":
        for table in tables.all[1:]:
            ddl: Any = sa.DDL("ANALYZE %(table)s")  # type: ignore[no-untyped-call] # SQLAlchemy's own
            session.run(Statement(ddl.against(table)), {})
