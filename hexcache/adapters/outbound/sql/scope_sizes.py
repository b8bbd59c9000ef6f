"""How large scopes are, about: whether a search walks through the graph or compares the whole scope."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Final, NamedTuple

from hexcache.adapters.outbound.sql.forking import forgets_at_fork

if TYPE_CHECKING:
    from hexcache.adapters.outbound.sql.vector_kinds import VectorKind

COMPARED: Final = 1_500
"""A walk through the whole graph costs about as much as comparing so many vectors."""

FEW: Final = 1_000
"""Scopes of fewer vectors are always compared."""

MOST: Final = 40_000
"""Scopes of more vectors are never compared where there is a graph."""

_LARGE_SHARE: Final = 0.5
_FRESH: Final = 10.0
_SCOPES: Final = 10_000


class Size(NamedTuple):
    """What was found out of a scope.

    Attributes:
        scope: its vectors, counted up to what is worth comparing.
        table: vectors in the whole table, about.
        at: when, by the monotonic clock.
    """

    scope: float
    table: float
    at: float


def walks(kind: VectorKind, scope: float, table: float) -> bool:
    """Return whether to walk through the graph: a scope's share makes the walk longer, its size the comparing.

    Args:
        kind: how vectors are held.
        scope: vectors in the scope.
        table: vectors in the table.
    """
    if not kind.indexed or scope < FEW:
        return False
    if not kind.iterative:  # what a filter leaves of the candidates is all there is
        return scope >= _LARGE_SHARE * table
    return scope >= MOST or scope * scope >= COMPARED * table


class ScopeSizes:
    """Remembers the sizes of the scopes that were searched last. They age, and grow with what this process writes."""

    def __init__(self, kind: VectorKind) -> None:
        self.kind = kind
        self.after_fork()
        forgets_at_fork(self)

    def after_fork(self) -> None:
        """Start afresh."""
        self._lock = Lock()
        self._known: OrderedDict[bytes, Size] = OrderedDict()

    def is_known(self, scope: bytes) -> bool:
        """Return whether the size of a scope was found out lately."""
        size = self._known.get(scope)
        return size is not None and monotonic() - size.at < _FRESH

    def walks(self, scope: bytes) -> bool:
        """Return whether to walk through the graph; not where nothing is known."""
        size = self._known.get(scope)
        return size is not None and walks(self.kind, size.scope, size.table)

    def note(self, scope: bytes, count: float, table: float) -> None:
        """Remember what was found out."""
        with self._lock:
            self._known[scope] = Size(count, table, monotonic())
            self._known.move_to_end(scope)
            while len(self._known) > _SCOPES:
                self._known.popitem(last=False)

    def grow(self, scope: bytes, count: int) -> None:
        """Note that so many vectors were written into a scope."""
        with self._lock:
            size = self._known.get(scope)
            if size is not None:
                self._known[scope] = size._replace(scope=size.scope + count, table=size.table + count)
