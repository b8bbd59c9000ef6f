"""Vector stores that rank by a measure that the store below cannot rank by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from typing_extensions import override

from hexcache.adapters.inbound.langchain import exact_ranking
from hexcache.ports.vector_store import AsyncVectorStore, VectorStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from hexcache.adapters.inbound.langchain.exact_ranking import ExactMeasure
    from hexcache.domain.collection import Collection
    from hexcache.domain.entry import Candidate, Entry, Record, Selection
    from hexcache.domain.scope import Scope
    from hexcache.domain.vectors import Vector


class ExactVectorStore(VectorStore):
    """A Euclidean store that is ranked by `measure`, of as many near entries as `exact_ranking.width` says."""

    def __init__(self, store: VectorStore, measure: ExactMeasure) -> None:
        self._store = store
        self._measure = measure

    @override
    def provision(self, collection: Collection) -> Collection:
        return self._store.provision(collection)

    @override
    def put(self, entries: Sequence[Entry]) -> None:
        self._store.put([exact_ranking.carrying(entry) for entry in entries])

    @override
    def get(self, document_ids: Sequence[str], *, now: float) -> list[Record | None]:
        return _bare(self._store.get(document_ids, now=now))

    @override
    def search(
        self, scope: Scope, vector: Vector, limit: int, *, now: float, min_score: float | None = None
    ) -> list[Candidate]:
        floor = exact_ranking.euclidean_floor(self._measure, min_score, len(vector))
        found = self._store.search(scope, vector, exact_ranking.width(limit), now=now, min_score=floor)
        return exact_ranking.ranked(found, np.asarray(vector), self._measure, limit, min_score)

    @override
    def touch(self, document_id: str, expires_at: float, *, now: float) -> bool:
        return self._store.touch(document_id, expires_at, now=now)

    @override
    def delete(self, document_ids: Sequence[str]) -> int:
        return self._store.delete(document_ids)

    @override
    def clear(self, selection: Selection) -> None:
        self._store.clear(selection)

    @override
    def count(self, *, now: float) -> int:
        return self._store.count(now=now)

    @override
    def scan(self, *, now: float, batch_size: int = 500) -> Iterator[list[Entry]]:
        for batch in self._store.scan(now=now, batch_size=batch_size):
            yield _bare_entries(batch)

    @override
    def close(self) -> None:
        self._store.close()


class AsyncExactVectorStore(AsyncVectorStore):
    """`ExactVectorStore` with `await`."""

    def __init__(self, store: AsyncVectorStore, measure: ExactMeasure) -> None:
        self._store = store
        self._measure = measure

    @override
    async def provision(self, collection: Collection) -> Collection:
        return await self._store.provision(collection)

    @override
    async def put(self, entries: Sequence[Entry]) -> None:
        await self._store.put([exact_ranking.carrying(entry) for entry in entries])

    @override
    async def get(self, document_ids: Sequence[str], *, now: float) -> list[Record | None]:
        return _bare(await self._store.get(document_ids, now=now))

    @override
    async def search(
        self, scope: Scope, vector: Vector, limit: int, *, now: float, min_score: float | None = None
    ) -> list[Candidate]:
        floor = exact_ranking.euclidean_floor(self._measure, min_score, len(vector))
        found = await self._store.search(scope, vector, exact_ranking.width(limit), now=now, min_score=floor)
        return exact_ranking.ranked(found, np.asarray(vector), self._measure, limit, min_score)

    @override
    async def touch(self, document_id: str, expires_at: float, *, now: float) -> bool:
        return await self._store.touch(document_id, expires_at, now=now)

    @override
    async def delete(self, document_ids: Sequence[str]) -> int:
        return await self._store.delete(document_ids)

    @override
    async def clear(self, selection: Selection) -> None:
        await self._store.clear(selection)

    @override
    async def count(self, *, now: float) -> int:
        return await self._store.count(now=now)

    @override
    async def scan(self, *, now: float, batch_size: int = 500) -> AsyncIterator[list[Entry]]:
        async for batch in self._store.scan(now=now, batch_size=batch_size):
            yield _bare_entries(batch)

    @override
    async def close(self) -> None:
        await self._store.close()


def _bare(records: list[Record | None]) -> list[Record | None]:
    return [None if record is None else exact_ranking.bare(record) for record in records]


def _bare_entries(entries: list[Entry]) -> list[Entry]:
    return [replace(entry, record=exact_ranking.bare(entry.record)) for entry in entries]
