"""What people said about a cached question and an asked one: the same, or not; kept as entries beside the others.

A verdict is an entry without a vector in a scope of its own, made of the key of the scope that it is about. Its
question is the two questions together, so that it is found by one read by primary key, on every backend, by every
process, that a later verdict replaces an earlier one, and that it moves with the entries that are exported and loaded.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hexcache.domain.entry import Entry, Record
from hexcache.domain.keys import decode_text, encode_text
from hexcache.domain.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Callable

FEEDBACK_MODEL: Final = "hexcache:feedback"
"""The model of every scope that verdicts are kept in; `clear(model=...)` with it forgets them all."""

MARKER_SCOPE: Final = Scope(model=FEEDBACK_MODEL)
MARKER_QUERY: Final = "Has this collection any feedback?"


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """Two questions, and whether one answer serves both; `a` is the one that is asked, `b` the cached one."""

    a: str = field(repr=False)
    b: str = field(repr=False)
    same: bool


def verdict_scope(scope_key: str, tenant: str = "") -> Scope:
    """Return the scope that verdicts about the scope with this key are kept in: its tenant's, where that was said."""
    return Scope(tenant, FEEDBACK_MODEL, scope_key)


def verdict_scopes(scope_key: str, tenant: str) -> tuple[Scope, ...]:
    """Return every scope that verdicts about a scope may be in: the tenant's, and that of nobody in particular."""
    return tuple(verdict_scope(scope_key, owner) for owner in dict.fromkeys((tenant, "")))


def verdict_query(cached: str, asked: str) -> str:
    """Return the text that stands for the pair; no two different pairs share one."""
    return f"{len(cached)} {cached} {asked}"


def verdict_entries(pair: LabelledPair, scope: Scope, now: float, make_id: Callable[[str, Scope], str]) -> list[Entry]:
    """Return what is written for one verdict: itself, and the marker that says that there are any.

    Args:
        pair: what was said.
        scope: the `verdict_scope` of the scope that both questions belong to.
        now: seconds since the epoch.
        make_id: returns the id of the row for a question in a scope.
    """
    query = verdict_query(pair.b, pair.a)
    text = json.dumps({"a": pair.a, "b": pair.b, "same": pair.same})
    verdict = Record(make_id(query, scope), query, encode_text(text), now)
    marker = Record(make_id(MARKER_QUERY, MARKER_SCOPE), MARKER_QUERY, b"yes", now)
    return [Entry(verdict, scope), Entry(marker, MARKER_SCOPE)]


def pair_of(record: Record) -> LabelledPair | None:
    """Return the pair that `verdict_entries` wrote; None for a row that cannot be read, which says nothing."""
    try:
        said = json.loads(decode_text(record.value))
        a, b, same = said["a"], said["b"], said["same"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    readable = isinstance(a, str) and isinstance(b, str) and isinstance(same, bool)
    return LabelledPair(a, b, same) if readable else None


def labelled_pair(entry: Entry) -> LabelledPair | None:
    """Return the pair that an entry of the collection holds, None where it is no verdict."""
    return pair_of(entry.record) if entry.scope.model == FEEDBACK_MODEL else None
