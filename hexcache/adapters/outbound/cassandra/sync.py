"""The stores on a session of the driver, one blocking call each."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from typing_extensions import override

from hexcache.adapters.outbound.cassandra import clearing, deleting, reading, scanning, values, writing
from hexcache.adapters.outbound.cassandra.core import ValueCore, VectorCore
from hexcache.adapters.outbound.cassandra.driving import drive
from hexcache.adapters.outbound.cassandra.settings import CassandraKeyValueOptions, CassandraOptions
from hexcache.domain.keys import encode_text
from hexcache.ports.key_value_store import KeyValueStore
from hexcache.ports.vector_store import Describes, SearchesMany, VectorStore

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cassandra.cluster import Session

    from hexcache.adapters.outbound.cassandra.statements import Flow
    from hexcache.domain.collection import Collection
    from hexcache.domain.entry import Candidate, Entry, Record, Selection
    from hexcache.domain.scope import Scope
    from hexcache.domain.vectors import Matrix, Vector

R = TypeVar("R")


class CassandraVectorStore(VectorStore, SearchesMany, Describes):
    """Keeps the entries of one collection in Cassandra.

    The clock of the one who writes orders the writes of several processes to one entry: keep clocks synchronised.

    Args:
        session: a session of the driver, which stays the caller's.
        options: how to use it; what says where the cluster is and how to log in is not looked at.
        collection: the collection's name.
    """

    def __init__(
        self, session: Session, options: CassandraOptions | None = None, *, collection: str = "default"
    ) -> None:
        self._core = VectorCore(session, options or CassandraOptions(), collection)

    @override
    def provision(self, collection: Collection) -> Collection:
        return self._core.provision(collection)

    @override
    def put(self, entries: Sequence[Entry]) -> None:
        self._run(writing.put(self._core.ready(), entries))

    @override
    def get(self, document_ids: Sequence[str], *, now: float) -> list[Record | None]:
        return self._run(reading.get(self._core.ready(), document_ids, now))

    @override
    def search(
        self, scope: Scope, vector: Vector, limit: int, *, now: float, min_score: float | None = None
    ) -> list[Candidate]:
        (found,) = self._run(reading.search(self._core.ready(), scope, (vector,), limit, now, min_score))
        return found

    @override
    def search_many(
        self, scope: Scope, vectors: Matrix, limit: int, *, now: float, min_score: float | None = None
    ) -> list[list[Candidate]]:
        return self._run(reading.search(self._core.ready(), scope, vectors, limit, now, min_score))

    @override
    def touch(self, document_id: str, expires_at: float, *, now: float) -> bool:
        return self._run(writing.touch(self._core.ready(), document_id, expires_at, now))

    @override
    def delete(self, document_ids: Sequence[str]) -> int:
        return self._run(deleting.delete(self._core.ready(), document_ids))

    @override
    def clear(self, selection: Selection) -> None:
        self._run(clearing.clear(self._core.ready(), selection))

    @override
    def count(self, *, now: float) -> int:
        return self._run(scanning.count(self._core.ready(), now))

    @override
    def scan(self, *, now: float, batch_size: int = 500) -> Iterator[list[Entry]]:
        walk = scanning.Walk(now, batch_size)
        while not walk.ended:
            if batch := self._run(scanning.next_batch(self._core.ready(), walk)):
                yield batch

    @override
    def describe(self) -> dict[str, str]:
        return self._core.describe()

    @override
    def close(self) -> None:
        self._core.close()

    def _run(self, flow: Flow[R]) -> R:
        return drive(flow, self._core.courier.fly)


class CassandraKeyValueStore(KeyValueStore):
    """Keeps bytes under text keys in one table.

    Args:
        session: a session of the driver, which stays the caller's.
        options: how to use it; what says where the cluster is and how to log in is not looked at.
    """

    def __init__(self, session: Session, options: CassandraKeyValueOptions | None = None) -> None:
        self._core = ValueCore(session, options or CassandraKeyValueOptions())

    @override
    def mget(self, keys: Sequence[str], *, now: float) -> list[bytes | None]:
        return self._run(values.mget(keys, now))

    @override
    def mset(self, items: Mapping[str, bytes], *, now: float, ttl: float | None = None) -> None:
        self._run(values.mset(self._core.stamps, items, now, ttl))

    @override
    def mdelete(self, keys: Sequence[str]) -> int:
        return self._run(values.mdelete(self._core.stamps, keys))

    @override
    def yield_keys(self, prefix: str = "", *, now: float) -> Iterator[str]:
        start, paging, more = encode_text(prefix), None, True
        while more:
            keys, paging = self._run(values.keys_page(start, now, paging))
            more = paging is not None
            yield from keys

    @override
    def close(self) -> None:
        self._core.close()

    def _run(self, flow: Flow[R]) -> R:
        self._core.require_open()
        if not self._core.provisioned:
            self._core.provision()
        return drive(flow, self._core.courier.fly)
