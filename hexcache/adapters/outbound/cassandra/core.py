"""What both flavours of a store are made of, and when they may be used."""

from __future__ import annotations

import time
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from hexcache.adapters.outbound.cassandra.clerk import patiently
from hexcache.adapters.outbound.cassandra.courier import Courier
from hexcache.adapters.outbound.cassandra.known import Book
from hexcache.adapters.outbound.cassandra.places import Spread
from hexcache.adapters.outbound.cassandra.provisioning import provision, provision_values
from hexcache.adapters.outbound.cassandra.settings import Provision
from hexcache.adapters.outbound.cassandra.state import Stamps, State
from hexcache.adapters.outbound.cassandra.statements import value_statements, vector_statements
from hexcache.domain.collection import check_identifier
from hexcache.domain.errors import BackendUnavailableError, ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cassandra.cluster import Session

    from hexcache.adapters.outbound.cassandra.settings import (
        CassandraKeyValueOptions,
        CassandraOptions,
        ConnectionOptions,
    )
    from hexcache.adapters.outbound.cassandra.statements import Statement
    from hexcache.domain.collection import Collection

_CLOSED = "the store is closed; open it anew"


def prepare(courier: Courier, statements: Mapping[str, Statement], options: ConnectionOptions) -> None:
    """Prepare the statements of a store whose tables are there, or were said to be."""
    call = partial(courier.prepare, statements)
    if options.provision is Provision.OFF:
        patiently(call, 0.0)
    else:
        patiently(call)


class VectorCore:
    """A vector store without its methods.

    Attributes:
        courier: what sends its requests.
    """

    def __init__(self, session: Session, options: CassandraOptions, collection: str) -> None:
        """Take a session that stays the caller's."""
        self.courier = Courier(session, options)
        self._options = options
        self._name = check_identifier(collection)
        self._state: State | None = None
        self._closed = False

    def provision(self, wanted: Collection) -> Collection:
        """Make the collection ready; blocks."""
        self._require_open()
        layout, record = provision(self.courier.session, self._options, self._name, wanted)
        prepare(self.courier, vector_statements(layout), self._options)
        if self._state is None or self._state.shape != record.collection:
            book = Book(self._options.visibility, time.monotonic)
            spread = Spread(record.buckets, self._options.windows)
            self._state = State(
                record.collection, spread, book, self._name, self._options.search_width, self._options.visibility
            )
        self._state.book.learn_epoch(record.epoch)
        return record.collection

    def ready(self) -> State:
        """Return the state of a store that may be used.

        Raises:
            BackendUnavailableError: it is closed.
            ConfigurationError: it was not provisioned.
        """
        self._require_open()
        if self._state is None:
            raise ConfigurationError(f"collection {self._name!r} is not provisioned; call provision() first")
        return self._state

    def close(self) -> None:
        """Refuse every further call."""
        self._closed = True

    def describe(self) -> dict[str, str]:
        """Return facts by name."""
        session, options = self.courier.session, self._options
        releases = {str(host.release_version) for host in session.cluster.metadata.all_hosts()}
        facts = {
            "server": f"Cassandra {', '.join(sorted(releases))}",
            "nodes": str(len(session.cluster.metadata.all_hosts())),
            "keyspace": options.keyspace,
            "consistency": f"read {options.read_consistency}, write {options.write_consistency}, search LOCAL_ONE",
            "index": f"SAI, LIMIT at least {options.search_width}",
            "visibility": f"{options.visibility:g} s",
            "timeout": f"{options.timeout:g} s",
        }
        if self._state is not None:
            facts["buckets"] = str(self._state.spread.buckets)
        return facts

    def _require_open(self) -> None:
        if self._closed:
            raise BackendUnavailableError(_CLOSED)


class ValueCore:
    """A key-value store without its methods; its table is made at first use.

    Attributes:
        courier: what sends its requests.
        stamps: when writes happen.
        provisioned: whether the table is there.
    """

    def __init__(self, session: Session, options: CassandraKeyValueOptions) -> None:
        """Take a session that stays the caller's."""
        self.courier = Courier(session, options)
        self.stamps = Stamps()
        self.provisioned = False
        self._options = options
        self._lock = Lock()
        self._closed = False

    def require_open(self) -> None:
        """Refuse to be used after `close`."""
        if self._closed:
            raise BackendUnavailableError(_CLOSED)

    def provision(self) -> None:
        """Make the table ready, once; blocks."""
        with self._lock:
            if self.provisioned:
                return
            provision_values(self.courier.session, self._options)
            prepare(self.courier, value_statements(self._options.keyspace, self._options.table), self._options)
            self.provisioned = True

    def close(self) -> None:
        """Refuse every further call."""
        self._closed = True
