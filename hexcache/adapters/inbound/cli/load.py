"""`hexcache load`: entries that were exported, or questions with answers, from JSON lines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hexcache.adapters.inbound.cli import options
from hexcache.adapters.inbound.cli.exits import ExitCode

if TYPE_CHECKING:
    from hexcache.adapters.inbound.cli.loading import Loader


def load(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="JSON lines; - is standard input.")],
    embed: Annotated[
        bool, typer.Option("--embed", help="Embed every question anew, and leave the vectors in the file alone.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Stop at the first bad line, in place of skipping it.")
    ] = False,
    batch_size: Annotated[int, typer.Option(min=1, max=10_000, help="Lines that are written together.")] = 500,
    as_json: options.AsJson = False,
    config: options.Config = None,
    collection: options.Collection = None,
    tenant: options.Tenant = None,
    model: options.Model = None,
    context: options.Context = None,
) -> None:
    """Load entries that 'hexcache export' wrote, or questions with answers, one JSON object a line.

    A line {"question": ..., "answer": ...} may also have tags, metadata, ttl, tenant, model and context; the options
    --tenant, --model and --context stand for those that it does not have. Bad lines are reported and skipped, and the
    exit code is 1 then.
    """
    from hexcache.adapters.inbound.cli.loading import Loader
    from hexcache.adapters.inbound.cli.session import analyzed, collection_of, opened, scope_of, settings_for

    settings = settings_for(config, collection)
    with opened(settings) as cache:
        loader = Loader(cache, settings, collection_of(cache, settings), scope_of(tenant, model, context), embed=embed)
        _run(loader, file, batch_size, strict=strict, quiet=as_json)
        analyzed(cache, loader.loaded)
    _report(loader, as_json=as_json)
    if loader.bad:
        raise typer.Exit(ExitCode.NO)


def _run(loader: Loader, file: Path, batch_size: int, *, strict: bool, quiet: bool) -> None:
    from hexcache.adapters.inbound.cli.output import note, progress
    from hexcache.adapters.inbound.cli.questions import lines_of
    from hexcache.application.batches import batches

    total = _count_lines(file) if file.is_file() else None
    with lines_of(file) as lines, progress(f"load {file.name}", total, quiet=quiet) as step:
        for batch in batches(enumerate(lines, 1), batch_size):
            for error in loader.load(batch):
                if strict:
                    raise error
                note(f"skipped: {error}")
            step(len(batch))


def _count_lines(file: Path) -> int:
    with file.open("rb") as data:
        return sum(1 for _ in data)


def _report(loader: Loader, *, as_json: bool) -> None:
    from hexcache.adapters.inbound.cli.output import note, print_json

    if loader.ignored:
        note(f"ignored, as no export has them: the keys {', '.join(map(repr, sorted(loader.ignored)))}")
    if as_json:
        print_json({"loaded": loader.loaded, "expired": loader.expired, "skipped": loader.bad})
        return
    more = [f"{loader.expired:,} had expired"] if loader.expired else []
    more += [f"{loader.bad:,} lines skipped"] if loader.bad else []
    note(", ".join([f"loaded {loader.loaded:,} entries", *more]))
