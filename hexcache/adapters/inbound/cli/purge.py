"""`hexcache purge`: remove what expired."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from hexcache.adapters.inbound.cli import options

if TYPE_CHECKING:
    from hexcache.application.bootstrap.settings import Settings


def purge(
    batch_size: Annotated[int, typer.Option(min=1, help="Rows that are removed in one short transaction.")] = 1_000,
    config: options.Config = None,
    collection: options.Collection = None,
) -> None:
    """Remove expired entries, and embeddings, from stores that do not do that by themselves.

    They are never served anyway. What was removed when it is interrupted stays removed.
    """
    from hexcache.adapters.inbound.cli.session import opened, settings_for

    settings = settings_for(config, collection)
    with opened(settings) as cache:
        _purge(cache.store, settings.store.backend, "entries", batch_size)
    _purge_embeddings(settings, batch_size)


def _purge_embeddings(settings: Settings, batch_size: int) -> None:
    from contextlib import contextmanager

    from hexcache.application.bootstrap.parts import open_embeddings
    from hexcache.application.bootstrap.registry import Registry

    if settings.embeddings is not None:
        with contextmanager(open_embeddings)(Registry(), settings) as values:
            _purge(values, settings.embeddings.backend, "embeddings", batch_size)


def _purge(store: object, backend: str, what: str, batch_size: int) -> None:
    from hexcache.adapters.inbound.cli.output import note, progress
    from hexcache.ports.vector_store import Purges

    if not isinstance(store, Purges):
        note(f"nothing to do: {backend!r} removes expired {what} by itself")
        return
    with progress(f"purge {what}", None) as step:
        number = store.purge(now=time.time(), batch_size=batch_size, progress=step)
    note(f"removed {number:,} expired {what}")
