"""The closed union of what a plan may ask for; a shell answers each with its own ports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from hexcache.domain.collection import Collection
    from hexcache.domain.entry import Entry, Selection
    from hexcache.domain.scope import Scope
    from hexcache.domain.vectors import Vector


@dataclass(slots=True)
class Provision:
    """Answered with the `Collection` on record."""

    collection: Collection


@dataclass(slots=True)
class EmbedQueries:
    """Answered with a float32 matrix, one row for each text."""

    texts: Sequence[str]


@dataclass(slots=True)
class EmbedDocuments:
    """Answered with a float32 matrix, one row for each text."""

    texts: Sequence[str]


@dataclass(slots=True)
class Fetch:
    """Answered with a list of `Record | None`."""

    document_ids: Sequence[str]
    now: float


@dataclass(slots=True)
class Search:
    """Answered with a list of `Candidate`, best first."""

    scope: Scope
    vector: Vector
    limit: int
    now: float
    min_score: float | None


@dataclass(slots=True)
class FetchAndSearch:
    """Answered with what `Fetch` is, and what `Search` is: None in place of that where nothing was searched.

    That is where every id has a record, or where the store cannot do both in one round trip.
    """

    document_ids: Sequence[str]
    scope: Scope
    vector: Vector
    limit: int
    now: float
    min_score: float | None


@dataclass(slots=True)
class SearchMany:
    """Answered with a list of candidates for each vector."""

    scope: Scope
    vectors: Sequence[Vector]
    limit: int
    now: float
    min_score: float | None


@dataclass(slots=True)
class Put:
    """Answered with None when the entries are safe."""

    entries: Sequence[Entry]


@dataclass(slots=True)
class Touch:
    """Answered with whether the entry was there."""

    document_id: str
    expires_at: float
    now: float


@dataclass(slots=True)
class Delete:
    """Answered with how many were there."""

    document_ids: Sequence[str]


@dataclass(slots=True)
class Clear:
    """Answered with None."""

    selection: Selection


@dataclass(slots=True)
class Count:
    """Answered with the number of live entries."""

    now: float


@dataclass(slots=True)
class ReadValues:
    """Answered with a list of `bytes | None` from the key-value store; `queries` picks the store for queries."""

    keys: Sequence[str]
    now: float
    queries: bool


@dataclass(slots=True)
class WriteValues:
    """Answered with None when the values are safe in the key-value store."""

    items: Mapping[str, bytes]
    now: float
    ttl: float | None
    queries: bool


@dataclass(slots=True)
class ReadMatching:
    """Answered with the live values of the key-value store whose keys begin with `prefix`, by their keys."""

    prefix: str
    now: float


@dataclass(slots=True)
class Verify:
    """Answered with what the verifier says, in time."""

    asked: str
    cached: str
    answer: Any


Operation: TypeAlias = (
    Provision
    | EmbedQueries
    | EmbedDocuments
    | Fetch
    | Search
    | FetchAndSearch
    | SearchMany
    | Put
    | Touch
    | Delete
    | Clear
    | Count
    | ReadValues
    | WriteValues
    | ReadMatching
    | Verify
)

EMBEDDING: tuple[type, ...] = (EmbedQueries, EmbedDocuments)

R = TypeVar("R")

Plan: TypeAlias = "Generator[Operation, Any, R]"
"""A use case: yields operations, receives their answers (or their errors, thrown in), returns its result."""
