"""The SQL stores, blocking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import Unpack, override

from hexcache.adapters.outbound.sql.opening import open_database
from hexcache.adapters.outbound.sql.plans import purging, purging_values, run
from hexcache.adapters.outbound.sql.statistics import analyze
from hexcache.adapters.outbound.sql.store import ValueState, VectorState
from hexcache.adapters.outbound.sql.tuning import SqlTuning, Tuning
from hexcache.ports.key_value_store import KeyValueStore
from hexcache.ports.vector_store import Analyzes, Describes, Purges, SearchesMany, VectorStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import URL, Engine

    from hexcache.adapters.outbound.sql.values import Values
    from hexcache.domain.collection import Collection
    from hexcache.domain.entry import Candidate, Entry, Record, Selection
    from hexcache.domain.scope import Scope
    from hexcache.domain.vectors import Matrix, Vector


class SqlVectorStore(VectorStore, SearchesMany, Purges, Analyzes, Describes):
    """Keeps the entries of one collection in tables, and the vectors of the scopes it searches in memory too.

    Searches are exact, and see what every process had committed when they began.

    Args:
        where: a URL such as "sqlite:///hexcache.db", or an engine, which the store borrows and does not dispose of.
        collection: the collection's name.
        options: the fields of `Tuning`, by name.
    """

    def __init__(self, where: str | URL | Engine, collection: str = "default", **options: Unpack[SqlTuning]) -> None:
        tuning = Tuning(**options)
        self._database = open_database(where, tuning)
        self._state = VectorState(self._database, collection, tuning)

    @override
    def provision(self, collection: Collection) -> Collection:
        return run(self._state.provisioning(collection), self._database)

    @override
    def put(self, entries: Sequence[Entry]) -> None:
        writer = self._state.ready.writer
        if entries:
            self._database.write(writer.put, writer.prepare(entries))

    @override
    def get(self, document_ids: Sequence[str], *, now: float) -> list[Record | None]:
        reader = self._state.ready.reader
        return self._database.read(reader.get, document_ids, now) if document_ids else []

    @override
    def search(
        self, scope: Scope, vector: Vector, limit: int, *, now: float, min_score: float | None = None
    ) -> list[Candidate]:
        searcher = self._state.ready.searcher
        return self._database.read(searcher.search, scope, searcher.admitted(vector), limit, now, min_score)

    @override
    def search_many(
        self, scope: Scope, vectors: Matrix, limit: int, *, now: float, min_score: float | None = None
    ) -> list[list[Candidate]]:
        searcher = self._state.ready.searcher
        return self._database.read(searcher.search_many, scope, searcher.admitted_many(vectors), limit, now, min_score)

    @override
    def touch(self, document_id: str, expires_at: float, *, now: float) -> bool:
        return self._database.write(self._state.ready.writer.touch, document_id, expires_at, now)

    @override
    def delete(self, document_ids: Sequence[str]) -> int:
        writer = self._state.ready.writer
        return self._database.write(writer.delete, document_ids) if document_ids else 0

    @override
    def clear(self, selection: Selection) -> None:
        self._database.write(self._state.ready.writer.clear, selection)

    @override
    def count(self, *, now: float) -> int:
        return self._database.read(self._state.ready.reader.count, now)

    @override
    def scan(self, *, now: float, batch_size: int = 500) -> Iterator[list[Entry]]:
        until = self._database.read(self._state.ready.reader.newest)
        after: int | None = 0
        while after is not None:
            entries, after = self._database.read(self._state.ready.reader.page, after, until, batch_size, now)
            if entries:
                yield entries

    @override
    def purge(self, *, now: float, batch_size: int = 1_000, progress: Callable[[int], object] = lambda _: None) -> int:
        return run(purging(self._state.ready.writer, now, batch_size, progress), self._database)

    @override
    def analyze(self) -> None:
        tables = self._state.tables
        self._database.build(analyze, tables, self._database.dialect)

    @override
    def describe(self) -> dict[str, str]:
        return self._state.describe()

    @override
    def close(self) -> None:
        if self._state.close():
            self._database.close()


class SqlKeyValueStore(KeyValueStore, Purges, Describes):
    """Keeps bytes under text keys in a table.

    Args:
        where: a URL such as "sqlite:///hexcache.db", or an engine, which the store borrows and does not dispose of.
        options: the fields of `Tuning`, by name.
    """

    def __init__(self, where: str | URL | Engine, **options: Unpack[SqlTuning]) -> None:
        tuning = Tuning(**options)
        self._database = open_database(where, tuning)
        self._state = ValueState(self._database, tuning)

    @override
    def mget(self, keys: Sequence[str], *, now: float) -> list[bytes | None]:
        values = self._ready()
        return self._database.read(values.mget, keys, now) if keys else []

    @override
    def mset(self, items: Mapping[str, bytes], *, now: float, ttl: float | None = None) -> None:
        values = self._ready()
        if items:
            write = self._database.single if values.is_one_statement(items) else self._database.write
            write(values.mset, items, None if ttl is None else now + ttl)

    @override
    def mdelete(self, keys: Sequence[str]) -> int:
        values = self._ready()
        return self._database.write(values.mdelete, keys) if keys else 0

    @override
    def yield_keys(self, prefix: str = "", *, now: float) -> Iterator[str]:
        values = self._ready()
        page = self._database.read(values.page, prefix, None, now)
        while True:
            yield from page.keys
            if page.after is None:
                return
            page = self._database.read(values.page, prefix, page.after, now)

    @override
    def purge(self, *, now: float, batch_size: int = 1_000, progress: Callable[[int], object] = lambda _: None) -> int:
        values = self._ready()
        return run(purging_values(values, now, batch_size, progress), self._database)

    @override
    def describe(self) -> dict[str, str]:
        return self._state.describe()

    @override
    def close(self) -> None:
        if self._state.close():
            self._database.close()

    def _ready(self) -> Values:
        ready = self._state.ready
        return ready if ready is not None else run(self._state.preparing(), self._database)
