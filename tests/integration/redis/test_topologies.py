"""Cluster, Sentinel, UNIX socket, TLS and ACL users."""

from __future__ import annotations

import logging
import shutil
import subprocess
import time

import pytest
import redis

from hexcache.adapters.outbound.redis.settings import RedisConnection
from hexcache.domain.entry import Selection
from hexcache.domain.errors import BackendError, BackendUnavailableError, ConfigurationError, SchemaMismatchError
from hexcache.testing.samples import SCOPE, vectors
from tests.servers.process import poll
from tests.servers.redis import RedisVectorSets

COMMANDS = {
    "query_engine": "+ft.create +ft.aggregate +ft.search +ft.info +ft.cursor +ft.dropindex +ft._list +scan",
    "vector_set": "+vadd +vsim +vrem +vemb +vcard",
    "scan": "+hscan +xadd +xread +xrevrange",
}
SHARED = (
    "+info +client|info +module|list +multi +exec +evalsha +script|load +time +exists +unlink +set +pexpireat +persist "
    "+hget +hset +hsetnx +hmget +hdel +hlen +hscan +hrandfield +zadd +zrem +zcount +zcard +zrange +zrangebyscore "
    "+zscan +sadd +srem +sscan +scard"
)


@pytest.fixture
def patient_cluster(own_server, client):
    """Return a cluster that goes on without a primary."""
    cluster = own_server("redis-cluster")
    for server in cluster.servers:
        client(server.url).config_set("cluster-require-full-coverage", "no")
    return cluster


def test_the_entries_of_a_cluster_are_spread_over_all_primaries(server_url, open_store, make, name):
    address = server_url("redis-cluster")
    store = open_store(address, name)
    store.put(make.entries(vectors(60)))
    cluster = redis.RedisCluster.from_url(address)
    held = [
        len(list(cluster.scan_iter(match=f"hexcache:{{{name}.*d:*", target_nodes=node)))
        for node in cluster.get_primaries()
    ]
    cluster.close()
    assert len(held) == 3
    assert min(held) > 5
    assert "3 primaries" in store.describe()["mode"]


def test_a_search_of_a_cluster_finds_the_nearest_whichever_primary_has_it(server_url, open_store, make):
    store = open_store(server_url("redis-cluster"))
    entries = make.entries(vectors(30))
    store.put(entries)
    for entry in entries:
        assert store.search(SCOPE, entry.vector, 2, now=make.now())[0].record == entry.record


def test_a_partition_away_costs_its_entries_only_and_comes_back(patient_cluster, open_store, make, caplog):
    cluster = patient_cluster
    store = open_store(RedisConnection(url=cluster.url, timeout=1.0))
    entries = make.entries(vectors(30))
    store.put(entries)
    ids = [entry.record.document_id for entry in entries]
    cluster.servers[4].kill()  # the replica, so that nobody can take over
    cluster.servers[1].pause()
    with caplog.at_level(logging.WARNING, "hexcache.redis"):
        found = store.search(SCOPE, vectors(1)[0], 30, now=make.now())
    assert 0 < len(found) < 30
    assert "partitions away" in store.describe()
    assert len([record for record in caplog.records if "cannot be asked" in record.message]) == 1
    assert [record is not None for record in store.get(ids, now=make.now())].count(True) == len(found)
    with pytest.raises(BackendError):
        store.put(entries)
    cluster.servers[1].resume()
    assert poll(lambda: len(store.search(SCOPE, vectors(1)[0], 30, now=make.now())) == 30, 30)
    assert "partitions away" not in store.describe()


@pytest.mark.parametrize("flavour", ["sync"], indirect=True)  # what both flavours share
def test_a_primary_that_hangs_holds_up_one_lookup_and_not_the_next(patient_cluster, open_store, make):
    cluster = patient_cluster
    store = open_store(RedisConnection(url=cluster.url, timeout=1.0))
    store.put(make.entries(vectors(30)))
    cluster.servers[1].pause()
    store.search(SCOPE, vectors(1)[0], 30, now=make.now())
    began = time.monotonic()
    assert store.search(SCOPE, vectors(1)[0], 30, now=make.now())
    assert time.monotonic() - began < 0.5  # the timeout is a second
    cluster.servers[1].resume()


@pytest.mark.parametrize("flavour", ["sync"], indirect=True)  # what both flavours share
def test_a_replica_takes_over_and_everything_is_there_again(own_server, open_store, make):
    cluster = own_server("redis-cluster")
    store = open_store(RedisConnection(url=cluster.url, timeout=1.0))
    entries = make.entries(vectors(30))
    store.put(entries)
    cluster.servers[0].kill()  # which is the one that the url names

    def whole():
        try:
            return len(store.search(SCOPE, vectors(1)[0], 30, now=make.now())) == 30
        except BackendError:  # the cluster is down until it has elected the replica: a miss for the cache
            return False

    assert poll(whole, 60)
    store.put(entries)


@pytest.mark.parametrize("flavour", ["sync"], indirect=True)  # what both flavours share
def test_a_cluster_that_is_gone_is_an_error_and_no_miss(own_server, open_store, make):
    cluster = own_server("redis-cluster")
    store = open_store(RedisConnection(url=cluster.url, timeout=1.0))
    cluster.kill()
    with pytest.raises(BackendUnavailableError):
        store.get(["a-b"], now=make.now())


def test_the_number_of_partitions_is_kept_and_another_one_refused(server_url, open_store, name):
    open_store(server_url("redis"), name, partitions=2)
    assert open_store(server_url("redis"), name).describe()["partitions"] == "2"
    with pytest.raises(SchemaMismatchError, match="partitions is 2 there and 3 here"):
        open_store(server_url("redis"), name, partitions=3)


@pytest.mark.parametrize(("server", "index"), [("redis", "query_engine"), ("redis", "vector_set"), ("valkey", "scan")])
def test_partitions_of_one_server_answer_together(server_url, open_store, make, server, index):
    store = open_store(server_url(server), index=index, partitions=3)
    entries = make.entries(vectors(20), tags=("t",))
    store.put(entries)
    now = make.now()
    assert len(store.search(SCOPE, vectors(1)[0], 20, now=now)) == 20
    assert store.get([entry.record.document_id for entry in entries], now=now) == [entry.record for entry in entries]
    assert sum(len(page) for page in store.scan(now=now)) == store.count(now=now) == 20
    store.clear(Selection(tag="t"))
    assert store.count(now=now) == 0


def test_a_server_that_is_part_of_a_cluster_says_so_to_who_does_not_know(server_url, open_store):
    address = server_url("redis-cluster")
    plain = RedisConnection(url=address, cluster=False)
    with pytest.raises(ConfigurationError, match="part of a cluster"):
        open_store(plain, "c1")  # whose record another server has


def test_sentinel_finds_the_new_master_after_the_old_one_died(own_server, open_store, make):
    sentinel = own_server("redis-sentinel")
    store = open_store(RedisConnection(url=sentinel.url, timeout=2.0))
    entry = make.entry("q", vectors(1)[0])
    store.put([entry])
    old = sentinel.master()
    old.kill()

    def found():
        try:
            return store.get([entry.record.document_id], now=make.now()) == [entry.record]
        except BackendError:  # which is a miss for the cache
            return False

    assert poll(found, 60)
    assert poll(lambda: sentinel.master() is not old, 60)
    store.put(make.entries(vectors(2)))
    assert len(store.search(SCOPE, vectors(1)[0], 5, now=make.now())) >= 2


def test_a_unix_socket_is_an_address(server_url, open_store, open_values, make, own_server):
    process = own_server("redis")
    address = f"unix://{process.socket}"
    store = open_store(address)
    store.put(make.entries(vectors(2)))
    assert store.count(now=make.now()) == 2
    values = open_values(address)
    values.mset({"a": b"1"}, now=0.0)
    assert values.mget(["a"], now=0.0) == [b"1"]


class TlsRedis(RedisVectorSets):
    """A server with a certificate that it made for itself, which asks its clients for one too."""

    @property
    def url(self):
        return f"rediss://127.0.0.1:{self.port_for('tls')}/0"

    @property
    def files(self):
        return {"cert": self.folder / "cert.pem", "key": self.folder / "key.pem", "ca-cert": self.folder / "cert.pem"}

    def prepare(self):
        words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
        words += ["-keyout", "key.pem", "-out", "cert.pem", "-addext", "subjectAltName=IP:127.0.0.1"]
        subprocess.run(words, cwd=self.folder, check=True, capture_output=True)

    def command(self):
        options = ["--tls-port", str(self.port_for("tls")), "--tls-auth-clients", "yes"]
        options += [word for what, path in self.files.items() for word in (f"--tls-{what}-file", str(path))]
        return [*super().command(), *options]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")
def test_tls_checks_the_server_and_shows_the_client(servers_folder, open_store, make, stack, name):
    server = TlsRedis(servers_folder / f"tls-{name}", tied=True)
    stack.callback(server.kill)
    server.start()
    known = {"tls_cert": server.files["cert"], "tls_key": server.files["key"], "timeout": 2.0}
    store = open_store(RedisConnection(url=server.url, tls_ca=server.files["ca-cert"], **known))
    store.put(make.entries(vectors(2)))
    assert store.count(now=make.now()) == 2
    with pytest.raises(BackendUnavailableError):
        open_store(RedisConnection(url=server.url, **known))


@pytest.mark.parametrize(("server", "index"), [("redis", "query_engine"), ("redis", "vector_set"), ("valkey", "scan")])
def test_a_user_needs_the_documented_commands_and_the_keys_of_the_prefix_only(
    own_server, open_store, client, make, server, index
):
    process = own_server(server)
    rules = f"{SHARED} {COMMANDS[index]}".split()
    client(process.url).execute_command("ACL", "SETUSER", "cache", "on", ">secret", "~hexcache:*", "-@all", *rules)
    connection = RedisConnection(url=process.url, username="cache", password="secret")
    store = open_store(connection, index=index)
    entries = make.entries(vectors(4), tags=("t",), ttl=60.0)
    store.put(entries)
    now = make.now()
    ids = [entry.record.document_id for entry in entries]
    assert len(store.search(SCOPE, vectors(1)[0], 4, now=now)) == 4
    assert store.touch(ids[0], now + 90.0, now=now)
    assert store.delete(ids[:1]) == 1
    assert sum(len(page) for page in store.scan(now=now, batch_size=2)) == store.count(now=now) == 3
    store.clear(Selection(tag="t"))
    store.clear(Selection())
    assert store.count(now=now) == 0


def test_a_user_who_may_not_search_is_told_so(own_server, open_store, client):
    process = own_server("redis")
    rules = ["on", ">secret", "~hexcache:*", "+@all", "-ft.create", "-ft._list", "-vcard"]
    client(process.url).execute_command("ACL", "SETUSER", "cache", *rules)
    connection = RedisConnection(url=process.url, username="cache", password="secret")
    assert "may not use it" in open_store(connection, "chosen").describe()["why"]
    with pytest.raises(ConfigurationError, match="may not use it"):
        open_store(connection, "asked", index="query_engine")
