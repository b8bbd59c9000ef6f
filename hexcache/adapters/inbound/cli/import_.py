"""`hexcache import`: take over what another cache holds."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from hexcache.adapters.inbound.cli import options
from hexcache.adapters.inbound.cli.exits import ExitCode
from hexcache.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hexcache.adapters.inbound.langchain.importing import Tally
    from hexcache.application.bootstrap.settings import Settings

app = typer.Typer(name="import", help="Take over what another cache holds.", no_args_is_help=True)

_SOURCE: Final = "Where the table is: options of the Cassandra adapter; default: those of the configured store"
_BACKEND: Final = "cassandra"


@app.callback()
def group() -> None:
    """Take over what another cache holds."""


@app.command(name="langchain-cassandra")
def langchain_cassandra(  # noqa: PLR0913, PLR0917 - typer reads the options from the signature
    table: Annotated[str, typer.Option(metavar="NAME", help="The table of CassandraSemanticCache.")],
    keyspace: Annotated[str | None, typer.Option(metavar="NAME", rich_help_panel=_SOURCE)] = None,
    contact_points: Annotated[str | None, typer.Option(metavar="HOST,...", rich_help_panel=_SOURCE)] = None,
    port: Annotated[int | None, typer.Option(metavar="PORT", rich_help_panel=_SOURCE)] = None,
    local_datacenter: Annotated[str | None, typer.Option(metavar="NAME", rich_help_panel=_SOURCE)] = None,
    username: Annotated[
        str | None, typer.Option(metavar="NAME", envvar="CASSANDRA_USERNAME", rich_help_panel=_SOURCE)
    ] = None,
    password: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT",
            envvar="CASSANDRA_PASSWORD",
            help="Better given by the variable, which nobody else sees.",
            rich_help_panel=_SOURCE,
        ),
    ] = None,
    multi_turn: Annotated[
        str, typer.Option(metavar="exact|semantic", help="As the running bridge treats conversations.")
    ] = "exact",
    keep_vectors: Annotated[
        bool, typer.Option("--keep-vectors", help="Take the stored vectors of plain prompts; the embedder is the same.")
    ] = False,
    batch_size: Annotated[int, typer.Option(min=1, max=5_000, help="Rows that are read and written together.")] = 200,
    as_json: options.AsJson = False,
    config: options.Config = None,
    collection: options.Collection = None,
    tenant: options.Tenant = None,
) -> None:
    """Copy the answers of langchain-community's CassandraSemanticCache into the configured cache.

    The table is read and nothing is changed there. Of a chat the last human text is embedded, in a scope of everything
    else, so that a running SemanticCacheBridge or CassandraSemanticCache of hexcache finds the entries. Remaining
    lifetimes are kept. What the cache holds already is left alone: an import that was interrupted is started again and
    goes on. The exit code is 1 where rows could not be read.
    """
    from hexcache.adapters.inbound.cli.output import progress
    from hexcache.adapters.inbound.cli.session import analyzed, collection_of, opened, settings_for
    from hexcache.adapters.inbound.langchain.importing import Importer

    settings = settings_for(config, collection)
    given = {
        "keyspace": keyspace,
        "contact_points": contact_points,
        "port": port,
        "local_datacenter": local_datacenter,
        "username": username,
        "password": password,
    }
    with (
        _rows(settings, given, table, batch_size, vectors=keep_vectors) as pages,
        opened(settings) as cache,
        progress(f"import {table}", None, quiet=as_json) as step,
    ):
        importer = Importer(
            cache,
            collection_of(cache, settings),
            settings.cache.options(),
            tenant=tenant or "",
            multi_turn=multi_turn,
            keep_vectors=keep_vectors,
        )
        for page in pages:
            importer.load(page)
            step(len(page))
        analyzed(cache, importer.tally.imported)
    _report(importer.tally, as_json=as_json)
    if importer.tally.unreadable:
        raise typer.Exit(ExitCode.NO)


@contextmanager
def _rows(
    settings: Settings, given: Mapping[str, Any], table: str, page: int, *, vectors: bool
) -> Iterator[Iterator[list[Mapping[str, Any]]]]:
    """Connect to the source and yield its rows, page by page."""
    from hexcache.adapters.inbound.langchain.original_rows import COLUMNS, TIMED, VECTOR
    from hexcache.application.bootstrap.registry import Kind, Registry
    from hexcache.application.bootstrap.validation import validated
    from hexcache.ports.plugin import ReadsTables

    plugin = Registry().plugin(Kind.VECTOR_STORE, _BACKEND)
    if not isinstance(plugin, ReadsTables):
        raise ConfigurationError(f"the installed adapter {_BACKEND!r} reads no foreign tables; upgrade it")
    source = _source(settings, given)
    if "keyspace" not in source:
        raise ConfigurationError("the table's keyspace is not known; give --keyspace")
    chosen = validated(plugin.options, source, under=(), where=lambda _: "")
    columns = (*COLUMNS, VECTOR) if vectors else COLUMNS
    with plugin.rows(chosen, table=table, columns=columns, timed=TIMED, page=page) as pages:
        yield pages


def _source(settings: Settings, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the source's options: what was given, over those of the configured store where that is Cassandra too."""
    own = settings.store.options if settings.store.backend == _BACKEND else {}
    return {**own, **{name: value for name, value in given.items() if value is not None}}


def _report(tally: Tally, *, as_json: bool) -> None:
    from dataclasses import asdict

    from hexcache.adapters.inbound.cli.output import note, print_json

    if as_json:
        print_json(asdict(tally))
        return
    rest = {"were there already": tally.present, "had expired": tally.expired, "could not be read": tally.unreadable}
    more = [f"{number:,} {what}" for what, number in rest.items() if number]
    note(", ".join([f"imported {tally.imported:,} entries", *more]))
