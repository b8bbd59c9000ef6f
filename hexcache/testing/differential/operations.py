"""Random operations on a vector store: what they are made of, and how they are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from hypothesis import strategies as st

from hexcache.domain.entry import Selection
from hexcache.domain.keys import document_id
from hexcache.domain.scope import Scope
from hexcache.testing.samples import near, query_key, vectors

if TYPE_CHECKING:
    import numpy.typing as npt

T = TypeVar("T")

SCOPES: Final = (Scope(), Scope("t1", "m1"), Scope("T1", "m1", "\ud83d"))
QUERIES: Final = ("", "a", "A", "b c", "b  c", "\x00", "\ud83d", "it's")
TAGS: Final = ("x", "X", "x*")
_ROWS: Final = vectors(8, seed=11)
PALETTE: Final[tuple[npt.ArrayLike, ...]] = (*_ROWS, -_ROWS[0], near(_ROWS[0], 0.9), near(_ROWS[0], 0.98), _ROWS[1] * 2)
_HOUR: Final = 3_600.0


@dataclass(frozen=True)
class Draft:
    """An entry before it is known when it is written.

    Attributes:
        vector: a position in the palette.
        ttl: seconds to live; below zero for an entry whose life is over.
    """

    query: str
    scope: Scope
    vector: int | None
    ttl: float | None
    tags: tuple[str, ...]
    value: bytes


@dataclass(frozen=True)
class Put:
    """Write entries."""

    drafts: list[Draft]


@dataclass(frozen=True)
class Get:
    """Read records."""

    ids: list[str]


@dataclass(frozen=True)
class Search:
    """Search a scope with a vector of the palette."""

    scope: Scope
    vector: int
    limit: int
    min_score: float | None


@dataclass(frozen=True)
class Touch:
    """Let an entry end `seconds` from now."""

    document_id: str
    seconds: float


@dataclass(frozen=True)
class Delete:
    """Delete entries."""

    ids: list[str]


@dataclass(frozen=True)
class Clear:
    """Clear a selection."""

    selection: Selection


@dataclass(frozen=True)
class Count:
    """Count the live entries."""


@dataclass(frozen=True)
class Scan:
    """Read the whole collection."""

    batch_size: int


@dataclass(frozen=True)
class Wait:
    """Let time pass."""

    seconds: float


ALL_IDS: Final = [document_id(query_key(query), scope.key) for query in QUERIES for scope in SCOPES]


def many(elements: st.SearchStrategy[T]) -> st.SearchStrategy[list[T]]:
    """Return lists that are longer on the average than hypothesis makes them, and still shrink to one element."""
    return st.tuples(*[st.lists(elements, max_size=10)] * 4).map(lambda parts: [one for part in parts for one in part])


def sequences(*, time_jumps: bool) -> st.SearchStrategy[list[Any]]:
    """Return how sequences of operations are drawn; without jumps nothing ends while one runs."""
    ends = [5.0, 2.0] if time_jumps else []
    ids = st.sampled_from(ALL_IDS)
    scopes = st.sampled_from(SCOPES)
    vectors_ = st.integers(0, len(PALETTE) - 1)
    drafts = st.builds(
        Draft,
        query=st.sampled_from(QUERIES),
        scope=scopes,
        vector=st.one_of(vectors_, vectors_, vectors_, st.none()),
        ttl=st.sampled_from([None, None, None, _HOUR, -1.0, *ends]),
        tags=st.lists(st.sampled_from(TAGS), max_size=2, unique=True).map(tuple),
        value=st.binary(max_size=4),
    )
    selections = st.builds(
        Selection,
        tenant=st.sampled_from([None, "", "t1"]),
        model=st.sampled_from([None, None, "m1"]),
        scope=st.one_of(st.none(), scopes),
        tag=st.sampled_from([None, *TAGS]),
    )
    puts = st.builds(Put, st.lists(drafts, min_size=1, max_size=8))
    searches = st.builds(
        Search, scopes, vectors_, st.sampled_from([1, 2, 5, 64]), st.sampled_from([None, None, -0.3137, 0.1213, 0.9311])
    )
    steps = [
        *(puts, puts, searches, searches, searches),
        st.builds(Get, st.lists(ids, max_size=5)),
        st.builds(Touch, ids, st.sampled_from([_HOUR, *ends])),
        st.builds(Delete, st.lists(ids, max_size=3)),
        st.builds(Clear, selections),
        st.builds(Count),
        st.builds(Scan, st.sampled_from([1, 3, 500])),
        *([st.builds(Wait, st.sampled_from([1.0, 2.5]))] if time_jumps else []),
    ]
    return st.builds(lambda first, rest: [first, *rest], st.builds(Put, many(drafts)), many(st.one_of(steps)))
