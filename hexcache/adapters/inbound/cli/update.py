"""`hexcache update`: store the answer to one question."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from hexcache.adapters.inbound.cli import options


def update(  # noqa: PLR0913, PLR0917 - typer reads the options from the signature
    question: options.Question,
    answer: Annotated[str, typer.Argument(metavar="ANSWER", help="The answer; - reads it from standard input.")],
    ttl: Annotated[
        str | None, typer.Option(metavar="TIME", help="How long it lives, such as 7d, 1h30m or 'forever'.")
    ] = None,
    tag: Annotated[
        list[str] | None, typer.Option(metavar="TAG", help="What the answer was made from; may be repeated.")
    ] = None,
    metadata: Annotated[
        list[str] | None, typer.Option(metavar="NAME=TEXT", help="Comes back with the hit; may be repeated.")
    ] = None,
    as_json: options.AsJson = False,
    config: options.Config = None,
    collection: options.Collection = None,
    tenant: options.Tenant = None,
    model: options.Model = None,
    context: options.Context = None,
) -> None:
    """Store the answer to a question, in place of the one that is there, and print its document id."""
    from hexcache.adapters.inbound.cli.output import print_json
    from hexcache.adapters.inbound.cli.session import opened, scope_of, settings_for
    from hexcache.adapters.inbound.cli.values import value_of

    given: dict[str, Any] = {"tags": tag, "metadata": dict(map(_pair, metadata or []))}
    if ttl is not None:
        given["ttl"] = None if ttl == "forever" else ttl
    settings = settings_for(config, collection)
    value = value_of(_text(answer), settings)
    with opened(settings) as cache:
        document_id = cache.update(question, value, scope=scope_of(tenant, model, context), **given)
    if as_json:
        print_json({"document_id": document_id})
    else:
        typer.echo(document_id)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"--metadata {text!r} has no '='; write name=text")
    return name, value


def _text(answer: str) -> str:
    if answer != "-":
        return answer
    return sys.stdin.buffer.read().decode("utf-8", "surrogateescape").removesuffix("\n")
