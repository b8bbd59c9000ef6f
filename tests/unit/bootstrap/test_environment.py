"""Which variables are settings, and which only look like it."""

from __future__ import annotations

import pytest

from hexcache.application.bootstrap.environment import (
    environment_layer,
    is_certainly_meant,
    unknown_variables,
    variable_of,
)

KNOWN = {"config": [], "store": ["backend", "options"], "cache": ["threshold", "ttl"]}


@pytest.mark.parametrize(
    "name",
    [
        "HEXCACHE_CONFIG",
        "HEXCACHE_STORE",
        "HEXCACHE_STORE__BACKEND",
        "hexcache_store__backend",
        "HEXCACHE_STORE__OPTIONS__ANYTHING",
        "HEXCACHE_TEST_WHATEVER",
        "HEXCACHE_REQUIRE_BACKENDS",
        "HEXCACHE_SERVERS_CACHE",
        "PATH",
    ],
)
def test_a_setting_or_a_variable_for_something_else_is_not_reported(name):
    assert unknown_variables([name], KNOWN) == {}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("HEXCACHE_STROE__BACKEND", "HEXCACHE_STORE__BACKEND"),
        ("HEXCACHE_STORE_BACKEND", "HEXCACHE_STORE__BACKEND"),
        ("HEXCACHE_THRESHOLD", "HEXCACHE_CACHE__THRESHOLD"),
        ("HEXCACHE_CONFIG__X", "HEXCACHE_CONFIG"),
        ("HEXCACHE_ZZZZZZZZZZZZ__QQQQQQ", None),
    ],
)
def test_an_unknown_variable_is_reported_with_the_one_that_was_meant(name, meant):
    assert unknown_variables([name], KNOWN) == {name: meant}


def test_only_a_variable_that_nests_is_certainly_meant_for_us():
    assert is_certainly_meant("HEXCACHE_STROE__BACKEND")
    assert not is_certainly_meant("HEXCACHE_PORT_6379_TCP")


def test_lists_and_mappings_among_options_are_read_as_json():
    values = {"store": {"options": {"contact_points": '["a", "b"]', "replication": '{"class": "x"}', "url": "[::1]"}}}
    options = environment_layer(values).values["store"]["options"]
    assert options == {"contact_points": ["a", "b"], "replication": {"class": "x"}, "url": "[::1]"}


def test_the_variable_of_a_value_is_the_one_that_is_set(monkeypatch):
    monkeypatch.setenv("HEXCACHE_STORE", "{}")
    assert variable_of(("store", "backend")) == "HEXCACHE_STORE"
    monkeypatch.setenv("HEXCACHE_STORE__BACKEND", "sql")
    assert variable_of(("store", "backend")) == "HEXCACHE_STORE__BACKEND"
