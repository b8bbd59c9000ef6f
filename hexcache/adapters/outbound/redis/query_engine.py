"""The query engine's commands, and the parsers of its replies in both protocols.

Everything that stands in a query is a digest in hexadecimal, a number, or a text of ours: nothing has to be escaped.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from hexcache.adapters.outbound.redis.places import document_id
from hexcache.adapters.outbound.redis.records import READ, fields, milliseconds, read_entry, read_record
from hexcache.adapters.outbound.redis.scripts import FORGET_SCOPES
from hexcache.adapters.outbound.redis.statements import document_key
from hexcache.domain.entry import Candidate
from hexcache.domain.scope import field_key
from hexcache.domain.similarity import Similarity, from_cosine_distance, from_squared_distance
from hexcache.domain.ttl import is_live

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hexcache.adapters.outbound.redis.places import Place
    from hexcache.adapters.outbound.redis.planner import Way
    from hexcache.adapters.outbound.redis.talk import Command, Raw
    from hexcache.domain.collection import Collection
    from hexcache.domain.entry import Entry, Selection
    from hexcache.domain.vectors import Vector

    Row = dict[bytes, Any] | None

_METRICS: Final = {Similarity.COS: b"COSINE", Similarity.DOT: b"IP", Similarity.L2: b"L2"}
_LOAD: Final[Command] = (b"LOAD", len(READ) + 1, b"@__key", *(b"@" + name for name in READ))
_LOAD_ENTRY: Final[Command] = (b"LOAD", len(READ) + 3, b"@__key", *(b"@" + name for name in READ), b"@s", b"@b")
_DIALECT: Final[Command] = (b"DIALECT", 2)
_ROUNDING: Final = 1e-6


class Graph(NamedTuple):
    """How an index is built and searched: all but `algorithm` belong to HNSW."""

    algorithm: str
    links: int
    build_width: int
    search_width: int


class Found(NamedTuple):
    """What one search of one place found.

    Attributes:
        live: the candidates.
        rows: how many rows came, dead ones included.
    """

    live: list[Candidate]
    rows: int


def index_name(place: Place) -> bytes:
    """Return the name of the index of a place; its hash tag keeps it on the server of the documents."""
    return place.stem + b"index"


def create(place: Place, collection: Collection, graph: Graph, *, fresh: bool = False) -> Command:
    """Return the command that makes the index of a place; `fresh` ignores documents that are there already."""
    vector: list[bytes | str | int] = [b"TYPE", b"FLOAT32", b"DIM", collection.dimension]
    vector += [b"DISTANCE_METRIC", _METRICS[collection.similarity]]
    if graph.algorithm == "hnsw":
        vector += [b"M", graph.links, b"EF_CONSTRUCTION", graph.build_width]
        vector += [b"EF_RUNTIME", graph.search_width]
    end = (b"x", b"AS", b"end", b"NUMERIC")  # under its own name a number is loaded as 12 digits
    scope = (b"k", b"TAG", b"SORTABLE", b"UNF")  # so that rows can be filtered by it before their hash is read
    schema = (*scope, b"e", b"TAG", b"m", b"TAG", b"g", b"TAG", *end, b"b", b"VECTOR")
    scan = (b"SKIPINITIALSCAN",) if fresh else ()
    head = (b"FT.CREATE", index_name(place), b"ON", b"HASH", b"PREFIX", 1, document_key(place, b""), *scan)
    return (*head, b"SCHEMA", *schema, graph.algorithm.upper(), len(vector), *vector)


def recreate(place: Place, collection: Collection, graph: Graph) -> list[Command]:
    """Return a transaction after which the index is there and empty, and no search saw it missing."""
    drop: list[Command] = [(b"FT.DROPINDEX", index_name(place)), (b"UNLINK", scopes_key(place))]
    return [(b"MULTI",), *drop, create(place, collection, graph, fresh=True), (b"EXEC",)]


def scopes_key(place: Place) -> bytes:
    """Return the key of the set of all scopes that ever had documents since the index was empty."""
    return place.stem + b"scopes"


def forget_scopes(place: Place) -> Command:
    """Return the command that empties the set of scopes where there is no document any more."""
    return FORGET_SCOPES.call((scopes_key(place),), index_name(place))


def count_scopes(place: Place) -> Command:
    """Return the command that counts them. Read after a search, one means that the search met no other scope."""
    return (b"SCARD", scopes_key(place))


def put(place: Place, name: bytes, entry: Entry) -> list[Command]:
    """Return a transaction that replaces a document whole, its lifetime with it."""
    key = document_key(place, name)
    values = fields(entry)
    if entry.vector is not None:
        values = (*values, b"b", entry.vector.tobytes())
    end = milliseconds(entry.record.expires_at)
    expire: list[Command] = [] if end is None else [(b"PEXPIREAT", key, end)]
    scopes: Command = (b"SADD", scopes_key(place), entry.scope.key)
    return [(b"MULTI",), (b"UNLINK", key), (b"HSET", key, *values), *expire, scopes, (b"EXEC",)]


def search(place: Place, scope_key: str, vector: bytes, count: int, way: Way, farthest: float | None) -> Command:
    """Return the command that finds the documents of a scope nearest to a vector, dead ones among them.

    Args:
        place: where to look.
        scope_key: the scope.
        vector: its bytes.
        count: how many rows to return at the most.
        way: how to search.
        farthest: leave out what is farther than this distance; None keeps all.
    """
    scope = "*" if way.alone else f"(@k:{{{scope_key}}})"
    query = f"{scope}=>[KNN {count} @b $b AS d]{way.attributes}"
    cut: Command = () if farthest is None else (b"FILTER", f"@d<={farthest:.9f}")
    if way.alone:
        cut = (*cut, b"FILTER", f'@k=="{scope_key}"')
    return (b"FT.AGGREGATE", index_name(place), query, b"PARAMS", 2, b"b", vector, *cut, *_LOAD, *_DIALECT)


def farthest(similarity: Similarity, min_score: float | None) -> float | None:
    """Return the distance, as the server measures it, that can still reach `min_score`; None where all can."""
    if min_score is None:
        return None
    if similarity is not Similarity.L2:
        return 1.0 - min_score + _ROUNDING * max(1.0, abs(min_score))
    if min_score <= 0.0:
        return None
    squared = max(0.0, 1.0 / min_score - 1.0)
    return squared + _ROUNDING * max(1.0, squared)


def score(similarity: Similarity, distance: float) -> float:
    """Return the score of a distance as the server measures it."""
    if similarity is Similarity.COS:
        return from_cosine_distance(distance)
    return 1.0 - distance if similarity is Similarity.DOT else from_squared_distance(distance)


def parse_found(
    reply: Raw,
    place: Place,
    similarity: Similarity,
    now: float,
    min_score: float | None,
) -> Found:
    """Return what a search found; dead and unreadable rows are counted and left out."""
    live = []
    count = 0
    for row in rows(reply):
        count += 1
        candidate = None if row is None else _candidate(row, place, similarity)
        if candidate is None or not is_live(candidate.record.expires_at, now):
            continue
        if min_score is None or candidate.score >= min_score:
            live.append(candidate)
    return Found(live, count)


def _candidate(row: dict[bytes, Any], place: Place, similarity: Similarity) -> Candidate | None:
    try:
        name = row[b"__key"][len(place.stem) + 2 :]
        distance = float(row[b"d"])
        record = read_record(document_id(name), [row.get(field) for field in READ])
    except (KeyError, ValueError, TypeError):
        return None
    return None if record is None or math.isnan(distance) else Candidate(record, score(similarity, distance))


def rows(reply: Raw) -> Iterator[Row]:
    """Yield the rows of a reply to FT.AGGREGATE, None for a document that is gone."""
    if isinstance(reply, dict):  # RESP3
        for result in reply[b"results"]:
            yield result[b"extra_attributes"] or None
    else:
        for row in reply[1:]:
            yield dict(zip(row[::2], row[1::2], strict=True)) if row else None


def condition(selection: Selection) -> str:
    """Return the query for what is to be cleared."""
    keys = [
        ("k", None if selection.scope is None else selection.scope.key),
        ("e", None if selection.tenant is None else field_key("tenant", selection.tenant)),
        ("m", None if selection.model is None else field_key("model", selection.model)),
        ("g", None if selection.tag is None else field_key("tag", selection.tag)),
    ]
    return " ".join(f"@{name}:{{{key}}}" for name, key in keys if key is not None) or "*"


def select(place: Place, query: str, count: int) -> Command:
    """Return the command that lists the keys of some documents."""
    return (b"FT.SEARCH", index_name(place), query, b"NOCONTENT", b"LIMIT", 0, count, *_DIALECT)


def parse_selected(reply: Raw) -> list[bytes]:
    """Return the keys in a reply to `select`."""
    if isinstance(reply, dict):
        return [result[b"id"] for result in reply[b"results"]]
    return list(reply[1:])


def size(place: Place, query: str) -> Command:
    """Return the command that counts the documents which meet a query."""
    return (b"FT.SEARCH", index_name(place), query, b"LIMIT", 0, 0, *_DIALECT)


def dead(now: float) -> str:
    """Return the query for what is expired and was not removed yet."""
    return f"@end:[-inf {now!r}]"


def parse_size(reply: Raw) -> int:
    """Return the number in a reply to `size`."""
    return int(reply[b"total_results"] if isinstance(reply, dict) else reply[0])


def info(place: Place) -> Command:
    """Return the command that tells the state of an index."""
    return (b"FT.INFO", index_name(place))


def parse_documents(reply: Raw) -> int:
    """Return the number of documents in a reply to `info`."""
    pairs = reply if isinstance(reply, dict) else dict(zip(reply[::2], reply[1::2], strict=False))
    return int(float(pairs[b"num_docs"]))


def parse_made_for(reply: Raw) -> tuple[int, bytes]:
    """Return the dimension and the distance of the vectors in a reply to `info`."""
    pairs = reply if isinstance(reply, dict) else dict(zip(reply[::2], reply[1::2], strict=False))
    for attribute in pairs[b"attributes"]:
        facts = attribute if isinstance(attribute, dict) else dict(zip(attribute[::2], attribute[1::2], strict=False))
        if facts.get(b"type") == b"VECTOR":
            return int(facts[b"dim"]), bytes(facts[b"distance_metric"])
    return 0, b""


def is_made_for(reply: Raw, collection: Collection) -> bool:
    """Return whether a reply to `info` is that of an index for the collection."""
    return parse_made_for(reply) == (collection.dimension, _METRICS[collection.similarity])


def collect_garbage(place: Place) -> list[Command]:
    """Return the commands that take deleted documents out of the filters now; newer engines name it otherwise.

    Deleted documents stay in the lists behind the TAG filters until the engine's next round, up to 30 seconds, and each
    search of their scope passes them. A fork does the work, about ten milliseconds, and is waited for.
    """
    tail = (b"GC_FORCEINVOKE", index_name(place), 300)
    return [(b"FT.DEBUG", *tail), (b"_FT.DEBUG", *tail)]


def open_cursor(place: Place, count: int) -> Command:
    """Return the command that begins to read all documents, `count` at a time."""
    return (b"FT.AGGREGATE", index_name(place), b"*", *_LOAD_ENTRY, b"WITHCURSOR", b"COUNT", count, *_DIALECT)


def read_cursor(place: Place, cursor: int) -> Command:
    """Return the command that reads on."""
    return (b"FT.CURSOR", b"READ", index_name(place), cursor)


def close_cursor(place: Place, cursor: int) -> Command:
    """Return the command that frees a cursor."""
    return (b"FT.CURSOR", b"DEL", index_name(place), cursor)


def parse_entries(reply: Raw, place: Place, dimension: int, now: float) -> list[Entry]:
    """Return the live entries in one page of a cursor."""
    entries = [_entry(row, place, dimension) for row in rows(reply) if row is not None]
    return [entry for entry in entries if entry is not None and is_live(entry.record.expires_at, now)]


def _entry(row: dict[bytes, Any], place: Place, dimension: int) -> Entry | None:
    try:
        name = document_id(row[b"__key"][len(place.stem) + 2 :])
        vector = _vector(row.get(b"b"), dimension)
    except (KeyError, ValueError, TypeError):
        return None
    return read_entry(name, [row.get(field) for field in READ], row.get(b"s"), vector)


def _vector(blob: bytes | None, dimension: int) -> Vector | None:
    """Return the vector in a blob, None for none; ValueError for one of another length."""
    if blob is None:
        return None
    vector = np.frombuffer(blob, "<f4")
    if len(vector) != dimension:
        raise ValueError(len(vector))
    return vector
