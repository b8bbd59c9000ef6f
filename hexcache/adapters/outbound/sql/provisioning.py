"""Provisioning: what is there is looked at first, so that a database that nobody may write to can be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import sqlalchemy as sa

from hexcache.adapters.outbound.sql.errors import NotPermittedError, ReadOnlyError
from hexcache.adapters.outbound.sql.locks import alone
from hexcache.adapters.outbound.sql.migrations import OLD, Upgrade, add_column, by_hand
from hexcache.adapters.outbound.sql.plans import TRIES, raced
from hexcache.adapters.outbound.sql.schema import VERSION, CollectionTables
from hexcache.adapters.outbound.sql.statement import Statement
from hexcache.adapters.outbound.sql.statements import CatalogStatements
from hexcache.adapters.outbound.sql.vector_facts import look
from hexcache.adapters.outbound.sql.vector_kinds import choose
from hexcache.domain.collection import Collection
from hexcache.domain.errors import ConfigurationError, CorruptEntryError, SchemaMismatchError

if TYPE_CHECKING:
    from collections.abc import Generator

    from hexcache.adapters.outbound.sql.plans import Step
    from hexcache.adapters.outbound.sql.session import Session
    from hexcache.adapters.outbound.sql.tuning import Tuning

_ASK: Final = "run what 'hexcache ddl' prints, or open it once with the option provision: create"


class Provisioned(NamedTuple):
    """What a store works with: what is recorded, and the tables, whose kind says how vectors are held."""

    collection: Collection
    tables: CollectionTables


class Row(NamedTuple):
    """A collection's row in the catalog."""

    version: int
    vectors: str | None
    made_for: str

    @property
    def kind(self) -> str | None:
        """How vectors are held; None where version 1 did not say, and an upgrade chooses."""
        return None if self.version < VERSION else self.vectors or "portable"


class Found(NamedTuple):
    """What is there of a collection: its tables as they must be, those that are missing, and its record, if any."""

    tables: CollectionTables
    missing: list[str]
    row: Row | None

    @property
    def is_older(self) -> bool:
        """Whether the tables are of an older version."""
        return self.row is not None and self.row.version < VERSION

    @property
    def moves_vectors(self) -> bool:
        """Whether the server is to compare the vectors."""
        return self.tables.vectors is not None


class Provisioner:
    """Makes a collection's tables and its record, brings older ones up to date, and checks them.

    Args:
        name: the collection's name.
        tuning: the options.
        dialect: SQLAlchemy's name of the engine.
    """

    def __init__(self, name: str, tuning: Tuning, dialect: str) -> None:
        self._name = name
        self._tuning = tuning
        self._dialect = dialect
        self._bare = CollectionTables(tuning.prefix, name)
        self._catalog = CatalogStatements(self._bare)
        row = self._bare.catalog.c
        old = sa.select(row.version, sa.null(), row.made_for).where(row.collection == sa.bindparam("slug"))
        self._read_old = Statement(old)

    def plan(self, wanted: Collection) -> Generator[Step, Any, Provisioned]:
        """Look, make what is missing, and return what is recorded. Several processes may do so at once."""
        for attempt in range(1, TRIES + 1):
            found = yield False, self._look, (wanted,)
            recorded = self._recorded(found)
            agreed = wanted if recorded is None else recorded.require(wanted, self._name)
            if self._tuning.provision != "create":
                return Provisioned(self._accepted(found, agreed), found.tables)
            if agreed == recorded and not found.missing and not found.is_older:
                return Provisioned(agreed, found.tables)
            if made := (yield from self._making(attempt, found, wanted, agreed)):
                return Provisioned(made, found.tables)
        raise AssertionError  # the last attempt returned or raised

    def _making(
        self, attempt: int, found: Found, wanted: Collection, agreed: Collection
    ) -> Generator[Step, Any, Collection | None]:
        """Make or upgrade, and return what is recorded; None where another look is due."""
        try:
            if found.is_older:
                yield from Upgrade(found.tables, self._tuning.prefix, self._dialect).plan(attempt)
                return None
            return (yield from raced(attempt, self._make, found.tables, wanted))
        except NotPermittedError as error:
            raise ConfigurationError(
                f"this user of the database may not make or change the tables of collection {self._name!r}; let a "
                "database administrator run what 'hexcache ddl' prints and grant this user to read and write the "
                f"tables {', '.join(table.name for table in found.tables.all)}, then set the option provision: check"
            ) from error
        except ReadOnlyError:
            if not found.is_older or found.moves_vectors:
                raise
            return agreed  # the tables are as those of today, and nobody can write to them anyway

    def _look(self, session: Session, wanted: Collection) -> Found:
        table, row = self._bare.catalog, None
        catalog = session.columns(table)
        refuse_foreign(table, catalog, without=frozenset({"vectors"}))
        if catalog:
            read = self._catalog.read if "vectors" in catalog else self._read_old
            rows = session.rows(read, {"slug": self._bare.slug})
            row = Row(*rows[0]) if rows else None
        self._refuse_newer(row)
        facts = look(session, self._dialect)
        kind = choose(facts, self._tuning, wanted, self._name, None if row is None else row.kind)
        tables = CollectionTables(self._tuning.prefix, self._name, kind)
        return Found(tables, self._missing(session, tables, catalog), row)

    def _missing(self, session: Session, tables: CollectionTables, catalog: frozenset[str]) -> list[str]:
        """Return what must be made: tables, and the column that the catalog of version 1 has not."""
        missing = [] if catalog else [tables.catalog.name]
        if catalog and "vectors" not in catalog:
            missing.append(f"{tables.catalog.name}.vectors")
        for table in tables.all[1:]:
            there = session.columns(table)
            if OLD in there and "embedding" in table.c:
                raise SchemaMismatchError(
                    f"an upgrade of collection {self._name!r} was begun that lets the server compare its vectors; open "
                    "it once with the options provision: create and vectors: auto, so that it comes to its end"
                )
            refuse_foreign(table, there)
            missing += [] if there else [table.name]
        return missing

    def _refuse_newer(self, row: Row | None) -> None:
        if row is not None and row.version > VERSION:
            raise SchemaMismatchError(
                f"the tables of collection {self._name!r} have version {row.version!r} and this hexcache knows "
                f"version {VERSION!r}; use the hexcache that made them, or another collection name"
            )

    def _recorded(self, found: Found) -> Collection | None:
        if found.row is None:
            return None
        try:
            return Collection.from_json(found.row.made_for)
        except CorruptEntryError as error:
            raise SchemaMismatchError(
                f"the record of collection {self._name!r} cannot be read; drop its tables or use another name"
            ) from error

    def _accepted(self, found: Found, agreed: Collection) -> Collection:
        if found.row is not None and found.is_older:
            how = f"or run: {by_hand(found.tables, self._dialect)}"
            raise SchemaMismatchError(
                f"the tables of collection {self._name!r} have version {found.row.version!r}, and this hexcache needs "
                f"version {VERSION!r}; open it once with the option provision: create, as a user that may alter them"
                + (", which moves the vectors too" if found.moves_vectors else f", {how}")
            )
        if self._tuning.provision == "check" and (found.missing or found.row is None):
            what = ", ".join(found.missing) if found.missing else "its row in the catalog"
            raise ConfigurationError(f"collection {self._name!r} lacks {what}; {_ASK}")
        return agreed

    def _make(self, session: Session, tables: CollectionTables, wanted: Collection) -> Collection | None:
        """Make what is missing, in one transaction, and return what is recorded then; None where that is older."""
        with alone(session, self._dialect, self._tuning.prefix):
            add_column(session, tables, self._dialect)
            session.create(tables.metadata)
            found = self._look(session, wanted)
            recorded = self._recorded(found)
            agreed = wanted if recorded is None else recorded.require(wanted, self._name)
            if found.is_older:
                return None
            if recorded is None:
                session.run(self._catalog.add, record(tables, agreed))
            elif agreed != recorded:
                session.run(self._catalog.change, {"slug": tables.slug, "now_made_for": agreed.to_json()})
        return agreed


def record(tables: CollectionTables, collection: Collection) -> dict[str, Any]:
    """Return a collection's row in the catalog."""
    return {
        "collection": tables.slug,
        "version": VERSION,
        "vectors": tables.kind_name,
        "made_for": collection.to_json(),
    }


def refuse_foreign(table: sa.Table, there: frozenset[str], without: frozenset[str] = frozenset()) -> None:
    """Refuse a table that has our name and lacks our columns.

    Args:
        table: the table as it must be.
        there: the columns that are there; none where there is no such table.
        without: columns that may be missing.

    Raises:
        SchemaMismatchError: names the columns.
    """
    if there and (lacks := {column.name for column in table.c} - there - without):
        raise SchemaMismatchError(
            f"the table {table.name!r} is somebody else's: it has no column {', '.join(sorted(lacks))}; "
            "set another prefix in the options"
        )
