"""Promises about scores: one scale on every backend, and the same measure for score and rank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from hexcache.domain.similarity import Similarity
from hexcache.testing.contracts.vector_store.suite import VectorStoreSuite, every_measure
from hexcache.testing.samples import SCOPE, near, reference_score, vectors

if TYPE_CHECKING:
    from hexcache.testing.samples import Samples

_LENGTHS = (0.01, 0.5, 1.0, 3.0, 40.0)


class Scoring(VectorStoreSuite):
    """Scores agree with a float64 reference to 1e-5."""

    @every_measure
    def test_scores_agree_with_the_reference(self, store: Any, make: Samples, similarity: Similarity) -> None:
        """Also for vectors that are not of unit length: `cos` does not see lengths, `dot` and `l2` do."""
        rows = [row * length for row, length in zip(vectors(30), _LENGTHS * 6, strict=True)]
        entries = make.entries(rows)
        store.put(entries)
        query = vectors(1, seed=5)[0] * 2.0
        found = store.search(SCOPE, query, 30, now=make.now())
        assert len(found) == 30
        expected = {
            entry.record.document_id: reference_score(similarity, row, query)
            for entry, row in zip(entries, rows, strict=True)
        }
        for candidate in found:
            assert candidate.score == pytest.approx(expected[candidate.record.document_id], rel=1e-5, abs=1e-5)

    @every_measure
    def test_ranking_uses_the_measure_of_the_scores(self, store: Any, make: Samples, similarity: Similarity) -> None:
        """Three vectors of which each measure prefers another one come in the measure's own order."""
        query = np.eye(8, dtype=np.float32)[0]
        rows = {
            "same direction, short": query * 0.3,
            "another direction, long": near(query, 0.6) * 9.0,
            "nearly there": near(query, 0.95),
        }
        entries = {name: make.entry(name, row) for name, row in rows.items()}
        store.put(list(entries.values()))
        best = sorted(rows, key=lambda name: -reference_score(similarity, rows[name], query))
        found = store.search(SCOPE, query, 3, now=make.now())
        assert [candidate.record.query for candidate in found] == best
        assert self.ids(store.search(SCOPE, query, 1, now=make.now())) == [entries[best[0]].record.document_id]

    @every_measure
    def test_a_vector_scores_highest_against_itself_and_lowest_against_its_opposite(
        self, store: Any, make: Samples, similarity: Similarity
    ) -> None:
        """1 for `cos` and `l2` and the squared length for `dot`; then -1, 1 / (1 + 4), minus the squared length."""
        vector = vectors(1)[0]
        store.put(make.entries([vector, -vector, near(vector, 0.0)]))
        found = store.search(SCOPE, vector, 3, now=make.now())
        assert [candidate.record.query for candidate in found] == ["q0", "q2", "q1"]
        highest, lowest = found[0].score, found[-1].score
        assert highest == pytest.approx(1.0, abs=1e-5)
        assert lowest == pytest.approx(0.2 if similarity is Similarity.L2 else -1.0, abs=1e-5)

    def test_cosines_stay_within_their_range(self, store: Any, make: Samples, similarity: Similarity) -> None:
        """Rounding carries no `cos` score past 1 or -1."""
        if similarity is not Similarity.COS:
            pytest.skip("the backend has no cosine")
        rows = vectors(60, seed=6) * 7.3
        store.put(make.entries(rows))
        scores = [
            candidate.score
            for row in rows[:20]
            for candidate in store.search(SCOPE, row, 60, now=make.now())
            + store.search(SCOPE, -row, 60, now=make.now())
        ]
        assert max(scores) <= 1.0
        assert min(scores) >= -1.0

    def test_close_scores_are_told_apart(self, store: Any, make: Samples) -> None:
        """Vectors are neither quantised nor rounded: a difference of 0.0001 in the cosine counts."""
        vector = vectors(1)[0]
        rows = [near(vector, 1.0 - step / 10_000) for step in (3, 0, 2, 1)]
        store.put(make.entries(rows))
        found = store.search(SCOPE, vector, 4, now=make.now())
        assert [candidate.record.query for candidate in found] == ["q1", "q3", "q2", "q0"]

    @pytest.mark.parametrize("similarity", [Similarity.L2], ids=str)
    def test_the_distance_of_long_and_close_vectors_is_not_lost(
        self, store: Any, make: Samples, similarity: Similarity
    ) -> None:
        """Squared lengths of a million do not swallow a squared distance of a few thousandths."""
        vector = vectors(1)[0] * 1_000.0
        rows = [vector + vectors(1, seed=7)[0] * distance for distance in (0.3, 0.0, 0.1)]
        store.put(make.entries(rows))
        found = store.search(SCOPE, vector, 3, now=make.now())
        assert [candidate.record.query for candidate in found] == ["q1", "q2", "q0"]
        expected = [reference_score(similarity, np.float32(rows[number]), np.float32(vector)) for number in (1, 2, 0)]
        assert [candidate.score for candidate in found] == pytest.approx(expected, abs=1e-5)

    @every_measure
    def test_scores_are_plain_floats(self, store: Any, make: Samples) -> None:
        """No numpy scalar leaves the store."""
        store.put(make.entries(vectors(2)))
        found = store.search(SCOPE, vectors(1)[0], 2, now=make.now())
        assert {type(candidate.score) for candidate in found} == {float}
