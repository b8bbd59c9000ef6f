"""What both flavours of a store are made of: its tables, its state, and the operations once it was provisioned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from hexcache.adapters.outbound.sql.mirror import Mirrors
from hexcache.adapters.outbound.sql.plans import TRIES, raced
from hexcache.adapters.outbound.sql.provisioning import Provisioner
from hexcache.adapters.outbound.sql.reading import Reader
from hexcache.adapters.outbound.sql.schema import CollectionTables, ValueTable
from hexcache.adapters.outbound.sql.scope_sizes import ScopeSizes
from hexcache.adapters.outbound.sql.searching import Searcher
from hexcache.adapters.outbound.sql.server_searching import ServerSearcher
from hexcache.adapters.outbound.sql.values import Values
from hexcache.adapters.outbound.sql.vector_kinds import described
from hexcache.adapters.outbound.sql.writing import Writer
from hexcache.domain.errors import BackendUnavailableError, ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from hexcache.adapters.outbound.sql.plans import Step
    from hexcache.adapters.outbound.sql.tuning import Tuning
    from hexcache.domain.collection import Collection

CLOSED = "the SQL store is closed; open another one"


class Speaks(Protocol):
    """What of a database both flavours need."""

    @property
    def dialect(self) -> str:
        """SQLAlchemy's name of the engine."""

    @property
    def new_lock(self) -> Callable[[], Any]:
        """What makes a lock that may be held while statements run."""

    def describe(self) -> dict[str, str]:
        """Return facts about the engine."""


class Operations(NamedTuple):
    """The operations on a provisioned collection."""

    reader: Reader
    writer: Writer
    searcher: Searcher | ServerSearcher
    mirrors: Mirrors | None = None


class VectorState:
    """The state of a vector store.

    Args:
        database: where the tables are.
        name: the collection's name.
        tuning: the options.
    """

    def __init__(self, database: Speaks, name: str, tuning: Tuning) -> None:
        self._database = database
        self._name = name
        self._tuning = tuning
        self._tables = CollectionTables(tuning.prefix, name)  # until it is known how vectors are held
        self._operations: Operations | None = None
        self._collection: Collection | None = None
        self._closed = False

    @property
    def ready(self) -> Operations:
        """The operations.

        Raises:
            ConfigurationError: the store was not provisioned.
            BackendUnavailableError: it was closed.
        """
        if self._operations is None:
            if self._closed:
                raise BackendUnavailableError(CLOSED)
            raise ConfigurationError("the SQL store was not provisioned; call provision(collection) first")
        return self._operations

    @property
    def tables(self) -> CollectionTables:
        """The tables, once the store was provisioned; errors as `ready`."""
        self.ready  # noqa: B018 - raises where it was not
        return self._tables

    def provisioning(self, wanted: Collection) -> Generator[Step, Any, Collection]:
        """Return the plan that provisions the collection and makes the operations."""
        if self._closed:
            raise BackendUnavailableError(CLOSED)
        provisioner = Provisioner(self._name, self._tuning, self._database.dialect)
        recorded, tables = yield from provisioner.plan(wanted)
        if self._collection is None or self._operations is None:
            self._tables = tables
            self._operations = self._made(recorded)
        self._collection = recorded
        return recorded

    def close(self) -> bool:
        """Note that the store is closed, and return whether it was open."""
        was_open, self._closed, self._operations = not self._closed, True, None
        return was_open

    def describe(self) -> dict[str, str]:
        """Return facts about the store."""
        return {
            **self._database.describe(),
            "tables": ", ".join(table.name for table in self._tables.all),
            **self._held(),
        }

    def _held(self) -> dict[str, str]:
        """Return how vectors are held, and why."""
        kind, operations = self._tables.kind, self._operations
        if kind is None:
            return {"vectors": "not known before the store was provisioned"}
        if not kind.on_server:
            held = operations.mirrors.nbytes if operations and operations.mirrors else 0
            how = f"portable: float32 in rows, compared exactly in this process ({kind.why})"
            return {"vectors": how, "bytes of vectors": str(held)}
        return {"vectors": f"{kind.name}: compared by the server ({kind.why})", "index": described(kind, self._tuning)}

    def _made(self, collection: Collection) -> Operations:
        tables, dialect = self._tables, self._database.dialect
        reader = Reader(tables)
        if tables.kind is not None and tables.vectors is not None:
            sizes = ScopeSizes(tables.kind)
            searcher = ServerSearcher(tables, tables.vectors, collection, sizes, self._tuning.search_width)
            return Operations(reader, Writer(tables, dialect, collection, sizes), searcher)
        most = int(self._tuning.mirror_megabytes * (1 << 20))
        mirrors = Mirrors(collection, self._database.new_lock, most)
        return Operations(
            reader, Writer(tables, dialect, collection), Searcher(tables, collection, mirrors, reader), mirrors
        )


class ValueState:
    """The state of a key-value store.

    Args:
        database: where the table is.
        tuning: the options.
    """

    def __init__(self, database: Speaks, tuning: Tuning) -> None:
        self._database = database
        self._mode = tuning.provision
        self._table = ValueTable(tuning.prefix)
        self._values = Values(self._table, database.dialect)
        self._prepared = self._closed = False

    @property
    def ready(self) -> Values | None:
        """The operations; None where the table was not looked for yet.

        Raises:
            BackendUnavailableError: the store was closed.
        """
        if self._closed:
            raise BackendUnavailableError(CLOSED)
        return self._values if self._prepared else None

    def preparing(self) -> Generator[Step, Any, Values]:
        """Return the plan that makes the table where it is not there."""
        for attempt in range(1, TRIES + 1):
            if self._mode == "off" or (yield False, self._values.is_there, ()):
                break
            if self._mode == "check":
                name = self._table.values.name
                raise ConfigurationError(f"there is no table {name!r}; open it once with the option provision: create")
            if (yield from raced(attempt, self._values.create)):
                break
        self._prepared = True
        return self._values

    def close(self) -> bool:
        """Note that the store is closed, and return whether it was open."""
        was_open, self._closed = not self._closed, True
        return was_open

    def describe(self) -> dict[str, str]:
        """Return facts about the store."""
        return {**self._database.describe(), "tables": self._table.values.name}
