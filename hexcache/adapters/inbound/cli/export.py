"""`hexcache export`: every live entry as JSON lines."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from hexcache.adapters.inbound.cli import options
from hexcache.adapters.inbound.cli.questions import STDIN

if TYPE_CHECKING:
    from collections.abc import Iterator


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write; - is standard output.")],
    config: options.Config = None,
    collection: options.Collection = None,
    tenant: options.Tenant = None,
    model: options.Model = None,
) -> None:
    """Write every live entry to a file of JSON lines, which 'hexcache load' reads, here or on another backend.

    The file appears when it is complete: one that was there before stays until then. --tenant and --model choose.
    """
    from hexcache.adapters.inbound.cli.entries import entry_line
    from hexcache.adapters.inbound.cli.output import note, progress
    from hexcache.adapters.inbound.cli.session import collection_of, opened, settings_for
    from hexcache.domain.entry import Selection

    selection = Selection.of(tenant, model, None, None)
    settings = settings_for(config, collection)
    with opened(settings) as cache, _writing(file) as out, progress(f"export {file.name}", cache.count()) as step:
        made_for, written = collection_of(cache, settings), 0
        for entry in cache.export():
            step(1)
            if selection.matches(entry.scope, entry.record.tags):
                out.write(entry_line(entry, made_for) + "\n")
                written += 1
    note(f"exported {written:,} entries")


@contextmanager
def _writing(path: Path) -> Iterator[TextIO]:
    """Open standard output for `-`, else a file that replaces `path` when all of it is on disk."""
    if str(path) == STDIN:
        yield sys.stdout
        sys.stdout.flush()
        return
    if path.exists() and not path.is_file():  # a device or a pipe has nothing to be kept whole
        with path.open("w", encoding="ascii") as out:
            yield out
        return
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with _created(partial, path) as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _created(partial: Path, path: Path) -> TextIO:
    """Open the file that will become `path`, which an error names."""
    try:
        return partial.open("w", encoding="ascii")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
