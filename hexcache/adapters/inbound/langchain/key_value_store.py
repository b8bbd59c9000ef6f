"""LangChain's stores of bytes as hexcache key-value stores."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from typing_extensions import override

from hexcache.adapters.inbound.langchain.envelopes import unwrap, wrap
from hexcache.application.batches import batches
from hexcache.domain.errors import BackendError, BackendTimeoutError, BackendUnavailableError, CacheError
from hexcache.ports.key_value_store import AsyncKeyValueStore, KeyValueStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

    from langchain_core.stores import BaseStore

_KEYS_AT_ONCE: Final = 500


class _Border:
    """What both flavours have in common: whether the store is closed, and whose errors leave it."""

    def __init__(self, store: BaseStore[str, bytes]) -> None:
        self._store = store
        self._closed = False

    @contextmanager
    def _translated(self) -> Iterator[None]:
        if self._closed:
            raise BackendUnavailableError("the store is closed; make another one")
        try:
            yield
        except CacheError:
            raise
        except TimeoutError as error:
            raise BackendTimeoutError("LangChain's store did not answer in time; see the cause") from error
        except Exception as error:
            raise BackendError(f"LangChain's store failed with {type(error).__name__!r}; see the cause") from error


class LangChainKeyValueStore(_Border, KeyValueStore):
    """Any LangChain store of bytes as a `KeyValueStore`.

    Values carry their lifetime with them, because LangChain's stores have none: what others wrote there is not seen.
    The store is borrowed: closing this object leaves it open.
    """

    @override
    def mget(self, keys: Sequence[str], *, now: float) -> list[bytes | None]:
        with self._translated():
            return [unwrap(blob, now) for blob in self._store.mget(list(keys))] if keys else []

    @override
    def mset(self, items: Mapping[str, bytes], *, now: float, ttl: float | None = None) -> None:
        with self._translated():
            if items:
                self._store.mset([(key, wrap(value, now, ttl)) for key, value in items.items()])

    @override
    def mdelete(self, keys: Sequence[str]) -> int:
        distinct = list(dict.fromkeys(keys))
        with self._translated():
            there = sum(blob is not None for blob in self._store.mget(distinct)) if distinct else 0
            if there:
                self._store.mdelete(distinct)
        return there

    @override
    def yield_keys(self, prefix: str = "", *, now: float) -> Iterator[str]:
        with self._translated():
            for batch in batches(self._store.yield_keys(prefix=prefix), _KEYS_AT_ONCE):
                yield from _live(batch, self.mget(batch, now=now), prefix)

    @override
    def close(self) -> None:
        self._closed = True


class AsyncLangChainKeyValueStore(_Border, AsyncKeyValueStore):
    """`LangChainKeyValueStore` with `await`."""

    @override
    async def mget(self, keys: Sequence[str], *, now: float) -> list[bytes | None]:
        with self._translated():
            return [unwrap(blob, now) for blob in await self._store.amget(list(keys))] if keys else []

    @override
    async def mset(self, items: Mapping[str, bytes], *, now: float, ttl: float | None = None) -> None:
        with self._translated():
            if items:
                await self._store.amset([(key, wrap(value, now, ttl)) for key, value in items.items()])

    @override
    async def mdelete(self, keys: Sequence[str]) -> int:
        distinct = list(dict.fromkeys(keys))
        with self._translated():
            there = sum(blob is not None for blob in await self._store.amget(distinct)) if distinct else 0
            if there:
                await self._store.amdelete(distinct)
        return there

    @override
    async def yield_keys(self, prefix: str = "", *, now: float) -> AsyncIterator[str]:
        with self._translated():
            batch: list[str] = []
            async for key in self._store.ayield_keys(prefix=prefix):
                batch.append(key)
                if len(batch) == _KEYS_AT_ONCE:
                    for live in _live(batch, await self.mget(batch, now=now), prefix):
                        yield live
                    batch = []
            for live in _live(batch, await self.mget(batch, now=now), prefix):
                yield live

    @override
    async def close(self) -> None:
        self._closed = True


def _live(keys: Sequence[str], values: Sequence[bytes | None], prefix: str) -> Iterator[str]:
    """Yield the keys that have a value, and that begin with `prefix` whatever the store made of it."""
    return (key for key, value in zip(keys, values, strict=True) if value is not None and key.startswith(prefix))
