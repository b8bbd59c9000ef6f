"""Options: what is allowed, and that no secret shows."""

from __future__ import annotations

import ssl

import pytest
from cassandra.auth import PlainTextAuthProvider
from pydantic import ValidationError

from hexcache.adapters.outbound.cassandra.connecting import _arguments
from hexcache.adapters.outbound.cassandra.settings import CassandraKeyValueOptions, CassandraOptions, Provision


@pytest.mark.parametrize("options", [CassandraOptions, CassandraKeyValueOptions])
def test_an_unknown_option_is_refused(options):
    with pytest.raises(ValidationError, match="contact_point\n"):
        options(contact_point="127.0.0.1")


def test_contact_points_may_be_one_text():
    assert CassandraOptions(contact_points="10.0.0.1, 10.0.0.2").contact_points == ("10.0.0.1", "10.0.0.2")


@pytest.mark.parametrize("name", ["", "1a", "a-b", 'a"; DROP KEYSPACE x; --', "a" * 49])
@pytest.mark.parametrize(("options", "field"), [(CassandraOptions, "keyspace"), (CassandraKeyValueOptions, "table")])
def test_a_name_that_is_no_identifier_is_refused(options, field, name):
    with pytest.raises(ValidationError, match="not allowed"):
        options(**{field: name})


@pytest.mark.parametrize(
    "options",
    [
        {"replication": {"dc'; DROP": 3}},
        {"replication": 0},
        {"local_datacenter": "a'b"},
        {"port": 0},
        {"timeout": 0},
        {"timeout": float("inf")},
        {"concurrency": 0},
        {"search_width": 1_001},
        {"buckets": 0},
        {"windows": 0},
        {"visibility": -1},
        {"read_consistency": "SERIAL"},
        {"read_consistency": "EACH_QUORUM"},
        {"username": "somebody"},
        {"token": "t", "username": "u", "password": "p"},
        {"contact_points": []},
        {"provision": "maybe"},
    ],
    ids=str,
)
def test_what_cannot_work_is_refused(options):
    with pytest.raises(ValidationError):
        CassandraOptions(**options)


def test_a_bare_off_is_off():
    assert CassandraOptions(provision=False).provision is Provision.OFF


def test_secrets_do_not_show():
    options = CassandraOptions(username="u", password="hunter2", secure_bundle="bundle.zip")
    assert "hunter2" not in repr(options)
    with pytest.raises(ValidationError) as caught:
        CassandraOptions(password="hunter2", port="none")
    assert "hunter2" not in str(caught.value)


def test_user_and_password_log_in():
    login = _arguments(CassandraOptions(username="u", password="hunter2"))["auth_provider"]
    assert isinstance(login, PlainTextAuthProvider)
    assert (login.username, login.password) == ("u", "hunter2")


def test_a_secure_bundle_with_a_token_replaces_contact_points():
    arguments = _arguments(CassandraOptions(secure_bundle="bundle.zip", token="AstraCS:x"))
    assert arguments["cloud"] == {"secure_connect_bundle": "bundle.zip"}
    assert (arguments["auth_provider"].username, arguments["auth_provider"].password) == ("token", "AstraCS:x")
    assert "contact_points" not in arguments


def test_without_tls_nothing_is_encrypted():
    assert _arguments(CassandraOptions())["ssl_context"] is None


def test_tls_checks_certificate_and_name_unless_told_otherwise():
    context = _arguments(CassandraOptions(tls=True))["ssl_context"]
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    context = _arguments(CassandraOptions(tls={"check_hostname": False}))["ssl_context"]
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert not context.check_hostname
