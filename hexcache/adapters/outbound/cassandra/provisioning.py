"""Making a collection's tables, or looking whether they are there: blocking, once at the start, for both flavours.

Several processes may do this at the same moment. What the collection was made for is recorded once, by a lightweight
transaction, together with an id of its birth. The ids of its tables follow from that, so that whoever makes them makes
the same ones, whichever node it asks.
"""

# ruff: noqa: S608 - names are checked identifiers, and every value is bound
from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from uuid import UUID, uuid4

from hexcache.adapters.outbound.cassandra import schema
from hexcache.adapters.outbound.cassandra.clerk import Clerk, patiently
from hexcache.adapters.outbound.cassandra.schema import REGISTER, Layout, register_table
from hexcache.adapters.outbound.cassandra.settings import Provision
from hexcache.domain.collection import Collection
from hexcache.domain.errors import BackendTimeoutError, ConfigurationError, SchemaMismatchError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cassandra.cluster import Session

    from hexcache.adapters.outbound.cassandra.settings import (
        CassandraKeyValueOptions,
        CassandraOptions,
        ConnectionOptions,
    )

_PATIENCE: Final = 30.0
_PAUSE: Final = 0.1
_USUAL_REPLICAS: Final = 3
_MAKE_IT: Final = "open it once with provision='create' and a role that may"


class Record(NamedTuple):
    """What the register holds of a collection."""

    collection: Collection
    buckets: int
    born: UUID
    epoch: int


def provision(session: Session, options: CassandraOptions, name: str, wanted: Collection) -> tuple[Layout, Record]:
    """Return the collection's tables and its record, made where they are missing and may be made.

    Raises:
        SchemaMismatchError: it was made for something else, or its tables are of another shape.
        ConfigurationError: something is missing that may not be made, or the server has no vector search.
    """
    clerk = Clerk(session)
    if options.provision is Provision.CREATE:
        ensure_keyspace(clerk, options)
        if REGISTER not in tables_in(clerk, options.keyspace):
            clerk.define(schema.create_register(options.keyspace))
        clerk.agree()
    elif REGISTER not in tables_in(clerk, options.keyspace):
        raise ConfigurationError(f"keyspace {options.keyspace!r} has no table {REGISTER!r}; {_MAKE_IT}")
    record = _recorded(clerk, options, name, wanted)
    layout = Layout(options.keyspace, name, record.collection)
    if options.provision is not Provision.OFF:
        _settle(clerk, layout, record.born, may_create=options.provision is Provision.CREATE)
    return layout, record


def ensure_keyspace(clerk: Clerk, options: ConnectionOptions) -> None:
    """Make the keyspace where it is missing, and wait until every node knows it, whoever makes it at this moment."""
    if not clerk.look("SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = ?", options.keyspace):
        clerk.define(schema.create_keyspace(options.keyspace, _replication(clerk.session, options)))
    clerk.agree()


def tables_in(clerk: Clerk, keyspace: str) -> set[str]:
    """Return the names of the tables in a keyspace."""
    found = clerk.look("SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?", keyspace)
    return {name for (name,) in found}


def columns_in(clerk: Clerk, keyspace: str) -> list[tuple[str, str, str]]:
    """Return (table, column, type) of each column in a keyspace."""
    found = clerk.look(
        "SELECT table_name, column_name, type FROM system_schema.columns WHERE keyspace_name = ?", keyspace
    )
    return [(table, column, kind) for table, column, kind in found]


def provision_values(session: Session, options: CassandraKeyValueOptions) -> None:
    """Make the table of a key-value store, or look whether it is there.

    Raises:
        SchemaMismatchError: it is of another shape.
        ConfigurationError: it is missing and may not be made.
    """
    if options.provision is Provision.OFF:
        return
    clerk, table = Clerk(session), schema.values_table(options.table)
    if options.provision is Provision.CREATE:
        ensure_keyspace(clerk, options)
        if table.name not in tables_in(clerk, options.keyspace):
            clerk.define(schema.create_values(options.keyspace, table))
    elif table.name not in tables_in(clerk, options.keyspace):
        raise ConfigurationError(f"keyspace {options.keyspace!r} has no table {table.name!r}; {_MAKE_IT}")
    clerk.agree()
    schema.require_columns(options.keyspace, [table], columns_in(clerk, options.keyspace))


def _replication(session: Session, options: ConnectionOptions) -> Mapping[str, int]:
    """Return how many replicas to keep in each datacentre of a new keyspace."""
    if isinstance(options.replication, dict):
        return options.replication
    nodes = [host.datacenter for host in session.cluster.metadata.all_hosts()]
    local = options.local_datacenter or (nodes[0] if len(set(nodes)) == 1 else None)
    if local is None:
        raise ConfigurationError(
            f"the cluster has the datacentres {sorted(set(nodes))!r}; say where to keep replicas: "
            "replication={'name': count}"
        )
    return {local: options.replication or min(_USUAL_REPLICAS, max(1, nodes.count(local)))}


def _recorded(clerk: Clerk, options: CassandraOptions, name: str, wanted: Collection) -> Record:
    """Return the record of the collection, written where there is none."""
    creating = options.provision is Provision.CREATE
    record = patiently(partial(_read, clerk, options, name)) if creating else _read(clerk, options, name)
    if record is None and creating:
        _write(clerk, options, name, wanted, options.buckets or 1)
        record = _read(clerk, options, name)
    if record is None:
        raise ConfigurationError(f"there is no collection {name!r} in keyspace {options.keyspace!r}; {_MAKE_IT}")
    if options.buckets not in (None, record.buckets):
        raise SchemaMismatchError(
            f"collection {name!r} was made with buckets {record.buckets!r} and {options.buckets!r} is wanted. "
            "Leave the option out, or use another collection name"
        )
    known = record.collection.require(wanted, name)
    if known != record.collection and options.provision is not Provision.OFF:
        known = _learn(clerk, options, name, record.collection, known)
    return record._replace(collection=known)


def _read(clerk: Clerk, options: CassandraOptions, name: str) -> Record | None:
    """Return what the register holds of the collection."""
    table = register_table(options.keyspace)
    found = clerk.read(f"SELECT record, buckets, born, epoch FROM {table} WHERE collection = ?", name)
    if not found or found[0][0] is None:
        return None
    record, buckets, born, epoch = found[0]
    return Record(Collection.from_json(record), buckets, born, epoch or 0)


def _write(clerk: Clerk, options: CassandraOptions, name: str, wanted: Collection, buckets: int) -> None:
    table = register_table(options.keyspace)
    clerk.decide(
        f"UPDATE {table} SET record = ?, buckets = ?, born = ? WHERE collection = ? IF record = null",
        *(wanted.to_json(), buckets, uuid4(), name),
    )


def _learn(clerk: Clerk, options: CassandraOptions, name: str, old: Collection, new: Collection) -> Collection:
    """Record the embedder of a collection that was made by a nameless one; the first to come is the one."""
    table = register_table(options.keyspace)
    clerk.decide(
        f"UPDATE {table} SET record = ? WHERE collection = ? IF record = ?",
        *(new.to_json(), name, old.to_json()),
    )
    record = _read(clerk, options, name)
    return new if record is None else record.collection.require(new, name)


def _settle(clerk: Clerk, layout: Layout, born: UUID, *, may_create: bool) -> None:
    """Make the tables and indexes that are missing, wait until every node has them, and refuse others."""
    end = time.monotonic() + _PATIENCE
    while absent := _missing(clerk, layout):
        if not may_create:
            raise ConfigurationError(f"keyspace {layout.keyspace!r} lacks {', '.join(map(repr, absent))}; {_MAKE_IT}")
        if time.monotonic() > end:
            raise BackendTimeoutError(f"{absent[0]!r} was made and is not there after {_PATIENCE:g} s; try again")
        _make(clerk, layout, born, absent)
        time.sleep(_PAUSE)
    clerk.agree()
    schema.require_columns(layout.keyspace, layout.tables, columns_in(clerk, layout.keyspace))
    schema.require_indexes(layout, _indexes_in(clerk, layout.keyspace))


def _make(clerk: Clerk, layout: Layout, born: UUID, absent: list[str]) -> None:
    """Make what is absent; an index only once its table is there."""
    tables = schema.create_tables(layout, born)
    for table, cql in zip(layout.tables, tables, strict=True):
        if table.name in absent:
            clerk.define(cql)
    for index in layout.indexes:
        if index.name in absent:
            patiently(partial(clerk.define, schema.create_index(layout, index)))


def _missing(clerk: Clerk, layout: Layout) -> list[str]:
    return schema.missing(layout, tables_in(clerk, layout.keyspace), _indexes_in(clerk, layout.keyspace))


def _indexes_in(clerk: Clerk, keyspace: str) -> dict[str, Mapping[str, Any]]:
    found = clerk.look("SELECT index_name, options FROM system_schema.indexes WHERE keyspace_name = ?", keyspace)
    return {name: dict(options or {}) for name, options in found}
