"""What a calibration prints: a table of thresholds, the one to use or what is missing, and the same as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hexcache.adapters.inbound.cli.output import coloured, table

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from hexcache.application.calibrating import Result
    from hexcache.domain.calibration import Point

_COLUMNS = ("threshold", "hits", "right", "precision", "bound", "hit rate", "found", "without guards")


def print_result(console: Console, result: Result, out: Path) -> None:
    """Print every threshold, and the one to use or what is missing."""
    rows = [_row(result, point, bare) for point, bare in zip(result.guarded, result.bare, strict=True)]
    wanted = result.demand
    title = (
        f"{result.pairs:,} pairs, {result.same:,} of them the same; target {wanted.target:g} at {wanted.confidence:g}"
    )
    console.print(table(title, _COLUMNS, rows, numbers=range(len(_COLUMNS))))
    console.print(f" {verdict(result)}")
    if result.chosen is not None:
        console.print(f" Written to {out}; use it with: threshold: {{from: {out}}}")


def verdict(result: Result) -> str:
    """Return one sentence with the threshold to use, or what is missing."""
    wanted, best = result.demand, result.chosen
    if best is not None:
        return (
            f"Threshold {best.threshold:g}: {best.right:,} of {best.hits:,} hits are right, and with confidence "
            f"{wanted.confidence:g} the precision is above {best.bound:.4f}."
        )
    if result.missing is not None:
        return (
            f"No threshold can be vouched for yet: about {result.missing:,} more labelled pairs like these are missing "
            f"for a precision of {wanted.target:g}."
        )
    return (
        f"No threshold can be vouched for: none is right more often than {wanted.target:g} on these pairs, and more of "
        "them would not help. Use stricter guards, another embedder or a lower target."
    )


def result_data(result: Result) -> dict[str, Any]:
    """Return a calibration as plain data, for `--json`."""
    best = result.chosen
    return {
        "pairs": result.pairs,
        "same": result.same,
        "target": result.demand.target,
        "confidence": result.demand.confidence,
        "threshold": best.threshold if best else None,
        "bound": round(best.bound, 6) if best else None,
        "missing_labels": result.missing,
        "verdict": verdict(result),
        "points": [_data(point, result.pairs) for point in result.guarded],
        "points_without_guards": [_data(point, result.pairs) for point in result.bare],
    }


def _data(point: Point, pairs: int) -> dict[str, Any]:
    return {
        "threshold": point.threshold,
        "hits": point.hits,
        "right": point.right,
        "precision": None if point.precision is None else round(point.precision, 6),
        "bound": round(point.bound, 6),
        "hit_rate": round(point.hits / pairs, 6) if pairs else 0.0,
    }


def _row(result: Result, point: Point, bare: Point) -> tuple[object, ...]:
    style = "bold green" if point is result.chosen else "green" if point.bound >= result.demand.target else "yellow"
    return (
        coloured(f"{point.threshold:g}", style),
        f"{point.hits:,}",
        f"{point.right:,}",
        _share(point.right, point.hits),
        coloured(f"{point.bound:.4f}", style),
        _share(point.hits, result.pairs),
        _share(point.right, result.same),
        _share(bare.right, bare.hits),
    )


def _share(number: int, total: int) -> str:
    return f"{number / total:.4f}" if total else "-"
