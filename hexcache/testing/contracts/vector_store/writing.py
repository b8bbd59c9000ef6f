"""Promises about put, get, touch's neighbours and delete."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from hexcache.domain.entry import Selection
from hexcache.domain.errors import InvalidInputError
from hexcache.testing.contracts.vector_store.suite import VectorStoreSuite
from hexcache.testing.samples import SCOPE, near, vectors

if TYPE_CHECKING:
    from collections.abc import Callable

    from hexcache.testing.samples import Samples

_MANY = 1_200


class Writing(VectorStoreSuite):
    """Put, get and delete."""

    def test_get_returns_the_record_as_it_was_put(self, store: Any, make: Samples) -> None:
        """Every field comes back, tags in their order."""
        entry = make.entry(
            "whole", vectors(1)[0], value=b"\x00\xff answer", ttl=3600.0, tags=("b", "a"), metadata={"k": "v", "": ""}
        )
        store.put([entry])
        assert store.get([entry.record.document_id], now=make.now()) == [entry.record]

    def test_get_answers_in_the_order_of_the_ids(self, store: Any, make: Samples) -> None:
        """One answer for each id, None where there is nothing, a repeated id answered twice."""
        first, second = make.entries(vectors(2))
        store.put([first, second])
        a, b = first.record, second.record
        ids = [b.document_id, "nobody-" + SCOPE.key, a.document_id, b.document_id]
        assert store.get(ids, now=make.now()) == [b, None, a, b]

    def test_get_of_no_ids_returns_an_empty_list(self, store: Any, make: Samples) -> None:
        """Nothing is asked."""
        assert store.get([], now=make.now()) == []

    def test_put_of_no_entries_does_nothing(self, store: Any, make: Samples) -> None:
        """Nothing is written."""
        store.put([])
        assert store.count(now=make.now()) == 0

    def test_put_replaces_an_entry_whole(self, store: Any, make: Samples) -> None:
        """Value, tags, metadata and vector of the old entry are gone."""
        old, new = vectors(2)
        store.put([make.entry("q", old, value=b"old", tags=("old",), metadata={"old": "1"})])
        entry = make.entry("q", new, value=b"new", tags=("new",))
        store.put([entry])
        store.clear(Selection(tag="old"))
        assert store.get([entry.record.document_id], now=make.now()) == [entry.record]
        (found,) = store.search(SCOPE, new, 5, now=make.now())
        assert found.record == entry.record
        assert found.score == pytest.approx(1.0, abs=1e-5)

    def test_put_of_one_id_twice_keeps_the_last(self, store: Any, make: Samples) -> None:
        """Of equal ids in one call the last wins, vector included."""
        rows = vectors(2)
        first, last = (make.entry("q", row, value=value) for row, value in zip(rows, (b"1", b"2"), strict=True))
        store.put([first, last])
        (found,) = store.search(SCOPE, rows[1], 5, now=make.now())
        assert found.record == last.record
        assert found.score == pytest.approx(1.0, abs=1e-5)
        assert store.count(now=make.now()) == 1

    def test_an_entry_without_a_vector_is_found_by_get_alone(self, store: Any, make: Samples) -> None:
        """It is counted and read by its id, and no search returns it."""
        entry = make.entry("exact only")
        store.put([entry])
        assert store.get([entry.record.document_id], now=make.now()) == [entry.record]
        assert store.search(SCOPE, vectors(1)[0], 5, now=make.now()) == []
        assert store.count(now=make.now()) == 1

    def test_replacing_takes_the_vector_away_and_gives_it_back(self, store: Any, make: Samples) -> None:
        """An entry that loses its vector leaves the search; one that gains it enters."""
        vector = vectors(1)[0]
        store.put([make.entry("q", vector)])
        store.put([make.entry("q")])
        assert store.search(SCOPE, vector, 5, now=make.now()) == []
        entry = make.entry("q", vector)
        store.put([entry])
        assert self.ids(store.search(SCOPE, vector, 5, now=make.now())) == [entry.record.document_id]

    def test_put_keeps_its_own_copy_of_the_vector(self, store: Any, make: Samples) -> None:
        """What the caller's array becomes later is not the store's concern."""
        array = vectors(1)[0].copy()
        vector = array.copy()
        store.put([make.entry("q", array)])
        array[:] = -vector
        assert store.search(SCOPE, vector, 1, now=make.now())[0].score == pytest.approx(1.0, abs=1e-5)

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda row: row[:-1],
            lambda row: [*row, 1.0],
            lambda row: [float("nan"), *row[1:]],
            lambda row: [float("inf"), *row[1:]],
            lambda row: [0.0 for _ in row],
            lambda row: [3e38 for _ in row],
        ],
        ids=["too short", "too long", "NaN", "infinity", "zero", "overflow"],
    )
    def test_a_vector_that_the_gate_refuses_is_never_written(
        self, store: Any, make: Samples, spoil: Callable[[list[float]], list[float]]
    ) -> None:
        """Put refuses it with everything that came along; search refuses it too."""
        rows = vectors(2)
        bad = np.asarray(spoil(rows[1].tolist()), np.float32)
        good = make.entry("good", rows[0])
        with pytest.raises(InvalidInputError):
            store.put([good, replace(make.entry("bad"), vector=bad)])
        with pytest.raises(InvalidInputError):
            store.search(SCOPE, bad, 1, now=make.now())
        assert store.count(now=make.now()) == 0

    def test_many_entries_in_one_call(self, store: Any, make: Samples) -> None:
        """A call may carry more than one statement can."""
        entries = make.entries(vectors(_MANY))
        ids = self.ids(entries)
        store.put(entries)
        assert store.get(ids, now=make.now()) == [entry.record for entry in entries]
        assert store.count(now=make.now()) == _MANY
        assert store.delete(ids) == _MANY
        assert store.count(now=make.now()) == 0

    def test_delete_returns_how_many_were_there(self, store: Any, make: Samples) -> None:
        """What is not there is not counted, and neither is a repeated id."""
        first, second = make.entries(vectors(2))
        store.put([first, second])
        a = first.record.document_id
        assert store.delete([a, "nobody-" + SCOPE.key, a]) == 1
        assert store.delete([a]) == 0

    def test_delete_of_no_ids_does_nothing(self, store: Any, make: Samples) -> None:
        """Nothing is deleted."""
        store.put(make.entries(vectors(1)))
        assert store.delete([]) == 0
        assert store.count(now=make.now()) == 1

    def test_a_deleted_entry_is_nowhere(self, store: Any, make: Samples) -> None:
        """Get, search, count, touch and scan no longer know it; its neighbour stays."""
        rows = vectors(2)
        gone, kept = make.entries(rows)
        store.put([gone, kept])
        store.delete([gone.record.document_id])
        now = make.now()
        assert store.get(self.ids([gone, kept]), now=now) == [None, kept.record]
        assert self.ids(store.search(SCOPE, rows[0], 5, now=now)) == [kept.record.document_id]
        assert store.count(now=now) == 1
        assert store.touch(gone.record.document_id, now + 60.0, now=now) is False
        assert [entry.record for batch in store.scan(now=now) for entry in batch] == [kept.record]

    def test_an_entry_can_be_put_again_after_delete(self, store: Any, make: Samples) -> None:
        """Deleting leaves nothing behind that hides the next entry of this id."""
        vector = vectors(1)[0]
        store.put([make.entry("q", vector, value=b"old")])
        entry = make.entry("q", near(vector, 0.9), value=b"new")
        store.delete([entry.record.document_id])
        store.put([entry])
        (found,) = store.search(SCOPE, vector, 5, now=make.now())
        assert found.record == entry.record

    def test_what_is_returned_is_the_callers_own(self, store: Any, make: Samples) -> None:
        """Changing a returned record's metadata changes nothing in the store."""
        entry = make.entry("q", vectors(1)[0], metadata={"k": "v"})
        store.put([entry])
        for record in (
            store.get([entry.record.document_id], now=make.now())[0],
            store.search(SCOPE, entry.vector, 1, now=make.now())[0].record,
        ):
            record.metadata["k"] = "changed"
        assert store.get([entry.record.document_id], now=make.now())[0].metadata == {"k": "v"}

    def test_another_store_sees_what_was_put(self, store: Any, other: Any, make: Samples) -> None:
        """A second store on the collection gets, finds and counts the entry."""
        entry = make.entry("q", vectors(1)[0])
        store.put([entry])
        now = make.now()
        self.settle(lambda: other.get([entry.record.document_id], now=now) == [entry.record])
        self.settle(lambda: self.ids(other.search(SCOPE, entry.vector, 5, now=now)) == self.ids([entry]))
        self.settle(lambda: other.count(now=now) == 1)

    def test_another_store_sees_what_was_replaced_and_deleted(self, store: Any, other: Any, make: Samples) -> None:
        """A second store that had found an entry finds its successor, and then nothing."""
        old, new = vectors(2)
        entry = make.entry("q", new, value=b"new")
        store.put([make.entry("q", old, value=b"old")])
        now = make.now()
        self.settle(lambda: len(other.search(SCOPE, old, 5, now=now)) == 1)
        store.put([entry])
        self.settle(lambda: [found.record for found in other.search(SCOPE, new, 5, now=now)] == [entry.record])
        assert other.search(SCOPE, new, 5, now=now)[0].score == pytest.approx(1.0, abs=1e-5)
        store.delete([entry.record.document_id])
        self.settle(lambda: other.search(SCOPE, new, 5, now=now) == [])
