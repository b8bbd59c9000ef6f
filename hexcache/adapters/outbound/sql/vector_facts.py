"""What a database says of its vectors: the questions, and how the answers are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from hexcache.adapters.outbound.sql.statement import Statement
from hexcache.adapters.outbound.sql.upsert import MYSQL
from hexcache.adapters.outbound.sql.vector_kinds import Facts

if TYPE_CHECKING:
    from hexcache.adapters.outbound.sql.session import Session
    from hexcache.adapters.outbound.sql.vector_kinds import Version

_POSTGRES: Final = Statement(
    sa.text(
        "SELECT current_setting('server_version'), e.extversion, n.nspname, to_regtype('vector') IS NOT NULL,"
        " a.default_version, r.rolsuper OR (coalesce(v.trusted, false)"
        " AND has_database_privilege(current_database(), 'CREATE'))"
        " FROM pg_roles r LEFT JOIN pg_extension e ON e.extname = 'vector'"
        " LEFT JOIN pg_namespace n ON n.oid = e.extnamespace"
        " LEFT JOIN pg_available_extensions a ON a.name = 'vector'"
        " LEFT JOIN pg_available_extension_versions v ON v.name = a.name AND v.version = a.default_version"
        " WHERE r.rolname = current_user"
    )
)
_MYSQL: Final = Statement(sa.text("SELECT VERSION()"))


def look(session: Session, dialect: str) -> Facts:
    """Ask a database what it can do with vectors.

    Args:
        session: a connection to it.
        dialect: SQLAlchemy's name of the engine.
    """
    if dialect == "postgresql":
        server, extension, schema, visible, available, may_create = session.rows(_POSTGRES, {})[0]
        return Facts(
            dialect,
            "PostgreSQL",
            version_of(server) or (),
            version_of(extension),
            version_of(available),
            may_create=bool(may_create),
            elsewhere=None if extension is None or visible else schema,
        )
    if dialect in MYSQL:
        version = str(session.rows(_MYSQL, {})[0][0])
        return Facts(dialect, "MariaDB" if "mariadb" in version.lower() else "MySQL", version_of(version) or ())
    return Facts(dialect)


def version_of(text: str | None) -> Version | None:
    """Return the numbers that a version begins with; None where there is none.

    MariaDB may say "5.5.5-11.8.6-MariaDB" to tools that know versions of one digit.
    """
    found = re.match(r"(?:5\.5\.5-)?(\d+(?:\.\d+)*)", text or "")
    return tuple(int(part) for part in found[1].split(".")) if found else None
