"""Deciding: which candidate may be served, and why each other one may not."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from hexcache.domain.guards.chain import Refusal
from hexcache.domain.ttl import is_fresh, is_live

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hexcache.domain.entry import Candidate, Record
    from hexcache.domain.guards.chain import GuardChain

FIRST_LIMIT: Final = 8
"""How many candidates a lookup asks for at first."""

LAST_LIMIT: Final = 64
"""How many it asks for when every one of the first was turned away and there may be more above the threshold."""

EXACT_SCORE: Final = 1.0
"""The score of an exact hit whatever the measure: an identity, not a measurement."""


class Verdict(StrEnum):
    """What was decided about one row."""

    HIT = "hit"
    BELOW_THRESHOLD = "below threshold"
    REFUSED = "refused by a guard"
    EXPIRED = "expired"
    TOO_OLD = "older than max_age"
    OTHER_SCOPE = "of another scope"
    OTHER_QUERY = "of another question"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one lookup: what a row must meet to be served.

    Attributes:
        query: the question asked.
        scope_key: the key of the scope asked in.
        threshold: the lowest score that may be served.
        max_age: seconds since writing beyond which an entry is refused; None takes any age.
        now: seconds since the epoch.
        guards: the chain that compares two questions.
        tenant: the tenant of the scope asked in.
    """

    query: str = field(repr=False)
    scope_key: str
    threshold: float
    max_age: float | None
    now: float
    guards: GuardChain
    tenant: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One candidate with the verdict on it."""

    candidate: Candidate
    verdict: Verdict
    refusal: Refusal | None = None


REJECTED: Final = Refusal("feedback", "somebody said that it does not answer this question")


def judge(candidate: Candidate, terms: Terms, said: bool | None = None) -> Judgement:  # noqa: FBT001 - what was said
    """Return the verdict on one candidate; guards run last, on what would be served otherwise.

    What somebody said about the pair, where `said` is not None, takes the place of the guards.
    """
    record = candidate.record
    if candidate.score < terms.threshold or candidate.score != candidate.score:
        return Judgement(candidate, Verdict.BELOW_THRESHOLD)
    verdict = _usable(record, terms)
    if verdict is not Verdict.HIT:
        return Judgement(candidate, verdict)
    if said is not None:
        return Judgement(candidate, Verdict.HIT) if said else Judgement(candidate, Verdict.REFUSED, REJECTED)
    refusal = terms.guards(terms.query, record.query)
    return Judgement(candidate, Verdict.REFUSED if refusal else Verdict.HIT, refusal)


def judge_exact(record: Record, terms: Terms) -> Verdict:
    """Return the verdict on the row with the very id of the question; neither threshold nor guards apply.

    The question itself is compared too, so that a key encoder that collides cannot serve another question's answer.
    """
    verdict = _usable(record, terms)
    if verdict is Verdict.HIT and record.query != terms.query:
        return Verdict.OTHER_QUERY
    return verdict


def _usable(record: Record, terms: Terms) -> Verdict:
    if record.scope_key != terms.scope_key:
        return Verdict.OTHER_SCOPE
    if not is_live(record.expires_at, terms.now):
        return Verdict.EXPIRED
    if not is_fresh(record.created_at, terms.now, terms.max_age):
        return Verdict.TOO_OLD
    return Verdict.HIT


def wider(limit: int, candidates: Sequence[Candidate], threshold: float) -> int | None:
    """Return how many candidates to ask for next, after none of `candidates` (best first) could be served.

    None where a wider search can find nothing that may be served: fewer came than were asked for, the last one was
    below the threshold already, or the widest search was made.
    """
    if limit >= LAST_LIMIT or len(candidates) < limit or candidates[-1].score < threshold:
        return None
    return LAST_LIMIT
