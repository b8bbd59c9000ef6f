"""`hexcache reject` and `hexcache confirm`: say whether a cached answer is one to a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from hexcache.adapters.inbound.cli import options
from hexcache.adapters.inbound.cli.exits import ExitCode

if TYPE_CHECKING:
    from hexcache.application.bootstrap.settings import Settings
    from hexcache.domain.scope import Scope

DocumentId: TypeAlias = Annotated[
    str, typer.Argument(metavar="ID", help="The cached entry's id, as lookup --json and explain --json print it.")
]


def reject(
    document_id: DocumentId,
    question: options.Question,
    config: options.Config = None,
    collection: options.Collection = None,
    tenant: options.Tenant = None,
    model: options.Model = None,
    context: options.Context = None,
) -> None:
    """Remember that a cached entry does not answer a question, and never serve it to that one again."""
    from hexcache.adapters.inbound.cli.session import settings_for

    _say(document_id, question, settings_for(config, collection), _scope(tenant, model, context), same=False)


def confirm(
    document_id: DocumentId,
    question: options.Question,
    config: options.Config = None,
    collection: options.Collection = None,
    tenant: options.Tenant = None,
    model: options.Model = None,
    context: options.Context = None,
) -> None:
    """Remember that a cached entry answers a question: guards are not asked about the two again."""
    from hexcache.adapters.inbound.cli.session import settings_for

    _say(document_id, question, settings_for(config, collection), _scope(tenant, model, context), same=True)


def _scope(tenant: str | None, model: str | None, context: str | None) -> Scope | None:
    """Return the scope that was said, None where none was: then clearing a tenant does not reach what is remembered."""
    from hexcache.adapters.inbound.cli.session import scope_of

    return None if tenant is model is context is None else scope_of(tenant, model, context)


def _say(document_id: str, question: str, settings: Settings, scope: Scope | None, *, same: bool) -> None:
    from hexcache.adapters.inbound.cli.output import note
    from hexcache.adapters.inbound.cli.session import opened

    with opened(settings) as cache:
        say = cache.confirm if same else cache.reject
        known = say(document_id, question, scope=scope)
    if not known:
        note("there is no such entry; nothing is remembered")
        raise typer.Exit(ExitCode.NO)
