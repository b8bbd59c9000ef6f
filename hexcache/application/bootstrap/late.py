"""Parts that could not be opened at start-up, and are opened when the backend is there and somebody asks for them."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from typing_extensions import override

from hexcache.domain.errors import BackendError, BackendUnavailableError
from hexcache.ports.key_value_store import AsyncKeyValueStore, KeyValueStore
from hexcache.ports.vector_store import AsyncVectorStore, Describes, VectorStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence

    from hexcache.domain.collection import Collection
    from hexcache.domain.entry import Candidate, Entry, Record, Selection
    from hexcache.domain.scope import Scope
    from hexcache.domain.vectors import Vector

P = TypeVar("P")

PAUSE: Final = 1.0
"""Seconds between two attempts: what is asked for in between fails at once instead of waiting for a connection."""


class _Attempts:
    """When to try again, and what is said until then."""

    def __init__(self, error: BackendError) -> None:
        self._error = error
        self._next = time.monotonic() + PAUSE

    def due(self) -> bool:
        """Return whether it is time for another attempt."""
        return time.monotonic() >= self._next

    def failed(self, error: BackendError) -> None:
        """Note that an attempt failed."""
        self._error = error
        self._next = time.monotonic() + PAUSE

    def refusal(self) -> BackendUnavailableError:
        """Return the error for a call that comes too early."""
        error = BackendUnavailableError(f"not open yet, the last attempt failed: {self._error}; trying again soon")
        error.__cause__ = self._error
        return error


class Late(Generic[P]):
    """Opens a part at a later call, by one thread at a time.

    Args:
        error: why it could not be opened so far.
        opened: opens it; whoever gives this closes what it opened.
    """

    def __init__(self, error: BackendError, opened: Callable[[], P]) -> None:
        self._attempts = _Attempts(error)
        self._opened = opened
        self._part: P | None = None
        self._lock = threading.Lock()

    def part(self) -> P:
        """Return the part, opening it if need be.

        Raises:
            BackendError: it cannot be opened, or is being opened at this moment.
        """
        if self._part is not None:
            return self._part
        if not self._attempts.due() or not self._lock.acquire(blocking=False):
            raise self._attempts.refusal()
        try:
            if self._part is None:
                self._part = self._opened()
            return self._part
        except BackendError as error:
            self._attempts.failed(error)
            raise
        finally:
            self._lock.release()


class AsyncLate(Generic[P]):
    """As `Late`, for the event loop; a caller that is cancelled does not end the attempt."""

    def __init__(self, error: BackendError, opened: Callable[[], Awaitable[P]]) -> None:
        self._attempts = _Attempts(error)
        self._opened = opened
        self._part: P | None = None
        self._attempt: asyncio.Task[P] | None = None

    async def part(self) -> P:
        """As `Late.part`."""
        if self._part is not None:
            return self._part
        if not self._attempts.due() or self._attempt is not None:
            raise self._attempts.refusal()
        self._attempt = asyncio.create_task(self._try())
        return await asyncio.shield(self._attempt)

    async def _try(self) -> P:
        try:
            self._part = await self._opened()
            return self._part
        except BackendError as error:
            self._attempts.failed(error)
            raise
        finally:
            self._attempt = None


class LateVectorStore(Late[VectorStore], VectorStore, Describes):
    """A vector store that is opened late. Its optional abilities are not offered, callers do without."""

    @override
    def provision(self, collection: Collection) -> Collection:
        return self.part().provision(collection)

    @override
    def put(self, entries: Sequence[Entry]) -> None:
        self.part().put(entries)

    @override
    def get(self, document_ids: Sequence[str], *, now: float) -> list[Record | None]:
        return self.part().get(document_ids, now=now)

    @override
    def search(
        self, scope: Scope, vector: Vector, limit: int, *, now: float, min_score: float | None = None
    ) -> list[Candidate]:
        return self.part().search(scope, vector, limit, now=now, min_score=min_score)

    @override
    def touch(self, document_id: str, expires_at: float, *, now: float) -> bool:
        return self.part().touch(document_id, expires_at, now=now)

    @override
    def delete(self, document_ids: Sequence[str]) -> int:
        return self.part().delete(document_ids)

    @override
    def clear(self, selection: Selection) -> None:
        self.part().clear(selection)

    @override
    def count(self, *, now: float) -> int:
        return self.part().count(now=now)

    @override
    def scan(self, *, now: float, batch_size: int = 500) -> Iterator[list[Entry]]:
        yield from self.part().scan(now=now, batch_size=batch_size)

    @override
    def describe(self) -> dict[str, str]:
        return _described(self._part)

    @override
    def close(self) -> None:
        """Do nothing: whoever opened the part closes it."""


class AsyncLateVectorStore(AsyncLate[AsyncVectorStore], AsyncVectorStore, Describes):
    """As `LateVectorStore`, for the event loop."""

    @override
    async def provision(self, collection: Collection) -> Collection:
        return await (await self.part()).provision(collection)

    @override
    async def put(self, entries: Sequence[Entry]) -> None:
        await (await self.part()).put(entries)

    @override
    async def get(self, document_ids: Sequence[str], *, now: float) -> list[Record | None]:
        return await (await self.part()).get(document_ids, now=now)

    @override
    async def search(
        self, scope: Scope, vector: Vector, limit: int, *, now: float, min_score: float | None = None
    ) -> list[Candidate]:
        return await (await self.part()).search(scope, vector, limit, now=now, min_score=min_score)

    @override
    async def touch(self, document_id: str, expires_at: float, *, now: float) -> bool:
        return await (await self.part()).touch(document_id, expires_at, now=now)

    @override
    async def delete(self, document_ids: Sequence[str]) -> int:
        return await (await self.part()).delete(document_ids)

    @override
    async def clear(self, selection: Selection) -> None:
        await (await self.part()).clear(selection)

    @override
    async def count(self, *, now: float) -> int:
        return await (await self.part()).count(now=now)

    @override
    async def scan(self, *, now: float, batch_size: int = 500) -> AsyncIterator[list[Entry]]:
        async for batch in (await self.part()).scan(now=now, batch_size=batch_size):
            yield batch

    @override
    def describe(self) -> dict[str, str]:
        return _described(self._part)

    @override
    async def close(self) -> None:
        """Do nothing: whoever opened the part closes it."""


class LateKeyValueStore(Late[KeyValueStore], KeyValueStore):
    """A key-value store that is opened late."""

    @override
    def mget(self, keys: Sequence[str], *, now: float) -> list[bytes | None]:
        return self.part().mget(keys, now=now)

    @override
    def mset(self, items: Mapping[str, bytes], *, now: float, ttl: float | None = None) -> None:
        self.part().mset(items, now=now, ttl=ttl)

    @override
    def mdelete(self, keys: Sequence[str]) -> int:
        return self.part().mdelete(keys)

    @override
    def yield_keys(self, prefix: str = "", *, now: float) -> Iterator[str]:
        yield from self.part().yield_keys(prefix, now=now)

    @override
    def close(self) -> None:
        """Do nothing: whoever opened the part closes it."""


class AsyncLateKeyValueStore(AsyncLate[AsyncKeyValueStore], AsyncKeyValueStore):
    """As `LateKeyValueStore`, for the event loop."""

    @override
    async def mget(self, keys: Sequence[str], *, now: float) -> list[bytes | None]:
        return await (await self.part()).mget(keys, now=now)

    @override
    async def mset(self, items: Mapping[str, bytes], *, now: float, ttl: float | None = None) -> None:
        await (await self.part()).mset(items, now=now, ttl=ttl)

    @override
    async def mdelete(self, keys: Sequence[str]) -> int:
        return await (await self.part()).mdelete(keys)

    @override
    async def yield_keys(self, prefix: str = "", *, now: float) -> AsyncIterator[str]:
        async for key in (await self.part()).yield_keys(prefix, now=now):
            yield key

    @override
    async def close(self) -> None:
        """Do nothing: whoever opened the part closes it."""


def _described(part: object) -> dict[str, str]:
    if part is None:
        return {"state": "could not be opened yet"}
    return part.describe() if isinstance(part, Describes) else {}
