"""What callers receive: hits, explanations and counters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hexcache.domain.decision import Verdict
    from hexcache.domain.scope import Scope


@dataclass(frozen=True, slots=True)
class Hit:
    """An answer from the cache.

    Attributes:
        value: the answer, decoded.
        document_id: the row that it came from.
        score: on the cache's measure, higher is closer; 1.0 for an exact hit.
        exact: whether it is the very question asked, read by its key.
        query: the question that the answer was given to.
        tags: what the answer was made from.
        metadata: what was stored with it.
        created_at: when it was written, seconds since the epoch.
        expires_at: from when on it is not served, seconds since the epoch; None is never.
    """

    value: Any = field(repr=False)
    document_id: str
    score: float
    exact: bool
    query: str = field(repr=False)
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict, repr=False)
    created_at: float = 0.0
    expires_at: float | None = None


@dataclass(frozen=True, slots=True)
class ExplainedCandidate:
    """One row that a lookup looked at, and what became of it."""

    document_id: str
    query: str = field(repr=False)
    score: float
    verdict: Verdict
    guard: str | None = None
    reason: str | None = field(default=None, repr=False)
    created_at: float = 0.0
    expires_at: float | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one question hits or misses.

    Attributes:
        query: the question.
        scope: the scope that was searched.
        threshold: the lowest score that is served.
        similarity: the measure.
        guards: the name of the guard chain.
        exact: the verdict on the row with the question's own id; None where there is none.
        candidates: every row that the search returned, best first, at most 64.
        hit: what `lookup` would return now.
        reason: one sentence that says why it hit or missed.
        searched: whether the vectors were searched at all.
        entries_in_collection: entries of all scopes, where the scope itself returned nothing; else None.
    """

    query: str = field(repr=False)
    scope: Scope
    threshold: float
    similarity: str
    guards: str
    exact: Verdict | None
    candidates: tuple[ExplainedCandidate, ...]
    hit: Hit | None
    reason: str = field(repr=False)
    searched: bool
    entries_in_collection: int | None = None


@dataclass(frozen=True, slots=True)
class Stats:
    """What one cache object counted since it was made.

    Attributes:
        lookups: questions looked up.
        exact_hits: answered by the question's own key.
        semantic_hits: answered by another wording.
        misses: not answered.
        refusals: candidates turned away, by the guard's name.
        expired: candidates turned away because their time was over.
        updates: answers stored.
        embedded: texts given to the embedder.
        errors: operations that failed in the store, the embedder or the verifier, by the error's class name.
        healthy: whether the last operation on store and embedder succeeded.
    """

    lookups: int = 0
    exact_hits: int = 0
    semantic_hits: int = 0
    misses: int = 0
    refusals: Mapping[str, int] = field(default_factory=dict)
    expired: int = 0
    updates: int = 0
    embedded: int = 0
    errors: Mapping[str, int] = field(default_factory=dict)
    healthy: bool = True

    @property
    def hits(self) -> int:
        """Exact and semantic hits together."""
        return self.exact_hits + self.semantic_hits

    @property
    def hit_rate(self) -> float:
        """Hits among lookups, 0.0 before the first."""
        return self.hits / self.lookups if self.lookups else 0.0
