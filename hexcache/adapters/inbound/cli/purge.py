"""`hexcache purge`: remove what expired."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from hexcache.adapters.inbound.cli import options


def purge(
    batch_size: Annotated[int, typer.Option(min=1, help="Rows that are removed in one short transaction.")] = 1_000,
    config: options.Config = None,
    collection: options.Collection = None,
) -> None:
    """Remove expired entries from a store whose server does not do that by itself. They are never served anyway."""
    from hexcache.adapters.inbound.cli.output import note
    from hexcache.adapters.inbound.cli.session import opened, settings_for
    from hexcache.ports.vector_store import Purges

    settings = settings_for(config, collection)
    with opened(settings) as cache:
        if not isinstance(cache.store, Purges):
            note(f"nothing to do: {settings.store.backend!r} removes expired entries by itself")
            return
        number = cache.store.purge(now=time.time(), batch_size=batch_size)
    note(f"removed {number:,} expired entries")
