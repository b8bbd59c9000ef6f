"""Stand-ins for tests: a clock that is set by hand, an embedder without a model, and faults on demand."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

import numpy as np

from hexcache.domain.collection import Passport
from hexcache.domain.keys import encode_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hexcache.domain.vectors import Matrix, Vector

T = TypeVar("T")

Fault: TypeAlias = "BaseException | type[BaseException] | float"
"""What to raise, or how many seconds to wait before the real call."""


@dataclass
class ManualClock:
    """A clock that stands still until it is told to move: call it for the time, seconds since the epoch."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now

    def advance(self, seconds: float) -> float:
        """Move on and return the new time."""
        self.now += seconds
        return self.now


@dataclass
class DeterministicEmbedder:
    """An embedder without a model: each text has its own direction, the same in every process.

    Attributes:
        dimension: numbers in each vector.
        paraphrases: text to the text that it says in other words; the two vectors are close to each other.
        closeness: the cosine between a paraphrase and what it paraphrases.
        model: the passport's model name.
        texts: every text that was embedded, in order.
        calls: how many times the embedder was called.
    """

    dimension: int = 32
    paraphrases: Mapping[str, str] = field(default_factory=dict)
    closeness: float = 0.95
    model: str = "deterministic"
    texts: list[str] = field(default_factory=list)
    calls: int = 0

    @property
    def passport(self) -> Passport:
        """The passport."""
        return Passport("testing", self.model, self.dimension, unit_length=True)

    def embed_documents(self, texts: Sequence[str]) -> Matrix:
        """Return one unit vector for each text, float32 (n, d)."""
        self.calls += 1
        self.texts += texts
        vectors = [self._vector(text) for text in texts]
        return np.stack(vectors) if vectors else np.empty((0, self.dimension), np.float32)

    def embed_query(self, text: str) -> Vector:
        """Return the unit vector of a text, float32 (d,)."""
        vector: Vector = self.embed_documents([text])[0]
        return vector

    def _vector(self, text: str) -> Vector:
        own = self._direction(text)
        if text not in self.paraphrases:
            return own.astype(np.float32)
        near = self._direction(self.paraphrases[text])
        aside = own - (own @ near) * near
        aside /= np.linalg.norm(aside)
        return np.asarray(self.closeness * near + np.sqrt(1.0 - self.closeness**2) * aside, np.float32)

    def _direction(self, text: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        seed = hashlib.blake2b(encode_text(text), digest_size=16, usedforsecurity=False).digest()
        vector = np.random.default_rng(list(seed)).standard_normal(self.dimension)
        return cast("np.ndarray[tuple[int], np.dtype[np.float64]]", vector / np.linalg.norm(vector))


class AsyncDeterministicEmbedder:
    """`DeterministicEmbedder` with `await`: wraps one, whose counts tell what was embedded."""

    def __init__(self, embedder: DeterministicEmbedder | None = None) -> None:
        self.embedder = embedder or DeterministicEmbedder()

    @property
    def passport(self) -> Passport:
        """The passport."""
        return self.embedder.passport

    async def embed_documents(self, texts: Sequence[str]) -> Matrix:
        """As `DeterministicEmbedder.embed_documents`."""
        return self.embedder.embed_documents(texts)

    async def embed_query(self, text: str) -> Vector:
        """As `DeterministicEmbedder.embed_query`."""
        return self.embedder.embed_query(text)


class Faults(dict[str, "Fault"]):
    """What goes wrong, by the method's name: `Faults(search=BackendTimeoutError("late"), put=0.1)`.

    It may be changed at any time: `faults.clear()` heals the backend.
    """

    def strike(self, name: str) -> float:
        """Raise what is to be raised from `name`, else return the seconds to wait."""
        fault = self.get(name, 0.0)
        if isinstance(fault, (int, float)):
            return fault
        raise fault


def faulty(target: T, faults: Faults) -> T:
    """Return `target` with `faults`: any store or embedder of either flavour, the same in all else."""
    names = [name for name in dir(target) if not name.startswith("_")]
    methods = {name: _struck(name, getattr(target, name), faults) for name in names if callable(getattr(target, name))}
    values = {name: _reader(target, name) for name in names if name not in methods}
    wrapper = type(f"Faulty{type(target).__name__}", (), {**methods, **values})
    return cast("T", wrapper())


def _reader(target: object, name: str) -> property:
    return property(lambda _: getattr(target, name))


def _struck(name: str, method: Callable[..., Any], faults: Faults) -> object:
    def call(*args: object, **kwargs: object) -> object:
        time.sleep(faults.strike(name))
        return method(*args, **kwargs)

    async def acall(*args: object, **kwargs: object) -> object:
        await asyncio.sleep(faults.strike(name))
        return await method(*args, **kwargs)

    def iterate(*args: object, **kwargs: object) -> object:
        return _AsyncItems(name, method(*args, **kwargs), faults)

    if inspect.iscoroutinefunction(method):
        return staticmethod(acall)
    return staticmethod(iterate if inspect.isasyncgenfunction(method) else call)


class _AsyncItems:
    def __init__(self, name: str, items: Any, faults: Faults) -> None:
        self._name = name
        self._items = items
        self._faults = faults

    def __aiter__(self) -> _AsyncItems:
        return self

    async def __anext__(self) -> object:
        await asyncio.sleep(self._faults.strike(self._name))
        return await anext(self._items)

    async def aclose(self) -> None:
        await self._items.aclose()
