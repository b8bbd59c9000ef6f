"""Records that searches of a scope read last, so that what is found again and again is not read again and again."""

from __future__ import annotations

from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hexcache.domain.entry import Record

_MOST: Final = 2 << 20
_LARGEST: Final = 16 << 10
_OVERHEAD: Final = 600


class RecentRecords:
    """Some records of one scope, each as the mirror's state has it; what a mirror takes in or drops is forgotten here.

    A reader notes `generation` before it reads the database. What it read is kept only if nothing was forgotten since:
    so no record from before a change can come in after it.
    """

    __slots__ = ("_lock", "_records", "generation", "nbytes")

    def __init__(self) -> None:
        self._lock = Lock()
        self._records: dict[str, Record] = {}
        self.generation = 0
        self.nbytes = 0

    def get(self, document_id: str) -> Record | None:
        """Return a record, with a mapping of its own; None where it is not kept."""
        record = self._records.get(document_id)
        return record if record is None or not record.metadata else _own(record)

    def keep(self, records: Mapping[str, Record], generation: int) -> None:
        """Keep what was read, unless something changed since `generation`; the oldest go when it is too much."""
        with self._lock:
            if generation != self.generation:
                return
            for name, record in records.items():
                if (size := _size(record)) <= _LARGEST:
                    self._pop(name)
                    self._records[name] = _own(record) if record.metadata else record
                    self.nbytes += size
            while self.nbytes > _MOST:
                self._pop(next(iter(self._records)))

    def forget(self, document_ids: Iterable[str]) -> None:
        """Drop records that changed."""
        with self._lock:
            self.generation += 1
            for name in document_ids:
                self._pop(name)

    def clear(self) -> None:
        """Drop all."""
        self.forget(list(self._records))

    def _pop(self, name: str) -> None:
        record = self._records.pop(name, None)
        if record is not None:
            self.nbytes -= _size(record)


def _size(record: Record) -> int:
    return _OVERHEAD + len(record.query) + len(record.value) + 100 * (len(record.tags) + len(record.metadata))


def _own(record: Record) -> Record:
    return replace(record, metadata=dict(record.metadata))
