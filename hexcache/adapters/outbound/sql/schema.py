"""The tables: what is in which, and what they are called."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, oracle

from hexcache.adapters.outbound.sql.vector_types import VectorType, add_extension, add_index
from hexcache.domain.collection import check_identifier

if TYPE_CHECKING:
    from hexcache.adapters.outbound.sql.vector_kinds import VectorKind

VERSION: Final = 2
"""The version of the tables' shape, recorded for each collection.

1: every vector is a blob in its entry's row.
2: the catalog has a column `vectors`, the kind's name (NULL, as version 1 left it, is "portable"). Where the server
compares vectors, entries have no column `embedding`; vectors have a table of their own. All else is as in version 1.
"""

KEY_BYTES: Final = 200
"""The longest key of a value that is stored as it is; of longer ones the start and a digest."""

_LONGEST_BASE: Final = 48
_DIGEST: Final = (
    sa.LargeBinary(32).with_variant(mysql.VARBINARY(32), "mysql", "mariadb").with_variant(oracle.RAW(32), "oracle")
)
_KEY: Final = (
    sa.LargeBinary(KEY_BYTES)
    .with_variant(mysql.VARBINARY(KEY_BYTES), "mysql", "mariadb")
    .with_variant(oracle.RAW(KEY_BYTES), "oracle")
)
_BYTES: Final = sa.LargeBinary().with_variant(mysql.LONGBLOB(), "mysql", "mariadb")
_ASCII: Final = sa.Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")
_NUMBER: Final = sa.BigInteger()
_ID: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class CollectionTables:
    """The tables of one collection, and the catalog of all.

    Texts are bytes (`encode_text`), so that NUL and lone surrogates survive on every engine. Ids are never used twice.

    Attributes:
        slug: the collection's name in lower case, which tells it from every other one in any letter case.
        catalog: one row for each collection: the version of its tables and what it was made for.
        scopes: one row for each scope: its texts, and two counters. `changed` grows with each transaction that writes
            in the scope, `removed` is its value when rows were last taken out: readers catch up from these.
        entries: one row for each entry. `digest` is that of the document id, `seq` the scope's `changed` when the row
            was last written.
        tags: one row for each tag of each entry.
        vectors: one row for each vector, by the id of its entry, where the server compares them; else None.
        kind: how vectors are held; None is "portable". The metadata has all that this kind needs: the extension before
            the tables, indices, storage. Whoever creates or prints it leaves nothing out.
    """

    def __init__(self, prefix: str, collection: str, kind: VectorKind | None = None) -> None:
        self.kind = kind
        self.slug = slug(check_identifier(collection))
        self.metadata = sa.MetaData()
        base = _shortened(prefix + self.slug)
        self.catalog = _catalog(self.metadata, prefix)
        self.scopes = _scopes(self.metadata, f"{base}_scopes")
        self.entries = _entries(self.metadata, f"{base}_entries")
        self.tags = _tags(self.metadata, f"{base}_tags")
        self.vectors: sa.Table | None = None
        if kind is None or not kind.on_server:
            self.entries.append_column(sa.Column("embedding", _BYTES))
        else:
            self.vectors = _vectors(self.metadata, f"{base}_vectors", kind)

    @property
    def kind_name(self) -> str:
        """How vectors are held, as the catalog records it."""
        return "portable" if self.kind is None else self.kind.name

    @property
    def all(self) -> list[sa.Table]:
        """Every table, the catalog first."""
        tables = [self.catalog, self.scopes, self.entries, self.tags]
        return tables if self.vectors is None else [*tables, self.vectors]


class ValueTable:
    """The table of a key-value store.

    Attributes:
        values: `name_key` is the key's bytes, or the start and a digest where they are long; then `name` is the whole.
    """

    def __init__(self, prefix: str) -> None:
        self.metadata = sa.MetaData()
        self.values = sa.Table(
            f"{prefix}values",
            self.metadata,
            sa.Column("name_key", _KEY, primary_key=True),
            sa.Column("name", _BYTES),
            sa.Column("expires_at", sa.Double),
            sa.Column("content", _BYTES, nullable=False),
        )


def slug(name: str) -> str:
    """Return a lower-case name that no other collection has in an engine that takes "A" for "a"."""
    return name if name == name.lower() else f"{name.lower()}_{_checksum(name)}"


def _shortened(name: str) -> str:
    """Return `name` so short that tables and indices named after it fit every engine."""
    return name if len(name) <= _LONGEST_BASE else f"{name[: _LONGEST_BASE - 9]}_{_checksum(name)}"


def _checksum(name: str) -> str:
    return hashlib.sha256(name.encode(), usedforsecurity=False).hexdigest()[:8]


def _catalog(metadata: sa.MetaData, prefix: str) -> sa.Table:
    return sa.Table(
        f"{prefix}catalog",
        metadata,
        sa.Column("collection", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("made_for", _ASCII, nullable=False),
        sa.Column("vectors", sa.String(16)),
    )


def _scopes(metadata: sa.MetaData, name: str) -> sa.Table:
    return sa.Table(
        name,
        metadata,
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("scope_key", _DIGEST, nullable=False, unique=True),
        sa.Column("removed", _NUMBER, nullable=False),
        sa.Column("changed", _NUMBER, nullable=False),
        sa.Column("tenant_key", _DIGEST, nullable=False),
        sa.Column("model_key", _DIGEST, nullable=False),
        sa.Column("tenant", _BYTES, nullable=False),
        sa.Column("model", _BYTES, nullable=False),
        sa.Column("context", _BYTES, nullable=False),
        sa.Index(f"{name}_tenant", "tenant_key"),
        sa.Index(f"{name}_model", "model_key"),
        sqlite_autoincrement=True,
    )


def _entries(metadata: sa.MetaData, name: str) -> sa.Table:
    return sa.Table(
        name,
        metadata,
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("digest", _DIGEST, nullable=False, unique=True),
        sa.Column("scope_id", _NUMBER, nullable=False),
        sa.Column("seq", _NUMBER, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("expires_at", sa.Double),
        sa.Column("ttl", sa.Double),
        sa.Column("document_id", _BYTES, nullable=False),
        sa.Column("query_text", _BYTES, nullable=False),
        sa.Column("answer", _BYTES, nullable=False),
        sa.Column("labels", _ASCII),
        sa.Index(f"{name}_seq", "scope_id", "seq"),
        sa.Index(f"{name}_expiry", "expires_at"),
        sqlite_autoincrement=True,
    )


def _tags(metadata: sa.MetaData, name: str) -> sa.Table:
    return sa.Table(
        name,
        metadata,
        sa.Column("digest", _DIGEST, primary_key=True),
        sa.Column("tag_key", _DIGEST, primary_key=True),
        sa.Index(f"{name}_tag", "tag_key"),
        sqlite_with_rowid=False,
    )


def _vectors(metadata: sa.MetaData, name: str, kind: VectorKind) -> sa.Table:
    """Return the table that the server searches: narrow rows, which a moved expiry or a new answer does not rewrite."""
    table = sa.Table(
        name,
        metadata,
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("scope_id", _NUMBER, nullable=False),
        sa.Column("embedding", VectorType(kind.dimension), nullable=False),
        sa.Index(f"{name}_scope", "scope_id"),
    )
    add_index(table, kind)
    if kind.extension:
        add_extension(metadata)
    return table
