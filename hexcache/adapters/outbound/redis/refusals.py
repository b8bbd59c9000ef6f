"""The border: what redis-py raises becomes a refusal or an error of ours, without the arguments that it repeats."""

from __future__ import annotations

import re
from typing import Final

from redis import exceptions as driver

from hexcache.adapters.outbound.redis.talk import Refusal
from hexcache.domain.errors import (
    BackendError,
    BackendTimeoutError,
    BackendUnavailableError,
    CacheError,
    ConfigurationError,
)

FOREIGN: Final = (driver.RedisError, OSError, TimeoutError)
"""What may come out of redis-py and of the sockets under it."""

_NONE_FREE: Final = re.compile(r"no connection available|too many connections", re.IGNORECASE)
_CODES: Final[tuple[tuple[type[Exception], str], ...]] = (
    (driver.NoScriptError, "NOSCRIPT"),
    (driver.NoPermissionError, "NOPERM"),
    (driver.OutOfMemoryError, "OOM"),
    (driver.ReadOnlyError, "READONLY"),
    (driver.MovedError, "MOVED"),
    (driver.AskError, "ASK"),
    (driver.TryAgainError, "TRYAGAIN"),
    (driver.ClusterDownError, "CLUSTERDOWN"),
    (driver.MasterDownError, "MASTERDOWN"),
    (driver.ClusterCrossSlotError, "CROSSSLOT"),
    (driver.ExecAbortError, "EXECABORT"),
)
_FIRST_WORD: Final = re.compile(r"[A-Z][A-Z_]+")
_TEXTS: Final = (
    (re.compile(r"unknown (redis )?command", re.IGNORECASE), "UNKNOWN"),
    (re.compile(r"no such index|unknown index name", re.IGNORECASE), "NOINDEX"),
    (re.compile(r"index already exists", re.IGNORECASE), "INDEXEXISTS"),
)
_WITH_ARGUMENTS: Final = re.compile(r"(?:, with args beginning with|, command with args|Error parsing).*", re.DOTALL)
_LONGEST: Final = 120


def refusal(error: driver.ResponseError) -> Refusal:
    """Return what a server refused."""
    text = str(error)
    code = next((code for kind, code in _CODES if isinstance(error, kind)), "")
    if not code:
        code = _code(text)
    shown = _shown(text)
    return Refusal(code, shown, _copy(error, shown))


def is_worth_another_try(error: object) -> bool:
    """Return whether a second try may heal: a connection that the server has closed, a master that has moved."""
    if isinstance(error, (driver.AuthenticationError, driver.AuthorizationError)) or _is_none_free(error):
        return False
    return isinstance(error, (driver.ConnectionError, ConnectionError))


def _is_none_free(error: object) -> bool:
    """Return whether all connections of the pool were taken: this was waited for, or is the same a moment later."""
    return isinstance(error, driver.ConnectionError) and _NONE_FREE.search(str(error)) is not None


def failure(error: BaseException, where: str) -> CacheError:
    """Return the error of ours for a round trip that failed, chained to what the driver raised.

    Args:
        error: what was raised.
        where: which server it was, in words that hold no secret.
    """
    ours = _failure(error, where)
    ours.__cause__ = _copy(error, _shown(str(error)))
    return ours


def _failure(error: BaseException, where: str) -> CacheError:
    if isinstance(error, (driver.AuthenticationError, driver.AuthorizationError, driver.NoPermissionError)):
        return ConfigurationError(f"Redis at {where!r} refused user or password; check the options username, password")
    if isinstance(error, driver.BusyLoadingError):
        return BackendUnavailableError(f"Redis at {where!r} is loading its data; try again soon")
    if _is_none_free(error):
        return BackendTimeoutError(f"no connection to Redis at {where!r} became free; raise pool_size, or ask for less")
    if isinstance(error, (driver.TimeoutError, TimeoutError)):
        return BackendTimeoutError(f"Redis at {where!r} did not answer in time; raise the option timeout, or try again")
    if isinstance(error, (driver.ConnectionError, OSError)):
        return BackendUnavailableError(f"Redis at {where!r} cannot be reached; check the option url and the server")
    return BackendError(f"talking to Redis at {where!r} failed with {type(error).__name__!r}; see the cause")


def _code(text: str) -> str:
    for pattern, code in _TEXTS:
        if pattern.search(text):
            return code
    word = _FIRST_WORD.match(text)
    return word.group() if word else "ERR"


def _shown(text: str) -> str:
    """Return what may be shown of a driver's message: some repeat arguments, which are vectors, questions and keys."""
    cut = _WITH_ARGUMENTS.sub("", text)
    return "".join(character if character.isprintable() else "?" for character in cut)[:_LONGEST]


def _copy(error: BaseException, text: str) -> Exception:
    """Return an exception of the driver's type with `text`, whose traceback and context keep nothing alive."""
    kind = type(error) if isinstance(error, Exception) else Exception
    try:
        return kind(text)
    except Exception:  # noqa: BLE001 - some of the driver's types parse their message
        return driver.RedisError(text)
