"""Promises about search: which entries, how many, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hexcache.domain.scope import Scope
from hexcache.ports.vector_store import GetsAndSearches, SearchesMany
from hexcache.testing.contracts.vector_store.suite import VectorStoreSuite, every_measure
from hexcache.testing.samples import DIMENSION, SCOPE, near, reference_score, vectors

if TYPE_CHECKING:
    from hexcache.domain.similarity import Similarity
    from hexcache.testing.samples import Samples

_NEIGHBOURS = {
    "tenant": Scope("acme2", "model-1", "be brief"),
    "model": Scope("acme", "model-2", "be brief"),
    "context": Scope("acme", "model-1", "be long"),
    "fields shifted": Scope("acmemodel-1", "", "be brief"),
    "fields swapped": Scope("model-1", "acme", "be brief"),
    "case": Scope("ACME", "model-1", "be brief"),
    "everywhere": Scope(),
}


class Searching(VectorStoreSuite):
    """Search and search_many."""

    def test_search_of_an_empty_scope_returns_an_empty_list(self, store: Any, make: Samples) -> None:
        """Nothing is there."""
        assert store.search(SCOPE, vectors(1)[0], 5, now=make.now()) == []

    def test_candidates_come_best_first(self, store: Any, make: Samples) -> None:
        """The order is by score, and candidates carry the whole record."""
        vector = vectors(1)[0]
        cosines = (0.2, 0.9, -0.5, 0.99, 0.5)
        entries = make.entries([near(vector, cosine) for cosine in cosines], tags=("t",), metadata={"k": "v"})
        store.put(entries)
        found = store.search(SCOPE, vector, 5, now=make.now())
        assert [candidate.record for candidate in found] == [entries[i].record for i in (3, 1, 4, 0, 2)]

    @pytest.mark.parametrize("limit", [1, 2, 7, 64])
    def test_limit_is_the_most_that_is_returned(self, store: Any, make: Samples, limit: int) -> None:
        """The best `limit` come, or as many as there are."""
        vector = vectors(1)[0]
        entries = make.entries([near(vector, 1.0 - number / 10) for number in range(10)])
        store.put(entries)
        assert self.ids(store.search(SCOPE, vector, limit, now=make.now())) == self.ids(entries)[:limit]

    @pytest.mark.parametrize("scope", _NEIGHBOURS.values(), ids=_NEIGHBOURS)
    def test_only_the_very_scope_is_searched(self, store: Any, make: Samples, scope: Scope) -> None:
        """An entry of another scope is not found, however alike the scopes are."""
        vector = vectors(1)[0]
        store.put([make.entry("q", vector, scope=scope)])
        assert store.search(SCOPE, vector, 5, now=make.now()) == []
        assert len(store.search(scope, vector, 5, now=make.now())) == 1

    def test_nearer_entries_of_other_scopes_hide_nothing(self, store: Any, make: Samples) -> None:
        """Restricting to the scope comes before the limit."""
        vector = vectors(1)[0]
        crowd = [near(vector, 0.999, seed) for seed in range(300)]
        store.put(make.entries(crowd, scope=_NEIGHBOURS["tenant"]))
        mine = make.entry("mine", near(vector, 0.3))
        store.put([mine])
        assert self.ids(store.search(SCOPE, vector, 1, now=make.now())) == [mine.record.document_id]

    def test_equal_scores_come_in_the_order_of_their_ids(self, store: Any, make: Samples) -> None:
        """Where the search is exact; the same ones are cut off every time, too."""
        if self.recall < 1.0:
            pytest.skip(f"the search is approximate (recall = {self.recall})")
        vector = vectors(1)[0]
        entries = make.entries([near(vector, 0.9)] * 40)
        store.put(entries[::2])
        store.put(entries[1::2])
        expected = sorted(self.ids(entries))
        assert self.ids(store.search(SCOPE, vector, 40, now=make.now())) == expected
        assert self.ids(store.search(SCOPE, vector, 3, now=make.now())) == expected[:3]

    def test_min_score_leaves_out_what_scores_lower(self, store: Any, make: Samples) -> None:
        """What scores exactly the minimum stays."""
        vector = vectors(1)[0]
        entries = make.entries([near(vector, cosine) for cosine in (0.9, 0.5, 0.1)])
        store.put(entries)
        now = make.now()
        scores = [candidate.score for candidate in store.search(SCOPE, vector, 5, now=now)]
        middle = (scores[0] + scores[1]) / 2
        assert self.ids(store.search(SCOPE, vector, 5, now=now, min_score=middle)) == self.ids(entries)[:1]
        assert self.ids(store.search(SCOPE, vector, 5, now=now, min_score=scores[1])) == self.ids(entries)[:2]
        assert store.search(SCOPE, vector, 5, now=now, min_score=scores[0] + 0.01) == []

    def test_min_score_of_zero_is_a_minimum(self, store: Any, make: Samples, similarity: Similarity) -> None:
        """Zero is not taken for "no minimum"."""
        vector = vectors(1)[0]
        rows = [near(vector, 0.5), near(vector, -0.5)]
        entries = make.entries(rows)
        store.put(entries)
        expected = [
            entry.record.document_id
            for entry, row in zip(entries, rows, strict=True)
            if reference_score(similarity, row, vector) >= 0.0
        ]
        assert self.ids(store.search(SCOPE, vector, 5, now=make.now(), min_score=0.0)) == expected

    @every_measure
    def test_the_nearest_of_many_are_found(self, store: Any, make: Samples, similarity: Similarity) -> None:
        """The share of the true nearest ten that 20 searches among 300 entries find is at least `recall`."""
        rows = vectors(300, seed=2)
        entries = make.entries(rows)
        store.put(entries)
        found = wanted = 0
        for query in vectors(20, seed=3):
            scores = [reference_score(similarity, row, query) for row in rows]
            best = sorted(range(len(rows)), key=lambda number: -scores[number])[:10]
            got = self.ids(store.search(SCOPE, query, 10, now=make.now()))
            found += len({entries[number].record.document_id for number in best} & set(got))
            wanted += len(best)
        assert found / wanted >= self.recall

    def test_search_many_returns_what_each_search_returns(self, store: Any, make: Samples) -> None:
        """One list for each vector, in order."""
        self.need(SearchesMany)
        store.put(make.entries(vectors(30)))
        queries = vectors(5, seed=4)
        now = make.now()
        many = store.search_many(SCOPE, queries, 4, now=now, min_score=-0.5)
        for query, found in zip(queries, many, strict=True):
            single = store.search(SCOPE, query, 4, now=now, min_score=-0.5)
            assert self.ids(found) == self.ids(single)
            assert [one.score for one in found] == pytest.approx([one.score for one in single], abs=1e-5)

    def test_search_many_of_no_vectors_returns_an_empty_list(self, store: Any, make: Samples) -> None:
        """Nothing is asked."""
        self.need(SearchesMany)
        store.put(make.entries(vectors(1)))
        assert store.search_many(SCOPE, vectors(0).reshape(0, DIMENSION), 4, now=make.now()) == []

    def test_get_and_search_returns_what_get_and_search_return(self, store: Any, make: Samples) -> None:
        """The records in the order of the ids, and the candidates where an id has none; no id, a search alone."""
        self.need(GetsAndSearches)
        entries = make.entries(vectors(30))
        store.put(entries)
        query, now = vectors(1, seed=4)[0], make.now()
        candidates = store.search(SCOPE, query, 4, now=now, min_score=-0.5)
        for wanted in (["nobody-here"], [*self.ids(entries)[:2], "nobody-here"], []):
            records, found = store.get_and_search(wanted, SCOPE, query, 4, now=now, min_score=-0.5)
            assert records == store.get(wanted, now=now)
            assert self.ids(found) == self.ids(candidates)
            assert [one.score for one in found] == pytest.approx([one.score for one in candidates], abs=1e-5)

    def test_get_and_search_may_leave_out_the_search_where_every_id_is_there(self, store: Any, make: Samples) -> None:
        """The records come, and with them the candidates or None."""
        self.need(GetsAndSearches)
        entries = make.entries(vectors(3))
        store.put(entries)
        now = make.now()
        records, found = store.get_and_search(self.ids(entries), SCOPE, vectors(1)[0], 4, now=now)
        assert records == [entry.record for entry in entries]
        assert found is None or self.ids(found) == self.ids(store.search(SCOPE, vectors(1)[0], 4, now=now))
