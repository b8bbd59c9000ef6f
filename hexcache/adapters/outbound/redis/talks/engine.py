"""Documents in the query engine: an index for each place, its TAG filter on the scope in every query."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec, TypeVar

from typing_extensions import override

from hexcache.adapters.outbound.redis import query_engine as engine
from hexcache.adapters.outbound.redis import statements
from hexcache.adapters.outbound.redis.planner import Planner, Sizes
from hexcache.adapters.outbound.redis.script import scripted
from hexcache.adapters.outbound.redis.talk import (
    Abandoned,
    Ask,
    NoIndexError,
    Page,
    checked,
    chunked,
    committed,
    demand,
    is_last,
    refused,
)
from hexcache.adapters.outbound.redis.talks.kind import SPARE, IndexKind, best
from hexcache.domain.errors import SchemaMismatchError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hexcache.adapters.outbound.redis.places import Place
    from hexcache.adapters.outbound.redis.planner import Way
    from hexcache.adapters.outbound.redis.query_engine import Found, Graph
    from hexcache.adapters.outbound.redis.talk import Answer, Command, Raw, Talk
    from hexcache.domain.collection import Collection
    from hexcache.domain.entry import Candidate, Entry, Selection
    from hexcache.domain.scope import Scope
    from hexcache.domain.vectors import Vector

_PUT_AT_ONCE: Final = 128
_UNLINK_AT_ONCE: Final = 32
_UNINDEXED_AT_ONCE: Final = 500
_FEW: Final = 5_000
_MUCH: Final = 200
_WIDEST: Final = 10_000


R = TypeVar("R")
P = ParamSpec("P")


def _healing(method: Callable[Concatenate[QueryEngine, P], Talk[R]]) -> Callable[Concatenate[QueryEngine, P], Talk[R]]:
    """Return a talk that makes the index again where it is gone, and begins anew, once."""

    def healed(self: QueryEngine, /, *args: P.args, **kwargs: P.kwargs) -> Talk[R]:
        try:
            return (yield from method(self, *args, **kwargs))
        except NoIndexError:
            yield from self.restore()
            return (yield from method(self, *args, **kwargs))

    return healed


class QueryEngine(IndexKind):
    """The index kind `query_engine`.

    Args:
        collection: what it is made for.
        places: where its documents are.
        graph: how the indexes are built and searched.
    """

    def __init__(self, collection: Collection, places: Sequence[Place], graph: Graph) -> None:
        super().__init__(collection, places)
        self._graph = graph
        self._planner = Planner(graph.search_width, graph=graph.algorithm == "hnsw")

    @override
    def create(self) -> Talk[None]:
        answer: Answer = yield Ask(
            {place: [engine.create(place, self.collection, self._graph), engine.info(place)] for place in self.places}
        )
        for replies in answer.values():
            if not isinstance(replies, list) or not refused(replies, "INDEXEXISTS"):
                checked(replies)
            elif not engine.is_made_for(checked(replies[1:])[0], self.collection):
                raise SchemaMismatchError(
                    "an index of this name was made for another dimension or measure, and the record of its collection "
                    "is gone; use another collection name, or drop the index with FT.DROPINDEX"
                )

    @override
    def put(self, entries: Sequence[Entry]) -> Talk[None]:
        for place, named in self.placed_entries(entries).items():
            for part in chunked(named, _PUT_AT_ONCE):
                replies = (yield from demand({place: _Puts(place, part)}))[place]
                if not committed(replies)[-1]:  # the server has lost its data, and the index with it
                    yield from self.restore()
                    committed((yield from demand({place: _Puts(place, part)}))[place])
        for scope_key, count in Counter(entry.scope.key for entry in entries).items():
            self._planner.wrote(scope_key, count)

    @override
    @_healing
    def search_many(
        self, scope: Scope, vectors: Sequence[Vector], limit: int, now: float, min_score: float | None
    ) -> Talk[list[list[Candidate]]]:
        results: list[list[Candidate]] = [[] for _ in vectors]
        blobs = [vector.tobytes() for vector in vectors]
        pending = list(range(len(vectors)))
        count = limit + SPARE
        while pending:
            asked = [blobs[position] for position in pending]
            found = yield from self._search(scope.key, asked, count, now, min_score)
            again = []
            for position, parts in zip(pending, found, strict=True):
                results[position] = best([one for part in parts for one in part.live], limit)
                if _may_hide(parts, results[position], limit, count):
                    again.append(position)
            pending, count = again, min(count * 4, _WIDEST)
        return results

    def _search(
        self, scope_key: str, blobs: Sequence[bytes], count: int, now: float, min_score: float | None
    ) -> Talk[list[list[Found]]]:
        """Return what each search found in every place that answers."""
        way = self._planner.choose(scope_key, now)
        cut = engine.farthest(self.collection.similarity, min_score)
        first = self.places[0]
        sizes = _size_commands(first, scope_key, way)
        commands: dict[Place, list[Command]] = {}
        for place in self.places:
            searches = [engine.search(place, scope_key, blob, count, way, cut) for blob in blobs]
            commands[place] = [*searches, engine.count_scopes(place)] if way.alone else searches
        commands[first] += sizes
        answer = self.outages.reachable((yield Ask(commands)))
        if sizes and first in answer:
            self._planner.learn(scope_key, now, _read_sizes(checked(answer[first][-len(sizes) :])))
        if way.alone and any(checked(replies)[len(blobs)] > 1 for replies in answer.values()):
            self._planner.crowded(scope_key)
            return (yield from self._search(scope_key, blobs, count, now, min_score))
        return [
            [
                engine.parse_found(checked(replies)[number], place, self.collection.similarity, now, min_score)
                for place, replies in answer.items()
            ]
            for number in range(len(blobs))
        ]

    @override
    def delete(self, document_ids: Sequence[str]) -> Talk[int]:
        deleted = 0
        for place, named in self.placed(document_ids).items():
            keys = [statements.document_key(place, name) for name, _ in named]
            commands = [statements.unlink(part) for part in chunked(keys, _UNLINK_AT_ONCE)]
            (replies,) = (yield from demand({place: commands}, again=False)).values()
            deleted += sum(replies)
        return deleted

    @override
    @_healing
    def clear(self, selection: Selection) -> Talk[None]:
        query = engine.condition(selection)
        for place in self.places:
            if selection.everything:
                commands = [engine.info(place), statements.is_being_cleared(place)]
                info, interrupted = (yield from demand({place: commands}))[place]
                if interrupted or engine.parse_documents(info) > _FEW:
                    yield from self._clear_all(place)
            yield from self._clear_selected(place, query)
            if selection.everything:
                yield from scripted({place: [engine.forget_scopes(place)]})  # where it is refused, a filter is used on
        self._planner.forget()

    def _clear_selected(self, place: Place, query: str) -> Talk[None]:
        """Delete what the index finds, a few at a time: each takes the server a while to take out of the graph."""
        keys: list[bytes] = []
        deleted = 0
        while True:
            delete = [statements.unlink(keys)] if keys else []
            commands = [*delete, engine.select(place, query, _UNLINK_AT_ONCE)]
            (replies,) = (yield from demand({place: commands})).values()
            found = engine.parse_selected(replies[-1])
            if not found or found == keys:
                break
            keys = found
            deleted += len(keys)
        if deleted > _MUCH:
            yield Ask({place: engine.collect_garbage(place)})  # an engine that refuses does it by itself, later

    def _clear_all(self, place: Place) -> Talk[None]:
        """Replace the index by an empty one, at once; then delete the documents, which is quick without it.

        A note is left meanwhile, so that the next clear ends what was interrupted.
        """
        recreate = engine.recreate(place, self.collection, self._graph)
        committed((yield from demand({place: [statements.begin_clear(place), *recreate]}))[place])
        pattern = statements.literal_pattern(statements.document_key(place, b""))
        cursor, more = b"0", True
        while more:
            command: Command = (b"SCAN", cursor, b"MATCH", pattern, b"COUNT", _UNINDEXED_AT_ONCE)
            (replies,) = (yield from demand({place: [command]})).values()
            cursor, keys = replies[0]
            if keys:
                yield from demand({place: [statements.unlink(keys)]})
            more = not is_last(cursor)
        yield from demand({place: [statements.end_clear(place)]})

    @override
    @_healing
    def count(self, now: float) -> Talk[int]:
        commands = {place: [engine.info(place), engine.size(place, engine.dead(now))] for place in self.places}
        replies = yield from demand(commands)
        return sum(
            max(0, engine.parse_documents(documents) - engine.parse_size(dead)) for documents, dead in replies.values()
        )

    @override
    def scan(self, now: float, batch_size: int) -> Talk[None]:
        for place in self.places:
            cursor = 0
            command = engine.open_cursor(place, batch_size)
            try:
                while True:
                    (replies,) = (yield from demand({place: [command]}, again=False)).values()
                    page, cursor = replies[0]
                    entries = engine.parse_entries(page, place, self.collection.dimension, now)
                    if entries:
                        yield Page(entries)
                    if not cursor:
                        break
                    command = engine.read_cursor(place, cursor)
            except Abandoned:
                if cursor:
                    yield Ask({place: [engine.close_cursor(place, cursor)]})
                raise

    @override
    def describe(self) -> dict[str, str]:
        graph = self._graph
        facts = {"index": "query_engine", "algorithm": graph.algorithm}
        if graph.algorithm == "hnsw":
            facts["graph"] = f"{graph.links} links, build width {graph.build_width}, search width {graph.search_width}"
        return facts


class _Puts:
    """The commands that write some entries, made while they are sent, and a question for the mark of the place."""

    def __init__(self, place: Place, named: Sequence[tuple[bytes, Entry]]) -> None:
        self._place = place
        self._named = named

    def __iter__(self) -> Iterator[Command]:
        puts = chain.from_iterable(engine.put(self._place, name, entry) for name, entry in self._named)
        return chain(puts, (statements.marked(self._place),))


def _size_commands(place: Place, scope_key: str, way: Way) -> list[Command]:
    """Return the commands that ask for the sizes which a way wants to know."""
    scope = [engine.size(place, f"@k:{{{scope_key}}}")] if way.asks_scope else []
    return scope + ([engine.info(place), engine.count_scopes(place)] if way.asks_collection else [])


def _read_sizes(replies: Sequence[Raw]) -> Sizes:
    size = engine.parse_size(replies[0])
    return Sizes(size) if len(replies) == 1 else Sizes(size, engine.parse_documents(replies[1]), int(replies[2]))


def _may_hide(parts: Sequence[Found], live: Sequence[Candidate], limit: int, count: int) -> bool:
    """Return whether dead rows took places of live ones that a wider search may find."""
    return len(live) < limit and count < _WIDEST and any(part.rows >= count for part in parts)
