"""What callers ask for, checked before anything is read or written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, TypeVar

from typing_extensions import override

from hexcache.domain.entry import check_metadata, check_tags, check_text
from hexcache.domain.errors import InvalidInputError
from hexcache.domain.scope import EVERYWHERE, Scope
from hexcache.domain.similarity import require_threshold
from hexcache.domain.ttl import TtlLike, max_age_seconds, ttl_seconds

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from hexcache.application.policy import Policy


_Item = TypeVar("_Item")


class _Unset(Enum):
    """The type of `UNSET`."""

    UNSET = "the cache's own setting"

    @override
    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = _Unset.UNSET
"""Stands for the cache's own setting where None has a meaning of its own."""

TtlOverride: TypeAlias = "TtlLike | Literal[_Unset.UNSET]"


@dataclass(slots=True)
class Question:
    """One question to look up, valid."""

    query: str = field(repr=False)
    scope: Scope
    threshold: float | None
    max_age: float | None
    vector: npt.ArrayLike | None = field(default=None, repr=False)


@dataclass(slots=True)
class Answer:
    """One answer to store, valid: the value is encoded already."""

    query: str = field(repr=False)
    value: bytes = field(repr=False)
    vector: npt.ArrayLike | None = field(default=None, repr=False)


@dataclass(slots=True)
class Labels:
    """What the answers of one update have in common."""

    scope: Scope
    ttl: float | None
    tags: tuple[str, ...]
    metadata: Mapping[str, str] = field(repr=False)


def question(
    query: str,
    scope: Scope | None = None,
    threshold: float | None = None,
    max_age: TtlLike = None,
    vector: npt.ArrayLike | None = None,
) -> Question:
    """Return the question, or say what is wrong with it (InvalidInputError)."""
    return Question(
        check_text("query", query),
        check_scope(scope),
        None if threshold is None else require_threshold(threshold),
        None if max_age is None else max_age_seconds(max_age),
        vector,
    )


def questions(
    queries: Iterable[str], scope: Scope | None = None, threshold: float | None = None, max_age: TtlLike = None
) -> list[Question]:
    """Return the questions; one text is refused, because it would be taken letter by letter."""
    return [question(query, scope, threshold, max_age) for query in _several("queries", "texts", queries)]


def flight_key(asked: Question) -> tuple[str, str, float | None, float | None]:
    """Return what two calls must have in common to share one attempt."""
    return asked.query, asked.scope.key, asked.threshold, asked.max_age


def answers(pairs: Iterable[tuple[str, Any]], policy: Policy) -> list[Answer]:
    """Return the answers with their values encoded, or say what is wrong with one (InvalidInputError)."""
    return [answer(query, value, policy) for query, value in _checked_pairs(pairs)]


def answer(query: str, value: object, policy: Policy, vector: npt.ArrayLike | None = None) -> Answer:
    """Return the answer with its value encoded, or say what is wrong with it (InvalidInputError)."""
    return Answer(check_text("query", query), policy.codec.encode(value), vector)


def labels(
    policy: Policy,
    scope: Scope | None = None,
    ttl: TtlOverride = UNSET,
    tags: Iterable[str] | None = None,
    metadata: Mapping[str, str] | None = None,
) -> Labels:
    """Return what the answers of one update have in common, or say what is wrong with it (InvalidInputError)."""
    seconds = policy.ttl.ttl if ttl is UNSET else ttl_seconds(ttl)
    return Labels(check_scope(scope), seconds, check_tags(tags), check_metadata(metadata))


def check_scope(scope: Scope | None) -> Scope:
    """Return `scope`, the empty one for None."""
    if scope is None:
        return EVERYWHERE
    if not isinstance(scope, Scope):
        raise InvalidInputError(f"scope must be a Scope, got {type(scope).__name__!r}; pass Scope(model=...)")
    return scope


def _several(name: str, of_what: str, given: Iterable[_Item]) -> Iterable[_Item]:
    """Return `given`, or say that it is not several of what was asked for (InvalidInputError)."""
    if isinstance(given, (str, bytes)) or not isinstance(given, Iterable):
        raise InvalidInputError(f"{name} must be several {of_what}, got one {type(given).__name__!r}; pass a list")
    return given


def _checked_pairs(pairs: Iterable[tuple[str, Any]]) -> Iterable[tuple[str, Any]]:
    for pair in pairs.items() if isinstance(pairs, dict) else _several("pairs", "(query, value) tuples", pairs):
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise InvalidInputError(f"expected (query, value) pairs, got {type(pair).__name__!r}; pass tuples of two")
        yield pair[0], pair[1]
