"""What a failing store or embedder does to a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from hexcache.application.policy import OnError
from hexcache.domain.errors import BackendError, CorruptEntryError, EmbedderError

if TYPE_CHECKING:
    from hexcache.application.core import CacheCore
    from hexcache.application.operations import Plan

R = TypeVar("R")

FAILURES: Final = (BackendError, EmbedderError, CorruptEntryError)
"""What a failing store or embedder raises."""


def fail_open(core: CacheCore, plan: Plan[R], fallback: R) -> Plan[R]:
    """Run `plan`; where store or embedder fail and `on_error` is "miss", return `fallback` instead of raising.

    Bad input and wrong configuration are raised whatever `on_error` says.
    """
    try:
        result = yield from plan
    except FAILURES as error:
        core.monitor.failed(error)
        if core.policy.on_error is OnError.RAISE:
            raise
        return fallback
    core.monitor.succeeded()
    return result
