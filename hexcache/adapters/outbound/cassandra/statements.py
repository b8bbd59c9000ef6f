"""Every statement of the vector store; `requests` binds their values and `rows` reads what comes back."""

# ruff: noqa: S608 - names are checked identifiers, and every value is bound
from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from hexcache.adapters.outbound.cassandra.schema import register_table
from hexcache.domain.similarity import Similarity

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence
    from typing import TypeAlias, TypeVar

    from hexcache.adapters.outbound.cassandra.batches import Batch
    from hexcache.adapters.outbound.cassandra.schema import Layout

    R = TypeVar("R")
    Row: TypeAlias = Sequence[Any]
    Rows: TypeAlias = list[Row]
    Flow: TypeAlias = Generator["Iterable[Request | Batch] | Wait", list[Any], R]
    """Yields requests to be sent at once, receives their answers in order, returns its result.

    An answer is `Rows`, or a `Page` where the request asked for one.
    """


class Kind(Enum):
    """How a statement is sent: at which consistency, and whether it may be sent twice."""

    READ = "read"
    WRITE = "write"
    SEARCH = "search"


class Statement(NamedTuple):
    """A statement to be prepared."""

    cql: str
    kind: Kind


class Request(NamedTuple):
    """A prepared statement's name with the values to bind.

    Attributes:
        name: one of the names in `vector_statements`.
        values: the values in the order of the statement, as the server reads them.
        fetch_size: rows a page; 0 fetches what the statement selects.
        paging: where the page before ended.
    """

    name: str
    values: Sequence[bytes | None]
    fetch_size: int = 0
    paging: bytes | None = None


class Wait(NamedTuple):
    """What a flow may yield in place of requests: it goes on, without an answer, after so many seconds."""

    seconds: float


class Page(NamedTuple):
    """One page of rows, and where the next one begins; None at the end."""

    rows: Rows
    paging: bytes | None


_PLACE: Final = "epoch = ? AND scope = ? AND generation = ?"
_ENTRY: Final = f"{_PLACE} AND slot = ? AND document_id = ?"
_PARTITION: Final = f"{_PLACE} AND window = ? AND bucket = ?"
_RECORD: Final = "query, value, created_at, expires_at, ttl, labels"
_SCORES: Final = {
    Similarity.COS: "similarity_cosine",
    Similarity.DOT: "similarity_dot_product",
    Similarity.L2: "similarity_euclidean",
}


def vector_statements(layout: Layout) -> dict[str, Statement]:
    """Return the statements of a provisioned vector store by name."""
    register = register_table(layout.keyspace)
    entries, vectors, scopes, labels = (layout.qualified(table) for table in layout.tables)
    score = f"{_SCORES[layout.shape.similarity]}(embedding, ?)"
    found = f"SELECT document_id, {_RECORD}, {score} FROM {vectors} WHERE {_PARTITION}"
    nearest = "ORDER BY embedding ANN OF ? LIMIT ?"
    reads = {
        "entry": f"SELECT {_RECORD} FROM {entries} WHERE {_ENTRY}",
        "entry_windows": f"SELECT windows FROM {entries} WHERE {_ENTRY}",
        "whole_entry": f"SELECT {_RECORD}, windows, writetime(expires_at) FROM {entries} WHERE {_ENTRY}",
        "vector": f"SELECT embedding FROM {vectors} WHERE {_PARTITION} AND document_id = ?",
        "ids": f"SELECT document_id FROM {vectors} WHERE {_PARTITION}",
        "vectors": f"SELECT document_id, embedding FROM {vectors} WHERE {_PARTITION}",
        "scope": f"SELECT current, generation, window FROM {scopes} WHERE epoch = ? AND scope = ?",
        "scope_texts": f"SELECT tenant, model, context FROM {scopes} WHERE epoch = ? AND scope = ? LIMIT 1",
        "all_scopes": f"SELECT DISTINCT epoch, scope FROM {scopes}",
        "all_labels": f"SELECT DISTINCT epoch, label, slot FROM {labels}",
        "epoch": f"SELECT epoch FROM {register} WHERE collection = ?",
        "members": f"SELECT member, written FROM {labels} WHERE epoch = ? AND label = ? AND slot = ?",
        "ends": f"SELECT epoch, scope, generation, created_at, expires_at FROM {entries}",
        "scan": f"SELECT epoch, scope, generation, document_id, windows, {_RECORD} FROM {entries}",
    }
    writes = {
        "put_entry": f"INSERT INTO {entries} (epoch, scope, generation, slot, document_id, windows, {_RECORD}) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?",
        "put_vector": f"INSERT INTO {vectors} (epoch, scope, generation, window, bucket, document_id, {_RECORD}, "
        "embedding) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?",
        "move_entry_end": f"UPDATE {entries} USING TIMESTAMP ? AND TTL ? SET expires_at = ? WHERE {_ENTRY}",
        "move_vector_end": f"UPDATE {vectors} USING TIMESTAMP ? AND TTL ? SET expires_at = ? WHERE {_PARTITION} "
        "AND document_id = ?",
        "move_entry": f"UPDATE {entries} USING TIMESTAMP ? AND TTL ? SET windows = ? WHERE {_ENTRY}",
        "drop_entry": f"DELETE FROM {entries} USING TIMESTAMP ? WHERE {_ENTRY}",
        "drop_vector": f"DELETE FROM {vectors} USING TIMESTAMP ? WHERE {_PARTITION} AND document_id = ?",
        "announce": f"INSERT INTO {scopes} (epoch, scope, generation, window) VALUES (?, ?, ?, ?) "
        "USING TIMESTAMP ? AND TTL ?",
        "retract": f"DELETE FROM {scopes} USING TIMESTAMP ? WHERE {_PLACE} AND window = ?",
        "name_scope": f"INSERT INTO {scopes} (epoch, scope, tenant, model, context) VALUES (?, ?, ?, ?, ?) "
        "USING TIMESTAMP ?",
        "put_label": f"INSERT INTO {labels} (epoch, label, slot, member, written) VALUES (?, ?, ?, ?, ?) "
        "USING TIMESTAMP ? AND TTL ?",
        "drop_label": f"DELETE FROM {labels} USING TIMESTAMP ? WHERE epoch = ? AND label = ? AND slot = ? "
        "AND member = ?",
        "set_generation": f"INSERT INTO {scopes} (epoch, scope, current) VALUES (?, ?, ?) USING TIMESTAMP ?",
        "forget_texts": f"DELETE tenant, model, context FROM {scopes} USING TIMESTAMP ? WHERE epoch = ? AND scope = ?",
        "drop_windows": f"DELETE FROM {scopes} USING TIMESTAMP ? WHERE epoch = ? AND scope = ? AND generation < ?",
        "drop_scope": f"DELETE FROM {scopes} USING TIMESTAMP ? WHERE epoch = ? AND scope = ?",
        "set_epoch": f"UPDATE {register} USING TIMESTAMP ? SET epoch = ? WHERE collection = ?",
        "drop_entries": f"DELETE FROM {entries} USING TIMESTAMP ? WHERE {_PLACE} AND slot = ?",
        "drop_vectors": f"DELETE FROM {vectors} USING TIMESTAMP ? WHERE {_PARTITION}",
        "drop_members": f"DELETE FROM {labels} USING TIMESTAMP ? WHERE epoch = ? AND label = ? AND slot = ?",
    }
    searches = {
        "search": f"{found} {nearest}",
        "search_live": f"{found} AND expires_at > ? {nearest}",
        "some_ids": f"SELECT document_id FROM {vectors} WHERE {_PARTITION} LIMIT ?",
    }
    return {
        **{name: Statement(cql, Kind.READ) for name, cql in reads.items()},
        **{name: Statement(cql, Kind.WRITE) for name, cql in writes.items()},
        **{name: Statement(cql, Kind.SEARCH) for name, cql in searches.items()},
    }


def value_statements(keyspace: str, table: str) -> dict[str, Statement]:
    """Return the statements of a key-value store by name."""
    values = f'"{keyspace}"."{table}"'
    return {
        "value": Statement(f"SELECT value, expires_at FROM {values} WHERE digest = ?", Kind.READ),
        "keys": Statement(f"SELECT key, expires_at FROM {values}", Kind.READ),
        "put_value": Statement(
            f"INSERT INTO {values} (digest, key, value, expires_at) VALUES (?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?",
            Kind.WRITE,
        ),
        "drop_value": Statement(f"DELETE FROM {values} USING TIMESTAMP ? WHERE digest = ?", Kind.WRITE),
    }
