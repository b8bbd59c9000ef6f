"""Entries with their vectors, ordered by scope: what the memory store's two flavours share."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from hexcache.adapters.outbound.memory.lru import LruMap
from hexcache.domain.block import VectorBlock
from hexcache.domain.entry import Candidate, Entry, Record
from hexcache.domain.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hexcache.domain.collection import Collection
    from hexcache.domain.entry import Selection


@dataclass(slots=True)
class Shelf:
    """The entries of one scope.

    Attributes:
        scope: the scope.
        block: the vectors of those that have one.
        ids: the ids of all.
        changes: grows with whatever changes or removes an entry.
    """

    scope: Scope
    block: VectorBlock
    ids: set[str] = field(default_factory=set)
    changes: int = 0


class Shelves:
    """All entries of a collection; every method needs the store's lock, searching a shelf's block does not.

    Attributes:
        collection: what the vectors have in common.
        entries: the entries by id, without their vectors.
    """

    def __init__(self, collection: Collection, max_entries: int | None) -> None:
        self.collection = collection
        self.entries: LruMap[Entry] = LruMap(max_entries)
        self._shelves: dict[str, Shelf] = {}
        self._empty = Shelf(Scope(), self._block())

    @property
    def nbytes(self) -> int:
        """Bytes of the vectors."""
        return sum(shelf.block.nbytes for shelf in self._shelves.values())

    def shelf(self, scope: Scope) -> Shelf:
        """Return the entries of `scope`, to be read only."""
        return self._shelves.get(scope.key, self._empty)

    def put(self, entries: Sequence[Entry]) -> None:
        """Write entries whose vectors passed the gate, the last of equal ids, and forget what is too much."""
        by_scope: dict[str, dict[str, Entry]] = defaultdict(dict)
        for document_id, entry in {entry.record.document_id: entry for entry in entries}.items():
            self._leave_another_scope(document_id, entry.scope)
            self.entries.put(document_id, _without_vector(entry), entry.record.expires_at)
            by_scope[entry.scope.key][document_id] = entry
        for written in by_scope.values():
            self._shelve(written)
        self._unshelve(self.entries.evict())

    def get(self, document_id: str, now: float) -> Record | None:
        """Return a live record, which counts as a use of it."""
        entry = self.entries.live(document_id, now)
        return None if entry is None else _copied(entry.record)

    def candidates(self, found: Iterable[tuple[str, float]]) -> list[Candidate]:
        """Return the records that a search found; to be found counts as a use."""
        get = self.entries.get
        return [
            Candidate(_copied(entry.record) if entry.record.metadata else entry.record, score)
            for document_id, score in found
            if (entry := get(document_id)) is not None
        ]

    def whole(self, document_ids: Iterable[str]) -> list[Entry]:
        """Return the entries that are there, with scope and vector; this is no use of them."""
        entries = [entry for entry in map(self.entries.peek, document_ids) if entry is not None]
        return [
            Entry(
                _copied(entry.record),
                entry.scope,
                self._shelves[entry.scope.key].block.vector(entry.record.document_id),
            )
            for entry in entries
        ]

    def touch(self, document_id: str, expires_at: float, now: float) -> bool:
        """Move the end of a live entry; False where there is no such entry."""
        entry = self.entries.live(document_id, now)
        if entry is None:
            return False
        moved = replace(entry, record=replace(entry.record, expires_at=expires_at))
        self.entries.put(document_id, moved, expires_at)
        self._shelves[entry.scope.key].block.touch(document_id, expires_at)
        return True

    def delete(self, document_ids: Iterable[str]) -> int:
        """Remove entries and return how many were there."""
        popped = [(name, self.entries.pop(name)) for name in document_ids]
        gone = [(name, entry) for name, entry in popped if entry is not None]
        self._unshelve(gone)
        return len(gone)

    def expire(self, now: float, limit: int) -> int:
        """Remove at most `limit` of what is expired and return how many that were."""
        gone = self.entries.expire(now, limit)
        self._unshelve(gone)
        return len(gone)

    def clear(self, selection: Selection) -> None:
        """Remove every entry that is selected."""
        scopes = replace(selection, tag=None)
        for shelf in [shelf for shelf in self._shelves.values() if scopes.matches(shelf.scope, ())]:
            if selection.tag is None:
                self.delete(list(shelf.ids))
            else:
                self.delete([name for name in shelf.ids if selection.tag in self._record(name).tags])

    def _record(self, document_id: str) -> Record:
        entry = self.entries.peek(document_id)
        assert entry is not None  # noqa: S101 - a shelf holds ids of entries only
        return entry.record

    def _leave_another_scope(self, document_id: str, scope: Scope) -> None:
        old = self.entries.peek(document_id)
        if old is not None and old.scope.key != scope.key:
            self.delete([document_id])

    def _shelve(self, written: dict[str, Entry]) -> None:
        scope = next(iter(written.values())).scope
        shelf = self._shelves.setdefault(scope.key, Shelf(scope, self._block()))
        replaced = not shelf.ids.isdisjoint(written)
        shelf.ids.update(written)
        found = {name: entry for name, entry in written.items() if entry.vector is not None}
        shelf.block.remove(name for name in written if name not in found)
        if found:
            vectors = np.stack([entry.vector for entry in found.values() if entry.vector is not None])
            shelf.block.put(list(found), vectors, [entry.record.expires_at for entry in found.values()])
        shelf.changes += replaced

    def _unshelve(self, gone: Sequence[tuple[str, Entry]]) -> None:
        by_scope: dict[str, list[str]] = defaultdict(list)
        for document_id, entry in gone:
            by_scope[entry.scope.key].append(document_id)
        for key, document_ids in by_scope.items():
            shelf = self._shelves[key]
            shelf.ids.difference_update(document_ids)
            if shelf.ids:
                shelf.block.remove(document_ids)
            else:
                del self._shelves[key]
            shelf.changes += 1

    def _block(self) -> VectorBlock:
        return VectorBlock(self.collection.dimension, self.collection.similarity)


def _without_vector(entry: Entry) -> Entry:
    """Return what is kept beside the block, nothing of it shared with the caller."""
    return Entry(_copied(entry.record), entry.scope)


def _copied(record: Record) -> Record:
    """Return a record whose mapping nobody else can change; the same one where there is nothing to change."""
    return replace(record, metadata=dict(record.metadata)) if record.metadata else record
