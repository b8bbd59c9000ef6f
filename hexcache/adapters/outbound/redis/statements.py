"""Commands that every index kind shares, and the parsers of their replies: records, the collection, the server."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from hexcache.adapters.outbound.redis.places import Place, key_slot
from hexcache.adapters.outbound.redis.records import READ
from hexcache.adapters.outbound.redis.script import Script
from hexcache.adapters.outbound.redis.talk import Refusal
from hexcache.domain.collection import Collection
from hexcache.domain.errors import ConfigurationError, CorruptEntryError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hexcache.adapters.outbound.redis.talk import Command, Raw

LAYOUT: Final = 1
"""The version of what is stored; a change that an older hexcache cannot read raises it."""

_RECORD: Final = b"record"

RENAME: Final = Script(
    """
    if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) end
    return redis.call('HGET', KEYS[1], ARGV[1])
    """
)
"""Replace the record of a collection where it is still what it was, and return what it is."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What a collection remembers of how it is stored, besides what it was made for.

    Attributes:
        kind: the index kind.
        algorithm: `hnsw` or `flat`, for the query engine.
        quantization: of vector sets.
        partitions: how many places its entries are spread over.
    """

    kind: str
    algorithm: str
    quantization: str
    partitions: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What a server says of itself.

    Attributes:
        server: its name and version.
        query_engine: the version of the query engine, empty where there is none that may be used.
        vector_sets: whether it has vector sets that may be used.
        obstacles: why something may not be used.
    """

    server: str
    query_engine: str
    vector_sets: bool
    obstacles: tuple[str, ...] = ()


def meta_place(prefix: str, collection: str) -> Place:
    """Return the place of the record of a collection: one key, and its own slot."""
    key = f"{prefix}:{collection}:meta".encode()
    return Place(key, key_slot(key))


def read_collection(meta: Place) -> Command:
    """Read the record of a collection."""
    return (b"HGET", meta.stem, _RECORD)


def create_collection(meta: Place, record: str) -> Command:
    """Write the record of a collection where there is none."""
    return (b"HSETNX", meta.stem, _RECORD, record)


def rename_collection(meta: Place, old: str, new: str) -> Command:
    """Replace the record of a collection where it is still `old`."""
    return RENAME.call((meta.stem,), _RECORD, old, new)


def encode_collection(collection: Collection, layout: Layout) -> str:
    """Return the record of a collection as text."""
    return json.dumps({"version": LAYOUT, **json.loads(collection.to_json()), **asdict(layout)}, sort_keys=True)


def parse_collection(reply: Raw, name: str) -> tuple[Collection, Layout]:
    """Return what `encode_collection` was given.

    Raises:
        ConfigurationError: the record is of another version, or unreadable.
    """
    try:
        text = reply.decode()
        fields = json.loads(text)
        version = int(fields["version"])
        layout = Layout(
            str(fields["kind"]), str(fields["algorithm"]), str(fields["quantization"]), int(fields["partitions"])
        )
        collection = Collection.from_json(text)
    except (AttributeError, ValueError, KeyError, TypeError, CorruptEntryError) as error:
        raise ConfigurationError(
            f"the record of collection {name!r} cannot be read; remove the collection with it, or use another prefix"
        ) from error
    if version != LAYOUT:
        raise ConfigurationError(
            f"collection {name!r} is stored in version {version!r}, this hexcache reads {LAYOUT!r}; "
            "use another collection name, or the hexcache that made it"
        )
    return collection, layout


def ask_server(meta: Place) -> list[Command]:
    """Ask a server what it is and has: tried, as the list of modules may be hidden and COMMAND INFO breaks drivers."""
    return [
        (b"INFO", b"server"),
        (b"MODULE", b"LIST"),
        (b"FT._LIST",),
        (b"CLIENT", b"INFO"),
        (b"VCARD", meta.stem),  # of the wrong type once the collection is there, which is an answer too
    ]


def parse_server(replies: list[Any]) -> Facts:
    """Return what the replies to `ask_server` say."""
    info, modules, listed, client, cardinality = replies
    obstacles = [
        f"{what} is there and the Redis user may not use it"
        for what, reply in (("the query engine", listed), ("vector sets", cardinality))
        if isinstance(reply, Refusal) and reply.code == "NOPERM"
    ]
    engine = "" if isinstance(listed, Refusal) else _engine_version(modules)
    if engine and (database := _database(client)):
        obstacles.append(f"the query engine works in database 0 only, and this is database {database}")
        engine = ""
    vector_sets = not isinstance(cardinality, Refusal) or cardinality.code == "WRONGTYPE"
    return Facts(_server_name(info), engine, vector_sets, tuple(obstacles))


def _server_name(info: Raw) -> str:
    if isinstance(info, Refusal):
        return "unknown (INFO is not allowed)"
    text = info.decode("utf-8", "replace") if isinstance(info, bytes) else str(info)
    fields = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    if "valkey_version" in fields:
        return f"valkey {fields['valkey_version']}"
    return f"redis {fields.get('redis_version', 'unknown')}"


def _database(client: Raw) -> int:
    """Return the number of the database that the connection has chosen; 0 where it cannot be asked."""
    found = re.search(rb"\bdb=(\d+)", client) if isinstance(client, bytes) else None
    return int(found.group(1)) if found else 0


def _engine_version(modules: Raw) -> str:
    """Return the version of the module `search`, "unknown" where the list is hidden from this user."""
    if isinstance(modules, Refusal):
        return "unknown"
    for module in modules:
        pairs = module if isinstance(module, dict) else dict(zip(module[::2], module[1::2], strict=False))
        if pairs.get(b"name") in (b"search", b"searchlight", b"ft"):
            number = int(pairs.get(b"ver", 0))
            return f"{number // 10_000}.{number // 100 % 100}.{number % 100}"
    return "unknown"


def document_key(place: Place, name: bytes) -> bytes:
    """Return the key of a document's hash."""
    return place.stem + b"d:" + name


def read(place: Place, names: Iterable[bytes]) -> list[Command]:
    """Read the records of documents."""
    stem = place.stem + b"d:"
    return [(b"HMGET", stem + name, *READ) for name in names]


def mark(place: Place) -> Command:
    """Leave a mark that the place is provisioned: a server that lost its data lost it too."""
    return (b"SET", place.stem + b"made", b"1")


def marked(place: Place) -> Command:
    """Ask for the mark."""
    return (b"EXISTS", place.stem + b"made")


def begin_clear(place: Place) -> Command:
    """Leave a note that documents are being deleted which the index no longer knows."""
    return (b"SET", place.stem + b"clearing", b"1")


def end_clear(place: Place) -> Command:
    """Take the note away."""
    return (b"UNLINK", place.stem + b"clearing")


def is_being_cleared(place: Place) -> Command:
    """Ask for the note: it is there after a clear that was interrupted, too."""
    return (b"EXISTS", place.stem + b"clearing")


def unlink(keys: Iterable[bytes]) -> Command:
    """Delete keys without waiting for their memory."""
    return (b"UNLINK", *keys)


def literal_pattern(text: bytes) -> bytes:
    """Return a pattern for keys that begin with `text`, no character of which means anything else."""
    return b"".join(b"\\" + bytes((code,)) if code in b"\\*?[]^" else bytes((code,)) for code in text) + b"*"
