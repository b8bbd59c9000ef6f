"""Promises about time: what is expired is never served, and takes nobody's place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from hexcache.ports.vector_store import Purges
from hexcache.testing.contracts.vector_store.suite import VectorStoreSuite
from hexcache.testing.samples import SCOPE, near, vectors

if TYPE_CHECKING:
    from hexcache.domain.entry import Entry
    from hexcache.domain.vectors import Vector
    from hexcache.testing.contracts.suite import Timeline
    from hexcache.testing.samples import Samples

_HOUR = 3_600.0
_YEAR = 31_557_600.0


class Expiry(VectorStoreSuite):
    """Lifetimes, touch and purge."""

    def test_an_expired_entry_is_nowhere(self, store: Any, make: Samples, timeline: Timeline) -> None:
        """Get, search, count, scan and touch pass it over; an entry with more time stays."""
        brief, lasting = self._brief_and_lasting(store, make)
        end = brief.record.expires_at or 0.0
        timeline.reach(end, lambda now: store.get(self.ids([brief, lasting]), now=now) == [None, lasting.record])
        timeline.reach(end, lambda now: self.ids(store.search(SCOPE, brief.vector, 5, now=now)) == self.ids([lasting]))
        timeline.reach(end, lambda now: store.count(now=now) == 1)
        timeline.reach(end, lambda now: [self.ids(batch) for batch in store.scan(now=now)] == [self.ids([lasting])])
        timeline.reach(end, lambda now: store.touch(brief.record.document_id, now + _HOUR, now=now) is False)
        timeline.reach(end, lambda now: store.get(self.ids([brief]), now=now) == [None])

    def test_an_entry_is_live_until_its_expiry_and_not_at_it(self, store: Any, make: Samples) -> None:
        """Live while `now < expires_at`."""
        if self.clock == "server":
            pytest.skip("the server's clock cannot be stopped at the moment of expiry")
        brief, lasting = self._brief_and_lasting(store, make)
        end = brief.record.expires_at or 0.0
        for now, expected in ((end - 0.25, 2), (end, 1)):
            assert store.count(now=now) == expected
            assert len(store.search(SCOPE, lasting.vector, 5, now=now)) == expected
            assert [record is not None for record in store.get(self.ids([brief, lasting]), now=now)].count(
                True
            ) == expected
            assert sum(len(batch) for batch in store.scan(now=now)) == expected

    def test_expired_rows_take_no_place_among_the_limit(self, store: Any, make: Samples, timeline: Timeline) -> None:
        """Many expired entries nearer than the live ones do not push these out."""
        vector = vectors(1)[0]
        dead = make.entries([near(vector, 0.99, seed) for seed in range(30)], "dead", ttl=self.brief)
        live = make.entries([near(vector, cosine) for cosine in (0.5, 0.4, 0.3)], "live", ttl=_HOUR)
        store.put([*dead, *live])
        end = dead[0].record.expires_at or 0.0
        timeline.reach(end, lambda now: self.ids(store.search(SCOPE, vector, 2, now=now)) == self.ids(live[:2]))
        timeline.reach(end, lambda now: self.ids(store.search(SCOPE, vector, 3, now=now)) == self.ids(live))

    def test_an_entry_that_is_expired_when_it_is_put_is_never_seen(self, store: Any, make: Samples) -> None:
        """It is no error, as an import may carry it; and it replaces what was there."""
        vector = vectors(1)[0]
        now = make.now()
        store.put([make.entry("old", vector), make.entry("kept", vector)])
        store.put([make.entry(name, vector, expires_at=now - 5.0, created_at=now - 65.0) for name in ("old", "new")])
        kept = make.entry("kept").record.document_id
        ids = [make.entry(name).record.document_id for name in ("old", "new")]
        assert store.get([*ids, kept], now=now)[:2] == [None, None]
        assert self.ids(store.search(SCOPE, vector, 5, now=now)) == [kept]
        assert store.count(now=now) == 1

    def test_replacing_drops_the_old_lifetime(self, store: Any, make: Samples, timeline: Timeline) -> None:
        """An entry without end outlives the end of the one that it replaced."""
        rows = vectors(2)
        witness = make.entry("witness", rows[0], ttl=self.brief)
        store.put([make.entry("q", rows[1], ttl=self.brief), witness])
        entry = make.entry("q", rows[1])
        store.put([entry])
        end = witness.record.expires_at or 0.0
        timeline.reach(end, lambda now: store.get(self.ids([witness]), now=now) == [None])
        now = make.now()
        assert store.get(self.ids([entry]), now=now) == [entry.record]
        assert self.ids(store.search(SCOPE, rows[1], 5, now=now)) == self.ids([entry])
        assert store.count(now=now) == 1

    def test_replacing_gives_the_new_lifetime(self, store: Any, make: Samples, timeline: Timeline) -> None:
        """An entry with an end that replaces one without ends; one that replaces an expired one is there."""
        vector = vectors(1)[0]
        store.put([make.entry("q", vector)])
        entry = make.entry("q", vector, ttl=self.brief)
        store.put([entry])
        end = entry.record.expires_at or 0.0
        timeline.reach(end, lambda now: store.get(self.ids([entry]), now=now) == [None])
        timeline.reach(end, lambda now: store.search(SCOPE, vector, 5, now=now) == [])
        again = make.entry("q", vector, value=b"again")
        store.put([again])
        assert store.get(self.ids([again]), now=make.now()) == [again.record]
        assert self.ids(store.search(SCOPE, vector, 5, now=make.now())) == self.ids([again])

    @pytest.mark.parametrize("ttl", [50 * _YEAR, 5_000_000.25], ids=["fifty years", "fractions"])
    def test_any_lifetime_is_kept(self, store: Any, make: Samples, ttl: float) -> None:
        """A far end of life, also beyond what the server itself can count, comes back as it was put."""
        entry = make.entry("q", vectors(1)[0], ttl=ttl)
        store.put([entry])
        assert store.get(self.ids([entry]), now=make.now()) == [entry.record]

    def test_touch_moves_the_expiry_and_nothing_else(self, store: Any, make: Samples) -> None:
        """The record is the same but for `expires_at`, by get and by search."""
        entry = make.entry("q", vectors(1)[0], ttl=_HOUR, tags=("t",), metadata={"k": "v"})
        store.put([entry])
        later = (entry.record.expires_at or 0.0) + 500.25
        assert store.touch(entry.record.document_id, later, now=make.now()) is True
        moved = replace(entry.record, expires_at=later)
        assert store.get(self.ids([entry]), now=make.now()) == [moved]
        (found,) = store.search(SCOPE, entry.vector, 5, now=make.now())
        assert found.record == moved
        assert found.score == pytest.approx(1.0, abs=1e-5)

    def test_touch_of_what_is_not_there_returns_false(self, store: Any, make: Samples) -> None:
        """Nothing is made."""
        now = make.now()
        assert store.touch("nobody-" + SCOPE.key, now + _HOUR, now=now) is False
        assert store.count(now=now) == 0

    def test_touch_of_an_entry_without_a_vector(self, store: Any, make: Samples) -> None:
        """The exact tier's entries are renewed too."""
        entry = make.entry("exact only", ttl=_HOUR)
        store.put([entry])
        later = (entry.record.expires_at or 0.0) + 60.0
        assert store.touch(entry.record.document_id, later, now=make.now()) is True
        assert store.get(self.ids([entry]), now=make.now())[0].expires_at == later

    def test_a_touched_entry_lives_on_and_then_ends(self, store: Any, make: Samples, timeline: Timeline) -> None:
        """It outlives its old end, in get and search, and a touch can also bring the end near."""
        rows = vectors(2)
        renewed = self._renewed(store, make, rows[1])
        witness = make.entry("witness", rows[0], ttl=self.brief)  # ends no earlier than `renewed` would have
        endless = make.entry("endless", rows[1])
        store.put([witness, endless])
        now = make.now()
        assert store.touch(endless.record.document_id, now + self.brief, now=now) is True
        end = now + self.brief
        timeline.reach(end, lambda now: store.get(self.ids([witness, endless]), now=now) == [None, None])
        timeline.reach(end, lambda now: self.ids(store.search(SCOPE, rows[1], 5, now=now)) == self.ids([renewed]))
        assert store.get(self.ids([renewed]), now=make.now())[0] is not None
        assert store.count(now=make.now()) == 1

    def test_purge_removes_the_expired_and_says_how_many(self, store: Any, make: Samples, timeline: Timeline) -> None:
        """In batches, however many there are; the live ones stay, and a second call finds nothing."""
        self.need(Purges)
        dead = make.entries(vectors(25), "dead", ttl=self.brief)
        live = make.entries(vectors(5), "live", ttl=_HOUR)
        store.put([*dead, *live])
        end = (dead[0].record.expires_at or 0.0) + 0.25
        purged: list[int] = []

        def purge(now: float) -> bool:
            purged.append(store.purge(now=now, batch_size=10))
            return sum(purged) >= len(dead)

        timeline.reach(end, purge)
        assert sum(purged) == len(dead)
        assert store.purge(now=make.now()) == 0
        assert store.get(self.ids(live), now=make.now()) == [entry.record for entry in live]

    def _renewed(self, store: Any, make: Samples, vector: Vector) -> Entry:
        """Return an entry that was put with a brief life and touched before its end, which a busy machine may miss."""
        for _ in range(20):
            entry = make.entry("renewed", vector, ttl=self.brief)
            store.put([entry])
            now = make.now()
            if store.touch(entry.record.document_id, now + _HOUR, now=now):
                return entry
        pytest.fail("no live entry could be touched")

    def _brief_and_lasting(self, store: Any, make: Samples) -> tuple[Entry, Entry]:
        vector = vectors(1)[0]
        brief = make.entry("brief", vector, ttl=self.brief)
        lasting = make.entry("lasting", near(vector, 0.9), ttl=_HOUR)
        store.put([brief, lasting])
        return brief, lasting
