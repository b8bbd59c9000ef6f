"""The border: a driver's exception becomes ours, chained, and says nothing of what was stored."""

from __future__ import annotations

import logging

import pytest
from cassandra import (
    AuthenticationFailed,
    InvalidRequest,
    OperationTimedOut,
    ReadTimeout,
    Unauthorized,
    Unavailable,
    WriteFailure,
    WriteTimeout,
)
from cassandra.cluster import NoHostAvailable
from cassandra.connection import ConnectionShutdown
from cassandra.protocol import ConfigurationException, SyntaxException
from cassandra.query import PreparedStatement

from hexcache.adapters.outbound.cassandra.courier import _Bound, _Retries
from hexcache.adapters.outbound.cassandra.errors import border, translated
from hexcache.domain.errors import (
    BackendError,
    BackendTimeoutError,
    BackendUnavailableError,
    ConfigurationError,
    SchemaMismatchError,
)

SECRET = "the question that somebody asked"
REFUSED = NoHostAvailable("all refused", {"127.0.0.1": AuthenticationFailed(SECRET)})


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (NoHostAvailable("none", {"127.0.0.1": OSError()}), BackendUnavailableError),
        (ConnectionShutdown(SECRET), BackendUnavailableError),
        (Unavailable("x", 1, 2, 1), BackendUnavailableError),
        (OperationTimedOut(), BackendTimeoutError),
        (ReadTimeout(SECRET), BackendTimeoutError),
        (WriteTimeout(SECRET, write_type=0), BackendTimeoutError),
        (REFUSED, ConfigurationError),
        (NoHostAvailable("none", {"a": OperationTimedOut(), "b": Unavailable("x", 1, 2, 1)}), BackendUnavailableError),
        (NoHostAvailable("none", {"a": OperationTimedOut()}), BackendTimeoutError),
        (Unauthorized(SECRET), ConfigurationError),
        (SyntaxException(0x2000, SECRET, None), ConfigurationError),
        (ConfigurationException(0x2300, SECRET, None), ConfigurationError),
        (InvalidRequest(SECRET), BackendError),
        (WriteFailure(SECRET), BackendError),
        (RuntimeError("Cluster is shut down"), BackendUnavailableError),
        (ValueError(SECRET), BackendError),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, Exception) else "",
)
def test_each_exception_has_its_kind_and_its_cause_and_keeps_secrets(error, ours):
    found = translated(error)
    assert type(found) is ours
    assert found.__cause__ is error
    assert SECRET not in str(found)


def test_what_is_ours_stays_as_it_is():
    error = SchemaMismatchError("other")
    assert translated(error) is error
    with pytest.raises(SchemaMismatchError) as caught, border():
        raise error
    assert caught.value is error


def test_too_few_replicas_are_told_apart_from_an_unreachable_cluster():
    tried = NoHostAvailable("none", {"a": Unavailable("x", 1, 2, 1)})
    assert "replicas" in str(translated(tried))


def test_missing_rights_say_what_to_grant():
    assert "GRANT" in str(translated(Unauthorized("no")))


@pytest.fixture
def prepared():
    return PreparedStatement([], b"id", None, "SELECT value FROM t WHERE key = ?", None, 5, None, None)


def test_a_bound_statement_shows_no_values(prepared, caplog):
    bound = _Bound(prepared, [SECRET.encode()])
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("cassandra").debug("sent %s and %r", bound, bound)
    assert SECRET not in caplog.text
    assert "SELECT value" in caplog.text


@pytest.mark.parametrize("name", ["on_read_timeout", "on_write_timeout", "on_unavailable", "on_request_error"])
def test_a_statement_is_sent_again_only_where_that_is_safe_and_not_too_often(prepared, name):
    retry = getattr(_Retries(1), name)
    prepared.is_idempotent = True
    safe = _Bound(prepared, [])
    prepared.is_idempotent = False
    unsafe = _Bound(prepared, [])
    assert retry(safe, 1, retry_num=0)[0] != _Retries.RETHROW
    assert retry(safe, 1, retry_num=1)[0] == _Retries.RETHROW
    assert retry(unsafe, 1, retry_num=0)[0] == _Retries.RETHROW
