"""Vectors under texts in a store of bytes under keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from langchain_core.stores import BaseStore
from typing_extensions import override

from hexcache.adapters.inbound.langchain.floats import decode_floats, encode_floats
from hexcache.domain.errors import CorruptEntryError, InvalidInputError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence


class EncodedStore(BaseStore[str, list[float]]):
    """A store of vectors by text, made of a store of bytes by key.

    A value that cannot be read is not there. A vector that is not finite is not written. `yield_keys` yields the keys
    of the store below, because a text cannot be had back from its key.

    Args:
        store: any LangChain store of bytes.
        encode_key: from a text to its key.
    """

    def __init__(self, store: BaseStore[str, bytes], encode_key: Callable[[str], str]) -> None:
        self.store = store
        self._encode_key = encode_key

    @override
    def mget(self, keys: Sequence[str]) -> list[list[float] | None]:
        return [_decoded(blob) for blob in self.store.mget(self._keys(keys))]

    @override
    async def amget(self, keys: Sequence[str]) -> list[list[float] | None]:
        return [_decoded(blob) for blob in await self.store.amget(self._keys(keys))]

    @override
    def mset(self, key_value_pairs: Sequence[tuple[str, list[float]]]) -> None:
        self.store.mset(self._pairs(key_value_pairs))

    @override
    async def amset(self, key_value_pairs: Sequence[tuple[str, list[float]]]) -> None:
        await self.store.amset(self._pairs(key_value_pairs))

    @override
    def mdelete(self, keys: Sequence[str]) -> None:
        self.store.mdelete(self._keys(keys))

    @override
    async def amdelete(self, keys: Sequence[str]) -> None:
        await self.store.amdelete(self._keys(keys))

    @override
    def yield_keys(self, *, prefix: str | None = None) -> Iterator[str]:
        yield from self.store.yield_keys(prefix=prefix)

    @override
    async def ayield_keys(self, *, prefix: str | None = None) -> AsyncIterator[str]:
        async for key in self.store.ayield_keys(prefix=prefix):
            yield key

    def _keys(self, texts: Sequence[str]) -> list[str]:
        return [self._encode_key(text) for text in texts]

    def _pairs(self, vectors: Sequence[tuple[str, list[float]]]) -> list[tuple[str, bytes]]:
        blobs = [(self._encode_key(text), _encoded(vector)) for text, vector in vectors]
        return [(key, blob) for key, blob in blobs if blob is not None]


def _decoded(blob: bytes | None) -> list[float] | None:
    try:
        return None if blob is None else decode_floats(blob)
    except (CorruptEntryError, TypeError):  # a store of other things than bytes
        return None


def _encoded(vector: list[float]) -> bytes | None:
    try:
        return encode_floats(vector)
    except InvalidInputError:
        return None
