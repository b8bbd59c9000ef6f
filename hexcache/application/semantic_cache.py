"""The semantic cache for threads."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from hexcache.application.assembling import core_of
from hexcache.application.batches import batches
from hexcache.application.embedding import as_embedder
from hexcache.application.performers import Performer
from hexcache.application.plans import housekeeping
from hexcache.application.plans.explain import explain
from hexcache.application.plans.feedback import remember
from hexcache.application.plans.lookup import lookup, lookup_many
from hexcache.application.plans.update import update
from hexcache.application.request import UNSET, answer, answers, flight_key, labels, question, questions
from hexcache.application.running import run
from hexcache.application.single_flight import ThreadFlights
from hexcache.application.verifying import ThreadDeadline, judge_of
from hexcache.domain.entry import Selection, check_text
from hexcache.domain.feedback import labelled_pair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Self

    import numpy.typing as npt
    from typing_extensions import Unpack

    from hexcache.application.policy import CacheOptions
    from hexcache.application.request import TtlOverride
    from hexcache.domain.entry import Entry
    from hexcache.domain.feedback import LabelledPair
    from hexcache.domain.hit import Explanation, Hit, Stats
    from hexcache.domain.scope import Scope
    from hexcache.domain.ttl import TtlLike
    from hexcache.ports.embedder import Embedder
    from hexcache.ports.vector_store import VectorStore
    from hexcache.ports.verifier import Verifier


class SemanticCache:
    """Answers a question that was asked before, in other words, without asking the model again.

    Safe to share between threads. `AsyncSemanticCache` is the same with `await`.

    A failing store or embedder is a miss for `lookup`, `lookup_many`, `update`, `update_many` and `get_or_compute`
    unless `on_error="raise"`; the other methods raise. Bad input is an `InvalidInputError`, a collection made for
    something else a `SchemaMismatchError`, in both modes.

    Args:
        store: keeps the entries; borrowed, never closed.
        embedder: an `Embedder`, or a function from a list of texts to an (n, d) array.
        verifier: has the last word on a semantic hit: a `Verifier`, or a function of (asked, cached, answer).
        clock: returns seconds since the epoch.
        on_close: called by `close`, for whoever opened the parts.
        **options: see `CacheOptions`.
    """

    def __init__(
        self,
        store: VectorStore,
        embedder: Embedder | Callable[[list[str]], npt.ArrayLike],
        *,
        verifier: Verifier | Callable[[str, str, Any], bool] | None = None,
        clock: Callable[[], float] = time.time,
        on_close: Callable[[], object] | None = None,
        **options: Unpack[CacheOptions],
    ) -> None:
        self.store = store
        self.embedder = as_embedder(embedder)
        self._core = core_of(self.embedder, options)
        verify = None if verifier is None else judge_of(verifier, sync=True)
        self._core.verifies = verify is not None
        deadline = verify and ThreadDeadline(verify, self._core.policy.verifier_timeout)
        self._perform = Performer(self.embedder, store, verify=deadline)
        self._flights = ThreadFlights()
        self._clock = clock
        self._on_close = on_close

    def lookup(
        self,
        query: str,
        *,
        scope: Scope | None = None,
        threshold: float | None = None,
        max_age: TtlLike = None,
        vector: npt.ArrayLike | None = None,
    ) -> Hit | None:
        """Return the answer to `query`, None where there is none that may be served.

        Args:
            query: the question.
            scope: what must be equal for an answer to be reusable; None is the empty scope.
            threshold: the lowest score to serve, for this call; 0.0 is a threshold, None is the cache's own.
            max_age: refuse entries written longer ago than this; None takes any age.
            vector: the question's vector, shape (d,), in place of the embedder's.
        """
        asked = question(query, scope, threshold, max_age, vector)
        return run(lookup(self._core, asked, self._clock()), self._perform)

    def lookup_many(
        self,
        queries: Iterable[str],
        *,
        scope: Scope | None = None,
        threshold: float | None = None,
        max_age: TtlLike = None,
    ) -> list[Hit | None]:
        """Return what `lookup` returns for each query, with one read, one embedding call and one search for all."""
        asked = questions(queries, scope, threshold, max_age)
        return run(lookup_many(self._core, asked, self._clock()), self._perform)

    def update(
        self,
        query: str,
        value: Any,  # noqa: ANN401 - what the codec takes
        *,
        scope: Scope | None = None,
        ttl: TtlOverride = UNSET,
        tags: Iterable[str] | None = None,
        metadata: Mapping[str, str] | None = None,
        vector: npt.ArrayLike | None = None,
    ) -> str | None:
        """Store the answer to `query`, replacing the one to the same question in the same scope.

        Args:
            query: the question.
            value: the answer; text, or what the cache's codec takes.
            scope: what must be equal for the answer to be reusable.
            ttl: lifetime of this entry; None is forever; left out, the cache's own.
            tags: what the answer was made from, so that `clear(tag=...)` drops it when that changes.
            metadata: a small text-to-text mapping that comes back with the hit.
            vector: the question's vector, shape (d,), in place of the embedder's.

        Returns:
            The document id, which promises that the entry is safe; None where store or embedder failed.
        """
        given = labels(self._core.policy, scope, ttl, tags, metadata)
        stored = [answer(query, value, self._core.policy, vector)]
        return run(update(self._core, stored, given, self._clock()), self._perform)[0]

    def update_many(
        self,
        pairs: Iterable[tuple[str, Any]],
        *,
        scope: Scope | None = None,
        ttl: TtlOverride = UNSET,
        tags: Iterable[str] | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> list[str | None]:
        """Store (query, value) pairs with one embedding call and one write; see `update`."""
        given = labels(self._core.policy, scope, ttl, tags, metadata)
        return run(update(self._core, answers(pairs, self._core.policy), given, self._clock()), self._perform)

    def get_or_compute(
        self,
        query: str,
        compute: Callable[[str], Any],
        *,
        scope: Scope | None = None,
        threshold: float | None = None,
        max_age: TtlLike = None,
        ttl: TtlOverride = UNSET,
        tags: Iterable[str] | None = None,
        metadata: Mapping[str, str] | None = None,
        vector: npt.ArrayLike | None = None,
    ) -> Any:  # noqa: ANN401 - the value's type is the caller's
        """Return the cached answer to `query`, or `compute(query)`, stored for the next one who asks.

        Callers that ask the same new question at once share one call of `compute`, its value or its exception.
        Nothing is stored after an exception. The other arguments are those of `lookup` and `update`.
        """
        asked = question(query, scope, threshold, max_age, vector)
        given = labels(self._core.policy, scope, ttl, tags, metadata)

        def attempt() -> Any:  # noqa: ANN401 - as above
            hit = run(lookup(self._core, asked, self._clock()), self._perform)
            if hit is not None:
                return hit.value
            value = compute(query)
            stored = [answer(query, value, self._core.policy, vector)]
            run(update(self._core, stored, given, self._clock()), self._perform)
            return value

        return self._flights.run(flight_key(asked), attempt)

    def explain(
        self,
        query: str,
        *,
        scope: Scope | None = None,
        threshold: float | None = None,
        max_age: TtlLike = None,
        vector: npt.ArrayLike | None = None,
    ) -> Explanation:
        """Return every candidate, score and guard's verdict, and why `query` hits or misses; nothing is counted."""
        asked = question(query, scope, threshold, max_age, vector)
        return run(explain(self._core, asked, self._clock()), self._perform)

    def reject(self, document_id: str, query: str, *, scope: Scope | None = None) -> bool:
        """Remember that this entry does not answer `query`: it is not served to it again, whatever it scores.

        A later `confirm` takes it back. Every process that shares the store knows it; see the option `feedback`.

        Args:
            document_id: the hit's.
            query: the question that was asked.
            scope: the scope that it was asked in, so that `clear(tenant=...)` reaches what is remembered.

        Returns:
            False where there is no such entry, and so nothing to remember.
        """
        return self._said(document_id, query, scope, same=False)

    def confirm(self, document_id: str, query: str, *, scope: Scope | None = None) -> bool:
        """Remember that this entry answers `query`: guards are not asked about the two again; see `reject`."""
        return self._said(document_id, query, scope, same=True)

    def _said(self, document_id: str, query: str, scope: Scope | None, *, same: bool) -> bool:
        checked = check_text("document_id", document_id), check_text("query", query)
        return run(remember(self._core, *checked, self._clock(), same=same, scope=scope), self._perform)

    def feedback(self, batch_size: int = 500) -> Iterator[LabelledPair]:
        """Yield what was rejected and confirmed, as labelled pairs that calibrate a threshold; reads all entries."""
        for entry in self.export(batch_size):
            pair = labelled_pair(entry)
            if pair is not None:
                yield pair

    def delete(self, *document_ids: str) -> int:
        """Delete entries by id and return how many were there."""
        return run(housekeeping.delete(self._core, document_ids), self._perform)

    def clear(
        self,
        *,
        tenant: str | None = None,
        model: str | None = None,
        scope: Scope | None = None,
        tag: str | None = None,
    ) -> None:
        """Delete every entry that meets all conditions given; without a condition, the whole collection."""
        run(housekeeping.clear(self._core, Selection.of(tenant, model, scope, tag)), self._perform)

    def count(self) -> int:
        """Return the number of live entries in the collection."""
        return run(housekeeping.count(self._core, self._clock()), self._perform)

    def stats(self) -> Stats:
        """Return what this cache object counted since it was made; no I/O."""
        return self._core.monitor.snapshot()

    def provision(self) -> None:
        """Make the store ready now rather than at first use; raises what goes wrong."""
        run(housekeeping.provision(self._core), self._perform)

    def try_provision(self) -> bool:
        """As `provision`, but a failing store or embedder is counted and logged, and the answer is False.

        The next operation tries again. Wrong configuration is raised.
        """
        return run(housekeeping.try_provision(self._core), self._perform)

    def export(self, batch_size: int = 500) -> Iterator[Entry]:
        """Yield every live entry, scope and vector included, never all in memory."""
        self.provision()
        for batch in self.store.scan(now=self._clock(), batch_size=batch_size):
            yield from batch

    def load(self, entries: Iterable[Entry], batch_size: int = 500) -> int:
        """Write entries that another cache exported, and return how many; every vector passes the gate."""
        return sum(run(housekeeping.load(self._core, batch), self._perform) for batch in batches(entries, batch_size))

    def close(self) -> None:
        """Release what was opened for this cache; parts that were given stay open."""
        on_close, self._on_close = self._on_close, None
        if on_close is not None:
            on_close()

    def __enter__(self) -> Self:
        """Return the cache itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the cache."""
        self.close()
