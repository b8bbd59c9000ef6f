"""Entries as the fields of a hash, and back.

| field | what it holds                              | field | what it holds                     |
|-------|--------------------------------------------|-------|-----------------------------------|
| `q`   | the question                               | `k`   | key of the scope                  |
| `v`   | the encoded answer                         | `s`   | the scope's texts, as JSON        |
| `c`   | created, seconds since the epoch           | `e`   | key of the tenant                 |
| `x`   | expires, "inf" for never                   | `m`   | key of the model                  |
| `l`   | lifetime in seconds, empty for no end      | `g`   | keys of the tags, a comma between |
| `t`   | tags and metadata                          | `b`   | the vector, for the query engine  |
"""

from __future__ import annotations

import json
import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from hexcache.domain.entry import Entry, Record
from hexcache.domain.errors import CorruptEntryError
from hexcache.domain.keys import decode_text, encode_text
from hexcache.domain.payload import decode_labels, encode_labels
from hexcache.domain.scope import Scope, field_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hexcache.adapters.outbound.redis.talk import Command, Raw
    from hexcache.domain.vectors import Vector

READ: Final = (b"q", b"v", b"c", b"x", b"l", b"t")
"""The fields of a record; every hash has all of them."""

_LATEST: Final = 1 << 52
"""The last millisecond that a server is asked to count to; what ends later is left to the client's own check."""


def fields(entry: Entry) -> Command:
    """Return names and values of a hash, without the vector."""
    record = entry.record
    return (
        b"q",
        encode_text(record.query),
        b"v",
        record.value,
        b"c",
        repr(record.created_at),
        b"x",
        expiry(record.expires_at),
        b"l",
        "" if record.ttl is None else repr(record.ttl),
        b"t",
        encode_labels(record.tags, record.metadata),
        b"g",
        ",".join(tag_keys(record.tags)),
        *_scope_fields(entry.scope),
    )


@lru_cache(maxsize=256)
def _scope_fields(scope: Scope) -> tuple[bytes | str, ...]:
    """Return the fields that all documents of a scope have in common; an import writes one scope's again and again."""
    return (
        b"k",
        scope.key,
        b"s",
        encode_scope(scope),
        b"e",
        scope.tenant_key,
        b"m",
        scope.model_key,
    )


def tag_keys(tags: Sequence[str]) -> list[str]:
    """Return the digests of tags."""
    return [field_key("tag", tag) for tag in tags]


def expiry(expires_at: float | None) -> str:
    """Return an end of life as it is stored: a number for the server too."""
    return "inf" if expires_at is None else repr(expires_at)


def milliseconds(expires_at: float | None) -> int | None:
    """Return when the server removes what ends then, in its own unit; None where it is never asked to.

    Rounded up, so that the server never removes what is live still.
    """
    if expires_at is None or expires_at * 1_000.0 >= _LATEST:
        return None
    return max(1, math.ceil(expires_at * 1_000.0))


def encode_scope(scope: Scope) -> str:
    """Return the scope's texts as ASCII JSON; any Python text survives."""
    return json.dumps([scope.tenant, scope.model, scope.context], separators=(",", ":"))


def read_record(document_id: str, values: Sequence[Any]) -> Record | None:
    """Return the record in the values of `READ`, None where there is none that can be read."""
    query, value, created, expires, ttl, labels = values
    try:
        tags, metadata = decode_labels(labels)
        end = float(expires)
        return Record(
            document_id,
            query.decode("utf-8", "surrogatepass"),
            value if type(value) is bytes else bytes(value),
            float(created),
            None if end == math.inf else end,
            float(ttl) if ttl else None,
            tags,
            metadata,
        )
    except (TypeError, ValueError, AttributeError, CorruptEntryError):
        return None


def read_entry(document_id: str, values: Sequence[Any], scope: Raw, vector: Vector | None) -> Entry | None:
    """Return the entry in the values of `READ` and of the field `s`, None where it cannot be read."""
    record = read_record(document_id, values)
    if record is None:
        return None
    try:
        return Entry(record, Scope(*json.loads(decode_text(scope))), vector)
    except (TypeError, ValueError):
        return None
