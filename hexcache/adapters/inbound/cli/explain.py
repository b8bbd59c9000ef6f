"""`hexcache explain`: why a question hits or misses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from hexcache.adapters.inbound.cli import options

if TYPE_CHECKING:
    from hexcache.domain.hit import ExplainedCandidate, Explanation


def explain(
    question: options.Question,
    limit: Annotated[int, typer.Option(min=0, help="The most candidates to show.")] = 10,
    max_age: options.MaxAge = None,
    as_json: options.AsJson = False,
    threshold: options.Threshold = None,
    config: options.Config = None,
    collection: options.Collection = None,
    tenant: options.Tenant = None,
    model: options.Model = None,
    context: options.Context = None,
) -> None:
    """Show every candidate for a question, its score, the verdict on it, and why the question hits or misses."""
    from hexcache.adapters.inbound.cli.output import print_json
    from hexcache.adapters.inbound.cli.session import opened, scope_of, settings_for

    scope = scope_of(tenant, model, context)
    with opened(settings_for(config, collection)) as cache:
        explanation = cache.explain(question, scope=scope, threshold=threshold, max_age=max_age)
    if as_json:
        print_json(_as_data(explanation, limit))
    else:
        _print(explanation, limit)


def _print(explanation: Explanation, limit: int) -> None:
    from hexcache.adapters.inbound.cli.output import coloured, console, printable, table

    out = console()
    hit = explanation.hit
    verdict = coloured("HIT", "bold green") if hit else coloured("MISS", "bold yellow")
    out.print(verdict, printable(explanation.reason, None))
    terms = {
        "threshold": f"{explanation.threshold:g}",
        "similarity": explanation.similarity,
        "guards": explanation.guards,
    }
    out.print(" · ".join(f"{name} {value}" for name, value in terms.items()))
    shown = explanation.candidates[:limit]
    if shown:
        rows = [_row(candidate) for candidate in shown]
        title = f"candidates: {len(shown)} of {len(explanation.candidates)}"
        out.print(table(title, ("score", "verdict", "cached question", "why"), rows, numbers=(0,)))


def _row(candidate: ExplainedCandidate) -> tuple[object, ...]:
    from hexcache.adapters.inbound.cli.output import coloured

    verdict = coloured(str(candidate.verdict), "green" if candidate.verdict == "hit" else "yellow")
    why = f"{candidate.guard}: {candidate.reason}" if candidate.guard else ""
    return f"{candidate.score:.4f}", verdict, candidate.query, why


def _as_data(explanation: Explanation, limit: int) -> dict[str, Any]:
    return {
        "hit": explanation.hit is not None,
        "reason": explanation.reason,
        "threshold": explanation.threshold,
        "similarity": explanation.similarity,
        "guards": explanation.guards,
        "exact": explanation.exact,
        "searched": explanation.searched,
        "entries_in_collection": explanation.entries_in_collection,
        "candidates": [_candidate(candidate) for candidate in explanation.candidates[:limit]],
    }


def _candidate(candidate: ExplainedCandidate) -> dict[str, Any]:
    return {
        "document_id": candidate.document_id,
        "query": candidate.query,
        "score": candidate.score,
        "verdict": candidate.verdict,
        "guard": candidate.guard,
        "reason": candidate.reason,
        "created_at": candidate.created_at,
        "expires_at": candidate.expires_at,
    }
