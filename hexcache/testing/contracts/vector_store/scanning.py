"""Promises about count and scan: the whole collection, for export and migration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from hexcache.domain.scope import Scope
from hexcache.testing.contracts.suite import fresh_name
from hexcache.testing.contracts.vector_store.suite import VectorStoreSuite
from hexcache.testing.samples import SCOPE, vectors

if TYPE_CHECKING:
    from hexcache.domain.collection import Collection
    from hexcache.domain.entry import Entry
    from hexcache.testing.contracts.stores import OpenStore
    from hexcache.testing.samples import Samples

_OTHER = Scope("another tenant", "", "\ud83d a context\x00")


class Scanning(VectorStoreSuite):
    """Count and scan."""

    def test_an_empty_collection_counts_zero_and_scans_nothing(self, store: Any, make: Samples) -> None:
        """No entries, in no lists."""
        assert store.count(now=make.now()) == 0
        assert [entry for batch in store.scan(now=make.now()) for entry in batch] == []

    def test_count_covers_every_scope(self, store: Any, make: Samples) -> None:
        """Entries of all scopes, with and without vectors."""
        store.put(make.entries(vectors(3)))
        store.put(make.entries(vectors(2), scope=_OTHER))
        store.put([make.entry("exact only", scope=_OTHER)])
        assert store.count(now=make.now()) == 6

    def test_scan_yields_every_entry_whole(self, store: Any, make: Samples) -> None:
        """Record, scope with its texts, and the vector to 1e-6, or None where there is none."""
        entries = [
            *make.entries(vectors(5) * 3.0, tags=("t",), metadata={"k": "v"}, ttl=3_600.0),
            *make.entries(vectors(5), scope=_OTHER),
            make.entry("exact only", scope=_OTHER),
        ]
        store.put(entries)
        scanned = self._scan(store, make.now())
        assert len(scanned) == len(entries)
        for entry in entries:
            found = scanned[entry.record.document_id]
            assert (found.record, found.scope) == (entry.record, entry.scope)
            if entry.vector is None or found.vector is None:
                assert found.vector is entry.vector
            else:
                assert found.vector.dtype == np.float32
                assert found.vector == pytest.approx(entry.vector, abs=1e-6)

    @pytest.mark.parametrize("batch_size", [1, 7, 23, 500])
    def test_scan_yields_lists_of_at_most_the_batch_size(self, store: Any, make: Samples, batch_size: int) -> None:
        """No list is empty or too long, and no entry comes twice."""
        entries = [*make.entries(vectors(20)), *make.entries(vectors(3), scope=_OTHER)]
        store.put(entries)
        batches = list(store.scan(now=make.now(), batch_size=batch_size))
        assert all(0 < len(batch) <= batch_size for batch in batches)
        assert sorted(name for batch in batches for name in self.ids(batch)) == sorted(self.ids(entries))

    def test_scan_goes_on_while_entries_come_and_go(self, store: Any, make: Samples) -> None:
        """What is there all the time is yielded once, whatever else is put and deleted meanwhile."""
        staying = make.entries(vectors(30), "staying")
        leaving = make.entries(vectors(30), "leaving")
        store.put([entry for pair in zip(staying, leaving, strict=True) for entry in pair])
        seen: list[str] = []
        for step, batch in enumerate(store.scan(now=make.now(), batch_size=4)):
            seen += self.ids(batch)
            store.delete(self.ids(leaving[step * 3 : step * 3 + 3]))
            if step < 5:
                store.put([make.entry(f"coming{step}", vectors(1)[0])])
        assert set(self.ids(staying)) <= set(seen)
        assert len(seen) == len(set(seen))

    def test_scan_can_be_left_early(self, store: Any, make: Samples) -> None:
        """A reader that stops after the first list harms nobody."""
        store.put(make.entries(vectors(20)))
        batches = store.scan(now=make.now(), batch_size=5)
        assert len(next(batches)) == 5
        batches.close()
        assert store.count(now=make.now()) == 20

    def test_what_was_scanned_can_be_put_elsewhere(
        self, store: Any, opened: OpenStore, collection: Collection, make: Samples
    ) -> None:
        """A copy of the collection answers like the original."""
        rows = vectors(12)
        store.put([*make.entries(rows, ttl=3_600.0), make.entry("exact only")])
        copy = opened(fresh_name())
        copy.provision(collection)
        now = make.now()
        for batch in store.scan(now=now, batch_size=5):
            copy.put(batch)
        found, again = (one.search(SCOPE, rows[0], 12, now=now) for one in (store, copy))
        assert [candidate.record for candidate in again] == [candidate.record for candidate in found]
        assert copy.count(now=now) == 13

    def _scan(self, store: Any, now: float) -> dict[str, Entry]:
        return {entry.record.document_id: entry for batch in store.scan(now=now) for entry in batch}
