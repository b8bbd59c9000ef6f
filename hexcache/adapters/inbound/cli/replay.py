"""`hexcache replay`: what a cache would have saved on these questions."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from hexcache.adapters.inbound.cli import options
from hexcache.adapters.inbound.cli.exits import ExitCode
from hexcache.adapters.inbound.cli.questions import Format
from hexcache.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from hexcache.adapters.inbound.cli.answering import Answers
    from hexcache.adapters.inbound.cli.plotting import Plot
    from hexcache.adapters.inbound.cli.reading import QuestionFile
    from hexcache.adapters.inbound.cli.staging import Stage
    from hexcache.adapters.inbound.cli.summary import Summary

_REPORTED: Final = 5
_SCRATCH_TTL: Final = "1d"


def replay(  # noqa: PLR0913, PLR0917 - typer reads the options from the signature
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Text, CSV, TSV or JSONL; - is standard input.")],
    answers: Annotated[
        str | None,
        typer.Option(
            metavar="COMMAND",
            help="Program that answers: question on standard input, answer on standard output. "
            "Without it the file's own answers are used, else an echo.",
        ),
    ] = None,
    answer_timeout: Annotated[float, typer.Option(min=0.001, help="Seconds that one answer may take.")] = 60.0,
    form: Annotated[Format, typer.Option("--format", help="How the file is written.")] = Format.AUTO,
    plot: Annotated[
        Path | None, typer.Option(metavar="PICTURE", help="Draw hits over time and the score histogram.")
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Use the collection itself, and keep what is stored.")] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Use a temporary SQLite file whatever store is configured.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Exit with 1 when an outcome is not the expected one.")
    ] = False,
    labels: Annotated[
        bool,
        typer.Option("--labels", help="Judge hits by the column 'label': questions with one label have one answer."),
    ] = False,
    as_json: options.AsJson = False,
    threshold: options.Threshold = None,
    config: options.Config = None,
    collection: options.Collection = None,
    tenant: options.Tenant = None,
    model: options.Model = None,
    context: options.Context = None,
) -> None:
    """Replay a file of questions and show what the cache saves.

    Repeats and paraphrases are answered from the cache, everything else by --answers, once. A column 'expected' in the
    file (exact, semantic, refused, miss) is compared with what happened.

    Nothing stays behind: the questions go into a scope of their own that is cleared at the end, in the configured
    store, or in a temporary SQLite file where none is configured. With --keep they stay.
    """
    from hexcache.adapters.inbound.cli.answering import Answers, Command
    from hexcache.adapters.inbound.cli.plotting import Plot
    from hexcache.adapters.inbound.cli.reading import QuestionFile
    from hexcache.adapters.inbound.cli.session import scope_of, settings_for, threshold_of
    from hexcache.adapters.inbound.cli.staging import staged

    if keep and fresh:
        raise typer.BadParameter("--keep and --fresh exclude each other")
    command = None if answers is None else Command.of(answers, answer_timeout)
    questions = QuestionFile(file, form, needs_answers=keep and command is None)
    settings = settings_for(config, collection, threshold=threshold)
    picture = None if plot is None else Plot.of(plot, threshold_of(settings))
    total = questions.total()
    with staged(settings, scope_of(tenant, model, context), keep=keep, fresh=fresh) as stage:
        summary = _report(stage, questions, total, Answers(command), picture, labels=labels, as_json=as_json)
    if summary.interrupted:
        raise KeyboardInterrupt  # what was played is printed, and all is closed
    if summary.skipped and not summary.questions:
        raise InvalidInputError(
            f"no line of {str(file)!r} could be used, all {summary.skipped:,} were skipped; correct them"
        )
    if check and (summary.agreed < summary.expected or summary.skipped):
        raise typer.Exit(ExitCode.NO)


def _report(
    stage: Stage,
    questions: QuestionFile,
    total: int | None,
    answers: Answers,
    picture: Plot | None,
    *,
    labels: bool,
    as_json: bool,
) -> Summary:
    """Play the questions and print what became of them."""
    from hexcache.adapters.inbound.cli.closing import print_summary
    from hexcache.adapters.inbound.cli.output import console, note, print_json
    from hexcache.adapters.inbound.cli.summary import as_data

    start = time.perf_counter()
    summary = _play(stage, questions, total, answers, picture, labels=labels, quiet=as_json)
    seconds = time.perf_counter() - start
    for error in questions.bad[:_REPORTED]:
        note(f"skipped: {questions.path.name}: {error}")
    errors = dict(stage.cache.stats().errors)
    if as_json:
        print_json(as_data(summary, errors, seconds))
    else:
        print_summary(console(), summary, errors, seconds, f"{questions.path.name} on {stage.place}")
    if picture is not None:
        picture.save()
        note(f"picture: {picture.path}")
    return summary


def _play(
    stage: Stage,
    questions: QuestionFile,
    total: int | None,
    answers: Answers,
    picture: Plot | None,
    *,
    labels: bool,
    quiet: bool,
) -> Summary:
    from hexcache.adapters.inbound.cli.labels import LabelCount
    from hexcache.adapters.inbound.cli.output import progress
    from hexcache.adapters.inbound.cli.replaying import Labels, Player
    from hexcache.adapters.inbound.cli.summary import Summary

    lifetime: dict[str, Any] = {} if stage.kept else {"ttl": _SCRATCH_TTL}
    player = Player(
        stage.cache, answers, stage.scope, lifetime, nearest=picture is not None, labels=Labels() if labels else None
    )
    summary = Summary(labels=LabelCount() if labels else None)
    with progress(questions.path.name, total, quiet=quiet) as step:
        try:
            for played in player.play(questions.rows()):
                summary.add(played)
                if picture is not None:
                    picture.add(played)
                step(1)
        except KeyboardInterrupt:
            summary.interrupted = True
    summary.skipped = len(questions.bad)
    return summary
