"""Entries to parameters, and rows to entries. What cannot be read back is not there."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from hexcache.adapters.outbound.sql.vectors import decoded
from hexcache.domain.entry import Entry, Record
from hexcache.domain.errors import CorruptEntryError
from hexcache.domain.keys import decode_text, encode_text
from hexcache.domain.payload import decode_labels, encode_labels
from hexcache.domain.scope import Scope, field_key
from hexcache.domain.vectors import decode_vector, encode_vector

if TYPE_CHECKING:
    from hexcache.adapters.outbound.sql.statement import Row
    from hexcache.adapters.outbound.sql.vector_kinds import VectorKind
    from hexcache.domain.vectors import Vector


def digest(document_id: str) -> bytes:
    """Return the 32 bytes that a row is found by: ids of any encoder have any length, keys of tables have not."""
    return hashlib.sha256(encode_text(document_id), usedforsecurity=False).digest()


def tag_key(tag: str) -> bytes:
    """Return the 32 bytes that a tag is found by."""
    return bytes.fromhex(field_key("tag", tag))


def scope_key(scope: Scope) -> bytes:
    """Return the 32 bytes that a scope is found by."""
    return bytes.fromhex(scope.key)


def scope_params(scope: Scope) -> dict[str, Any]:
    """Return the parameters that a new scope's row is written with."""
    return {
        "scope_key": scope_key(scope),
        "removed": 0,
        "changed": 1,
        "tenant_key": bytes.fromhex(scope.tenant_key),
        "model_key": bytes.fromhex(scope.model_key),
        "tenant": encode_text(scope.tenant),
        "model": encode_text(scope.model),
        "context": encode_text(scope.context),
    }


def entry_params(entry: Entry) -> dict[str, Any]:
    """Return the parameters that an entry's row is written with, all but those of its scope."""
    record = entry.record
    return {
        "digest": digest(record.document_id),
        "created_at": float(record.created_at),
        "expires_at": None if record.expires_at is None else float(record.expires_at),
        "ttl": None if record.ttl is None else float(record.ttl),
        "document_id": encode_text(record.document_id),
        "query_text": encode_text(record.query),
        "answer": record.value,
        "labels": encode_labels(record.tags, record.metadata) or None,
        "embedding": None if entry.vector is None else encode_vector(entry.vector),
    }


def tag_params(entry: Entry, key: bytes) -> list[dict[str, bytes]]:
    """Return the parameters that the rows of an entry's tags are written with."""
    return [{"digest": key, "tag_key": tag_key(tag)} for tag in dict.fromkeys(entry.record.tags)]


def record_of(document_id: str, row: Row) -> Record | None:
    """Return the record in (query, answer, created_at, expires_at, ttl, labels), None where it cannot be read."""
    try:
        query, answer, created_at, expires_at, ttl, labels = row
        tags, metadata = decode_labels(labels) if labels else ((), {})
        return Record(
            document_id,
            decode_text(_blob(query)),
            _blob(answer),
            float(created_at),
            None if expires_at is None else float(expires_at),
            None if ttl is None else float(ttl),
            tags,
            metadata,
        )
    except (CorruptEntryError, ValueError, TypeError):
        return None


def entry_of(row: Row, kind: VectorKind | None = None) -> Entry | None:
    """Return the entry in (document_id, tenant, model, context, vector, *record), None where it cannot be read.

    A vector that fails its checksum is left out, and the exact tier still serves the answer.

    Args:
        row: the columns.
        kind: how vectors are held, where they come in the server's own form; None for a blob of ours.
    """
    try:
        name, tenant, model, context = (decode_text(_blob(text)) for text in row[:4])
    except (ValueError, TypeError):
        return None
    record = record_of(name, row[5:])
    if record is None:
        return None
    vector = vector_of(row[4], None) if kind is None else decoded(kind, row[4])
    return Entry(record, Scope(tenant, model, context), vector)


def vector_of(blob: Any, dimension: int | None) -> Vector | None:  # noqa: ANN401 - whatever the driver makes of a blob
    """Return the vector in a blob, None where there is none or it cannot be read."""
    try:
        return None if blob is None else decode_vector(blob, dimension)
    except (CorruptEntryError, TypeError):
        return None


def text_of(data: Any) -> str | None:  # noqa: ANN401 - as `vector_of`
    """Return the text in bytes, None where it cannot be read."""
    try:
        return decode_text(_blob(data))
    except (ValueError, TypeError):
        return None


def _blob(value: Any) -> bytes:  # noqa: ANN401 - as `vector_of`
    """Return bytes as such; of a number, `bytes` would make that many zeros."""
    if type(value) is bytes:
        return value
    if isinstance(value, (bytes, memoryview, bytearray)):
        return bytes(value)
    raise TypeError(type(value).__name__)
