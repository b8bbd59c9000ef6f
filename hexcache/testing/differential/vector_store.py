"""The differential suite for vector stores."""

from __future__ import annotations

from functools import singledispatchmethod
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from hypothesis import given

from hexcache.adapters.outbound.memory.sync import MemoryVectorStore
from hexcache.testing.contracts.vector_store.suite import VectorStoreSuite, every_measure
from hexcache.testing.differential import operations as ops
from hexcache.testing.differential.profile import profile
from hexcache.testing.samples import Samples

if TYPE_CHECKING:
    from hexcache.domain.collection import Collection
    from hexcache.domain.entry import Entry
    from hexcache.testing.contracts.suite import Timeline

_TOLERANCE = 1e-5
_EVERYTHING = 1_000
_ENOUGH = 64


class VectorStoreDifferential(VectorStoreSuite):
    """The store and the memory store give the same answers.

    Attributes:
        examples: how many sequences of operations are tried for each measure.
        shrinks: whether a failing sequence is made as short as possible, which asks the backend a few hundred times.
    """

    examples: ClassVar[int] = 60
    shrinks: ClassVar[bool] = True

    @every_measure
    def test_it_answers_like_the_memory_store(self, store: Any, collection: Collection, timeline: Timeline) -> None:
        """After any sequence of operations."""

        @profile(self.examples, shrinks=self.shrinks)
        @given(ops.sequences(time_jumps=timeline.jumps))
        def compare(steps: list[Any]) -> None:
            self.empty(store)
            pair = _Pair(store, collection, timeline.now(), exact=self.recall == 1.0)
            closing = [ops.Search(scope, 0, _ENOUGH, None) for scope in ops.SCOPES]
            for step in [*steps, *closing, ops.Get(ops.ALL_IDS), ops.Count(), ops.Scan(500)]:
                pair.compare(step)

        compare()


class _Pair:
    """A store and the memory store, which get the same operations."""

    def __init__(self, store: Any, collection: Collection, now: float, *, exact: bool) -> None:
        self.store = store
        self.model = MemoryVectorStore()
        self.model.provision(collection)
        self.now = now
        self.exact = exact
        self.make = Samples(lambda: self.now, collection.similarity)
        self.entries: dict[str, Entry] = {}

    @singledispatchmethod
    def compare(self, step: object) -> None:
        """Do `step` to both and assert that they agree."""
        raise NotImplementedError(type(step))

    @compare.register
    def _(self, step: ops.Wait) -> None:
        self.now += step.seconds

    @compare.register
    def _(self, step: ops.Put) -> None:
        entries = [self._entry(draft) for draft in step.drafts]
        self.store.put(entries)
        self.model.put(entries)
        self.entries |= {entry.record.document_id: entry for entry in entries}

    @compare.register
    def _(self, step: ops.Get) -> None:
        assert self.store.get(step.ids, now=self.now) == self.model.get(step.ids, now=self.now)

    @compare.register
    def _(self, step: ops.Touch) -> None:
        end = self.now + step.seconds
        touched = self.store.touch(step.document_id, end, now=self.now)
        assert touched == self.model.touch(step.document_id, end, now=self.now)

    @compare.register
    def _(self, step: ops.Delete) -> None:
        live = [one.document_id for one in self.model.get(step.ids, now=self.now) if one is not None]
        assert self.store.delete(live) == self.model.delete(live)  # an expired one may be there still, or not

    @compare.register
    def _(self, step: ops.Clear) -> None:
        self.store.clear(step.selection)
        self.model.clear(step.selection)

    @compare.register
    def _(self, _step: ops.Count) -> None:
        assert self.store.count(now=self.now) == self.model.count(now=self.now)

    @compare.register
    def _(self, step: ops.Scan) -> None:
        found, expected = (
            {entry.record.document_id: entry for batch in store.scan(now=self.now, batch_size=size) for entry in batch}
            for store, size in ((self.store, step.batch_size), (self.model, _EVERYTHING))
        )
        assert found == expected
        for document_id, entry in expected.items():
            vector = found[document_id].vector
            assert (vector is None) == (entry.vector is None)
            if vector is not None:
                assert vector == pytest.approx(entry.vector, abs=1e-6)

    @compare.register
    def _(self, step: ops.Search) -> None:
        vector = self.make.vector(ops.PALETTE[step.vector])
        found = self.store.search(step.scope, vector, step.limit, now=self.now, min_score=step.min_score)
        ranked = self.model.search(step.scope, vector, _EVERYTHING, now=self.now)
        scores = {one.record.document_id: one.score for one in ranked}
        records = {one.record.document_id: one.record for one in ranked}
        self._check_choice(step, [one.record.document_id for one in found], scores)
        for one in found:
            assert one.record == records[one.record.document_id]
            assert one.score == pytest.approx(scores[one.record.document_id], rel=_TOLERANCE, abs=_TOLERANCE)
        self._check_order([(one.score, one.record.document_id) for one in found])

    def _check_choice(self, step: ops.Search, found: list[str], scores: dict[str, float]) -> None:
        """Assert that the best were found, as far as the scores' tolerance lets anyone tell which those are."""
        assert len(found) == len(set(found)) <= step.limit
        ranked = sorted(scores.values(), reverse=True)
        cut = ranked[step.limit - 1] if len(ranked) >= step.limit else float("-inf")
        bound = cut if step.min_score is None else max(cut, step.min_score)
        slack = _TOLERANCE * max(1.0, abs(bound)) if bound > float("-inf") else 0.0
        surely = {document_id for document_id, score in scores.items() if score > bound + slack}
        maybe = {document_id for document_id, score in scores.items() if score >= bound - slack}
        assert set(found) <= maybe
        if self.exact:
            assert surely <= set(found)
            if step.min_score is None:
                assert len(found) == min(step.limit, len(scores))

    def _check_order(self, found: list[tuple[float, str]]) -> None:
        """Assert that the order is by score, and equal vectors come by their ids where the search is exact."""
        for (score, document_id), (next_score, next_id) in pairwise(found):
            assert score >= next_score
            if self.exact and score == next_score:
                assert document_id < next_id

    def _entry(self, draft: ops.Draft) -> Entry:
        row = None if draft.vector is None else ops.PALETTE[draft.vector]
        fields: dict[str, Any] = {"scope": draft.scope, "value": draft.value, "tags": draft.tags}
        fields["metadata"] = dict.fromkeys(draft.tags, "")
        if draft.ttl is None or draft.ttl > 0.0:
            return self.make.entry(draft.query, row, ttl=draft.ttl, **fields)
        end = self.now + draft.ttl
        return self.make.entry(draft.query, row, created_at=end - 60.0, expires_at=end, **fields)
