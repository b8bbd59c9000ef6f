"""Promises about many callers at once: threads, or tasks of an async store."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from hexcache.domain.entry import Selection
from hexcache.domain.scope import Scope
from hexcache.testing.contracts.vector_store.suite import VectorStoreSuite
from hexcache.testing.proxy import at_once, turns_at_once
from hexcache.testing.samples import SCOPE, vectors

if TYPE_CHECKING:
    from hexcache.testing.samples import Samples

_CALLERS = 40


class Concurrency(VectorStoreSuite):
    """Calls at the same time on one store."""

    def test_nothing_that_is_put_at_once_is_lost(self, store: Any, make: Samples) -> None:
        """Every entry of many puts at once is there in the end."""
        entries = make.entries(vectors(_CALLERS * 5))
        at_once([partial(store.put, entries[start::_CALLERS]) for start in range(_CALLERS)])
        now = make.now()
        assert store.get(self.ids(entries), now=now) == [entry.record for entry in entries]
        assert store.count(now=now) == len(entries)

    def test_searches_beside_writes_stay_in_their_scope_and_order(self, store: Any, make: Samples) -> None:
        """Searches that run while entries come and go see whole entries of their scope, best first."""
        scopes = [Scope(f"tenant {number}") for number in range(4)]
        rows = vectors(_CALLERS)
        entries = [make.entry(f"q{n}", row, scope=scopes[n % 4], tags=(str(n % 4),)) for n, row in enumerate(rows)]
        now = make.now()
        calls: list[partial[Any]] = []
        for number, entry in enumerate(entries):
            calls += [
                partial(store.put, [entry]),
                partial(store.search, scopes[number % 4], rows[number], 50, now=now),
                partial(store.get, self.ids([entry]), now=now),
                partial(store.delete, self.ids([entries[number // 2]]))
                if number % 8 == 7
                else partial(store.count, now=now),
            ]
        answers = at_once(calls)
        known = {entry.record.document_id: entry.record for entry in entries}
        for number, found in enumerate(answers[1::4]):
            assert all(candidate.record == known[candidate.record.document_id] for candidate in found)
            assert {candidate.record.scope_key for candidate in found} <= {scopes[number % 4].key}
            assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)

    def test_a_caller_finds_what_it_has_just_put_beside_others(self, store: Any, make: Samples) -> None:
        """A search that begins when a put has returned finds the entry, whatever others put and search meanwhile."""
        entries = make.entries(vectors(_CALLERS * 3))
        now = make.now()
        answers = turns_at_once(
            [
                [
                    call
                    for entry in entries[start::_CALLERS]
                    for call in (partial(store.put, [entry]), partial(store.search, SCOPE, entry.vector, 1, now=now))
                ]
                for start in range(_CALLERS)
            ]
        )
        for start, answer in enumerate(answers):
            found = [candidate.record for candidates in answer[1::2] for candidate in candidates]
            assert found == [entry.record for entry in entries[start::_CALLERS]]

    def test_one_entry_put_by_many_is_one_of_them_whole(self, store: Any, make: Samples) -> None:
        """Of many puts of one id at once one wins, with its own value, tags and vector."""
        rows = vectors(_CALLERS)
        versions = [
            make.entry("q", row, value=str(number).encode(), tags=(str(number),), metadata={"n": str(number)})
            for number, row in enumerate(rows)
        ]
        at_once([partial(store.put, [version]) for version in versions])
        now = make.now()
        (record,) = store.get(self.ids(versions[:1]), now=now)
        winner = versions[int(record.value)]
        assert record == winner.record
        (found,) = store.search(SCOPE, winner.vector, 5, now=now)
        assert found.record == winner.record
        assert found.score == pytest.approx(1.0, abs=1e-5)

    def test_of_many_deletes_at_once_one_finds_the_entry(self, store: Any, make: Samples) -> None:
        """The counts that they return add up to one."""
        entry = make.entry("q", vectors(1)[0])
        store.put([entry])
        assert sum(at_once([partial(store.delete, self.ids([entry])) for _ in range(8)])) == 1

    def test_clear_beside_puts_loses_no_entry_of_another_tenant(self, store: Any, make: Samples) -> None:
        """Clearing one tenant while others write takes only that tenant's entries."""
        mine = [make.entry(f"q{number}", row, scope=Scope("mine")) for number, row in enumerate(vectors(_CALLERS))]
        store.put([make.entry("theirs", vectors(1)[0], scope=Scope("theirs"))])
        at_once(
            [
                call
                for entry in mine
                for call in (partial(store.put, [entry]), partial(store.clear, Selection(tenant="theirs")))
            ]
        )
        now = make.now()
        assert store.get(self.ids(mine), now=now) == [entry.record for entry in mine]
        assert store.count(now=now) == len(mine)
