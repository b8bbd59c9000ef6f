"""The differential suite for key-value stores."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from hexcache.adapters.outbound.memory.sync import MemoryKeyValueStore
from hexcache.testing.contracts.stores import StoreSuite
from hexcache.testing.differential.operations import many
from hexcache.testing.differential.profile import profile

if TYPE_CHECKING:
    from hexcache.testing.contracts.suite import Timeline

_KEYS = ("", "a", "A", "ab", "a*", "a%", "b", "b\x00", "\ud83d")
_HOUR = 3_600.0

_some_keys = st.lists(st.sampled_from(_KEYS), max_size=5)
_items = st.dictionaries(st.sampled_from(_KEYS), st.binary(max_size=8), max_size=5)


@dataclass(frozen=True)
class Mset:
    """Write values that live for `ttl` seconds."""

    items: dict[str, bytes]
    ttl: float | None

    def __call__(self, store: Any, now: float) -> object:
        """Write."""
        return store.mset(self.items, now=now, ttl=self.ttl)


@dataclass(frozen=True)
class Mget:
    """Read values."""

    keys: list[str]

    def __call__(self, store: Any, now: float) -> object:
        """Read."""
        return store.mget(self.keys, now=now)


@dataclass(frozen=True)
class Mdelete:
    """Delete what is live."""

    keys: list[str]

    def __call__(self, store: Any, now: float) -> object:
        """Delete; of the count only live keys are certain, so only these are deleted."""
        live = [key for key, value in zip(self.keys, store.mget(self.keys, now=now), strict=True) if value is not None]
        return store.mdelete(live)


@dataclass(frozen=True)
class YieldKeys:
    """List keys."""

    prefix: str

    def __call__(self, store: Any, now: float) -> object:
        """List."""
        return sorted(store.yield_keys(self.prefix, now=now))


@dataclass(frozen=True)
class Wait:
    """Let time pass."""

    seconds: float


def _steps(timeline: Timeline) -> st.SearchStrategy[list[Any]]:
    ttls = st.sampled_from([None, _HOUR, *([2.0, 5.0] if timeline.jumps else [])])
    steps = [
        st.builds(Mset, _items, ttls),
        st.builds(Mget, _some_keys),
        st.builds(Mdelete, _some_keys),
        st.builds(YieldKeys, st.sampled_from(_KEYS)),
    ]
    if timeline.jumps:
        steps.append(st.builds(Wait, st.sampled_from([1.0, 2.5])))
    return many(st.one_of(steps))


class KeyValueStoreDifferential(StoreSuite):
    """The store and the memory store give the same answers.

    Attributes:
        examples: how many sequences of operations are tried.
        shrinks: whether a failing sequence is made as short as possible.
    """

    examples: ClassVar[int] = 60
    shrinks: ClassVar[bool] = True

    @override
    def empty(self, store: Any) -> None:
        store.mdelete(list(store.yield_keys(now=time.time() if self.clock == "server" else 0.0)))

    def test_it_answers_like_the_memory_store(self, store: Any, timeline: Timeline) -> None:
        """After any sequence of operations."""

        @profile(self.examples, shrinks=self.shrinks)
        @given(_steps(timeline))
        def compare(steps: list[Any]) -> None:
            self.empty(store)
            model, now = MemoryKeyValueStore(), timeline.now()
            for step in [*steps, Mget(list(_KEYS)), YieldKeys("")]:
                if isinstance(step, Wait):
                    now += step.seconds
                else:
                    assert step(store, now) == step(model, now), step

        compare()
