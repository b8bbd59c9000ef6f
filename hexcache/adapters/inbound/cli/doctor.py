"""`hexcache doctor`: does the configured cache do what it promises?"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import typer

from hexcache.adapters.inbound.cli import options
from hexcache.adapters.inbound.cli.exits import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hexcache.adapters.inbound.cli.checkup import Finding
    from hexcache.application.bootstrap.settings import Settings

_MARKS: Final = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "failed": ("✗", "bold red")}


def doctor(
    as_json: options.AsJson = False, config: options.Config = None, collection: options.Collection = None
) -> None:
    """Check the configured store and embedder with questions whose answers are known; exit with 1 when one fails.

    The checks write into a scope of their own and remove it again, whatever happens; your entries are not touched.
    """
    from hexcache.adapters.inbound.cli.output import coloured, console, print_json
    from hexcache.adapters.inbound.cli.session import settings_for

    settings = settings_for(config, collection)
    found: list[Finding] = []
    out = console()
    for finding in _findings(settings):
        found.append(finding)
        if not as_json:
            mark, style = _MARKS[finding.level]
            out.print(coloured(mark, style), coloured(f"{finding.check:<20}", "bold"), finding.detail)
    failed = any(finding.level == "failed" for finding in found)
    if as_json:
        print_json({"ok": not failed, "findings": [asdict(finding) for finding in found]})
    if failed:
        raise typer.Exit(ExitCode.NO)


def _findings(settings: Settings) -> Iterator[Finding]:
    from hexcache.adapters.inbound.cli.checkup import Finding, Level, Patient, examine
    from hexcache.adapters.inbound.cli.session import collection_of, opened, threshold_of
    from hexcache.adapters.inbound.cli.staging import scratch_scope
    from hexcache.application.bootstrap.overview import problems
    from hexcache.application.bootstrap.registry import Registry
    from hexcache.domain.scope import Scope

    for problem in problems(settings, Registry()):
        yield Finding("configuration", Level.WARNING, problem)
    value = b"doctor" if settings.cache.options().get("codec") == "bytes" else "doctor"
    with opened(settings) as cache:
        yield Finding("store", Level.OK, f"{settings.store.backend}, collection {settings.cache.collection!r} is open")
        with scratch_scope(cache, Scope()) as scope:
            yield from examine(Patient(cache, collection_of(cache, settings), scope, value, threshold_of(settings)))
        yield Finding("cleaned up", Level.OK, f"{cache.count():,} entries, as before the checks")
