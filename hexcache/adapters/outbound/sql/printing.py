"""The statements that make a store's tables, for a person who runs them in the store's place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hexcache.adapters.outbound.sql.ddl import adding, creating, dialect_named
from hexcache.adapters.outbound.sql.opening import open_database, parsed
from hexcache.adapters.outbound.sql.provisioning import record
from hexcache.adapters.outbound.sql.schema import CollectionTables, ValueTable
from hexcache.adapters.outbound.sql.tuning import Tuning
from hexcache.adapters.outbound.sql.vector_facts import look
from hexcache.adapters.outbound.sql.vector_kinds import Facts, choose
from hexcache.domain.errors import BackendTimeoutError, BackendUnavailableError

if TYPE_CHECKING:
    from hexcache.adapters.outbound.sql.settings import SqlOptions
    from hexcache.domain.collection import Collection

_ASSUMED: Final = {
    "postgresql": Facts("postgresql", "PostgreSQL", (17,), available=(0, 8), may_create=True),
    "mariadb": Facts("mariadb", "MariaDB", (11, 8)),
    "mysql": Facts("mysql", "MySQL", (8,)),
}
"""What a server can do that nobody asked: PostgreSQL has pgvector, MariaDB has vectors."""


def collection_statements(options: SqlOptions, name: str, collection: Collection, dialect: str | None) -> list[str]:
    """Return the statements that make a collection's tables and its record.

    Args:
        options: the store's options.
        name: the collection's name.
        collection: what its vectors have in common.
        dialect: the engine; None takes that of the URL, and asks the server what it can do where that matters.
    """
    tuning = Tuning(**options.tuning())
    facts, remark = _facts(options, tuning, dialect)
    tables = CollectionTables(tuning.prefix, name, choose(facts, tuning, collection, name))
    made = creating(tables.metadata, facts.dialect)
    title = f"-- collection {name!r}, {facts.dialect}{remark}\n"
    return [title + made[0], *made[1:], adding(tables.catalog, record(tables, collection), facts.dialect)]


def value_statements(options: SqlOptions, dialect: str | None) -> list[str]:
    """Return the statements that make the table of a key-value store, for `dialect` or that of the URL."""
    named = dialect_named(dialect or parsed(options.url).get_backend_name()).name
    made = creating(ValueTable(options.prefix).metadata, named)
    return [f"-- values, {named}\n{made[0]}", *made[1:]]


def _facts(options: SqlOptions, tuning: Tuning, dialect: str | None) -> tuple[Facts, str]:
    """Return what the server can do, and a remark where that was not asked and not said."""
    named = dialect_named(dialect or parsed(options.url).get_backend_name()).name
    assumed = _ASSUMED.get(named, Facts(named))
    if dialect is not None or tuning.vectors == "portable" or named not in _ASSUMED:
        return assumed, ""
    database = open_database(options.url, tuning)
    try:
        facts = database.read(look, named)
    except (BackendUnavailableError, BackendTimeoutError):
        version = ".".join(str(part) for part in assumed.version)
        what = f"{assumed.server} {version}" + (" with pgvector" if assumed.available else "")
        return assumed, f"; the server did not answer, {what} is assumed"
    finally:
        database.close()
    if facts.server == "MariaDB":
        facts = replace(facts, dialect="mariadb")
    return replace(facts, may_create=True), ""  # whoever runs the statements may
