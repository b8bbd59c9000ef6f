"""The tables that a replay ends with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from hexcache.adapters.inbound.cli.labels import labels_table
from hexcache.adapters.inbound.cli.output import coloured, table
from hexcache.adapters.inbound.cli.questions import Outcome
from hexcache.adapters.inbound.cli.summary import percentiles

if TYPE_CHECKING:
    from array import array

    from rich.console import Console
    from rich.table import Table

    from hexcache.adapters.inbound.cli.replaying import Played
    from hexcache.adapters.inbound.cli.summary import Summary

_SHOWN: Final = 20


def print_summary(console: Console, summary: Summary, errors: dict[str, int], seconds: float, title: str) -> None:
    """Print what became of the questions, how long lookups took, and where the file expected something else."""
    console.print(_outcomes(summary, errors, title))
    if summary.questions:
        console.print(_latencies(summary))
        rate = summary.questions / seconds if seconds else 0.0
        console.print(f" {summary.questions:,} questions in {seconds:.1f} s ({rate:,.0f}/s). {_saved(summary)}")
    if summary.labels is not None:
        console.print(labels_table(summary.labels))
    if summary.expected:
        _print_agreement(console, summary)


def _outcomes(summary: Summary, errors: dict[str, int], title: str) -> Table:
    counts = summary.outcomes
    rows: list[tuple[object, int]] = [
        (coloured("exact hits", "green"), counts[Outcome.EXACT]),
        (coloured("semantic hits", "green"), counts[Outcome.SEMANTIC]),
        (coloured("misses", "yellow"), summary.questions - summary.hits),
        ("  because a guard refused", counts[Outcome.REFUSED]),
        *((f"    refusals by {guard}", number) for guard, number in summary.refusals.most_common()),
        ("calls saved", summary.hits),
        *((f"errors: {name}", number) for name, number in errors.items()),
    ]
    extra = [("without an answer", summary.unanswered), ("lines skipped", summary.skipped)]
    rows += [(coloured(label, "red"), number) for label, number in extra if number]
    cells = [(label, f"{number:,}", _share(number, summary.questions)) for label, number in rows]
    return table(title, ("outcome", "questions", "share"), cells, numbers=(1, 2))


def _share(number: int, total: int) -> str:
    return f"{number / total:.1%}" if total else "-"


def _latencies(summary: Summary) -> Table:
    rows = [_latency("hit", summary.hit_seconds), _latency("miss", summary.miss_seconds)]
    return table("lookup latency, milliseconds", ("lookup", "p50", "p95", "p99"), rows, numbers=(1, 2, 3))


def _latency(label: str, seconds: array[float]) -> tuple[str, ...]:
    values = percentiles(seconds)
    return (label, *(f"{value:.3f}" for value in values.values())) if values else (label, "-", "-", "-")


def _saved(summary: Summary) -> str:
    asked = summary.questions - summary.hits
    saved = summary.answer_seconds / asked * summary.hits if asked else 0.0
    time_saved = f", which saved about {saved:,.1f} s of its time" if saved >= 0.1 else ""
    return f"{summary.hits:,} of them needed no model{time_saved}."


def _print_agreement(console: Console, summary: Summary) -> None:
    wrong = ", ".join(f"{number} {what}" for what, number in sorted(summary.wrong.items()))
    share = _share(summary.agreed, summary.expected)
    console.print(f" As expected: {summary.agreed:,} of {summary.expected:,} ({share}){': ' if wrong else '.'}{wrong}")
    if summary.disagreements:
        shown = summary.disagreements[:_SHOWN]
        rest = summary.wrong.total() - len(shown)
        rows = [_disagreement(played) for played in shown]
        columns = ("line", "expected", "outcome", "score", "question")
        console.print(table("not as expected", columns, rows, numbers=(0, 3)))
        if rest:
            console.print(f" ... and {rest:,} more; --json lists them.")


def _disagreement(played: Played) -> tuple[Any, ...]:
    score = "-" if played.score is None else f"{played.score:.4f}"
    outcome = coloured(str(played.outcome), "red" if played.outcome in (Outcome.EXACT, Outcome.SEMANTIC) else "yellow")
    return played.row.line, played.row.expected or "", outcome, score, played.row.question
