"""The picture of a calibration: precision and hit rate over the threshold, with guards and without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from hexcache.adapters.inbound.cli.plotting import new_figure

if TYPE_CHECKING:
    from pathlib import Path

    from hexcache.application.calibrating import Result
    from hexcache.domain.calibration import Point

_WITH: Final = "#2a6f97"
_WITHOUT: Final = "#e07a5f"


def draw(path: Path, result: Result) -> None:
    """Draw and write the picture."""
    figure = new_figure()
    precision, hit_rate = figure.subplots(1, 2)
    _draw_precision(precision, result)
    _draw_hit_rate(hit_rate, result)
    for axes in (precision, hit_rate):
        if result.chosen is not None:
            label = f"chosen: {result.chosen.threshold:g}"
            axes.axvline(result.chosen.threshold, color="black", linewidth=1, linestyle=":", label=label)
        axes.set(xlabel="threshold")
        axes.legend(frameon=False)
    figure.savefig(path, dpi=120)


def _draw_precision(axes: Any, result: Result) -> None:  # noqa: ANN401 - matplotlib's Axes
    for points, colour, label in _series(result):
        shown = [point for point in points if point.hits]
        axes.plot(_thresholds(shown), [point.precision for point in shown], color=colour, label=label)
    shown = [point for point in result.guarded if point.hits]
    bounds, label = [point.bound for point in shown], f"bound, confidence {result.demand.confidence:g}"
    axes.plot(_thresholds(shown), bounds, color=_WITH, linestyle="--", linewidth=1, label=label)
    axes.axhline(result.demand.target, color="grey", linewidth=1, label=f"target {result.demand.target:g}")
    if result.chosen is not None:
        axes.plot([result.chosen.threshold], [result.chosen.bound], marker="o", color="black")
    axes.set(title="Precision: right answers among hits", ylabel="share of hits")


def _draw_hit_rate(axes: Any, result: Result) -> None:  # noqa: ANN401 - as above
    for points, colour, label in _series(result):
        rates = [point.hits / result.pairs if result.pairs else 0.0 for point in points]
        axes.plot(_thresholds(points), rates, color=colour, label=label)
    axes.set(title="Hit rate: pairs that are served", ylabel="share of pairs", ylim=(0, None))


def _series(result: Result) -> tuple[tuple[list[Point], str, str], ...]:
    return (result.guarded, _WITH, "with guards"), (result.bare, _WITHOUT, "without guards")


def _thresholds(points: list[Point]) -> list[float]:
    return [point.threshold for point in points]
