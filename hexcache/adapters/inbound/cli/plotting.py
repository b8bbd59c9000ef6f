"""The picture of a replay: hits over time, and how near the nearest cached question was."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Final

from hexcache.adapters.inbound.cli.questions import Outcome
from hexcache.domain.errors import InvalidInputError, MissingExtraError

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

    from hexcache.adapters.inbound.cli.replaying import Played

_COLOURS: Final = {
    Outcome.EXACT: "#2a6f97",
    Outcome.SEMANTIC: "#61a5c2",
    Outcome.REFUSED: "#e07a5f",
    Outcome.MISS: "#c9c9c9",
}
_BINS: Final = 40


@dataclass(slots=True)
class Plot:
    """Collects what is drawn; one small number and one name for each question.

    Attributes:
        path: where the picture goes; its suffix chooses the format.
        threshold: drawn as a line.
        outcomes: of every question, in order.
        scores: score and outcome of every question that has a nearest one, exact hits left out.
    """

    path: Path
    threshold: float
    outcomes: list[Outcome] = field(default_factory=list)
    scores: list[tuple[float, Outcome]] = field(default_factory=list)

    @classmethod
    def of(cls, path: Path, threshold: float) -> Plot:
        """Return an empty plot, after checking that it can be drawn at the end of a long run.

        Raises:
            MissingExtraError: matplotlib is not installed.
            InvalidInputError: the file cannot be written, or its suffix is no picture's.
        """
        return cls(picture_path(path), threshold)

    def add(self, played: Played) -> None:
        """Take one question in."""
        self.outcomes.append(played.outcome)
        if played.score is not None and played.outcome is not Outcome.EXACT:
            self.scores.append((played.score, played.outcome))

    def save(self) -> None:
        """Draw and write the picture."""
        figure = new_figure()
        over_time, histogram = figure.subplots(1, 2)
        _draw_over_time(over_time, self.outcomes)
        _draw_histogram(histogram, self.scores, self.threshold)
        figure.savefig(self.path, dpi=120)


def picture_path(path: Path) -> Path:
    """Return `path` where a picture can be written there (MissingExtraError, InvalidInputError as `Plot.of`)."""
    known = new_figure().canvas.get_supported_filetypes()
    if path.suffix[1:].lower() not in known:
        raise InvalidInputError(f"--plot {str(path)!r} is no picture; end it in one of: {', '.join(sorted(known))}")
    if not path.parent.is_dir():
        raise InvalidInputError(f"--plot: there is no folder {str(path.parent)!r}; make it first")
    return path


def new_figure() -> Any:  # noqa: ANN401 - matplotlib's Figure, which may not be installed
    """Return an empty figure (MissingExtraError without matplotlib)."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError.of("plot", "matplotlib") from error
    figure = Figure(figsize=(11, 4.2), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def _draw_over_time(axes: Axes, outcomes: list[Outcome]) -> None:
    counts = {outcome: [0] for outcome in _COLOURS}
    for outcome in outcomes:
        for kind, series in counts.items():
            series.append(series[-1] + (kind is outcome))
    axes.stackplot(
        range(len(outcomes) + 1),
        *counts.values(),
        labels=[str(kind) for kind in counts],
        colors=list(_COLOURS.values()),
    )
    axes.set(title="What became of the questions", xlabel="questions asked", ylabel="questions, cumulative")
    axes.margins(0)
    axes.legend(loc="upper left", frameon=False)


def _edges(scores: list[float], threshold: float) -> list[float]:
    """Return the edges of about `_BINS` bars, one of them at the threshold, so that no bar holds both sides of it."""
    low, high = min([*scores, threshold]), max([*scores, threshold])
    width = max((high - low) / _BINS, 1e-3)
    first, last = floor((low - threshold) / width), ceil((high - threshold) / width)
    return [threshold + number * width for number in range(first, last + 2)]


def _draw_histogram(axes: Axes, scores: list[tuple[float, Outcome]], threshold: float) -> None:
    kinds = (Outcome.SEMANTIC, Outcome.REFUSED, Outcome.MISS)
    series = [[score for score, outcome in scores if outcome is kind] for kind in kinds]
    colours = [_COLOURS[kind] for kind in kinds]
    axes.hist(
        series,
        bins=_edges([score for score, _ in scores], threshold),
        stacked=True,
        color=colours,
        label=[str(kind) for kind in kinds],
    )
    axes.axvline(threshold, color="black", linewidth=1, linestyle="--", label=f"threshold {threshold:g}")
    axes.set(title="Score of the nearest cached question", xlabel="score", ylabel="questions")
    axes.legend(loc="upper left", frameon=False)
