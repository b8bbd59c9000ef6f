"""Making a collection, or finding out how it was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hexcache.adapters.outbound.redis import statements
from hexcache.adapters.outbound.redis.places import partition_places
from hexcache.adapters.outbound.redis.query_engine import Graph
from hexcache.adapters.outbound.redis.script import scripted
from hexcache.adapters.outbound.redis.statements import Facts, Layout
from hexcache.adapters.outbound.redis.talk import Ask, Survey, checked, demand
from hexcache.adapters.outbound.redis.talks.elements import Elements
from hexcache.adapters.outbound.redis.talks.engine import QueryEngine
from hexcache.adapters.outbound.redis.talks.packed import Packed
from hexcache.domain.errors import CacheError, ConfigurationError, SchemaMismatchError
from hexcache.domain.similarity import Similarity

if TYPE_CHECKING:
    from hexcache.adapters.outbound.redis.places import Place
    from hexcache.adapters.outbound.redis.settings import IndexSettings
    from hexcache.adapters.outbound.redis.talk import Answer, Talk, Topology
    from hexcache.adapters.outbound.redis.talks.kind import IndexKind
    from hexcache.domain.collection import Collection

_MOST_PARTITIONS: Final = 16


@dataclass(frozen=True, slots=True)
class Provisioned:
    """A collection that is ready.

    Attributes:
        kind: what keeps and searches it.
        facts: what was found out on the way, for `describe`.
    """

    kind: IndexKind
    facts: dict[str, str]


def provision(name: str, settings: IndexSettings, wanted: Collection) -> Talk[Provisioned]:
    """Make the collection where it is not there, and return it ready for use.

    Raises:
        SchemaMismatchError: it was made for something else, or is kept in another way than was asked for.
        ConfigurationError: the server cannot keep it as was asked for.
    """
    topology: Topology = yield Survey()
    meta = statements.meta_place(settings.prefix, name)
    answer: Answer = yield Ask({meta: [statements.read_collection(meta), *statements.ask_server(meta)]})
    replies = answer[meta]
    if isinstance(replies, CacheError):
        raise replies
    checked(replies[:1])
    facts = statements.parse_server(replies[1:])
    record, why = replies[0], "the collection was made with it"
    if record is None:
        layout, why = new_layout(settings, facts, wanted, topology)
        text = statements.encode_collection(wanted, layout)
        commands = [statements.create_collection(meta, text), statements.read_collection(meta)]
        (_, record) = (yield from demand({meta: commands}))[meta]
    recorded, layout = statements.parse_collection(record, name)
    collection = recorded.require(wanted, name)
    check_layout(layout, settings, facts, name)
    if collection != recorded:
        record = yield from _renamed(meta, record, collection, layout, wanted, name)
    kind = made(settings, layout, collection, partition_places(settings.prefix, name, layout.partitions))
    yield from kind.found(meta, record.decode())
    return Provisioned(kind, _described(facts, layout, topology, why))


def _renamed(
    meta: Place, record: bytes, collection: Collection, layout: Layout, wanted: Collection, name: str
) -> Talk[bytes]:
    """Write the name that the collection learnt, unless somebody else was first; return what is recorded."""
    command = statements.rename_collection(meta, record.decode(), statements.encode_collection(collection, layout))
    answer = yield from scripted({meta: [command]})
    (there,) = checked(answer[meta])
    statements.parse_collection(there, name)[0].require(wanted, name)
    return bytes(there)


def new_layout(settings: IndexSettings, facts: Facts, wanted: Collection, topology: Topology) -> tuple[Layout, str]:
    """Return how a new collection is kept, and why.

    Raises:
        ConfigurationError: the server cannot do what was asked for.
    """
    kind, why = choose(settings.index, facts, wanted.similarity)
    partitions = settings.partitions or (min(len(topology.primaries), _MOST_PARTITIONS) if topology.cluster else 1)
    algorithm = settings.algorithm if kind == "query_engine" else ""
    quantization = settings.quantization if kind == "vector_set" else ""
    return Layout(kind, algorithm, quantization, partitions), why


def choose(index: str, facts: Facts, similarity: Similarity) -> tuple[str, str]:
    """Return the index kind, and why.

    Raises:
        ConfigurationError: the server does not have what was asked for, or it cannot do the measure.
    """
    if index != "auto":
        _require(index, facts, similarity)
        return index, "it was asked for"
    notes = "".join(f"; {note}" for note in facts.obstacles)
    if facts.query_engine:
        return "query_engine", f"the server has the query engine {facts.query_engine}"
    if facts.vector_sets and similarity is Similarity.COS:
        return "vector_set", f"the server has vector sets and no query engine{notes}"
    if facts.vector_sets:
        return "scan", f"the server has vector sets only, and they cannot do {str(similarity)!r}{notes}"
    return "scan", f"the server has neither query engine nor vector sets{notes}"


def _require(kind: str, facts: Facts, similarity: Similarity) -> None:
    there = {"query_engine": bool(facts.query_engine), "vector_set": facts.vector_sets, "scan": True}
    if not there[kind]:
        notes = "".join(f"; {note}" for note in facts.obstacles)
        raise ConfigurationError(
            f"index {kind!r} was asked for and {facts.server!r} does not have it{notes}; "
            "use index 'auto', or a server that has it (Redis 8 or Redis Stack)"
        )
    if kind == "vector_set" and similarity is not Similarity.COS:
        raise ConfigurationError(
            f"vector sets rank by 'cos' only, not by {str(similarity)!r}; use similarity 'cos', or another index"
        )


def check_layout(layout: Layout, settings: IndexSettings, facts: Facts, name: str) -> None:
    """Check that a collection which is there can be used as it is kept.

    Raises:
        SchemaMismatchError: it is kept in another way than was asked for.
        ConfigurationError: this server does not have what it is kept in.
    """
    asked: list[tuple[str, object, object, bool]] = [("index", settings.index, layout.kind, settings.index != "auto")]
    asked.append(("partitions", settings.partitions, layout.partitions, settings.partitions is not None))
    if layout.kind == "query_engine":
        asked.append(("algorithm", settings.algorithm, layout.algorithm, True))
    if layout.kind == "vector_set":
        asked.append(("quantization", settings.quantization, layout.quantization, True))
    differences = [
        f"{what} is {there!r} there and {here!r} here" for what, here, there, given in asked if given and here != there
    ]
    if differences:
        raise SchemaMismatchError(
            f"collection {name!r} is kept in another way: {'; '.join(differences)}. Use another collection name, set "
            "the options to what is there, or export, drop and load it again"
        )
    _require(layout.kind, facts, Similarity.COS)


def made(settings: IndexSettings, layout: Layout, collection: Collection, places: tuple[Place, ...]) -> IndexKind:
    """Return the index kind of a collection."""
    if layout.kind == "query_engine":
        graph = Graph(layout.algorithm, settings.links, settings.build_width, settings.search_width)
        return QueryEngine(collection, places, graph)
    if layout.kind == "vector_set":
        return Elements(collection, places, layout.quantization, settings.search_width)
    return Packed(collection, places, settings.max_rows_per_scope, settings.cache_bytes)


def _described(facts: Facts, layout: Layout, topology: Topology, why: str) -> dict[str, str]:
    mode = f"cluster of {len(topology.primaries)} primaries" if topology.cluster else "one server"
    described = {"backend": "redis", "server": facts.server, "mode": mode, "why": why}
    if facts.query_engine:
        described["query engine"] = facts.query_engine
    if layout.partitions > 1:
        described["partitions"] = str(layout.partitions)
    return described
