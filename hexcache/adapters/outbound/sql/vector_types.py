"""Columns and indices of vectors, as PostgreSQL's pgvector and MariaDB spell them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from typing_extensions import override

from hexcache.domain.similarity import Similarity

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import SQLCompiler

    from hexcache.adapters.outbound.sql.vector_kinds import VectorKind

_CLASSES: Final = {Similarity.COS: "cosine", Similarity.DOT: "ip", Similarity.L2: "l2"}
_DEAD_SHARE: Final = 0.02
PLAIN: Final = 2_000
"""The longest vector that fits into a page beside what else is in its row."""


class VectorType(sa.types.UserDefinedType[bytes]):
    """A vector's column; its values are float32 in the server's own form."""

    cache_ok = True

    def __init__(self, dimension: int, name: str = "vector") -> None:
        self.dimension = dimension
        self.name = name

    @override
    def get_col_spec(self, **_: Any) -> str:
        """Return the type's name, the same for both engines."""
        return f"{self.name.upper()}({self.dimension})"


class MariaDbVectorIndex(sa.schema.Constraint):
    """MariaDB's index of a vector column, written inside CREATE TABLE: one statement makes both, or neither."""

    __visit_name__ = "mariadb_vector_index"

    def __init__(self, name: str, column: str, distance: str, links: int | None) -> None:
        super().__init__(name=name)
        self.column, self.distance, self.links = column, distance, links

    @override
    def copy(self, **_: Any) -> MariaDbVectorIndex:
        return MariaDbVectorIndex(str(self.name), self.column, self.distance, self.links)


@compiles(MariaDbVectorIndex)
def _vector_index(index: MariaDbVectorIndex, compiler: SQLCompiler, **_: object) -> str:
    links = "" if index.links is None else f" M={index.links}"
    name, column = (compiler.preparer.quote(name) for name in (str(index.name), index.column))
    return f"VECTOR INDEX {name} ({column}){links} DISTANCE={index.distance}"


def add_index(table: sa.Table, kind: VectorKind) -> None:
    """Give a table of vectors what its kind needs beside the columns."""
    # A zero vector is as near to everything as a server pleases to say; whoever writes it, it does not come in.
    table.append_constraint(sa.CheckConstraint(_not_zero(kind), name=f"{table.name}_norm"))
    if kind.name == "mariadb":
        distance = "euclidean" if kind.similarity is Similarity.L2 else "cosine"
        table.append_constraint(MariaDbVectorIndex(f"{table.name}_graph", "embedding", distance, kind.links))
        return
    changes = [f"SET (autovacuum_vacuum_scale_factor = {_DEAD_SHARE})"]  # walks go through dead rows
    if kind.dimension <= PLAIN:  # else it is put out of line as soon as a row passes 2 kB, and compared slowly
        changes.append("ALTER COLUMN embedding SET STORAGE PLAIN")
    sa.event.listen(table, "after_create", _ddl(f"ALTER TABLE %(table)s {', '.join(changes)}"))
    if kind.indexed:
        _hnsw(table, kind)


def _not_zero(kind: VectorKind) -> str:
    if kind.name == "mariadb":
        return f"embedding <> repeat(x'00', {4 * kind.dimension})"
    return "vector_norm(embedding) > 0"


def add_extension(metadata: sa.MetaData) -> None:
    """Let the extension be made before any table."""
    sa.event.listen(metadata, "before_create", _ddl("CREATE EXTENSION IF NOT EXISTS vector"))


def _hnsw(table: sa.Table, kind: VectorKind) -> None:
    operators = f"{kind.name}_{_CLASSES[kind.similarity]}_ops"
    settings = {"m": kind.links, "ef_construction": kind.build_width}
    indexed: Any = table.c.embedding
    if kind.name == "halfvec":  # the column stays as it is, the graph holds it in half the space
        indexed = sa.text(f"(embedding::halfvec({kind.dimension})) {operators}")
    sa.Index(
        f"{table.name}_graph",
        indexed,
        postgresql_using="hnsw",
        postgresql_with={name: value for name, value in settings.items() if value is not None},
        postgresql_ops={} if kind.name == "halfvec" else {"embedding": operators},
        _table=table,
    )


def _ddl(text: str) -> sa.DDL:
    return sa.DDL(text)  # type: ignore[no-untyped-call] # it has no annotations
