"""`hexcache ddl`: the statements that make what the configured stores need, printed in place of run."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from hexcache.adapters.inbound.cli import options

if TYPE_CHECKING:
    from hexcache.application.bootstrap.registry import Registry
    from hexcache.application.bootstrap.settings import Settings
    from hexcache.domain.collection import Collection


def ddl(
    dialect: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Such as postgresql, mariadb or sqlite; no server is asked anything then."),
    ] = None,
    config: options.Config = None,
    collection: options.Collection = None,
) -> None:
    """Print the statements that make the tables of the configured stores, for a database administrator to run.

    Nothing is changed. Set the option 'provision: check' once they have run: a store then opens without the right to
    create, and says what it lacks.
    """
    from hexcache.adapters.inbound.cli.session import settings_for
    from hexcache.application.bootstrap.registry import Registry

    settings = settings_for(config, collection)
    registry = Registry()
    statements = _collection(registry, settings, dialect) + _values(registry, settings, dialect)
    sys.stdout.write("".join(f"{statement};\n" for statement in statements))


def _collection(registry: Registry, settings: Settings, dialect: str | None) -> list[str]:
    from hexcache.adapters.inbound.cli.output import note
    from hexcache.application.bootstrap.parts import chosen
    from hexcache.ports.plugin import PrintsDdl

    plugin, chosen_options = chosen(registry, settings, "store")
    if not isinstance(plugin, PrintsDdl):
        note(
            f"the store {settings.store.backend!r} has no statements to print; it makes what it needs when it is opened"
        )
        return []
    made_for = _made_for(registry, settings)
    return plugin.ddl(chosen_options, name=settings.cache.collection, collection=made_for, dialect=dialect)


def _made_for(registry: Registry, settings: Settings) -> Collection:
    """Return what the collection is for, as the configured embedder says; no store is opened."""
    from contextlib import contextmanager

    from hexcache.application.bootstrap.parts import open_embedder
    from hexcache.application.policy import DEFAULTS
    from hexcache.domain.collection import Collection
    from hexcache.domain.similarity import Similarity

    similarity = settings.cache.options().get("similarity", DEFAULTS["similarity"])
    with contextmanager(open_embedder)(registry, settings) as embedder:
        if embedder.passport.dimension is None:
            embedder.embed_query("dimension")
        return Collection.of(embedder.passport, Similarity.of(similarity))


def _values(registry: Registry, settings: Settings, dialect: str | None) -> list[str]:
    from hexcache.adapters.inbound.cli.output import note
    from hexcache.application.bootstrap.parts import chosen
    from hexcache.ports.plugin import PrintsValueDdl

    if settings.embeddings is None:
        return []
    plugin, chosen_options = chosen(registry, settings, "embeddings")
    if not isinstance(plugin, PrintsValueDdl):
        note(f"the embeddings' store {settings.embeddings.backend!r} has no statements to print")
        return []
    return plugin.ddl(chosen_options, dialect=dialect)
