"""The memory stores: exact, bounded, thread-safe, and gone with the process."""

from __future__ import annotations

from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Final, TypeVar

from typing_extensions import override

from hexcache.adapters.outbound.memory.lru import LruMap, check_max_entries
from hexcache.adapters.outbound.memory.shelves import Shelves
from hexcache.domain.collection import check_identifier
from hexcache.domain.errors import BackendUnavailableError, ConfigurationError
from hexcache.domain.ttl import is_live
from hexcache.domain.vectors import admit, admit_many, stack
from hexcache.ports.key_value_store import KeyValueStore
from hexcache.ports.vector_store import Describes, Purges, SearchesMany, VectorStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from hexcache.domain.block import VectorBlock
    from hexcache.domain.collection import Collection
    from hexcache.domain.entry import Candidate, Entry, Record, Selection
    from hexcache.domain.scope import Scope
    from hexcache.domain.vectors import Matrix, Vector

F = TypeVar("F")
C = TypeVar("C")

_CHUNK: Final = 128  # entries that are written or removed under one lock, in about a millisecond
_TRIES: Final = 3
_CLOSED: Final = "the memory store is closed; open another one"
_NOT_PROVISIONED: Final = "the memory store was not provisioned; call provision(collection) first"


class MemoryVectorStore(VectorStore, SearchesMany, Purges, Describes):
    """Keeps the entries of one collection in this process.

    Searches run beside writes: vectors are scored without the lock, and again where an entry changed meanwhile. What
    is expired is removed bit by bit by the calls that follow, so a `now` that goes back does not bring it back.

    Args:
        name: the collection's name.
        max_entries: the most entries to keep: what was used least recently goes first. None keeps all.
    """

    def __init__(self, name: str = "default", *, max_entries: int | None = None) -> None:
        self._name = check_identifier(name)
        self._max_entries = check_max_entries(max_entries)
        self._lock = Lock()
        self._shelves: Shelves | None = None
        self._closed = False

    @override
    def provision(self, collection: Collection) -> Collection:
        with self._lock:
            if self._closed:
                raise BackendUnavailableError(_CLOSED)
            if self._shelves is None:
                self._shelves = Shelves(collection, self._max_entries)
            self._shelves.collection = self._shelves.collection.require(collection, self._name)
            return self._shelves.collection

    @override
    def put(self, entries: Sequence[Entry]) -> None:
        shelves = self._ready()
        passed = [_passed(entry, shelves.collection) for entry in entries]
        for start in range(0, len(passed), _CHUNK):
            with self._lock:
                shelves.put(passed[start : start + _CHUNK])

    @override
    def get(self, document_ids: Sequence[str], *, now: float) -> list[Record | None]:
        shelves = self._ready(now)
        with self._lock:
            return [shelves.get(document_id, now) for document_id in document_ids]

    @override
    def search(
        self, scope: Scope, vector: Vector, limit: int, *, now: float, min_score: float | None = None
    ) -> list[Candidate]:
        shelves = self._ready(now)
        collection = shelves.collection
        passed = admit(vector, collection.dimension, collection.similarity)
        shelf = shelves.shelf(scope)
        changes = shelf.changes
        found = shelf.block.top(passed, limit, now, min_score)
        with self._lock:
            if shelf.changes == changes:
                return shelves.candidates(found)
        return self._settled(shelves, scope, lambda block: block.top(passed, limit, now, min_score), shelves.candidates)

    @override
    def search_many(
        self, scope: Scope, vectors: Matrix, limit: int, *, now: float, min_score: float | None = None
    ) -> list[list[Candidate]]:
        shelves = self._ready(now)
        collection = shelves.collection
        matrix = stack(
            admit_many(vectors, len(vectors), collection.dimension, collection.similarity), collection.dimension
        )
        return self._settled(
            shelves,
            scope,
            lambda block: block.top_many(matrix, limit, now, min_score),
            lambda found: [shelves.candidates(pairs) for pairs in found],
        )

    @override
    def touch(self, document_id: str, expires_at: float, *, now: float) -> bool:
        shelves = self._ready(now)
        with self._lock:
            return shelves.touch(document_id, expires_at, now)

    @override
    def delete(self, document_ids: Sequence[str]) -> int:
        shelves = self._ready()
        with self._lock:
            return shelves.delete(document_ids)

    @override
    def clear(self, selection: Selection) -> None:
        shelves = self._ready()
        with self._lock:
            shelves.clear(selection)

    @override
    def count(self, *, now: float) -> int:
        shelves = self._ready()
        self._expire(shelves, now, _CHUNK)
        with self._lock:
            return len(shelves.entries)

    @override
    def scan(self, *, now: float, batch_size: int = 500) -> Iterator[list[Entry]]:
        shelves = self._ready(now)
        with self._lock:
            document_ids = shelves.entries.live_keys(now)
        for start in range(0, len(document_ids), batch_size):
            with self._lock:
                entries = shelves.whole(document_ids[start : start + batch_size])
            if batch := [entry for entry in entries if is_live(entry.record.expires_at, now)]:
                yield batch

    @override
    def purge(self, *, now: float, batch_size: int = 1_000, progress: Callable[[int], object] = lambda _: None) -> int:
        return self._expire(self._ready(), now, batch_size, progress)

    @override
    def describe(self) -> dict[str, str]:
        shelves = self._shelves
        return {
            "index": "none: every vector of the scope is compared",
            "entries": "0" if shelves is None else str(len(shelves.entries)),
            "max_entries": "no bound" if self._max_entries is None else str(self._max_entries),
            "bytes of vectors": "0" if shelves is None else str(shelves.nbytes),
        }

    @override
    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._shelves = None

    def work(self, scope: Scope) -> int:
        """Return how many numbers a search of `scope` reads."""
        shelves = self._shelves
        return 0 if shelves is None else len(shelves.shelf(scope).block) * shelves.collection.dimension

    def _ready(self, now: float | None = None) -> Shelves:
        """Return the entries, some of the expired ones removed: as many as nobody notices."""
        shelves = self._shelves
        if shelves is None:
            raise BackendUnavailableError(_CLOSED) if self._closed else ConfigurationError(_NOT_PROVISIONED)
        if now is not None and now >= shelves.entries.next_end:
            with self._lock:
                shelves.expire(now, _CHUNK)
        return shelves

    def _expire(
        self, shelves: Shelves, now: float, batch_size: int, progress: Callable[[int], object] = lambda _: None
    ) -> int:
        gone = 0
        while now >= shelves.entries.next_end:
            with self._lock:
                some = shelves.expire(now, batch_size)
            gone += some
            progress(some)
        return gone

    def _settled(
        self, shelves: Shelves, scope: Scope, rank: Callable[[VectorBlock], F], collect: Callable[[F], C]
    ) -> C:
        """Return what `collect` makes of a ranking, both from one state of the scope."""
        for _ in range(_TRIES):
            shelf = shelves.shelf(scope)
            changes = shelf.changes
            found = rank(shelf.block)
            with self._lock:
                if shelf.changes == changes:
                    return collect(found)
        with self._lock:  # entries change faster than they can be ranked
            return collect(rank(shelves.shelf(scope).block))


def _passed(entry: Entry, collection: Collection) -> Entry:
    if entry.vector is None:
        return entry
    return replace(entry, vector=admit(entry.vector, collection.dimension, collection.similarity))


class MemoryKeyValueStore(KeyValueStore, Describes):
    """Keeps bytes under text keys in this process.

    Args:
        max_entries: the most keys to keep: what was used least recently goes first. None keeps all.
    """

    def __init__(self, *, max_entries: int | None = None) -> None:
        self._max_entries = check_max_entries(max_entries)
        self._lock = Lock()
        self._values: LruMap[bytes] | None = LruMap(max_entries)

    @override
    def mget(self, keys: Sequence[str], *, now: float) -> list[bytes | None]:
        with self._lock:
            values = self._live(now)
            return [values.live(key, now) for key in keys]

    @override
    def mset(self, items: Mapping[str, bytes], *, now: float, ttl: float | None = None) -> None:
        expires_at = None if ttl is None else now + ttl
        copies = {key: bytes(value) for key, value in items.items()}
        with self._lock:
            values = self._live(now)
            for key, value in copies.items():
                values.put(key, value, expires_at)
            values.evict()

    @override
    def mdelete(self, keys: Sequence[str]) -> int:
        with self._lock:
            values = self._ready()
            return sum(values.pop(key) is not None for key in keys)

    @override
    def yield_keys(self, prefix: str = "", *, now: float) -> Iterator[str]:
        with self._lock:
            keys = self._live(now).live_keys(now)
        for key in keys:
            if key.startswith(prefix):
                yield key

    @override
    def describe(self) -> dict[str, str]:
        return {
            "entries": str(0 if self._values is None else len(self._values)),
            "max_entries": "no bound" if self._max_entries is None else str(self._max_entries),
        }

    @override
    def close(self) -> None:
        with self._lock:
            self._values = None

    def _ready(self) -> LruMap[bytes]:
        if self._values is None:
            raise BackendUnavailableError(_CLOSED)
        return self._values

    def _live(self, now: float) -> LruMap[bytes]:
        values = self._ready()
        values.expire(now, _CHUNK)
        return values
