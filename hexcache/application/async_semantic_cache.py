"""The semantic cache for the event loop."""

from __future__ import annotations

import inspect
import time
from typing import TYPE_CHECKING, Any

from hexcache.application.assembling import core_of
from hexcache.application.batches import batches
from hexcache.application.embedding import as_async_embedder
from hexcache.application.performers import AsyncPerformer
from hexcache.application.plans import housekeeping
from hexcache.application.plans.explain import explain
from hexcache.application.plans.feedback import remember
from hexcache.application.plans.lookup import lookup, lookup_many
from hexcache.application.plans.update import update
from hexcache.application.request import UNSET, answer, answers, flight_key, labels, question, questions
from hexcache.application.running import arun
from hexcache.application.single_flight import TaskFlights
from hexcache.application.verifying import TaskDeadline, judge_of
from hexcache.domain.entry import Selection, check_text
from hexcache.domain.feedback import labelled_pair

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
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
    from hexcache.ports.embedder import AsyncEmbedder, Embedder
    from hexcache.ports.vector_store import AsyncVectorStore
    from hexcache.ports.verifier import AsyncVerifier, Verifier


class AsyncSemanticCache:
    """`SemanticCache` with `await`: the same arguments, the same decisions, for tasks of one event loop at a time.

    `embedder` may be an `AsyncEmbedder`, an `Embedder` (run off the loop) or a function, async or not.
    """

    def __init__(
        self,
        store: AsyncVectorStore,
        embedder: AsyncEmbedder | Embedder | Callable[[list[str]], Any],
        *,
        verifier: AsyncVerifier | Verifier | Callable[[str, str, Any], Any] | None = None,
        clock: Callable[[], float] = time.time,
        on_close: Callable[[], Awaitable[object]] | None = None,
        **options: Unpack[CacheOptions],
    ) -> None:
        self.store = store
        self.embedder = as_async_embedder(embedder)
        self._core = core_of(self.embedder, options)
        verify = None if verifier is None else judge_of(verifier, sync=False)
        self._core.verifies = verify is not None
        deadline = verify and TaskDeadline(verify, self._core.policy.verifier_timeout)
        self._perform = AsyncPerformer(self.embedder, store, verify=deadline)
        self._flights = TaskFlights()
        self._clock = clock
        self._on_close = on_close

    async def lookup(
        self,
        query: str,
        *,
        scope: Scope | None = None,
        threshold: float | None = None,
        max_age: TtlLike = None,
        vector: npt.ArrayLike | None = None,
    ) -> Hit | None:
        """As `SemanticCache.lookup`."""
        asked = question(query, scope, threshold, max_age, vector)
        return await arun(lookup(self._core, asked, self._clock()), self._perform)

    async def lookup_many(
        self,
        queries: Iterable[str],
        *,
        scope: Scope | None = None,
        threshold: float | None = None,
        max_age: TtlLike = None,
    ) -> list[Hit | None]:
        """As `SemanticCache.lookup_many`."""
        asked = questions(queries, scope, threshold, max_age)
        return await arun(lookup_many(self._core, asked, self._clock()), self._perform)

    async def update(
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
        """As `SemanticCache.update`."""
        given = labels(self._core.policy, scope, ttl, tags, metadata)
        stored = [answer(query, value, self._core.policy, vector)]
        return (await arun(update(self._core, stored, given, self._clock()), self._perform))[0]

    async def update_many(
        self,
        pairs: Iterable[tuple[str, Any]],
        *,
        scope: Scope | None = None,
        ttl: TtlOverride = UNSET,
        tags: Iterable[str] | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> list[str | None]:
        """As `SemanticCache.update_many`."""
        given = labels(self._core.policy, scope, ttl, tags, metadata)
        return await arun(update(self._core, answers(pairs, self._core.policy), given, self._clock()), self._perform)

    async def get_or_compute(
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
        """As `SemanticCache.get_or_compute`; `compute` may be a coroutine function, which is awaited.

        A caller that is cancelled does not fail the others; the call of `compute` is cancelled with the last of them.
        """
        asked = question(query, scope, threshold, max_age, vector)
        given = labels(self._core.policy, scope, ttl, tags, metadata)

        async def attempt() -> Any:  # noqa: ANN401 - as above
            hit = await arun(lookup(self._core, asked, self._clock()), self._perform)
            if hit is not None:
                return hit.value
            value = compute(query)
            if inspect.isawaitable(value):
                value = await value
            stored = [answer(query, value, self._core.policy, vector)]
            await arun(update(self._core, stored, given, self._clock()), self._perform)
            return value

        return await self._flights.run(flight_key(asked), attempt)

    async def explain(
        self,
        query: str,
        *,
        scope: Scope | None = None,
        threshold: float | None = None,
        max_age: TtlLike = None,
        vector: npt.ArrayLike | None = None,
    ) -> Explanation:
        """As `SemanticCache.explain`."""
        asked = question(query, scope, threshold, max_age, vector)
        return await arun(explain(self._core, asked, self._clock()), self._perform)

    async def reject(self, document_id: str, query: str, *, scope: Scope | None = None) -> bool:
        """As `SemanticCache.reject`."""
        return await self._said(document_id, query, scope, same=False)

    async def confirm(self, document_id: str, query: str, *, scope: Scope | None = None) -> bool:
        """As `SemanticCache.confirm`."""
        return await self._said(document_id, query, scope, same=True)

    async def _said(self, document_id: str, query: str, scope: Scope | None, *, same: bool) -> bool:
        checked = check_text("document_id", document_id), check_text("query", query)
        return await arun(remember(self._core, *checked, self._clock(), same=same, scope=scope), self._perform)

    async def feedback(self, batch_size: int = 500) -> AsyncIterator[LabelledPair]:
        """As `SemanticCache.feedback`."""
        async for entry in self.export(batch_size):
            pair = labelled_pair(entry)
            if pair is not None:
                yield pair

    async def delete(self, *document_ids: str) -> int:
        """As `SemanticCache.delete`."""
        return await arun(housekeeping.delete(self._core, document_ids), self._perform)

    async def clear(
        self,
        *,
        tenant: str | None = None,
        model: str | None = None,
        scope: Scope | None = None,
        tag: str | None = None,
    ) -> None:
        """As `SemanticCache.clear`."""
        await arun(housekeeping.clear(self._core, Selection.of(tenant, model, scope, tag)), self._perform)

    async def count(self) -> int:
        """As `SemanticCache.count`."""
        return await arun(housekeeping.count(self._core, self._clock()), self._perform)

    def stats(self) -> Stats:
        """As `SemanticCache.stats`; no I/O, so nothing to await."""
        return self._core.monitor.snapshot()

    async def provision(self) -> None:
        """As `SemanticCache.provision`."""
        await arun(housekeeping.provision(self._core), self._perform)

    async def try_provision(self) -> bool:
        """As `SemanticCache.try_provision`."""
        return await arun(housekeeping.try_provision(self._core), self._perform)

    async def export(self, batch_size: int = 500) -> AsyncIterator[Entry]:
        """As `SemanticCache.export`."""
        await self.provision()
        async for batch in self.store.scan(now=self._clock(), batch_size=batch_size):
            for entry in batch:
                yield entry

    async def load(self, entries: Iterable[Entry], batch_size: int = 500) -> int:
        """As `SemanticCache.load`."""
        loaded = 0
        for batch in batches(entries, batch_size):
            loaded += await arun(housekeeping.load(self._core, batch), self._perform)
        return loaded

    async def close(self) -> None:
        """As `SemanticCache.close`."""
        on_close, self._on_close = self._on_close, None
        if on_close is not None:
            await on_close()

    async def __aenter__(self) -> Self:
        """Return the cache itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the cache."""
        await self.close()
