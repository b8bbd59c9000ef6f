"""`hexcache reject` and `hexcache confirm`: say whether a cached answer is one to a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from hexcache.adapters.inbound.cli import options
from hexcache.adapters.inbound.cli.exits import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

DocumentId: TypeAlias = Annotated[
    str, typer.Argument(metavar="ID", help="The cached entry's id, as lookup --json and explain --json print it.")
]


def reject(
    document_id: DocumentId,
    question: options.Question,
    config: options.Config = None,
    collection: options.Collection = None,
) -> None:
    """Remember that a cached entry does not answer a question, and never serve it to that one again."""
    _say(document_id, question, config, collection, same=False)


def confirm(
    document_id: DocumentId,
    question: options.Question,
    config: options.Config = None,
    collection: options.Collection = None,
) -> None:
    """Remember that a cached entry answers a question: guards are not asked about the two again."""
    _say(document_id, question, config, collection, same=True)


def _say(document_id: str, question: str, config: Path | None, collection: str | None, *, same: bool) -> None:
    from hexcache.adapters.inbound.cli.output import note
    from hexcache.adapters.inbound.cli.session import opened, settings_for

    with opened(settings_for(config, collection)) as cache:
        known = cache.confirm(document_id, question) if same else cache.reject(document_id, question)
    if not known:
        note("there is no such entry; nothing is remembered")
        raise typer.Exit(ExitCode.NO)
