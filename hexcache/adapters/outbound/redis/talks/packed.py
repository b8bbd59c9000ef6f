"""Documents on a server without vectors: each scope's vectors are read once, kept, and compared by the client."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from typing_extensions import override

from hexcache.adapters.outbound.redis import scripts
from hexcache.adapters.outbound.redis.places import document_name
from hexcache.adapters.outbound.redis.records import read_record
from hexcache.adapters.outbound.redis.script import scripted
from hexcache.adapters.outbound.redis.shelves import CHANGED, SAME, Shelf, packed_vector, unpacked_vector
from hexcache.adapters.outbound.redis.talk import Refusal, Work, checked, demand, is_last, pairs
from hexcache.adapters.outbound.redis.talks.kind import SPARE, best, registry_key
from hexcache.adapters.outbound.redis.talks.registered import Registered
from hexcache.domain.entry import Candidate
from hexcache.domain.errors import BackendError
from hexcache.domain.ttl import is_live

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from hexcache.adapters.outbound.redis.places import Place
    from hexcache.adapters.outbound.redis.talk import Command, Raw, Replies, Talk
    from hexcache.domain.block import VectorBlock
    from hexcache.domain.collection import Collection
    from hexcache.domain.entry import Entry, Record
    from hexcache.domain.scope import Scope
    from hexcache.domain.vectors import Vector

    Nearest: TypeAlias = list[tuple[str, float]]


_READ_AT_ONCE: Final = 500
_TRIES: Final = 20
_FULL: Final = "HEXCACHEFULL"


class Ranking(NamedTuple):
    """What is near in one place.

    Attributes:
        shelf: the vectors that were compared.
        change: the last change that the shelf had for certain; it was asked before they were compared.
        rows: the nearest ids and their scores, for each vector.
    """

    shelf: Shelf
    change: bytes
    rows: list[Nearest]

    @property
    def ids(self) -> list[str]:
        """Every id once."""
        return list(dict.fromkeys(key for row in self.rows for key, _ in row))


class Packed(Registered):
    """The index kind `scan`.

    Args:
        collection: what it is made for.
        places: where its documents are.
        max_rows: the most vectors of one scope.
        cache_bytes: how many bytes of vectors are kept; scopes that were not searched for long go first.
    """

    put_script = scripts.PUT_PACKED
    delete_script = scripts.DELETE_PACKED
    clear_scope_script = scripts.CLEAR_SCOPE_PACKED
    clear_tagged_script = scripts.CLEAR_TAGGED_PACKED
    touch_script = scripts.TOUCH_PACKED

    def __init__(self, collection: Collection, places: Sequence[Place], max_rows: int, cache_bytes: int) -> None:
        super().__init__(collection, places)
        self._max_rows = max_rows
        self._cache_bytes = cache_bytes
        self._shelves: OrderedDict[tuple[Place, str], Shelf] = OrderedDict()
        self._lock = Lock()

    @override
    def stored(self, entry: Entry) -> tuple[bytes | str, str | int]:
        most = -(-self._max_rows // len(self.places))
        if entry.vector is None:
            return "", most
        return packed_vector(entry.vector, entry.record.expires_at), most

    @override
    def accepted(self, replies: Raw) -> Replies:
        if isinstance(replies, list) and any(isinstance(one, Refusal) and one.code == _FULL for one in replies):
            raise BackendError(
                f"a scope holds {self._max_rows!r} entries, the most that the index 'scan' searches; raise the option "
                "max_rows_per_scope, give entries a ttl, or use a Redis server with the query engine or vector sets"
            )
        return checked(replies)

    @override
    def search_many(
        self, scope: Scope, vectors: Sequence[Vector], limit: int, now: float, min_score: float | None
    ) -> Talk[list[list[Candidate]]]:
        found: list[list[Candidate]] = [[] for _ in vectors]
        pending = set(self.places)
        for _ in range(_TRIES):
            rankings = {}
            for place in pending:
                rankings[place] = yield from self._ranking(place, scope.key, vectors, limit + SPARE, now, min_score)
            for place, records in (yield from self._records(scope.key, rankings, now)).items():
                if records is None:  # it had changed, or documents were gone: the shelf knows now
                    continue
                pending.discard(place)
                for candidates, row in zip(found, rankings[place].rows, strict=True):
                    candidates.extend(Candidate(records[key], score) for key, score in row if key in records)
            pending &= self.outages.there
            if not pending:
                return [best(candidates, limit) for candidates in found]
        raise BackendError("a scope changes faster than it can be read; try again, or use a server with vectors")

    def _ranking(
        self, place: Place, scope_key: str, vectors: Sequence[Vector], count: int, now: float, min_score: float | None
    ) -> Talk[Ranking]:
        """Compare what is on the shelf. Other threads may put more on it meanwhile: its change is noted before."""
        shelf = self._shelf(place, scope_key)
        change = shelf.change
        return Ranking(shelf, change, (yield from self._nearest(shelf.block, vectors, count, now, min_score)))

    def _nearest(
        self, block: VectorBlock, vectors: Sequence[Vector], count: int, now: float, min_score: float | None
    ) -> Talk[list[Nearest]]:
        if not len(block):
            return [[] for _ in vectors]
        if len(vectors) == 1:
            row: Nearest = yield Work(lambda: block.top(vectors[0], count, now, min_score), self._numbers(block))
            return [row]
        stacked = np.stack(vectors)
        rows: list[Nearest] = yield Work(
            lambda: block.top_many(stacked, count, now, min_score), self._numbers(block) * len(vectors)
        )
        return rows

    def _numbers(self, block: VectorBlock) -> int:
        return len(block) * self.collection.dimension

    def _records(
        self, scope_key: str, rankings: dict[Place, Ranking], now: float
    ) -> Talk[dict[Place, dict[str, Record] | None]]:
        """Return the live records of what is near in each place that answers; None where the place had changed."""
        commands = {
            place: [
                scripts.READ_PACKED.call(
                    (registry_key(place),), scope_key, ranking.change, *map(document_name, ranking.ids)
                )
            ]
            for place, ranking in rankings.items()
        }
        answer = yield from scripted(commands)
        records: dict[Place, dict[str, Record] | None] = {}
        for place, replies in self.outages.reachable(answer).items():
            (reply,) = self.accepted(replies)
            records[place] = None
            if reply[0] == SAME:
                records[place] = _known(rankings[place], reply[1], now)
            elif reply[0] == CHANGED:
                rankings[place].shelf.apply([tuple(pair) for pair in reply[2]], reply[1])
            else:
                yield from self._load(place, scope_key)
        self._make_room()
        return records

    def _load(self, place: Place, scope_key: str) -> Talk[None]:
        """Read all vectors of a scope; what changes meanwhile is read with the next search."""
        key = scope_key.encode()
        shelf = Shelf(self.collection)
        last: Command = (b"XREVRANGE", place.stem + b"l:" + key, b"+", b"-", b"COUNT", 1)
        ((changes,),) = (yield from demand({place: [last]})).values()
        change = changes[0][0] if changes else b""
        cursor: Any = b"0"
        while True:
            listing: Command = (b"HSCAN", place.stem + b"v:" + key, cursor, b"COUNT", _READ_AT_ONCE)
            ((cursor, found),) = (yield from demand({place: [listing]}))[place]
            shelf.apply(pairs(found), change)
            if is_last(cursor):
                break
        with self._lock:
            self._shelves[place, scope_key] = shelf

    def _shelf(self, place: Place, scope_key: str) -> Shelf:
        with self._lock:
            shelf = self._shelves.get((place, scope_key))
            if shelf is None:
                shelf = self._shelves[place, scope_key] = Shelf(self.collection)
            self._shelves.move_to_end((place, scope_key))
            return shelf

    def _make_room(self) -> None:
        """Forget the shelves that were not used for the longest time while there is too much on them."""
        with self._lock:
            total = sum(shelf.block.nbytes for shelf in self._shelves.values())
            while total > self._cache_bytes and len(self._shelves) > 1:
                _, shelf = self._shelves.popitem(last=False)
                total -= shelf.block.nbytes

    @override
    def read_vectors(self, place: Place, scope_key: str, names: Sequence[bytes]) -> list[Command]:
        return [(b"HMGET", place.stem + b"v:" + scope_key.encode(), name) for name in names]

    @override
    def parse_vector(self, reply: Raw) -> Vector | None:
        (packed,) = reply
        return None if packed is None else unpacked_vector(packed, self.collection.dimension)

    @override
    def describe(self) -> dict[str, str]:
        return {"index": "scan", "max rows per scope": str(self._max_rows)}


def _known(ranking: Ranking, replies: Sequence[Any], now: float) -> dict[str, Record] | None:
    """Return the live records by id; None where a document is gone that the shelf still has."""
    records, gone = {}, []
    for key, values in zip(ranking.ids, replies, strict=True):
        record = read_record(key, values)
        if record is None:
            gone.append(key)
        elif is_live(record.expires_at, now):
            records[key] = record
    ranking.shelf.drop(gone, ranking.change)
    return None if gone else records
