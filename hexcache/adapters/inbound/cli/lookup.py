"""`hexcache lookup`: the cached answer to one question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from hexcache.adapters.inbound.cli import options
from hexcache.adapters.inbound.cli.exits import ExitCode

if TYPE_CHECKING:
    from hexcache.domain.hit import Hit


def lookup(
    question: options.Question,
    max_age: options.MaxAge = None,
    as_json: options.AsJson = False,
    threshold: options.Threshold = None,
    config: options.Config = None,
    collection: options.Collection = None,
    tenant: options.Tenant = None,
    model: options.Model = None,
    context: options.Context = None,
) -> None:
    """Print the cached answer to a question; exit with 1 where there is none.

    The answer alone goes to standard output; score and source go to standard error.
    """
    from hexcache.adapters.inbound.cli.session import opened, scope_of, settings_for

    scope = scope_of(tenant, model, context)
    with opened(settings_for(config, collection)) as cache:
        hit = cache.lookup(question, scope=scope, threshold=threshold, max_age=max_age)
    _print(hit, as_json=as_json)
    if hit is None:
        raise typer.Exit(ExitCode.NO)


def _print(hit: Hit | None, *, as_json: bool) -> None:
    from hexcache.adapters.inbound.cli.output import note, print_json, print_raw
    from hexcache.adapters.inbound.cli.values import raw

    if as_json:
        print_json({"hit": False} if hit is None else _as_data(hit))
    elif hit is None:
        note("miss: nothing cached may be served; 'hexcache explain' says why")
    else:
        print_raw(raw(hit.value))
        note("exact hit" if hit.exact else f"semantic hit, score {hit.score:.4f}: {hit.query}")


def _as_data(hit: Hit) -> dict[str, Any]:
    from hexcache.adapters.inbound.cli.values import plain

    return {
        "hit": True,
        "exact": hit.exact,
        "score": hit.score,
        "value": plain(hit.value),
        "query": hit.query,
        "document_id": hit.document_id,
        "created_at": hit.created_at,
        "expires_at": hit.expires_at,
        "tags": list(hit.tags),
        "metadata": dict(hit.metadata),
    }
