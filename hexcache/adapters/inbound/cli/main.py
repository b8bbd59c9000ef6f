"""The entry point: the group of all commands, and the one place where an error becomes a line and an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup
from typing_extensions import override

from hexcache.adapters.inbound.cli import (
    calibrate,
    clear,
    config,
    ddl,
    doctor,
    explain,
    export,
    feedback,
    import_,
    load,
    lookup,
    purge,
    replay,
    stats,
    update,
)
from hexcache.adapters.inbound.cli.exits import ExitCode, exit_code, message

if TYPE_CHECKING:
    import io

_HELP = (
    "Answer a question that was asked before, in other words, without asking the model again.\n\n"
    "Without any configuration the cache is the SQLite file hexcache.db in the working directory, and questions are "
    "embedded on this machine, without a network. A file hexcache.yaml or variables HEXCACHE_* choose something else."
)
_EPILOG = (
    "Exit codes: 0 done · 1 done, and the answer is no (miss, disagreement, skipped lines, failed check) · 2 usage · "
    "3 configuration · 4 store or embedder · 5 file · 130 interrupted"
)


class ReportingGroup(TyperGroup):
    """A group whose commands end in one line on standard error and an exit code, whatever goes wrong."""

    @override
    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (Exception, KeyboardInterrupt) as error:
            if isinstance(error, typer.Abort) or hasattr(error, "exit_code"):
                raise  # click's own: usage errors, exits, and a person who said no
            raise typer.Exit(_reported(error, debug=bool(ctx.params.get("debug")))) from None


def _reported(error: BaseException, *, debug: bool) -> int:
    code = exit_code(error)
    if code is ExitCode.PIPE:
        _abandon_stdout()
        return code
    if debug:
        traceback.print_exception(error)
    typer.echo(typer.style("error: ", fg="red", bold=True) + message(error), err=True)
    return code


def _abandon_stdout() -> None:
    """Point standard output at nothing, so that the interpreter does not complain when it flushes at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


app = typer.Typer(
    name="hexcache",
    cls=ReportingGroup,
    help=_HELP,
    epilog=_EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="rich",
)
for _module in (replay, calibrate, lookup, explain, update, load, export, stats, clear, purge, ddl, doctor):
    app.command()(getattr(_module, _module.__name__.rpartition(".")[2]))
app.command()(feedback.reject)
app.command()(feedback.confirm)
app.add_typer(config.app)
app.add_typer(import_.app)


def _print_version(wanted: bool) -> None:
    if wanted:
        from hexcache import __version__

        typer.echo(f"hexcache {__version__}")
        raise typer.Exit


@app.callback()
def common(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Take what stands before the command."""


def run() -> None:
    """Run the command line of this process."""
    for stream in (sys.stdout, sys.stderr):
        _never_fail_to_encode(stream)  # type: ignore[arg-type]  # a real process has real streams
    try:
        app()
    finally:
        _flush()


def _never_fail_to_encode(stream: io.TextIOWrapper) -> None:
    stream.reconfigure(errors="backslashreplace")


def _flush() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _abandon_stdout()
        sys.exit(ExitCode.PIPE)
