"""The port for stores that keep bytes under text keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping, Sequence


@runtime_checkable
class KeyValueStore(Protocol):
    """Keeps bytes under text keys, with an optional lifetime.

    Keys are any text, values any bytes, the empty ones included. `now` is given by the caller, seconds since the
    epoch; expired values are never returned or yielded. A backend's own exception never escapes: it is chained to a
    `BackendError`. Methods may be called from several threads (tasks) and processes at once. The store makes what it
    needs at first use. After `close` every method raises `BackendUnavailableError`.
    """

    def mget(self, keys: Sequence[str], *, now: float) -> list[bytes | None]:
        """Return the live value of each key, None where there is none, in the order of `keys`; one round trip."""

    def mset(self, items: Mapping[str, bytes], *, now: float, ttl: float | None = None) -> None:
        """Write all items, each replacing what is there; `ttl` in seconds from `now`, None is forever."""

    def mdelete(self, keys: Sequence[str]) -> int:
        """Delete keys and return how many of them were there (an expired one may count or not)."""

    def yield_keys(self, prefix: str = "", *, now: float) -> Iterator[str]:
        """Yield every live key that starts with `prefix`, taken literally, once, in any order, never all in memory."""

    def close(self) -> None:
        """Release what the store itself opened; what it was given stays open. May be called twice."""


@runtime_checkable
class AsyncKeyValueStore(Protocol):
    """`KeyValueStore` with `await`: the same contract, method by method."""

    async def mget(self, keys: Sequence[str], *, now: float) -> list[bytes | None]:
        """As `KeyValueStore.mget`."""

    async def mset(self, items: Mapping[str, bytes], *, now: float, ttl: float | None = None) -> None:
        """As `KeyValueStore.mset`."""

    async def mdelete(self, keys: Sequence[str]) -> int:
        """As `KeyValueStore.mdelete`."""

    def yield_keys(self, prefix: str = "", *, now: float) -> AsyncIterator[str]:
        """As `KeyValueStore.yield_keys`."""

    async def close(self) -> None:
        """As `KeyValueStore.close`."""
