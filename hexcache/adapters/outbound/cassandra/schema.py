"""The tables of a collection: what they are called, how they are made, and what they must look like."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5

from hexcache.domain.collection import check_identifier
from hexcache.domain.errors import SchemaMismatchError
from hexcache.domain.similarity import Similarity

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from hexcache.domain.collection import Collection

REGISTER: Final = "hexcache_collections"
_SAFE_PREFIX: Final = 36
_NAMESPACE: Final = UUID("6f0f5f4e-6c1c-5d2b-9a63-8a3f8d1c7e01")
_FUNCTIONS: Final = {Similarity.COS: "COSINE", Similarity.DOT: "DOT_PRODUCT", Similarity.L2: "EUCLIDEAN"}
# A coordinator asks another replica after 200 ms at the latest: measured times are no guide while a node is paused.
_RETRY: Final = "speculative_retry = 'MIN(99PERCENTILE,200MS)'"
# A day of grace is longer than hints are kept; what is expired or deleted leaves the disk sooner than by the usual ten.
_OPTIONS: Final = f"compaction = {{'class': 'UnifiedCompactionStrategy'}} AND gc_grace_seconds = 86400 AND {_RETRY}"

_PLACE: Final = "epoch bigint, scope ascii, generation bigint"
_RECORD: Final = (
    "query blob, value blob, created_at double, expires_at double, ttl double, labels ascii"  # as `domain.entry.Record`
)


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, its columns with their types, and its primary key."""

    name: str
    columns: str
    key: str

    def types(self) -> dict[str, str]:
        """Return the type of each column."""
        pairs = (column.removesuffix(" static").split(" ", 1) for column in _split(self.columns))
        return {name: kind.replace(" ", "") for name, kind in pairs}


@dataclass(frozen=True, slots=True)
class Index:
    """One index for searches, with its options."""

    name: str
    table: str
    column: str
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Layout:
    """The tables and indexes of one collection in one keyspace.

    Attributes:
        keyspace: a checked identifier.
        collection: a checked identifier.
        shape: what the collection's vectors have in common.
    """

    keyspace: str
    collection: str
    shape: Collection

    def qualified(self, table: Table) -> str:
        """Return a table's full name as statements carry it."""
        return f'"{self.keyspace}"."{table.name}"'

    @property
    def entries(self) -> Table:
        """The exact tier: one row an entry, its partition computed from the id and the scope's generation."""
        columns = f"{_PLACE}, slot int, document_id blob, windows ascii, {_RECORD}"
        return Table(self._named("entries"), columns, "(epoch, scope, generation, slot), document_id")

    @property
    def vectors(self) -> Table:
        """What searches read: one row an entry with a vector, together with those that expire when it does."""
        columns = (
            f"{_PLACE}, window ascii, bucket int, document_id blob, {_RECORD}, "
            f"embedding vector<float, {self.shape.dimension}>"
        )
        return Table(self._named("vectors"), columns, "(epoch, scope, generation, window, bucket), document_id")

    @property
    def scopes(self) -> Table:
        """What is known of a scope: its texts, its current generation, and the windows in use."""
        columns = (
            "epoch bigint, scope ascii, generation bigint, window ascii, current bigint static, "
            "tenant blob static, model blob static, context blob static"
        )
        return Table(self._named("scopes"), columns, "(epoch, scope), generation, window")

    @property
    def labels(self) -> Table:
        """What carries a label: the scopes of a tenant or a model, the entries with a tag."""
        columns = "epoch bigint, label ascii, slot int, member blob, written bigint"
        return Table(self._named("labels"), columns, "(epoch, label, slot), member")

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables of the collection."""
        return (self.entries, self.vectors, self.scopes, self.labels)

    @property
    def indexes(self) -> tuple[Index, ...]:
        """All indexes of the collection."""
        vectors = self.vectors.name
        nearest = {"similarity_function": _FUNCTIONS[self.shape.similarity]}
        return (
            Index(f"{vectors}_embedding", vectors, "embedding", nearest),
            Index(f"{vectors}_expires_at", vectors, "expires_at", {}),
        )

    def _named(self, suffix: str) -> str:
        return f"{table_prefix(self.collection)}_{suffix}"


def table_prefix(collection: str) -> str:
    """Return what the names of a collection's tables begin with: its name, shortened where a name would be too long."""
    check_identifier(collection)
    if len(collection) <= _SAFE_PREFIX:
        return collection
    digest = hashlib.sha256(collection.encode("ascii"), usedforsecurity=False).hexdigest()
    return f"{collection[:23]}_{digest[:12]}"


def register_table(keyspace: str) -> str:
    """Return the full name of the table that records what each collection was made for."""
    return f'"{keyspace}"."{REGISTER}"'


def create_register(keyspace: str) -> str:
    """Return the statement that makes the register.

    Its id is fixed, so that processes which make it at the same moment through several nodes make one table.
    """
    return (
        f"CREATE TABLE IF NOT EXISTS {register_table(keyspace)} "
        "(collection ascii PRIMARY KEY, record ascii, buckets int, born uuid, epoch bigint) "
        f"WITH ID = {uuid5(_NAMESPACE, keyspace)} AND {_RETRY} "
        "AND comment = 'hexcache: what each collection was made for'"
    )


def values_table(name: str) -> Table:
    """Return the table of a key-value store."""
    return Table(name, "digest blob, key blob, value blob, expires_at double", "digest")


def create_values(keyspace: str, table: Table) -> str:
    """Return the statement that makes the table of a key-value store, under a fixed id as `create_register` does."""
    return (
        f'CREATE TABLE IF NOT EXISTS "{keyspace}"."{table.name}" ({table.columns}, PRIMARY KEY ({table.key})) '
        f"WITH ID = {uuid5(_NAMESPACE, f'{keyspace}.{table.name}')} AND {_OPTIONS}"
    )


def create_keyspace(keyspace: str, replication: Mapping[str, int]) -> str:
    """Return the statement that makes the keyspace with so many replicas in each datacentre."""
    replicas = ", ".join(f"'{name}': {count}" for name, count in replication.items())
    return (
        f'CREATE KEYSPACE IF NOT EXISTS "{keyspace}" '
        f"WITH replication = {{'class': 'NetworkTopologyStrategy', {replicas}}}"
    )


def create_tables(layout: Layout, born: UUID) -> list[str]:
    """Return the statements that make the collection's tables, under ids that follow from its birth."""
    return [
        f"CREATE TABLE IF NOT EXISTS {layout.qualified(table)} ({table.columns}, PRIMARY KEY ({table.key})) "
        f"WITH ID = {uuid5(born, table.name)} AND {_OPTIONS}"
        for table in layout.tables
    ]


def create_index(layout: Layout, index: Index) -> str:
    """Return the statement that makes an index."""
    options = ", ".join(f"'{name}': '{value}'" for name, value in index.options.items())
    return (
        f'CREATE CUSTOM INDEX IF NOT EXISTS "{index.name}" ON "{layout.keyspace}"."{index.table}" ({index.column}) '
        f"USING 'StorageAttachedIndex'{f' WITH OPTIONS = {{{options}}}' if options else ''}"
    )


def missing(layout: Layout, tables: Container[str], indexes: Container[str]) -> list[str]:
    """Return the names of tables and indexes of the layout that are not among those that are there."""
    return [table.name for table in layout.tables if table.name not in tables] + [
        index.name for index in layout.indexes if index.name not in indexes
    ]


def require_columns(keyspace: str, tables: Iterable[Table], columns: Iterable[tuple[str, str, str]]) -> None:
    """Refuse tables of another shape; columns that somebody added are left alone.

    Args:
        keyspace: where the tables are.
        tables: what is wanted.
        columns: (table, column, type) of each column in the keyspace.

    Raises:
        SchemaMismatchError: a column is missing or has another type.
    """
    there = {(table, column): kind.replace(" ", "") for table, column, kind in columns}
    for table in tables:
        for column, wanted in table.types().items():
            found = there.get((table.name, column))
            if found != wanted:
                raise SchemaMismatchError(
                    f"table {keyspace}.{table.name} is of another shape: column {column!r} is "
                    f"{found or 'missing'!r} there and {wanted!r} here. Use another collection name, or drop the table"
                )


def require_indexes(layout: Layout, options: Mapping[str, Mapping[str, object]]) -> None:
    """Refuse an index of another measure.

    Args:
        layout: what is wanted.
        options: the options of each index in the keyspace, by name.

    Raises:
        SchemaMismatchError: names both measures.
    """
    for index in layout.indexes:
        for name, wanted in index.options.items():
            found = str(options.get(index.name, {}).get(name, "COSINE")).upper()
            if found != wanted:
                raise SchemaMismatchError(
                    f"index {layout.keyspace}.{index.name} was made with {name} {found!r} and {wanted!r} is wanted. "
                    "Use another collection name, or drop the index"
                )


def _split(columns: str) -> list[str]:
    """Return the column definitions of a list; the comma inside `vector<float, 3>` parts nothing."""
    return [part.strip() for part in columns.replace("<float, ", "<float,").split(", ")]
