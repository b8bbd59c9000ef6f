"""Reading: the exact tier by its key, and the nearest entries of a scope.

What is known of a scope may be a little old. Where it is too old, it is renewed beside the read that needs it, and what
went astray is read again, so that a lookup pays no round trip for it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hexcache.adapters.outbound.cassandra import requests, rows, wire
from hexcache.adapters.outbound.cassandra.places import WIDEST, Place
from hexcache.adapters.outbound.cassandra.state import FEW
from hexcache.domain.vectors import admit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hexcache.adapters.outbound.cassandra.places import Partition
    from hexcache.adapters.outbound.cassandra.state import State
    from hexcache.adapters.outbound.cassandra.statements import Flow, Request, Rows
    from hexcache.adapters.outbound.cassandra.windows import Window
    from hexcache.domain.entry import Candidate, Record
    from hexcache.domain.scope import Scope
    from hexcache.domain.vectors import Vector


def get(state: State, document_ids: Sequence[str], now: float) -> Flow[list[Record | None]]:
    """Return the live record of each id."""
    asked = {name: key for name in document_ids if (key := rows.scope_key_in(name)) is not None}
    keys = set(asked.values())
    answers: dict[tuple[Place, str], Rows] = {}
    checked: set[str] = set()
    while True:
        places = {key: state.book.place(key) for key in keys}
        wanted = [one for name, key in asked.items() if (one := (places[key], name)) not in answers]
        due = state.book.claim(keys, checked)
        if not wanted and not due:
            break
        found = yield from _beside(state, due, [requests.entry("entry", *one) for one in wanted])
        answers.update(zip(wanted, found, strict=True))
        checked.update(due)
    records = {name: rows.live_record(name, answers[places[key], name], now) for name, key in asked.items()}
    return [records.get(name) for name in document_ids]


def search(
    state: State, scope: Scope, vectors: Iterable[Vector], limit: int, now: float, min_score: float | None
) -> Flow[list[list[Candidate]]]:
    """Return the nearest live entries for each vector."""
    shape = state.shape
    queries = [wire.vector(admit(one, shape.dimension, shape.similarity)) for one in vectors]
    hunt = _Hunt(state, queries, limit, now, -math.inf if min_score is None else min_score)
    found = yield from hunt.run(scope.key)
    return [
        rows.best(
            (
                candidate
                for partition in found
                for row in hunt.answers[partition, query]
                if (candidate := rows.candidate_of(row, scope.key, shape.similarity)) is not None
            ),
            limit,
            hunt.lowest,
            now,
        )
        for query in queries
    ]


class _Hunt:
    """Searches every partition of a scope for each query, all at once."""

    def __init__(self, state: State, queries: Sequence[bytes], limit: int, now: float, lowest: float) -> None:
        self.answers: dict[tuple[Partition, bytes], Rows] = {}
        self.lowest = lowest
        self._state = state
        self._queries = queries
        self._limit = limit
        self._width = min(WIDEST, max(limit, state.search_width))
        self._now = now
        self._of_live: set[tuple[Partition, bytes]] = set()
        self._puts = state.thinned.puts

    def run(self, scope_key: str) -> Flow[list[Partition]]:
        """Fill `answers` and return the partitions that count."""
        partitions: list[Partition] = []
        checked: set[str] = set()
        book, sizes = self._state.book, self._state.sizes
        while self._queries:
            partitions = self._partitions(scope_key)
            pairs = [(partition, query) for partition in partitions for query in self._queries]
            wanted = [one for one in pairs if one not in self.answers]
            due = book.claim((scope_key,), checked)
            if not wanted and not due:
                break
            unknown = [one for one in partitions if not sizes.knows(one)]
            if unknown:
                self._learn(unknown, (yield [requests.some_ids(one, FEW) for one in unknown]))
            counted = [one for one in partitions if sizes.is_due(one)]
            asks = [self._first(*one) for one in wanted] + [requests.some_ids(one, FEW) for one in counted]
            found = yield from _beside(self._state, due, asks)
            self.answers.update(zip(wanted, found, strict=False))
            self._learn(counted, found[len(wanted) :])
            checked.update(due)
        yield from self._unhide(partitions)
        return partitions

    def _partitions(self, scope_key: str) -> list[Partition]:
        state, now = self._state, self._now
        found = state.spread.partitions(state.book.place(scope_key), state.book.windows(scope_key, now))
        return [partition for partition in found if not state.thinned.empty(partition, now)]

    def _learn(self, partitions: Iterable[Partition], found: Iterable[Rows]) -> None:
        for partition, ids in zip(partitions, found, strict=True):
            self._state.sizes.learn(partition, len(ids))

    def _first(self, partition: Partition, query: bytes) -> Request:
        """Return the search to begin with.

        Where a table file has no row of the partition, the server's search by vector alone takes the rows of the
        partition that comes next there for candidates, which it then drops, eight at a time: minutes where that one is
        large. A search among live rows never leaves its partition, and costs little where they are few.
        """
        if partition in self._state.thinned or self._state.sizes.is_small(partition):
            self._of_live.add((partition, query))
            return requests.search_live(partition, query, self._width, self._now)
        return requests.search(partition, query, self._width)

    def _unhide(self, partitions: Iterable[Partition]) -> Flow[None]:
        """Search among the live rows alone where expired ones may have hidden some.

        To ask for live rows costs the server time for each of them, so it is not done at first; once few are left
        of a window it costs nothing, and is.
        """
        hidden = [
            (partition, query)
            for partition in partitions
            if partition.window.start <= self._now
            for query in self._queries
            if (partition, query) not in self._of_live and self._hides(self.answers[partition, query])
        ]
        if hidden:
            found = yield [requests.search_live(*one, self._width, self._now) for one in hidden]
            self.answers.update(zip(hidden, found, strict=True))
        for one in (*hidden, *self._of_live):
            live = self.answers[one]
            if len(live) < self._width and one[0].window.start <= self._now:
                self._state.thinned.note(one[0], self._now, empty=not live, puts=self._puts)

    def _hides(self, found: Rows) -> bool:
        similarity = self._state.shape.similarity
        return rows.hides(found, self._width, self._limit, self._now, self.lowest, similarity)


def _beside(state: State, due: Sequence[str], asks: list[Request]) -> Flow[list[Rows]]:
    """Send `asks` and return their answers; along with them learn the epoch and what is due of scopes."""
    book = state.book
    epoch, asked = book.epoch, book.moment
    news = [requests.scope("scope", epoch, key) for key in due]
    asks_epoch = book.claim_epoch()
    if asks_epoch:
        news.append(requests.ask_epoch(state.collection))
    if not news:
        return (yield asks)
    try:
        answers = yield [*asks, *news]
    except BaseException:
        book.release(due)
        raise
    told = answers[len(asks) :]
    if asks_epoch:
        book.learn_epoch(epoch_in(told[-1]))
    for key, found in zip(due, told, strict=False):
        generation, windows = rows.windows_of(found)
        book.learn(Place(epoch, key, generation), windows.get(generation, ()), asked)
    return answers[: len(asks)]


def fresh(state: State, scope_keys: Iterable[str]) -> Flow[dict[str, tuple[Place, frozenset[Window]]]]:
    """Return where each scope is now and the windows in use there, read anew: what every write begins with."""
    keys = list(scope_keys)
    while True:
        epoch, asked = state.book.epoch, state.book.moment
        told = yield [requests.ask_epoch(state.collection), *(requests.scope("scope", epoch, key) for key in keys)]
        state.book.learn_epoch(epoch_in(told[0]))
        if state.book.epoch == epoch:
            break
    known = {}
    for key, found in zip(keys, told[1:], strict=True):
        generation, windows = rows.windows_of(found)
        place, used = Place(epoch, key, generation), frozenset(windows.get(generation, ()))
        state.book.learn(place, used, asked)
        known[key] = (place, used)
    return known


def epoch_in(found: Rows) -> int:
    """Return the epoch in the answer to `requests.ask_epoch`."""
    return (found[0][0] or 0) if found else 0
