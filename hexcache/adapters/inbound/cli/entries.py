"""Entries as JSON lines: any text and any byte survives, and each line says which embedder its vector is from."""

from __future__ import annotations

import json
import math
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NoReturn

from hexcache.adapters.inbound.cli.values import packed, unpacked, unpacked_text
from hexcache.domain.collection import Collection
from hexcache.domain.entry import Entry, Record, check_metadata, check_tags
from hexcache.domain.errors import CorruptEntryError, InvalidInputError
from hexcache.domain.keys import encode_text
from hexcache.domain.scope import Scope
from hexcache.domain.ttl import ttl_seconds
from hexcache.domain.vectors import decode_vector, encode_vector

if TYPE_CHECKING:
    from hexcache.domain.vectors import Vector

_SCOPE: Final = ("tenant", "model", "context")
_KEYS: Final = frozenset(
    {
        "query",
        "value",
        "scope",
        "created_at",
        "expires_at",
        "ttl",
        "tags",
        "metadata",
        "vector",
        "collection",
    }
)


@dataclass(frozen=True, slots=True)
class Exported:
    """An entry that was read from a line, and what the collection that it is from was made for."""

    entry: Entry
    collection: Collection | None


def entry_line(entry: Entry, collection: Collection) -> str:
    """Return an entry of `collection` as one line of ASCII JSON, without the line end."""
    record = entry.record
    data = {
        "query": packed(encode_text(record.query)),
        "value": packed(record.value),
        "scope": {name: packed(encode_text(getattr(entry.scope, name))) for name in _SCOPE},
        "created_at": record.created_at,
        "expires_at": record.expires_at,
        "ttl": record.ttl,
        "tags": list(record.tags),
        "metadata": dict(record.metadata),
        "vector": None if entry.vector is None else b64encode(encode_vector(entry.vector)).decode("ascii"),
        "collection": json.loads(collection.to_json()),
    }
    return json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def is_exported(data: dict[str, Any]) -> bool:
    """Return whether `data` is an entry that `entry_line` wrote, rather than a question and its answer."""
    return "vector" in data and "scope" in data


def unknown_keys(data: dict[str, Any]) -> set[str]:
    """Return the keys of a line that `entry_line` does not write, and that are not read."""
    return set(data) - _KEYS


def exported(data: dict[str, Any]) -> Exported:
    """Return the entry in a line.

    Raises:
        InvalidInputError: something in it is missing or wrong; the message names the key.
    """
    record = Record(
        document_id="",  # made anew from query and scope when it is loaded
        query=unpacked_text(data.get("query"), "query"),
        value=unpacked(data.get("value"), "value"),
        created_at=_number(data, "created_at"),
        expires_at=None if data.get("expires_at") is None else _number(data, "expires_at"),
        ttl=None if data.get("ttl") is None else ttl_seconds(_number(data, "ttl")),
        tags=check_tags(data.get("tags")),
        metadata=check_metadata(data.get("metadata")),
    )
    return Exported(Entry(record, _scope(data["scope"]), _vector(data["vector"])), _collection(data.get("collection")))


def _number(data: dict[str, Any], name: str) -> float:
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise InvalidInputError(f"{name!r} must be a finite number, got {type(value).__name__!r}")
    return float(value)


def _scope(data: object) -> Scope:
    if not isinstance(data, dict):
        raise InvalidInputError("'scope' must be an object with tenant, model and context")
    return Scope(*(unpacked_text(data.get(name, ""), name) for name in _SCOPE))


def _vector(data: object) -> Vector | None:
    if data is None:
        return None
    if not isinstance(data, str):
        _refuse_vector()
    try:
        return decode_vector(b64decode(data, validate=True))
    except (ValueError, CorruptEntryError):
        _refuse_vector()


def _refuse_vector() -> NoReturn:
    raise InvalidInputError("'vector' is not what 'hexcache export' writes; load with --embed to make it anew")


def _collection(data: object) -> Collection | None:
    if data is None:
        return None
    try:
        return Collection.from_json(json.dumps(data))
    except CorruptEntryError as error:
        raise InvalidInputError(f"'collection': {error}") from None
