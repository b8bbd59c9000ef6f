"""The border where the driver's exceptions become ours, without what the server may have quoted of a statement."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from cassandra import (
    AuthenticationFailed,
    InvalidRequest,
    OperationTimedOut,
    Timeout,
    Unauthorized,
    Unavailable,
    UnresolvableContactPoints,
)
from cassandra.cluster import NoHostAvailable
from cassandra.connection import ConnectionException
from cassandra.protocol import ConfigurationException, SyntaxException

from hexcache.domain.errors import (
    BackendError,
    BackendTimeoutError,
    BackendUnavailableError,
    CacheError,
    ConfigurationError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_RULES: Final[tuple[tuple[tuple[type[Exception], ...], type[CacheError], str], ...]] = (
    (
        (AuthenticationFailed,),
        ConfigurationError,
        "Cassandra refused the login ({name}); check username and password, or token",
    ),
    (
        (Unauthorized,),
        ConfigurationError,
        "Cassandra's role may not do this ({name}); GRANT it SELECT and MODIFY, and to make tables CREATE and ALTER",
    ),
    (
        (Unavailable,),
        BackendUnavailableError,
        "too few of Cassandra's replicas are alive ({name}); start the nodes that are down, or lower the consistency",
    ),
    (
        (OperationTimedOut, Timeout),
        BackendTimeoutError,
        "Cassandra did not answer in time ({name}); look at its load, or raise timeout",
    ),
    (
        (NoHostAvailable, UnresolvableContactPoints, ConnectionException),
        BackendUnavailableError,
        "no Cassandra node can be reached ({name}); check contact_points, port, local_datacenter and the nodes",
    ),
    (
        (SyntaxException, ConfigurationException),
        ConfigurationError,
        "the server does not know a statement of ours ({name}); Cassandra 5.0 or newer is needed",
    ),
    (
        (InvalidRequest,),
        BackendError,
        "Cassandra refused a statement ({name}); see the cause, and whether the collection's tables are still there",
    ),
)
_OTHER: Final = "Cassandra failed with {name}; see the cause"
_CLOSED: Final = "the Cassandra session is closed ({name}); open the store anew"


def translated(error: BaseException) -> CacheError:
    """Return what to raise for an exception of the driver, chained to it."""
    if isinstance(error, CacheError):
        return error
    ours = _translated(error)
    ours.__cause__ = error
    return ours


@contextmanager
def border() -> Iterator[None]:
    """Raise what the driver raises inside as one of ours."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - whatever comes from the driver
        raise translated(error) from error.__cause__ if isinstance(error, CacheError) else error


def _translated(error: BaseException) -> CacheError:
    told = _told(error)
    for kinds, ours, message in _RULES:
        for one in told:
            if isinstance(one, kinds):
                return ours(message.format(name=type(one).__name__))
    name = type(error).__name__
    if "shutdown" in str(error).lower().replace(" ", ""):
        return BackendUnavailableError(_CLOSED.format(name=name))
    return BackendError(_OTHER.format(name=name))


def _told(error: BaseException) -> list[BaseException]:
    """Return the exception, after those that a `NoHostAvailable` collected from each node."""
    errors = error.errors if isinstance(error, NoHostAvailable) else None
    collected = [one for one in errors.values() if isinstance(one, BaseException)] if isinstance(errors, dict) else []
    return [*collected, error]
