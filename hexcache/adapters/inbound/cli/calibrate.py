"""`hexcache calibrate`: the lowest threshold that labelled pairs vouch for."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from hexcache.adapters.inbound.cli import options
from hexcache.adapters.inbound.cli.exits import ExitCode
from hexcache.adapters.inbound.cli.questions import Format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hexcache.application.bootstrap.settings import Settings
    from hexcache.application.calibrating import Result
    from hexcache.domain.calibration import Demand, ScoredPair
    from hexcache.domain.certificate import Certificate
    from hexcache.domain.feedback import LabelledPair

_REPORTED: Final = 5
_BATCH: Final = 256
_GRID: Final = "Grid: the thresholds that are looked at, chosen before the labels are"


def calibrate(  # noqa: PLR0913, PLR0917 - typer reads the options from the signature
    pairs: Annotated[
        Path | None,
        typer.Argument(metavar="[PAIRS]", help="JSONL, CSV or TSV with a, b and same; - is standard input."),
    ] = None,
    feedback: Annotated[
        bool, typer.Option("--feedback", help="Use what was rejected and confirmed in the collection, too.")
    ] = False,
    target: Annotated[
        float, typer.Option(metavar="SHARE", help="The precision to promise: right answers among hits.")
    ] = 0.95,
    confidence: Annotated[
        float, typer.Option(metavar="SHARE", help="The probability that the promise is kept.")
    ] = 0.95,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="Where the calibration is written.")] = Path(
        "calibration.json"
    ),
    plot: Annotated[
        Path | None, typer.Option(metavar="PICTURE", help="Draw precision and hit rate over the threshold.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How the file is written.")] = Format.AUTO,
    lowest: Annotated[float, typer.Option(metavar="SCORE", rich_help_panel=_GRID)] = 0.50,
    highest: Annotated[float, typer.Option(metavar="SCORE", rich_help_panel=_GRID)] = 0.98,
    step: Annotated[float, typer.Option(metavar="SCORE", rich_help_panel=_GRID)] = 0.02,
    as_json: options.AsJson = False,
    config: options.Config = None,
    collection: options.Collection = None,
) -> None:
    """Choose the lowest threshold whose precision labelled pairs prove to reach the target, or say what is missing.

    Each pair is two questions and whether one answer serves both. The configured embedder scores them and the
    configured guards judge them, as a cache would; the store is opened for --feedback only. A cache takes the threshold
    from the file that is written: 'threshold: {from: calibration.json}'. When no threshold can be vouched for, nothing
    is written and the exit code is 1.
    """
    from hexcache.adapters.inbound.cli.calibration_report import print_result, result_data
    from hexcache.adapters.inbound.cli.output import console, note, print_json
    from hexcache.adapters.inbound.cli.pairs import read_pairs
    from hexcache.adapters.inbound.cli.plotting import picture_path
    from hexcache.adapters.inbound.cli.questions import BadRowError
    from hexcache.adapters.inbound.cli.session import settings_for
    from hexcache.domain.calibration import demand

    if pairs is None and not feedback:
        raise typer.BadParameter("there is nothing to calibrate with; give PAIRS, --feedback or both")
    wanted = demand(target, confidence, lowest, highest, step)
    picture = None if plot is None else picture_path(plot)
    settings = settings_for(config, collection)
    bad: list[BadRowError] = []
    labelled = [] if pairs is None else read_pairs(pairs, form, bad.append)
    for error in bad[:_REPORTED]:
        note(f"skipped: {error}")
    labelled += _feedback(settings) if feedback else []
    result, certificate = _calibrated(settings, labelled, wanted, quiet=as_json)
    if certificate is not None:
        out.write_text(certificate.to_json(), encoding="utf-8")
    if as_json:
        print_json({**result_data(result), "skipped_lines": len(bad), "file": str(out) if certificate else None})
    else:
        print_result(console(), result, out)
    if picture is not None:
        from hexcache.adapters.inbound.cli.calibration_plot import draw

        draw(picture, result)
        note(f"picture: {picture}")
    if certificate is None or bad:
        raise typer.Exit(ExitCode.NO)


def _feedback(settings: Settings) -> list[LabelledPair]:
    """Return what was rejected and confirmed, whatever the threshold is."""
    from hexcache.adapters.inbound.cli.session import opened
    from hexcache.application.policy import DEFAULTS

    with opened(settings.overridden(cache={"threshold": DEFAULTS["threshold"]})) as cache:
        return list(cache.feedback())


def _calibrated(
    settings: Settings, labelled: Sequence[LabelledPair], wanted: Demand, *, quiet: bool
) -> tuple[Result, Certificate | None]:
    """Score the pairs with the configured embedder and return what they say, with the certificate if there is one."""
    from datetime import UTC, datetime

    from hexcache import __version__
    from hexcache.adapters.inbound.cli.output import progress
    from hexcache.application.batches import batches
    from hexcache.application.bootstrap.certificates import policy_of
    from hexcache.application.bootstrap.parts import open_embedder
    from hexcache.application.bootstrap.registry import Registry
    from hexcache.application.calibrating import PairScorer, calibrated, certificate

    policy = policy_of(settings, calibrated=False)
    scored: list[ScoredPair] = []
    with contextmanager(open_embedder)(Registry(), settings) as embedder:
        scorer = PairScorer(embedder, policy)
        with progress("pairs", len(labelled), quiet=quiet) as step:
            for batch in batches(labelled, _BATCH):
                scored += scorer.score(batch)
                step(len(batch))
        result = calibrated(scored, wanted)
        if result.chosen is None:
            return result, None
        today = datetime.now(UTC).date().isoformat()
        return result, certificate(result, embedder, policy, made_at=today, made_with=__version__)
