"""`hexcache clear`: drop entries."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from hexcache.adapters.inbound.cli import options


def clear(
    tag: Annotated[str | None, typer.Option(metavar="TAG", help="Only entries with this tag.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    config: options.Config = None,
    collection: options.Collection = None,
    tenant: options.Tenant = None,
    model: options.Model = None,
    context: options.Context = None,
) -> None:
    """Drop every entry that meets all conditions given; without a condition, the whole collection.

    --context names one scope exactly, together with --tenant and --model, which are empty where left out.
    """
    from hexcache.adapters.inbound.cli.output import note
    from hexcache.adapters.inbound.cli.session import opened, scope_of, settings_for

    scope = None if context is None else scope_of(tenant, model, context)
    given = {"tenant": tenant, "model": model, "context": context, "tag": tag}
    settings = settings_for(config, collection)
    what = ", ".join(f"{name} {value!r}" for name, value in given.items() if value is not None)
    with opened(settings) as cache:
        before = cache.count()
        of = f"the entries with {what}" if what else f"all {before:,} entries"
        _confirm(f"Drop {of} in collection {settings.cache.collection!r} on {settings.store.backend!r}?", yes=yes)
        cache.clear(tenant=tenant, model=model, scope=scope, tag=tag)
        after = cache.count()
    note(f"dropped {max(0, before - after):,} entries, {after:,} are left")


def _confirm(question: str, *, yes: bool) -> None:
    if yes:
        return
    if not _somebody_is_there():
        raise typer.BadParameter("nobody is there to confirm; pass --yes")
    typer.confirm(question, abort=True, err=True)


def _somebody_is_there() -> bool:
    return sys.stdin.isatty()
