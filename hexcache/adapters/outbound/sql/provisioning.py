"""Provisioning: what is there is looked at first, so that a database that nobody may write to can be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from hexcache.adapters.outbound.sql.plans import TRIES, raced
from hexcache.adapters.outbound.sql.schema import VERSION, CollectionTables
from hexcache.adapters.outbound.sql.statements import CatalogStatements
from hexcache.adapters.outbound.sql.vector_facts import look
from hexcache.adapters.outbound.sql.vector_kinds import choose
from hexcache.domain.collection import Collection
from hexcache.domain.errors import ConfigurationError, CorruptEntryError, SchemaMismatchError

if TYPE_CHECKING:
    from collections.abc import Generator

    import sqlalchemy as sa

    from hexcache.adapters.outbound.sql.plans import Step
    from hexcache.adapters.outbound.sql.session import Session
    from hexcache.adapters.outbound.sql.tuning import Tuning


class Provisioned(NamedTuple):
    """What a store works with: what is recorded, and the tables, whose kind says how vectors are held."""

    collection: Collection
    tables: CollectionTables


class Found(NamedTuple):
    """What is there of a collection: its tables as they must be, those that are missing, and its record, if any."""

    tables: CollectionTables
    missing: list[str]
    record: tuple[int, str | None, str] | None


class Provisioner:
    """Makes a collection's tables and its record, and checks them.

    Args:
        name: the collection's name.
        tuning: the options.
        dialect: SQLAlchemy's name of the engine.
    """

    def __init__(self, name: str, tuning: Tuning, dialect: str) -> None:
        self._name = name
        self._tuning = tuning
        self._dialect = dialect
        bare = CollectionTables(tuning.prefix, name)
        self._catalog_table, self._slug = bare.catalog, bare.slug
        self._catalog = CatalogStatements(bare)

    def plan(self, wanted: Collection) -> Generator[Step, Any, Provisioned]:
        """Look, make what is missing, and return what is recorded. Several processes may do so at once."""
        for attempt in range(1, TRIES + 1):
            found = yield False, self._look, (wanted,)
            recorded = self._recorded(found)
            agreed = wanted if recorded is None else recorded.require(wanted, self._name)
            if self._tuning.provision != "create":
                return Provisioned(self._accepted(found, agreed), found.tables)
            if agreed == recorded and not found.missing:
                return Provisioned(agreed, found.tables)
            if made := (yield from raced(attempt, self._make, found.tables, wanted)):
                return Provisioned(made, found.tables)
        raise AssertionError  # the last attempt returned or raised

    def _look(self, session: Session, wanted: Collection) -> Found:
        catalog, rows = session.columns(self._catalog_table), []
        refuse_foreign(self._catalog_table, catalog)
        if catalog:
            rows = list(session.rows(self._catalog.read, {"slug": self._slug}))
        record = tuple(rows[0]) if rows else None
        kind = choose(look(session, self._dialect), self._tuning, wanted, self._name, _kind(record))
        tables = CollectionTables(self._tuning.prefix, self._name, kind)
        columns = {table.name: session.columns(table) for table in tables.all}
        for table in tables.all:
            refuse_foreign(table, columns[table.name])
        return Found(tables, [name for name, there in columns.items() if not there], record)

    def _recorded(self, found: Found) -> Collection | None:
        if found.record is None:
            return None
        version, _, made_for = found.record
        if version != VERSION:
            raise SchemaMismatchError(
                f"the tables of collection {self._name!r} have version {version!r} and this hexcache knows "
                f"version {VERSION!r}; use the hexcache that made them, or another collection name"
            )
        try:
            return Collection.from_json(made_for)
        except CorruptEntryError as error:
            raise SchemaMismatchError(
                f"the record of collection {self._name!r} cannot be read; drop its tables or use another name"
            ) from error

    def _accepted(self, found: Found, agreed: Collection) -> Collection:
        if self._tuning.provision == "check" and (found.missing or found.record is None):
            what = f"the tables {', '.join(found.missing)}" if found.missing else "its record"
            raise ConfigurationError(
                f"collection {self._name!r} lacks {what}; open it once with the option provision: create"
            )
        return agreed

    def _make(self, session: Session, tables: CollectionTables, wanted: Collection) -> Collection:
        """Make what is missing, in one transaction, and return what is recorded then."""
        session.create(tables.metadata)
        recorded = self._recorded(self._look(session, wanted))
        agreed = wanted if recorded is None else recorded.require(wanted, self._name)
        if recorded is None:
            kind = "portable" if tables.kind is None else tables.kind.name
            row = {"collection": self._slug, "version": VERSION, "vectors": kind, "made_for": agreed.to_json()}
            session.run(self._catalog.add, row)
        elif agreed != recorded:
            session.run(self._catalog.change, {"slug": self._slug, "now_made_for": agreed.to_json()})
        return agreed


def _kind(record: tuple[int, str | None, str] | None) -> str | None:
    """Return the recorded kind; version 1 had one and did not name it."""
    return None if record is None else record[1] or "portable"


def refuse_foreign(table: sa.Table, there: frozenset[str]) -> None:
    """Refuse a table that has our name and lacks our columns.

    Raises:
        SchemaMismatchError: names the columns.
    """
    if there and (lacks := {column.name for column in table.c} - there):
        raise SchemaMismatchError(
            f"the table {table.name!r} is somebody else's: it has no column {', '.join(sorted(lacks))}; "
            "set another prefix in the options"
        )
