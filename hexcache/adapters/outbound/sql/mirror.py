"""Mirrors: the vectors of the scopes that were searched, in memory, each as of some state of the database."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from hexcache.adapters.outbound.sql.forking import forgets_at_fork
from hexcache.adapters.outbound.sql.recent import RecentRecords
from hexcache.adapters.outbound.sql.rows import text_of, vector_of
from hexcache.domain.block import VectorBlock
from hexcache.domain.vectors import stack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from hexcache.adapters.outbound.sql.statement import Row
    from hexcache.domain.collection import Collection

_BYTES: Final = 4_000  # of a mirror without rows: of scopes that have no entry there may be very many
_ROW_BYTES: Final = 400
_NOTABLE: Final = 64_000
_CONNECTIONS: Final = 64


class Mirror:
    """The vectors of one scope.

    Attributes:
        lock: held by whoever brings the mirror up to date. Searches do not take it.
        block: the vectors, by document id.
        row_ids: the id of each row, by document id.
        recent: records that were found last.
        scope_id: the scope's row; 0 where it has none.
        changed: the scope's counter as of which the mirror is complete.
        seen: for each connection, the version of the database as of which the mirror is known to be complete.
    """

    __slots__ = ("_dimension", "block", "changed", "counted", "lock", "recent", "row_ids", "scope_id", "seen")

    def __init__(self, collection: Collection, lock: Any) -> None:  # noqa: ANN401 - of the database's kind
        self.lock = lock
        self.block = VectorBlock(collection.dimension, collection.similarity)
        self.recent = RecentRecords()
        self.row_ids: dict[str, int] = {}
        self.seen: dict[int, int] = {}
        self.scope_id = self.changed = self.counted = 0
        self._dimension = collection.dimension

    @property
    def nbytes(self) -> int:
        """About how much memory it takes."""
        return _BYTES + self.block.nbytes + self.recent.nbytes + _ROW_BYTES * len(self.row_ids)

    @property
    def has_grown(self) -> bool:
        """Whether it takes notably more memory than was counted last."""
        return self.nbytes - self.counted > _NOTABLE

    @property
    def work(self) -> int:
        """How many numbers a search reads."""
        return len(self.block) * self._dimension

    def restart(self, scope_id: int) -> None:
        """Forget everything: the scope's row is another one, or gone."""
        self.block.clear()
        self.recent.clear()
        self.row_ids = {}
        self.scope_id, self.changed = scope_id, 0

    def keep(self, present: AbstractSet[int]) -> None:
        """Drop every row whose id is not among those that are there."""
        self.drop([name for name, row_id in self.row_ids.items() if row_id not in present])

    def absorb(self, rows: Iterable[Row]) -> None:
        """Take in rows (id, document_id, expires_at, vector); one without a vector that can be read drops out."""
        names, vectors, ends, gone = [], [], [], []
        for row_id, data, expires_at, blob in rows:
            name, vector = text_of(data), vector_of(blob, self._dimension)
            if name is None:
                continue
            if vector is None or not isinstance(expires_at, (float, int, type(None))):
                gone.append(name)
                continue
            self.row_ids[name] = row_id
            names.append(name)
            vectors.append(vector)
            ends.append(expires_at)
        self.recent.forget(names)
        self.drop(gone)
        if names:
            self.block.put(names, stack(vectors, self._dimension), ends)

    def drop(self, names: Sequence[str]) -> None:
        """Take rows out."""
        for name in names:
            self.row_ids.pop(name, None)
        self.recent.forget(names)
        self.block.remove(names)

    def drop_rows(self, row_ids: Mapping[str, int]) -> None:
        """Take out rows that could not be read, unless another row has come in their place."""
        self.drop([name for name, row_id in row_ids.items() if self.row_ids.get(name) == row_id])

    def saw(self, connection: int, version: int) -> None:
        """Note the version of the database, as a connection tells it, as of which the mirror is complete."""
        if len(self.seen) > _CONNECTIONS:
            self.seen.clear()
        self.seen[connection] = version


class Mirrors:
    """The mirrors of one collection; those used least recently go when they take too much memory together.

    Args:
        collection: what the vectors have in common.
        new_lock: makes a lock of the database's kind.
        most: bytes that all may take together. One mirror is kept however large it is: a search needs all of it.
    """

    def __init__(self, collection: Collection, new_lock: Callable[[], Any], most: int) -> None:
        self._collection = collection
        self._new_lock = new_lock
        self._most = most
        self.after_fork()
        forgets_at_fork(self)

    def after_fork(self) -> None:
        """Start afresh: another thread of the parent may have been at work on any of the mirrors."""
        self._lock = Lock()
        self._mirrors: OrderedDict[str, Mirror] = OrderedDict()
        self._bytes = 0

    def of(self, scope_key: str) -> Mirror:
        """Return the mirror of a scope, which may be empty still."""
        try:
            mirror = self._mirrors[scope_key]
            self._mirrors.move_to_end(scope_key)
        except KeyError:
            with self._lock:
                mirror = self._mirrors.setdefault(scope_key, Mirror(self._collection, self._new_lock()))
            self.weigh(scope_key, mirror)
        return mirror

    def weigh(self, scope_key: str, mirror: Mirror) -> None:
        """Note what a mirror takes now, and drop the least recently used ones while all take too much."""
        with self._lock:
            if self._mirrors.get(scope_key) is not mirror:
                return
            self._bytes += mirror.nbytes - mirror.counted
            mirror.counted = mirror.nbytes
            while self._bytes > self._most and len(self._mirrors) > 1:
                _, oldest = self._mirrors.popitem(last=False)
                self._bytes -= oldest.counted

    @property
    def nbytes(self) -> int:
        """About how much memory all take."""
        return self._bytes
