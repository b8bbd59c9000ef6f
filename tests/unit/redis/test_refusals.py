from __future__ import annotations

import pytest
from redis import exceptions as driver

from hexcache.adapters.outbound.redis.refusals import failure, is_worth_another_try, refusal
from hexcache.adapters.outbound.redis.talk import NoIndexError
from hexcache.domain.errors import (
    BackendError,
    BackendTimeoutError,
    BackendUnavailableError,
    ConfigurationError,
)

SECRET = "\x80\x00secret vector"


@pytest.mark.parametrize(
    ("error", "code", "kind"),
    [
        (
            driver.ResponseError(f"unknown command 'VADD', with args beginning with: '{SECRET}'"),
            "UNKNOWN",
            ConfigurationError,
        ),
        (driver.ResponseError("hexcache:{a}:index: no such index"), "NOINDEX", NoIndexError),
        (driver.ResponseError("Unknown Index name"), "NOINDEX", NoIndexError),
        (driver.ResponseError("Index already exists"), "INDEXEXISTS", BackendError),
        (driver.NoScriptError("No matching script."), "NOSCRIPT", BackendError),
        (driver.NoPermissionError("this user has no permissions"), "NOPERM", ConfigurationError),
        (driver.OutOfMemoryError("command not allowed"), "OOM", BackendError),
        (driver.ReadOnlyError("You can't write against a read only replica."), "READONLY", BackendError),
        (driver.MovedError("3999 127.0.0.1:6381"), "MOVED", ConfigurationError),
        (driver.ClusterDownError("The cluster is down"), "CLUSTERDOWN", BackendUnavailableError),
        (driver.ResponseError("WRONGTYPE Operation against a key"), "WRONGTYPE", ConfigurationError),
        (driver.ResponseError("something else"), "ERR", BackendError),
    ],
)
def test_what_a_server_refuses_is_told_apart_and_chained(error, code, kind):
    refused = refusal(error)
    assert refused.code == code
    assert type(refused.error()) is kind
    assert isinstance(refused.error().__cause__, driver.RedisError)


@pytest.mark.parametrize(
    "text",
    [
        f"unknown command 'VADD', with args beginning with: 'hexcache' '{SECRET}'",
        f"Error parsing vector similarity query: {SECRET}",
        f"Unknown Redis command called from script, command with args {SECRET}",
        "x" * 500 + SECRET,
    ],
)
def test_no_argument_of_a_command_is_shown_or_kept(text):
    refused = refusal(driver.ResponseError(text))
    shown = f"{refused.error()} {refused.error().__cause__} {refused.text}"
    assert "secret" not in shown
    assert shown.isprintable()


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (driver.AuthenticationError("WRONGPASS"), ConfigurationError),
        (driver.BusyLoadingError("loading"), BackendUnavailableError),
        (driver.TimeoutError("late"), BackendTimeoutError),
        (TimeoutError(), BackendTimeoutError),
        (driver.ConnectionError("refused"), BackendUnavailableError),
        (ConnectionResetError(), BackendUnavailableError),
        (driver.ConnectionError("No connection available."), BackendTimeoutError),
        (driver.ConnectionError("Too many connections"), BackendTimeoutError),
        (driver.InvalidResponse("what"), BackendError),
    ],
)
def test_what_breaks_a_round_trip_becomes_an_error_of_ours_that_says_where(error, kind):
    ours = failure(error, "host:6379")
    assert type(ours) is kind
    assert "host:6379" in str(ours)
    assert type(ours.__cause__) is type(error)


@pytest.mark.parametrize(
    ("error", "worth"),
    [
        (driver.ConnectionError("Connection closed by server."), True),
        (ConnectionResetError(), True),
        (driver.AuthenticationError("WRONGPASS"), False),
        (driver.ConnectionError("No connection available."), False),
        (driver.TimeoutError("late"), False),
        ([b"a reply"], False),
    ],
)
def test_a_second_try_is_for_connections_that_broke(error, worth):
    assert is_worth_another_try(error) is worth
