"""`hexcache stats`: what is in the collection."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hexcache.adapters.inbound.cli import options

if TYPE_CHECKING:
    from hexcache.application.bootstrap.settings import Settings
    from hexcache.application.semantic_cache import SemanticCache


def stats(
    scopes: Annotated[
        bool, typer.Option("--scopes", help="Read all entries and count them by tenant and model.")
    ] = False,
    as_json: options.AsJson = False,
    config: options.Config = None,
    collection: options.Collection = None,
) -> None:
    """Show the collection: how many entries, what it was made for, and what the store says about itself."""
    from hexcache.adapters.inbound.cli.output import console, print_json, table
    from hexcache.adapters.inbound.cli.session import opened, settings_for

    settings = settings_for(config, collection)
    with opened(settings) as cache:
        facts = _facts(cache, settings)
        counted = _by_scope(cache) if scopes else None
    if as_json:
        rows_by_scope = [dict(zip(_COLUMNS, row, strict=True)) for row in counted or ()]
        print_json(facts if counted is None else {**facts, "scopes": rows_by_scope})
        return
    rows = [(name, value) for name, value in facts.items() if name != "store"]
    rows += [(f"store: {name}", value) for name, value in facts["store"].items()]
    console().print(table(f"collection {settings.cache.collection}", ("fact", "value"), rows))
    if counted is not None:
        console().print(table("scopes", _COLUMNS, counted, numbers=(2,)))


_COLUMNS = ("tenant", "model", "entries")


def _facts(cache: SemanticCache, settings: Settings) -> dict[str, Any]:
    from hexcache.adapters.inbound.cli.session import collection_of
    from hexcache.ports.vector_store import Describes

    made_for = collection_of(cache, settings)
    return {
        "backend": settings.store.backend,
        "entries": cache.count(),
        "embedder": f"{made_for.provider}/{made_for.model}",
        "dimension": made_for.dimension,
        "similarity": str(made_for.similarity),
        "store": cache.store.describe() if isinstance(cache.store, Describes) else {},
    }


def _by_scope(cache: SemanticCache) -> list[tuple[str, str, int]]:
    numbers = Counter((entry.scope.tenant, entry.scope.model) for entry in cache.export())
    return [(tenant, model, number) for (tenant, model), number in numbers.most_common()]
