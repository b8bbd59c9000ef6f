"""What people read holds no secret."""

from __future__ import annotations

import pytest

from hexcache.application.bootstrap.masking import MASK, is_secret, masked, masked_url, redacted


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "db_password",
        "PASSWD",
        "secret",
        "client_secret",
        "token",
        "auth_token",
        "api_key",
        "apikey",
        "key",
        "ssl_key",
        "credentials",
        "Authorization",
        "headers",
        "cookie",
        "passphrase",
    ],
)
def test_a_key_that_names_a_secret_is_masked(name):
    assert masked({name: "hunter2"}) == {name: MASK}


@pytest.mark.parametrize("name", ["keyspace", "key_encoder", "tokenizer", "max_tokens", "url", "username", "index"])
def test_a_key_that_only_sounds_like_a_secret_is_shown(name):
    assert not is_secret(name)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis://me:hunter2@host:6379/0", f"redis://me:{MASK}@host:6379/0"),
        ("redis://:hunter2@host", f"redis://:{MASK}@host"),
        ("postgresql+psycopg://me:hun@ter/2@host/db", f"postgresql+psycopg://me:{MASK}@host/db"),
        ("redis://host/0?password=hunter2&db=1", f"redis://host/0?password={MASK}&db=1"),
        ("sqlite:///cache.db", "sqlite:///cache.db"),
        ("http://host:8080/path", "http://host:8080/path"),
    ],
)
def test_the_password_of_a_url_is_masked_and_the_rest_is_shown(url, shown):
    assert masked_url(url) == shown


def test_secrets_are_masked_at_any_depth():
    value = {"nodes": [{"password": "a"}, "redis://u:b@h"], "tls": {"key": {"pem": "c"}}, "port": 1}
    assert masked(value) == {
        "nodes": [{"password": MASK}, f"redis://u:{MASK}@h"],
        "tls": {"key": {"pem": "c"}},
        "port": 1,
    }


def test_an_unset_secret_is_shown_as_unset():
    assert masked({"password": None, "token": False}) == {"password": None, "token": False}


def test_a_number_as_password_is_masked():
    assert masked({"password": 12345}) == {"password": MASK}


def test_a_message_that_quotes_secrets_is_redacted():
    values = {"options": {"password": "hunter2", "tokens": ["x"], "api_keys": ["k-1", "k-12"]}}
    message = redacted("bad: hunter2, k-12, redis://u:pw@h", values)
    assert message == f"bad: {MASK}, {MASK}, redis://u:{MASK}@h"
