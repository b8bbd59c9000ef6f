"""A semantic cache that audits its own hits and serves no more wrong answers than a bound allows; both flavours."""

from __future__ import annotations

import inspect
import logging
import random
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from hexcache.application.auditor import Auditor
from hexcache.application.operations import ReadMatching
from hexcache.application.performing import values_table
from hexcache.application.plans.auditing import alike, choose, label
from hexcache.application.plans.update import update
from hexcache.application.request import UNSET, answer, flight_key, labels, question
from hexcache.application.running import arun, run
from hexcache.application.single_flight import TaskFlights, ThreadFlights
from hexcache.domain.audit import AuditRule
from hexcache.domain.errors import ConfigurationError
from hexcache.domain.keys import digest_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from hexcache.application.async_semantic_cache import AsyncSemanticCache
    from hexcache.application.auditor import Choice
    from hexcache.application.monitor import Monitor
    from hexcache.application.request import TtlOverride
    from hexcache.application.semantic_cache import SemanticCache
    from hexcache.domain.audit import AuditState
    from hexcache.domain.scope import Scope
    from hexcache.domain.ttl import TtlLike
    from hexcache.ports.key_value_store import AsyncKeyValueStore, KeyValueStore

    JudgeSpec = str | Callable[[Any, Any], Any]

_LOG = logging.getLogger("hexcache")
_ALIKE: Final = 0.9


class _Audited:
    """What the two flavours have in common."""

    def __init__(
        self, name: str, judge: JudgeSpec, rule: AuditRule | None, coin: Callable[[], float], *, shadow: bool
    ) -> None:
        if not callable(judge) and judge not in {"equal", "embedding"}:
            raise ConfigurationError(f"unknown judge {judge!r}; use 'equal', 'embedding' or a function of two answers")
        prefix = f"hexcache-audit:{digest_fields(name)}:"
        self._judge = judge
        self._has_failed = False
        self._auditor = Auditor(rule or AuditRule(), prefix, prefix + uuid4().hex, coin, shadow)

    def stats(self) -> AuditState:
        """Return what audits have shown so far, with the threshold that they allow; no I/O."""
        return self._auditor.stats()

    def _failed(self, error: Exception, monitor: Monitor) -> None:
        """Count a judge that failed, and log the first time: the audit is lost, and the request is not."""
        monitor.erred(error)
        if not self._has_failed:
            _LOG.warning("the judge of an audit failed with %s; such audits do not count", type(error).__name__)
        self._has_failed = True


class AuditedCache(_Audited):
    """Serves from a `SemanticCache` what audits have shown to be right often enough, and asks the model for the rest.

    Nothing but exact repeats is served before enough would-be hits were compared with the model's own answers. From
    then on a share of them is still compared, and the threshold follows. See `AuditRule` for the promise.

    Args:
        cache: where answers are kept; its own threshold is not used.
        values: keeps what audits have shown, for all processes; borrowed, never closed.
        name: what processes that share their audits have in common.
        judge: whether the model's answer says the same as the cached one: "equal", "embedding" (their vectors are
            near; texts only), or a function of the cached answer and the fresh one.
        rule: what is to be kept.
        shadow: measure, and serve nothing from the cache.
        coin: returns a number in [0, 1), which decides what is audited.
    """

    def __init__(
        self,
        cache: SemanticCache,
        values: KeyValueStore,
        *,
        name: str = "default",
        judge: JudgeSpec = "equal",
        rule: AuditRule | None = None,
        shadow: bool = False,
        coin: Callable[[], float] = random.random,
    ) -> None:
        super().__init__(name, judge, rule, coin, shadow=shadow)
        self.cache = cache
        self._flights = ThreadFlights()
        self._values = values_table(values, None)
        self._values[ReadMatching] = lambda op: _read_matching(values, op)

    def get_or_compute(
        self,
        query: str,
        compute: Callable[[str], Any],
        *,
        scope: Scope | None = None,
        max_age: TtlLike = None,
        ttl: TtlOverride = UNSET,
        tags: Iterable[str] | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> Any:  # noqa: ANN401 - the value's type is the caller's
        """As `SemanticCache.get_or_compute`, with audits in the place of the threshold."""
        core, clock = self.cache._core, self.cache._clock  # noqa: SLF001 - the other half of one object
        asked = question(query, scope, None, max_age)
        given = labels(core.policy, scope, ttl, tags, metadata)

        def attempt() -> Any:  # noqa: ANN401 - as above
            choice = run(choose(self._auditor, core, asked, clock()), self._perform)
            if choice.serve and choice.hit is not None:
                return choice.hit.value
            value = compute(query)
            self._compare(choice, value)
            run(update(core, [answer(query, value, core.policy)], given, clock()), self._perform)
            return value

        return self._flights.run(flight_key(asked), attempt)

    def _compare(self, choice: Choice, value: Any) -> None:  # noqa: ANN401 - as above
        if not choice.audit or choice.hit is None:
            return
        core, clock = self.cache._core, self.cache._clock  # noqa: SLF001 - as above
        try:
            right = self._is_right(choice.hit.value, value)
        except Exception as error:  # noqa: BLE001 - the caller's judge, or the embedder
            self._failed(error, core.monitor)
            return
        run(label(self._auditor, core, choice, clock(), right=right), self._perform)

    def _is_right(self, cached: Any, fresh: Any) -> bool:  # noqa: ANN401 - as above
        if callable(self._judge):
            return bool(self._judge(cached, fresh))
        if self._judge == "embedding":
            return run(alike(self.cache._core, cached, fresh, _ALIKE), self._perform)  # noqa: SLF001 - as above
        return bool(cached == fresh)

    def _perform(self, op: Any) -> Any:  # noqa: ANN401 - each operation says what it is answered with
        table = self._values.get(type(op))
        return self.cache._perform(op) if table is None else table(op)  # noqa: SLF001 - as above


class AsyncAuditedCache(_Audited):
    """`AuditedCache` with `await`; a judge may be a coroutine function, and one that is not must be quick."""

    def __init__(
        self,
        cache: AsyncSemanticCache,
        values: AsyncKeyValueStore,
        *,
        name: str = "default",
        judge: JudgeSpec = "equal",
        rule: AuditRule | None = None,
        shadow: bool = False,
        coin: Callable[[], float] = random.random,
    ) -> None:
        super().__init__(name, judge, rule, coin, shadow=shadow)
        self.cache = cache
        self._flights = TaskFlights()
        self._values = values_table(values, None)
        self._values[ReadMatching] = lambda op: _aread_matching(values, op)

    async def get_or_compute(
        self,
        query: str,
        compute: Callable[[str], Any],
        *,
        scope: Scope | None = None,
        max_age: TtlLike = None,
        ttl: TtlOverride = UNSET,
        tags: Iterable[str] | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> Any:  # noqa: ANN401 - the value's type is the caller's
        """As `AuditedCache.get_or_compute`; `compute` may be a coroutine function, which is awaited."""
        core, clock = self.cache._core, self.cache._clock  # noqa: SLF001 - the other half of one object
        asked = question(query, scope, None, max_age)
        given = labels(core.policy, scope, ttl, tags, metadata)

        async def attempt() -> Any:  # noqa: ANN401 - as above
            choice = await arun(choose(self._auditor, core, asked, clock()), self._perform)
            if choice.serve and choice.hit is not None:
                return choice.hit.value
            value = await _settled(compute(query))
            await self._compare(choice, value)
            await arun(update(core, [answer(query, value, core.policy)], given, clock()), self._perform)
            return value

        return await self._flights.run(flight_key(asked), attempt)

    async def _compare(self, choice: Choice, value: Any) -> None:  # noqa: ANN401 - as above
        if not choice.audit or choice.hit is None:
            return
        core, clock = self.cache._core, self.cache._clock  # noqa: SLF001 - as above
        try:
            right = await self._is_right(choice.hit.value, value)
        except Exception as error:  # noqa: BLE001 - the caller's judge, or the embedder
            self._failed(error, core.monitor)
            return
        await arun(label(self._auditor, core, choice, clock(), right=right), self._perform)

    async def _is_right(self, cached: Any, fresh: Any) -> bool:  # noqa: ANN401 - as above
        if callable(self._judge):
            return bool(await _settled(self._judge(cached, fresh)))
        if self._judge == "embedding":
            return await arun(alike(self.cache._core, cached, fresh, _ALIKE), self._perform)  # noqa: SLF001 - as above
        return bool(cached == fresh)

    async def _perform(self, op: Any) -> Any:  # noqa: ANN401 - each operation says what it is answered with
        table = self._values.get(type(op))
        return await (self.cache._perform(op) if table is None else table(op))  # noqa: SLF001 - as above


def _read_matching(values: KeyValueStore, op: ReadMatching) -> dict[str, bytes]:
    keys = list(values.yield_keys(op.prefix, now=op.now))
    found = values.mget(keys, now=op.now) if keys else []
    return {key: data for key, data in zip(keys, found, strict=True) if data is not None}


async def _aread_matching(values: AsyncKeyValueStore, op: ReadMatching) -> dict[str, bytes]:
    keys = [key async for key in values.yield_keys(op.prefix, now=op.now)]
    found = await values.mget(keys, now=op.now) if keys else []
    return {key: data for key, data in zip(keys, found, strict=True) if data is not None}


async def _settled(value: Any) -> Any:  # noqa: ANN401 - a value, or an awaitable of one
    return await value if inspect.isawaitable(value) else value
