"""What a replay adds up to: pure counting, and the same as plain data."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from hexcache.adapters.inbound.cli.labels import LabelCount, labels_data
from hexcache.adapters.inbound.cli.questions import Outcome

if TYPE_CHECKING:
    from hexcache.adapters.inbound.cli.replaying import Played

MAX_DISAGREEMENTS: Final = 1_000
_HITS: Final = (Outcome.EXACT, Outcome.SEMANTIC)


@dataclass(slots=True)
class Summary:
    """What a replay adds up to; grows by eight bytes for each question, and by the rows that disagree."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    hit_seconds: array[float] = field(default_factory=lambda: array("d"))
    miss_seconds: array[float] = field(default_factory=lambda: array("d"))
    answer_seconds: float = 0.0
    unanswered: int = 0
    expected: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    disagreements: list[Played] = field(default_factory=list)
    skipped: int = 0
    interrupted: bool = False
    labels: LabelCount | None = None

    def add(self, played: Played) -> None:
        """Count one row."""
        self.outcomes[played.outcome] += 1
        self.refusals.update(played.guards)
        hit = played.outcome in _HITS
        (self.hit_seconds if hit else self.miss_seconds).append(played.lookup_seconds)
        self.answer_seconds += played.answer_seconds or 0.0
        self.unanswered += not played.answered
        self._compare(played)
        if self.labels is not None:
            self.labels.add(played)

    def _compare(self, played: Played) -> None:
        expected = played.row.expected
        self.expected += expected is not None
        if expected is None or expected is played.outcome:
            return
        self.wrong[_difference(expected, played.outcome)] += 1
        if len(self.disagreements) < MAX_DISAGREEMENTS:
            self.disagreements.append(played)

    @property
    def questions(self) -> int:
        """All questions."""
        return self.outcomes.total()

    @property
    def hits(self) -> int:
        """Questions that needed no model."""
        return sum(self.outcomes[outcome] for outcome in _HITS)

    @property
    def agreed(self) -> int:
        """Rows whose outcome was the expected one."""
        return self.expected - self.wrong.total()


def _difference(expected: Outcome, outcome: Outcome) -> str:
    """Name what is wrong: an answer that should not have been served is worse than one that was missed."""
    if (expected in _HITS) != (outcome in _HITS):
        return "wrongly served" if outcome in _HITS else "wrongly missed"
    return "hit in another way" if outcome in _HITS else "missed for another reason"


def percentiles(seconds: array[float]) -> dict[str, float] | None:
    """Return p50, p95 and p99 in milliseconds, None where there is nothing."""
    if not seconds:
        return None
    values = np.percentile(np.asarray(seconds), (50, 95, 99)) * 1_000
    return {name: round(float(value), 4) for name, value in zip(("p50", "p95", "p99"), values, strict=True)}


def as_data(summary: Summary, errors: dict[str, int], seconds: float) -> dict[str, Any]:
    """Return the summary as plain data, for `--json`."""
    return {
        "questions": summary.questions,
        "exact_hits": summary.outcomes[Outcome.EXACT],
        "semantic_hits": summary.outcomes[Outcome.SEMANTIC],
        "misses": summary.questions - summary.hits,
        "refused": summary.outcomes[Outcome.REFUSED],
        "refusals_by_guard": dict(summary.refusals),
        "calls_saved": summary.hits,
        "hit_rate": round(summary.hits / summary.questions, 4) if summary.questions else 0.0,
        "latency_ms": {"hit": percentiles(summary.hit_seconds), "miss": percentiles(summary.miss_seconds)},
        "answer_seconds": round(summary.answer_seconds, 4),
        "unanswered": summary.unanswered,
        "skipped_lines": summary.skipped,
        "interrupted": summary.interrupted,
        "errors": errors,
        "seconds": round(seconds, 4),
        "expected": summary.expected,
        "agreed": summary.agreed,
        "wrong": dict(summary.wrong),
        "labels": None if summary.labels is None else labels_data(summary.labels),
        "disagreements": [_disagreement(played) for played in summary.disagreements],
    }


def _disagreement(played: Played) -> dict[str, Any]:
    return {
        "line": played.row.line,
        "question": played.row.question,
        "expected": played.row.expected,
        "outcome": played.outcome,
        "score": played.score,
    }
