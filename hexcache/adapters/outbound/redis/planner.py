"""Choosing how the query engine searches a scope: through the graph, or by comparing all its documents.

The server's own choice is to compare all of a scope's documents however many they are: measured, 0.085 microseconds for
each in 384 dimensions, so 550 for 10,000 which are the whole index, where a walk through the graph takes 75, and 50
without a filter. But through the graph a scope that is a small share of the index is found late: about 20 microseconds
times the share's inverse, 14,000 for 10 documents of 20,000. So sizes decide, and they are asked for along with a
search, now and then.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Final

_SMALL: Final = 600
_CROSSING: Final = 250
_FRESH_SECONDS: Final = 10.0
_MOST_SCOPES: Final = 10_000
_GROWTH: Final = 0.25


@dataclass(frozen=True, slots=True)
class Sizes:
    """What was asked for along with a search.

    Attributes:
        scope: the scope's documents.
        collection: all documents; None where that was not asked.
        scopes: how many scopes ever had documents; None where that was not asked.
    """

    scope: int
    collection: int | None = None
    scopes: int | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """How to search.

    Attributes:
        attributes: what stands behind the query.
        alone: the scope is taken to be the only one, so that rows are filtered afterwards and not on the way; who
            searches asks along whether it still is, and goes the other way where it is not.
        asks_scope: ask along for the scope's size.
        asks_collection: ask along for the rest.
    """

    attributes: str
    alone: bool = False
    asks_scope: bool = False
    asks_collection: bool = False


@dataclass(slots=True)
class _Known:
    sizes: Sizes
    asked_at: float
    written: int = 0

    def fresh(self, now: float) -> bool:
        """Return whether the sizes are good enough still."""
        grown = self.written > max(_SMALL, _GROWTH * self.sizes.scope)
        return abs(now - self.asked_at) < _FRESH_SECONDS and not grown


class Planner:
    """Remembers how large scopes are; a flat index has one way only.

    Args:
        width: how many candidates a walk through the graph keeps.
        graph: whether there is a graph.
    """

    def __init__(self, width: int, *, graph: bool) -> None:
        self._walk = Way(f"=>{{$HYBRID_POLICY: BATCHES; $EF_RUNTIME: {width}}}")
        self._alone = Way(f"=>{{$EF_RUNTIME: {width}}}", alone=True)
        self._graph = graph
        self._known: OrderedDict[str, _Known] = OrderedDict()

    def choose(self, scope_key: str, now: float) -> Way:
        """Return how to search a scope now."""
        if not self._graph:
            return _PLAIN
        known = self._known.get(scope_key)
        if known is None:
            return _UNKNOWN
        way, sizes = self._way(known.sizes), known.sizes
        if known.fresh(now) and (sizes.scope < _SMALL or sizes.collection is not None):
            return way
        return replace(way, asks_scope=True, asks_collection=sizes.scope >= _SMALL)

    def learn(self, scope_key: str, now: float, sizes: Sizes) -> None:
        """Take note of the sizes that were asked for."""
        self._known[scope_key] = _Known(sizes, now)
        self._known.move_to_end(scope_key)
        if len(self._known) > _MOST_SCOPES:
            self._known.popitem(last=False)

    def wrote(self, scope_key: str, count: int) -> None:
        """Take note of documents that were written: a scope that has grown much is asked for again."""
        known = self._known.get(scope_key)
        if known is not None:
            known.written += count

    def crowded(self, scope_key: str) -> None:
        """Take note that the scope is not the only one."""
        known = self._known.get(scope_key)
        if known is not None:
            known.sizes = replace(known.sizes, scopes=2)

    def forget(self) -> None:
        """Forget all sizes, as after a clear."""
        self._known.clear()

    def _way(self, sizes: Sizes) -> Way:
        if sizes.collection is None or not prefers_graph(sizes.scope, sizes.collection):
            return _COMPARE
        return self._alone if sizes.scopes == 1 else self._walk


def prefers_graph(scope: int, collection: int) -> bool:
    """Return whether walking the graph is cheaper than comparing all of a scope's documents."""
    return scope >= _SMALL and scope * scope >= _CROSSING * collection


_PLAIN: Final = Way("")
_UNKNOWN: Final = Way("", asks_scope=True)
_COMPARE: Final = Way("=>{$HYBRID_POLICY: ADHOC_BF}")
