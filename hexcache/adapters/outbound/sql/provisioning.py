"""Provisioning: what is there is looked at first, so that a database that nobody may write to can be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from hexcache.adapters.outbound.sql.plans import TRIES, raced
from hexcache.adapters.outbound.sql.schema import VERSION
from hexcache.adapters.outbound.sql.statements import CatalogStatements
from hexcache.domain.collection import Collection
from hexcache.domain.errors import ConfigurationError, CorruptEntryError, SchemaMismatchError

if TYPE_CHECKING:
    from collections.abc import Generator

    import sqlalchemy as sa

    from hexcache.adapters.outbound.sql.plans import Step
    from hexcache.adapters.outbound.sql.schema import CollectionTables
    from hexcache.adapters.outbound.sql.session import Session


class Found(NamedTuple):
    """What is there of a collection: the tables that are missing, and its record, if any."""

    missing: list[str]
    record: tuple[int, str] | None


class Provisioner:
    """Makes a collection's tables and its record, and checks them.

    Args:
        tables: the tables.
        name: the collection's name, for messages.
        mode: what may be made: "create", "check" or "off".
    """

    def __init__(self, tables: CollectionTables, name: str, mode: str) -> None:
        self._tables = tables
        self._name = name
        self._mode = mode
        self._catalog = CatalogStatements(tables)

    def plan(self, wanted: Collection) -> Generator[Step, Any, Collection]:
        """Look, make what is missing, and return what is recorded. Several processes may do so at once."""
        for attempt in range(1, TRIES + 1):
            found = yield False, self._look, ()
            recorded = self._recorded(found)
            agreed = wanted if recorded is None else recorded.require(wanted, self._name)
            if self._mode != "create":
                return self._accepted(found, agreed)
            if agreed == recorded and not found.missing:
                return agreed
            if made := (yield from raced(attempt, self._make, wanted)):
                return made
        raise AssertionError  # the last attempt returned or raised

    def _look(self, session: Session) -> Found:
        columns = {table.name: session.columns(table) for table in self._tables.all}
        for table in self._tables.all:
            refuse_foreign(table, columns[table.name])
        rows = []
        if columns[self._tables.catalog.name]:
            rows = list(session.rows(self._catalog.read, {"slug": self._tables.slug}))
        return Found([name for name, there in columns.items() if not there], tuple(rows[0]) if rows else None)

    def _recorded(self, found: Found) -> Collection | None:
        if found.record is None:
            return None
        version, made_for = found.record
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
        if self._mode == "check" and (found.missing or found.record is None):
            what = f"the tables {', '.join(found.missing)}" if found.missing else "its record"
            raise ConfigurationError(
                f"collection {self._name!r} lacks {what}; open it once with the option provision: create"
            )
        return agreed

    def _make(self, session: Session, wanted: Collection) -> Collection:
        """Make what is missing, in one transaction, and return what is recorded then."""
        session.create(self._tables.metadata)
        recorded = self._recorded(self._look(session))
        agreed = wanted if recorded is None else recorded.require(wanted, self._name)
        slug = self._tables.slug
        if recorded is None:
            session.run(self._catalog.add, {"collection": slug, "version": VERSION, "made_for": agreed.to_json()})
        elif agreed != recorded:
            session.run(self._catalog.change, {"slug": slug, "now_made_for": agreed.to_json()})
        return agreed


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
