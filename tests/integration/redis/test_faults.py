"""Servers that die, hang and come back, and what callers get meanwhile."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial

import pytest

from hexcache.adapters.outbound.redis.settings import RedisConnection
from hexcache.domain.errors import (
    BackendError,
    BackendTimeoutError,
    BackendUnavailableError,
    ConfigurationError,
    SchemaMismatchError,
)
from hexcache.testing.proxy import at_once
from hexcache.testing.samples import SCOPE, vectors
from tests.servers.process import poll

KINDS = [("redis", "query_engine"), ("redis", "vector_set"), ("valkey", "scan")]
each_kind = pytest.mark.parametrize(("server", "index"), KINDS, ids=[index for _, index in KINDS])


def brief(server, timeout=0.5):
    return RedisConnection(url=server.url, timeout=timeout)


@each_kind
def test_a_store_heals_itself_when_a_server_comes_back_without_its_data(own_server, open_store, make, server, index):
    process = own_server(server)
    store = open_store(process.url, index=index)
    entries = make.entries(vectors(3))
    store.put(entries)
    process.kill()
    process.start()
    now = make.now()
    assert store.search(SCOPE, vectors(1)[0], 3, now=now) == []
    assert store.count(now=now) == 0
    store.put(entries)
    assert len(store.search(SCOPE, vectors(1)[0], 3, now=now)) == 3


@each_kind
def test_what_is_put_first_after_a_loss_is_found(own_server, open_store, make, server, index):
    process = own_server(server)
    store = open_store(process.url, index=index)
    process.kill()
    process.start()
    store.put(make.entries(vectors(3)))
    assert len(store.search(SCOPE, vectors(1)[0], 3, now=make.now())) == 3
    assert store.describe()["index"] == index


def test_a_collection_that_was_made_anew_for_another_embedder_is_refused(own_server, open_store, collection, client):
    process = own_server("redis")
    store = open_store(process.url, "shared")
    process.kill()
    process.start()
    open_store(process.url, "shared", collection=replace(collection, model="other"))
    client(process.url).execute_command("FT.DROPINDEX", "hexcache:{shared.0}:index")
    with pytest.raises(SchemaMismatchError):
        store.count(now=0.0)


def test_a_hanging_server_is_late_after_the_timeout_and_not_after_retries(own_server, open_store, make):
    process = own_server("redis")
    store = open_store(brief(process))
    process.pause()
    began = time.monotonic()
    with pytest.raises(BackendTimeoutError):
        store.search(SCOPE, vectors(1)[0], 3, now=make.now())
    assert time.monotonic() - began < 2.0  # the timeout is half a second
    process.resume()
    assert poll(lambda: store.search(SCOPE, vectors(1)[0], 3, now=make.now()) == [], 10)


def test_a_dead_server_is_away_at_once_and_its_return_is_noticed(own_server, open_store, make):
    process = own_server("redis")
    store = open_store(process.url)
    process.kill()
    with pytest.raises(BackendUnavailableError):
        store.get(["a-b"], now=make.now())
    process.start()
    assert store.get(["a-b"], now=make.now()) == [None]


def test_a_dropped_connection_is_made_again_without_the_caller_noticing(server_url, open_store, client, make):
    address = server_url("redis")
    store = open_store(address)
    entry = make.entry("q", vectors(1)[0])
    store.put([entry])
    for connection in client(address).client_list(_type="normal"):
        client(address).client_kill_filter(_id=connection["id"], skipme=True)
    assert store.get([entry.record.document_id], now=make.now()) == [entry.record]


@pytest.mark.parametrize("kind", ["vectors", "values"])
def test_nobody_listening_is_a_clear_error(open_store, open_values, kind):
    connection = RedisConnection(url="redis://127.0.0.1:1/0", timeout=0.5)
    use = {"vectors": open_store, "values": lambda where: open_values(where).mget(["a"], now=0.0)}[kind]
    with pytest.raises(BackendUnavailableError, match=r"127\.0\.0\.1:1"):
        use(connection)


def test_a_wrong_password_is_a_configuration_error_without_the_password(own_server, open_store, client):
    process = own_server("redis")
    client(process.url).config_set("requirepass", "right")
    for connection in (
        RedisConnection(url=process.url, password="wr0ng", timeout=2.0),
        RedisConnection(url=process.url.replace("//", "//:wr0ng@"), timeout=2.0),
        RedisConnection(url=process.url, timeout=2.0),
    ):
        with pytest.raises(ConfigurationError, match="password") as caught:
            open_store(connection)
        assert "wr0ng" not in f"{caught.value} {caught.value.__cause__} {connection!r}"


@pytest.mark.parametrize("url", ["http://127.0.0.1", "127.0.0.1:6379", "redis+sentinel://127.0.0.1:26379"])
def test_a_url_that_is_none_is_a_configuration_error(open_store, url):
    with pytest.raises(ConfigurationError, match="url"):
        open_store(url)


def test_a_server_that_is_no_redis_is_a_backend_error_within_the_timeout(open_store, stack):
    import socket

    listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
    began = time.monotonic()
    with pytest.raises(BackendError):
        open_store(RedisConnection(url=f"redis://127.0.0.1:{listener.getsockname()[1]}", timeout=0.5))
    assert time.monotonic() - began < 2.0


def test_a_full_server_is_a_backend_error_that_says_so(own_server, open_store, client, make):
    process = own_server("redis")
    store = open_store(process.url)
    client(process.url).config_set("maxmemory", "1")
    with pytest.raises(BackendError, match="memory"):
        store.put(make.entries(vectors(1)))
    client(process.url).config_set("maxmemory", "0")


def test_a_read_only_server_goes_on_answering_lookups(own_server, open_store, client, make):
    process = own_server("redis")
    store = open_store(process.url)
    entry = make.entry("q", vectors(1)[0])
    store.put([entry])
    client(process.url).execute_command("REPLICAOF", "127.0.0.1", "1")
    assert store.get([entry.record.document_id], now=make.now()) == [entry.record]
    assert len(store.search(SCOPE, entry.vector, 1, now=make.now())) == 1
    with pytest.raises(BackendError, match="read-only"):
        store.put([entry])


def test_more_callers_than_connections_take_turns(server_url, open_store, make):
    store = open_store(RedisConnection(url=server_url("redis"), pool_size=2))
    entries = make.entries(vectors(40))
    at_once([partial(store.put, [entry]) for entry in entries], workers=20)
    assert store.count(now=make.now()) == 40
