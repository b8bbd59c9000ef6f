"""Choosing how the query engine searches a scope: through the graph, or by comparing all its documents.

The server's own choice is to compare all of a scope's documents however many they are: measured, 0.085 microseconds for
each in 384 dimensions, so 550 for 10,000 which are the whole index, where the graph takes 75. But through the graph a
scope that is a small share of the index is found late: about 20 microseconds times the share's inverse, 14,000 for 10
documents of 20,000. So sizes decide, and they are asked for along with a search, now and then.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

_SMALL: Final = 600
_CROSSING: Final = 250
_FRESH_SECONDS: Final = 10.0
_MOST_SCOPES: Final = 10_000
_GROWTH: Final = 0.25


@dataclass(slots=True)
class _Sizes:
    scope: int
    collection: int | None
    asked_at: float
    written: int = 0


@dataclass(frozen=True, slots=True)
class Way:
    """How to search.

    Attributes:
        attributes: what stands behind the query.
        asks_scope: ask along for the number of the scope's documents.
        asks_collection: ask along for the number of all documents.
    """

    attributes: str
    asks_scope: bool = False
    asks_collection: bool = False


class Planner:
    """Remembers how large scopes are, for one index kind `hnsw`; a flat index has one way only.

    Args:
        width: how many candidates a walk through the graph keeps.
        graph: whether there is a graph.
    """

    def __init__(self, width: int, *, graph: bool) -> None:
        self._walk = f"=>{{$HYBRID_POLICY: BATCHES; $EF_RUNTIME: {width}}}"
        self._graph = graph
        self._known: OrderedDict[str, _Sizes] = OrderedDict()

    def choose(self, scope_key: str, now: float) -> Way:
        """Return how to search a scope now."""
        if not self._graph:
            return _PLAIN
        sizes = self._known.get(scope_key)
        if sizes is None:
            return _UNKNOWN
        large = sizes.scope >= _SMALL
        walks = large and sizes.collection is not None and prefers_graph(sizes.scope, sizes.collection)
        attributes = self._walk if walks else _COMPARE
        if not _is_fresh(sizes, now):
            return Way(attributes, asks_scope=True, asks_collection=large)
        return Way(attributes, asks_collection=large and sizes.collection is None)

    def learn(self, scope_key: str, now: float, scope: int | None, collection: int | None) -> None:
        """Take note of the sizes that were asked for; None where one was not."""
        old = self._known.get(scope_key)
        if scope is None and old is not None:
            scope = old.scope
        if scope is None:
            return
        self._known[scope_key] = _Sizes(scope, collection, now)
        self._known.move_to_end(scope_key)
        if len(self._known) > _MOST_SCOPES:
            self._known.popitem(last=False)

    def wrote(self, scope_key: str, count: int) -> None:
        """Take note of documents that were written: a scope that has grown much is asked for again."""
        sizes = self._known.get(scope_key)
        if sizes is not None:
            sizes.written += count

    def forget(self) -> None:
        """Forget all sizes, as after a clear."""
        self._known.clear()


def prefers_graph(scope: int, collection: int) -> bool:
    """Return whether walking the graph is cheaper than comparing all of a scope's documents."""
    return scope >= _SMALL and scope * scope >= _CROSSING * collection


def _is_fresh(sizes: _Sizes, now: float) -> bool:
    return abs(now - sizes.asked_at) < _FRESH_SECONDS and sizes.written <= max(_SMALL, _GROWTH * sizes.scope)


_PLAIN: Final = Way("")
_UNKNOWN: Final = Way("", asks_scope=True)
_COMPARE: Final = "=>{$HYBRID_POLICY: ADHOC_BF}"
