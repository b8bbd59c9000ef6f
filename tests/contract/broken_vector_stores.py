"""Vector stores that each break one promise, with the test that must notice; `test_kit.py` runs this file."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import ClassVar

import numpy as np
import pytest

from hexcache.adapters.outbound.memory.sync import MemoryVectorStore
from hexcache.domain.collection import Collection
from hexcache.domain.entry import Selection
from hexcache.domain.errors import BackendError, CacheError, CorruptEntryError
from hexcache.domain.scope import Scope
from hexcache.ports.vector_store import Describes, GetsAndSearches, Purges, SearchesMany
from hexcache.testing.contracts import VectorStoreContract
from hexcache.testing.differential import VectorStoreDifferential
from hexcache.testing.fakes import Faults, faulty
from tests.contract.breaking import registrar

ABILITIES = frozenset({SearchesMany, Purges, Describes})
ALL = 10_000


class Suite(VectorStoreContract):
    broken: ClassVar[type]
    shared = False
    abilities = ABILITIES

    @pytest.fixture
    def open_store(self):
        return self.broken

    @pytest.fixture
    def lost_store(self, collection):
        store = MemoryVectorStore()
        store.provision(collection)
        names = ("put", "get", "search", "search_many", "touch", "delete", "clear", "count", "scan", "purge")
        lost = BackendError("gone")
        lost.__cause__ = OSError("refused")
        return faulty(store, Faults(dict.fromkeys(names, lost)))

    @pytest.fixture
    def damage(self):
        return lambda store, document_id: store.delete([document_id])


PROMISES, breaks = registrar(globals(), Suite)


@breaks("")
class Whole(MemoryVectorStore):
    """Breaks nothing: whatever else fails is due to the defect."""


@breaks("test_only_the_very_scope_is_searched")
class IgnoresTheTenant(MemoryVectorStore):
    def put(self, entries):
        super().put([replace(entry, scope=replace(entry.scope, tenant="")) for entry in entries])

    def search(self, scope, *args, **kwargs):
        return super().search(replace(scope, tenant=""), *args, **kwargs)


@breaks("test_scopes_that_look_alike_are_different")
class StripsScopes(MemoryVectorStore):
    def search(self, scope, *args, **kwargs):
        return super().search(Scope(scope.tenant.rstrip(), scope.model, scope.context), *args, **kwargs)


class Rescored(MemoryVectorStore):
    def scored(self, score):
        return score

    def search(self, scope, vector, limit, *, now, min_score=None):
        found = super().search(scope, vector, limit, now=now)
        found = [replace(one, score=self.scored(one.score)) for one in found]
        return [one for one in found if min_score is None or one.score >= min_score]


@breaks("test_scores_agree_with_the_reference")
class HalvesCosines(Rescored):
    def scored(self, score):
        return (1.0 + score) / 2.0


@breaks("test_cosines_stay_within_their_range")
class LetsCosinesRoundPastOne(Rescored):
    def scored(self, score):
        return score * 1.000001


@breaks("test_close_scores_are_told_apart")
class Quantises(Rescored):
    def search(self, *args, **kwargs):
        found = super().search(*args, **kwargs)
        return sorted(found, key=lambda one: (-one.score, one.record.document_id))

    def scored(self, score):
        return round(score, 3)


@breaks("test_scores_are_plain_floats")
class ReturnsNumpyScalars(Rescored):
    def scored(self, score):
        return np.float64(score)


@breaks("test_ranking_uses_the_measure_of_the_scores")
class RanksByCosineAndScoresByDot(MemoryVectorStore):
    def search(self, scope, vector, limit, *, now, min_score=None):
        found = super().search(scope, vector, ALL, now=now, min_score=min_score)
        lengths = {entry.record.document_id: self.length(entry) for batch in self.scan(now=now) for entry in batch}
        return sorted(found, key=lambda one: -one.score / lengths[one.record.document_id])[:limit]

    def length(self, entry):
        return 1.0 if entry.vector is None else float(np.linalg.norm(entry.vector))


@breaks("test_candidates_come_best_first")
class ReturnsTheWorstFirst(MemoryVectorStore):
    def search(self, *args, **kwargs):
        return super().search(*args, **kwargs)[::-1]


@breaks("test_equal_scores_come_in_the_order_of_their_ids")
class OrdersTiesByChance(MemoryVectorStore):
    def search(self, *args, **kwargs):
        return sorted(super().search(*args, **kwargs), key=lambda one: (-one.score, one.record.document_id[::-1]))


@breaks("test_limit_is_the_most_that_is_returned")
class IgnoresTheLimit(MemoryVectorStore):
    def search(self, scope, vector, limit, **kwargs):
        return super().search(scope, vector, limit + 1, **kwargs)


@breaks("test_nearer_entries_of_other_scopes_hide_nothing")
class RestrictsToTheScopeAfterTheLimit(MemoryVectorStore):
    def search(self, scope, vector, limit, *, now, min_score=None):
        scopes = {entry.scope for batch in self.scan(now=now) for entry in batch}
        search = super().search
        found = [one for other in scopes for one in search(other, vector, limit, now=now, min_score=min_score)]
        found.sort(key=lambda one: (-one.score, one.record.document_id))
        return [one for one in found[:limit] if one.record.scope_key == scope.key]


@breaks("test_min_score_of_zero_is_a_minimum")
class TakesZeroForNoMinimum(MemoryVectorStore):
    def search(self, scope, vector, limit, *, now, min_score=None):
        return super().search(scope, vector, limit, now=now, min_score=min_score or None)


@breaks("test_min_score_leaves_out_what_scores_lower")
class LeavesOutTheMinimumItself(MemoryVectorStore):
    def search(self, scope, vector, limit, *, now, min_score=None):
        found = super().search(scope, vector, limit, now=now, min_score=min_score)
        return [one for one in found if min_score is None or one.score > min_score]


@breaks("test_search_many_returns_what_each_search_returns")
class SearchesManyInAnotherOrder(MemoryVectorStore):
    def search_many(self, *args, **kwargs):
        return super().search_many(*args, **kwargs)[::-1]


class Both(MemoryVectorStore):
    def get_and_search(self, document_ids, scope, vector, limit, *, now, min_score=None):
        records = self.get(document_ids, now=now)
        done = bool(records) and all(records)
        return records, None if done else self.search(scope, vector, limit, now=now, min_score=min_score)


@breaks("test_get_and_search_returns_what_get_and_search_return", abilities=ABILITIES | {GetsAndSearches})
class TakesNoIdForEveryIdFound(Both):
    def get_and_search(self, document_ids, *args, **kwargs):
        records, found = super().get_and_search(document_ids, *args, **kwargs)
        return records, None if all(records) else found


@breaks("test_get_and_search_may_leave_out_the_search_where_every_id_is_there", abilities=ABILITIES | {GetsAndSearches})
class LeavesOutTheRecordsWithTheSearch(Both):
    def get_and_search(self, *args, **kwargs):
        records, found = super().get_and_search(*args, **kwargs)
        return records if found is not None else [], found


@breaks("test_its_optional_abilities_are_declared", abilities=frozenset({SearchesMany, Describes}))
class HasAnAbilityThatIsNotDeclared(MemoryVectorStore):
    pass


@breaks("test_its_optional_abilities_are_declared", abilities=frozenset({SearchesMany, Purges, Describes, CacheError}))
class LacksAnAbilityThatIsDeclared(MemoryVectorStore):
    pass


EARLY = 0.0
"""A time at which nothing is expired."""


@breaks("test_an_expired_entry_is_nowhere")
class ServesTheExpiredById(MemoryVectorStore):
    def get(self, document_ids, *, now):
        return super().get(document_ids, now=EARLY)


@breaks("test_an_entry_is_live_until_its_expiry_and_not_at_it")
class ServesAtTheMomentOfExpiry(MemoryVectorStore):
    def count(self, *, now):
        return super().count(now=now - 0.001)


@breaks("test_an_entry_is_live_until_its_expiry_and_not_at_it")
class CountsTheExpired(MemoryVectorStore):
    def count(self, *, now):
        return super().count(now=EARLY)


@breaks("test_expired_rows_take_no_place_among_the_limit")
class FiltersTheExpiredAfterTheLimit(MemoryVectorStore):
    def search(self, scope, vector, limit, *, now, min_score=None):
        found = super().search(scope, vector, limit, now=EARLY, min_score=min_score)
        return [one for one in found if one.record.expires_at is None or now < one.record.expires_at]


@breaks("test_an_entry_that_is_expired_when_it_is_put_is_never_seen")
class RefusesTheExpired(MemoryVectorStore):
    def put(self, entries):
        for entry in entries:
            if entry.record.expires_at is not None and entry.record.expires_at < entry.record.created_at + 60.25:
                raise BackendError("a lifetime must be above zero")
        super().put(entries)


@breaks("test_replacing_drops_the_old_lifetime")
class KeepsTheOldLifetime(MemoryVectorStore):
    def put(self, entries):
        for entry in entries:
            (old,) = super().get([entry.record.document_id], now=0.0)
            end = entry.record.expires_at
            if old is not None and end is None:
                end = old.expires_at
            super().put([replace(entry, record=replace(entry.record, expires_at=end))])


@breaks("test_any_lifetime_is_kept")
class KeepsWholeSecondsOnly(MemoryVectorStore):
    def get(self, document_ids, *, now):
        records = super().get(document_ids, now=now)
        return [one and replace(one, expires_at=one.expires_at and float(int(one.expires_at))) for one in records]


@breaks("test_touch_of_what_is_not_there_returns_false")
class TouchesNobody(MemoryVectorStore):
    def touch(self, document_id, expires_at, *, now):
        super().touch(document_id, expires_at, now=now)
        return True


@breaks("test_touch_moves_the_expiry_and_nothing_else")
class TouchLosesTheTags(MemoryVectorStore):
    def touch(self, document_id, expires_at, *, now):
        for batch in self.scan(now=now):
            for entry in batch:
                if entry.record.document_id == document_id:
                    self.put([replace(entry, record=replace(entry.record, tags=()))])
        return super().touch(document_id, expires_at, now=now)


@breaks("test_a_touched_entry_lives_on_and_then_ends")
class TouchesTheRecordOnly(MemoryVectorStore):
    def search(self, scope, *args, now, **kwargs):
        found = super().search(scope, *args, now=now, **kwargs)
        return [one for one in found if one.record.ttl is None or now < one.record.created_at + one.record.ttl]


@breaks("test_purge_removes_the_expired_and_says_how_many")
class PurgesOneBatchOnly(MemoryVectorStore):
    def purge(self, *, now, batch_size=1_000):
        return min(batch_size, super().purge(now=now, batch_size=batch_size)) - 1


@breaks("test_get_returns_the_record_as_it_was_put")
class SortsTags(MemoryVectorStore):
    def get(self, document_ids, *, now):
        return [one and replace(one, tags=tuple(sorted(one.tags))) for one in super().get(document_ids, now=now)]


@breaks("test_get_answers_in_the_order_of_the_ids")
class AnswersInItsOwnOrder(MemoryVectorStore):
    def get(self, document_ids, *, now):
        return super().get(sorted(document_ids), now=now)


@breaks("test_put_of_one_id_twice_keeps_the_last")
class KeepsTheFirstOfEqualIds(MemoryVectorStore):
    def put(self, entries):
        super().put(entries[::-1])


@breaks("test_put_replaces_an_entry_whole")
class KeepsTheOldVector(MemoryVectorStore):
    def put(self, entries):
        old = {entry.record.document_id: entry.vector for batch in self.scan(now=0.0) for entry in batch}
        super().put([replace(entry, vector=old.get(entry.record.document_id, entry.vector)) for entry in entries])


@breaks("test_a_vector_that_the_gate_refuses_is_never_written")
class WritesWhatCameBeforeTheRefused(MemoryVectorStore):
    def put(self, entries):
        for entry in entries:
            super().put([entry])


@breaks("test_a_vector_that_the_gate_refuses_is_never_written")
class TakesAnyVector(MemoryVectorStore):
    def search(self, scope, vector, limit, *, now, min_score=None):
        with np.errstate(all="ignore"):
            bad = vector.shape != (8,) or not 0.0 < float(vector @ vector) < float("inf")
        return [] if bad else super().search(scope, vector, limit, now=now, min_score=min_score)


@breaks("test_delete_returns_how_many_were_there")
class CountsWhatItWasAsked(MemoryVectorStore):
    def delete(self, document_ids):
        super().delete(document_ids)
        return len(document_ids)


@breaks("test_what_is_returned_is_the_callers_own")
class ReturnsItsOwnMapping(MemoryVectorStore):
    def put(self, entries):
        super().put(entries)
        self.mapping = entries[0].record.metadata if entries else {}

    def get(self, document_ids, *, now):
        return [one and replace(one, metadata=self.mapping) for one in super().get(document_ids, now=now)]


@breaks("test_clear_removes_exactly_what_is_selected")
class ClearsWhatMeetsOneCondition(MemoryVectorStore):
    def clear(self, selection):
        parts = [
            Selection(**{name: value})
            for name in ("tenant", "model", "scope", "tag")
            if (value := getattr(selection, name)) is not None
        ]
        for part in parts or [selection]:
            super().clear(part)


@breaks("test_clear_removes_exactly_what_is_selected")
class TakesTheEmptyTenantForAll(MemoryVectorStore):
    def clear(self, selection):
        super().clear(replace(selection, tenant=selection.tenant or None))


@breaks("test_clear_takes_texts_literally")
class ClearsTagsByPrefix(MemoryVectorStore):
    def clear(self, selection):
        tags = {tag for batch in self.scan(now=0.0) for entry in batch for tag in entry.record.tags}
        for tag in [selection.tag] if selection.tag is None else [tag for tag in tags if tag.startswith(selection.tag)]:
            super().clear(replace(selection, tag=tag))


@breaks("test_clear_keeps_the_record_of_the_collection")
class ForgetsWhatItWasMadeFor(MemoryVectorStore):
    def clear(self, selection):
        if selection.everything:
            self._shelves = None
            self.forgotten = True
        else:
            super().clear(selection)

    def _ready(self, now=None):
        if self._shelves is None and getattr(self, "forgotten", False) and not self._closed:
            self.provision(Collection(8))
        return super()._ready(now)


@breaks("test_scan_yields_every_entry_whole")
class ScansWithoutVectors(MemoryVectorStore):
    def scan(self, **kwargs):
        for batch in super().scan(**kwargs):
            yield [replace(entry, vector=None) for entry in batch]


@breaks("test_scan_yields_lists_of_at_most_the_batch_size")
class ScansEverythingAtOnce(MemoryVectorStore):
    def scan(self, *, now, batch_size=500):
        yield from super().scan(now=now, batch_size=ALL)


@breaks("test_scan_goes_on_while_entries_come_and_go")
class ScansByPosition(MemoryVectorStore):
    def scan(self, *, now, batch_size=500):
        position = 0
        while batch := [entry for part in super().scan(now=now) for entry in part][position : position + batch_size]:
            yield batch
            position += batch_size


@breaks("test_count_covers_every_scope")
class CountsOneScope(MemoryVectorStore):
    def count(self, *, now):
        entries = [entry for batch in self.scan(now=now) for entry in batch]
        return len([entry for entry in entries if entry.scope == entries[0].scope])


@breaks("test_any_text_survives_in_every_field")
class CutsTextsAtNul(MemoryVectorStore):
    def get(self, document_ids, *, now):
        return [
            one and replace(one, query=one.query.partition("\x00")[0]) for one in super().get(document_ids, now=now)
        ]


@breaks("test_ids_that_look_alike_are_different")
class IgnoresTheCaseOfIds(MemoryVectorStore):
    def put(self, entries):
        super().put(
            [replace(one, record=replace(one.record, document_id=one.record.document_id.lower())) for one in entries]
        )

    def get(self, document_ids, *, now):
        records = super().get([name.lower() for name in document_ids], now=now)
        return [one and replace(one, document_id=name) for one, name in zip(records, document_ids, strict=True)]


@breaks("test_a_row_that_cannot_be_read_is_not_there")
class RaisesOnUnreadableRows(MemoryVectorStore):
    broken_rows = ()

    def delete(self, document_ids):
        self.broken_rows = document_ids
        return super().delete(document_ids)

    def get(self, document_ids, *, now):
        if len(document_ids) == 2 and document_ids[0] in self.broken_rows:
            raise CorruptEntryError("unreadable")
        return super().get(document_ids, now=now)


@breaks("test_nothing_that_is_put_at_once_is_lost")
class LosesWritesAtTheSameTime(MemoryVectorStore):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.busy = threading.Lock()

    def put(self, entries):
        if self.busy.acquire(blocking=False):
            super().put(entries)
            time.sleep(0.001)
            self.busy.release()


@breaks("test_a_caller_finds_what_it_has_just_put_beside_others")
class SearchesWhatWasThereAWhileAgo(MemoryVectorStore):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.comings = 0

    def put(self, entries):
        super().put(entries)
        self.comings += 1

    def search(self, scope, vector, limit, *, now, min_score=None):
        before = self.comings
        time.sleep(0.001)
        found = super().search(scope, vector, limit, now=now, min_score=min_score)
        return found if before == self.comings else []


@breaks("test_provision_refuses_another_dimension_measure_or_embedder")
class TakesAnyEmbedder(MemoryVectorStore):
    def provision(self, collection):
        return super().provision(replace(collection, provider="testing", model="contract"))


@breaks("test_provision_again_keeps_the_entries")
class ProvisionsAnew(MemoryVectorStore):
    def provision(self, collection):
        recorded = super().provision(collection)
        super().clear(Selection())
        return recorded


@breaks("test_a_name_that_is_no_identifier_is_refused")
class TakesAnyName(MemoryVectorStore):
    def __init__(self, name):
        super().__init__("fine")


@breaks("test_every_method_refuses_before_provision")
class ProvisionsItself(MemoryVectorStore):
    def count(self, *, now):
        return 0 if self._shelves is None and not self._closed else super().count(now=now)


@breaks("test_every_method_refuses_after_close")
class AnswersWhenClosed(MemoryVectorStore):
    def get(self, document_ids, *, now):
        return [None for _ in document_ids] if self._closed else super().get(document_ids, now=now)


@breaks("test_another_store_sees_what_was_put", shared=True)
class SharesNothing(MemoryVectorStore):
    pass


class LeakySuite(Suite):
    @pytest.fixture
    def lost_store(self, collection):
        store = MemoryVectorStore()
        store.provision(collection)
        return faulty(store, Faults(put=OSError("the driver's own")))


@breaks("test_a_lost_server_is_an_error_of_ours", LeakySuite)
class LetsTheDriversErrorsOut(MemoryVectorStore):
    pass


class DifferentialSuite(VectorStoreDifferential):
    broken: ClassVar[type]
    shared = False
    shrinks = False

    @pytest.fixture
    def open_store(self):
        return self.broken


@breaks("", DifferentialSuite)
class WholeInSequences(MemoryVectorStore):
    """Breaks nothing."""


@breaks("test_it_answers_like_the_memory_store", DifferentialSuite)
class ForgetsATouchWhenTheEntryIsReplaced(MemoryVectorStore):
    """Wrong only when a touch comes before a replacement: an old renewal outlives the new lifetime."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.touched = {}

    def touch(self, document_id, expires_at, *, now):
        there = super().touch(document_id, expires_at, now=now)
        if there:
            self.touched[document_id] = expires_at
        return there

    def clear(self, selection):
        super().clear(selection)
        self.touched.clear()

    def put(self, entries):
        ends = {entry.record.document_id: self.touched.get(entry.record.document_id) for entry in entries}
        super().put(
            [
                replace(
                    one, record=replace(one.record, expires_at=ends[one.record.document_id] or one.record.expires_at)
                )
                for one in entries
            ]
        )


@breaks("test_it_answers_like_the_memory_store", DifferentialSuite)
class LeavesTheVectorOfAClearedEntry(MemoryVectorStore):
    """Wrong only when a cleared entry comes back without a vector."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.vectors = {}

    def clear(self, selection):
        self.vectors = {}
        if selection.tag is not None:
            self.vectors = {one.record.document_id: one.vector for batch in self.scan(now=0.0) for one in batch}
        super().clear(selection)

    def put(self, entries):
        super().put(
            [
                one if one.vector is not None else replace(one, vector=self.vectors.get(one.record.document_id))
                for one in entries
            ]
        )
