"""What labels say about a replay: right answers among hits, and hits among questions, each with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from hexcache.adapters.inbound.cli.output import table
from hexcache.adapters.inbound.cli.questions import Outcome
from hexcache.domain.binomial import interval

if TYPE_CHECKING:
    from rich.table import Table

    from hexcache.adapters.inbound.cli.replaying import Played

_CONFIDENCE: Final = 0.95
_HITS: Final = (Outcome.EXACT, Outcome.SEMANTIC)


@dataclass(slots=True)
class LabelCount:
    """Counts what labels say; questions with one label have one answer.

    Attributes:
        questions: questions with a label.
        answerable: those whose label was stored before, so that a cache could have known the answer.
        hits: those that were answered by a question with a label.
        right: hits by a question with the same label.
        semantic: hits by another wording.
        semantic_right: those with the same label.
    """

    questions: int = 0
    answerable: int = 0
    hits: int = 0
    right: int = 0
    semantic: int = 0
    semantic_right: int = 0

    def add(self, played: Played) -> None:
        """Count one row."""
        if played.row.label is None:
            return
        self.questions += 1
        self.answerable += played.answerable
        if played.outcome not in _HITS or played.right is None:
            return
        self.hits += 1
        self.right += played.right
        if played.outcome is Outcome.SEMANTIC:
            self.semantic += 1
            self.semantic_right += played.right

    @property
    def rates(self) -> dict[str, tuple[int, int]]:
        """Each rate as a number and the number that it is a share of."""
        return {
            "precision": (self.right, self.hits),
            "precision of semantic hits": (self.semantic_right, self.semantic),
            "hit rate": (self.hits, self.questions),
            "right answers among those possible": (self.right, self.answerable),
        }


def labels_table(count: LabelCount) -> Table:
    """Return the rates with their intervals."""
    rows = [_row(name, part, whole) for name, (part, whole) in count.rates.items()]
    columns = ("by labels", "number", "of", "share", f"{_CONFIDENCE:.0%} interval")
    return table(f"{count.questions:,} questions with a label", columns, rows, numbers=(1, 2, 3, 4))


def _row(name: str, part: int, whole: int) -> tuple[str, ...]:
    if not whole:
        return name, f"{part:,}", f"{whole:,}", "-", "-"
    low, high = interval(part, whole, _CONFIDENCE)
    return name, f"{part:,}", f"{whole:,}", f"{part / whole:.4f}", f"{low:.4f} to {high:.4f}"


def labels_data(count: LabelCount) -> dict[str, Any]:
    """Return the rates as plain data, for `--json`."""
    return {"questions": count.questions, "confidence": _CONFIDENCE} | {
        name.replace(" ", "_"): _rate(part, whole) for name, (part, whole) in count.rates.items()
    }


def _rate(part: int, whole: int) -> dict[str, Any]:
    bounds = interval(part, whole, _CONFIDENCE) if whole else None
    return {
        "number": part,
        "of": whole,
        "share": round(part / whole, 6) if whole else None,
        "interval": [round(bound, 6) for bound in bounds] if bounds else None,
    }
