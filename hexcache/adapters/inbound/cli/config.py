"""`hexcache config`: what is configured, and by whom."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from hexcache.adapters.inbound.cli import options
from hexcache.adapters.inbound.cli.exits import ExitCode

if TYPE_CHECKING:
    from hexcache.application.bootstrap.settings import Settings

app = typer.Typer(name="config", help="Show or check the configuration.", no_args_is_help=True)


@app.command()
def show(as_json: options.AsJson = False, config: options.Config = None, collection: options.Collection = None) -> None:
    """Show every value that holds and where it comes from; secrets are masked."""
    from hexcache.adapters.inbound.cli.output import console, log_silenced, note, print_json, table
    from hexcache.adapters.inbound.cli.session import settings_for
    from hexcache.application.bootstrap.overview import overview, problems
    from hexcache.application.bootstrap.registry import Registry

    with log_silenced():
        settings = settings_for(config, collection)
    registry = Registry()
    rows = overview(settings, registry)
    if as_json:
        print_json([asdict(row) for row in rows])
    else:
        cells = [(row.key, _value(row.value), row.source, row.where) for row in rows]
        console().print(table(f"configuration from {_file(settings)}", ("key", "value", "source", "where"), cells))
    for problem in problems(settings, registry):
        note(f"warning: {problem}")


@app.command()
def check(
    as_json: options.AsJson = False, config: options.Config = None, collection: options.Collection = None
) -> None:
    """Check the configuration without connecting to anything; exit with 3 when something is wrong."""
    from hexcache.adapters.inbound.cli.output import log_silenced, note, print_json
    from hexcache.adapters.inbound.cli.session import settings_for
    from hexcache.application.bootstrap.overview import problems
    from hexcache.application.bootstrap.registry import Registry
    from hexcache.domain.errors import ConfigurationError

    try:
        with log_silenced():
            settings = settings_for(config, collection)
        found, file = problems(settings, Registry()), _file(settings)
    except ConfigurationError as error:
        found, file = str(error).splitlines(), ""
    if as_json:
        print_json({"ok": not found, "problems": found})
    for problem in found if not as_json else ():
        note(problem)
    if found:
        raise typer.Exit(ExitCode.CONFIGURATION)
    if not as_json:
        note(f"ok: {file}")


def _file(settings: Settings) -> str:
    return "defaults and environment" if settings.config is None else str(settings.config)


def _value(value: Any) -> str:  # noqa: ANN401 - plain data
    return "-" if value is None else str(value)
