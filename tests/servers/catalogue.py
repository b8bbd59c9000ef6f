"""Every server and its variants by name, and the variables that put another in its place."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from tests.servers.cassandra import Cassandra, CassandraRing
from tests.servers.mariadb import MariaDB
from tests.servers.postgres import OldPostgres, PlainPostgres, Postgres
from tests.servers.redis import Redis, RedisStack, RedisVectorSets, Valkey
from tests.servers.redis_groups import RedisCluster, RedisSentinel

REQUIRED = "HEXCACHE_REQUIRE_BACKENDS"


class Startable(Protocol):
    """What a single server and a group of servers have in common."""

    @property
    def url(self) -> str: ...
    @property
    def running(self) -> bool: ...
    def install(self) -> Path: ...
    def start(self) -> str: ...
    def stop(self) -> None: ...
    def kill(self) -> None: ...
    def leftovers(self) -> set[int]: ...


SERVERS: dict[str, Callable[..., Startable]] = {
    "cassandra": Cassandra,
    "cassandra-bench": partial(Cassandra, bench=True),
    "cassandra-passwords": partial(Cassandra, passwords=True),
    "cassandra-ring": CassandraRing,
    "mariadb": MariaDB,
    "postgres": Postgres,
    "postgres-old": OldPostgres,
    "postgres-plain": PlainPostgres,
    "redis": Redis,
    "redis-cluster": RedisCluster,
    "redis-sentinel": RedisSentinel,
    "redis-stack": RedisStack,
    "redis-vectors": RedisVectorSets,
    "valkey": Valkey,
}


def variable(name: str) -> str:
    """Return the variable that names a server to use in place of `name`: HEXCACHE_TEST_REDIS_STACK_URL, say."""
    ending = "" if name.startswith("cassandra") else "_URL"  # a cluster is known by host:port
    return f"HEXCACHE_TEST_{name.upper().replace('-', '_')}{ending}"


def given(name: str) -> str | None:
    """Return the address of a server that is there already, if the environment names one."""
    return os.environ.get(variable(name)) or None


def required(name: str) -> bool:
    """Return whether a run without this server must fail."""
    wanted = {word.strip() for word in os.environ.get(REQUIRED, "").split(",")}
    return bool(wanted & {"all", name, name.partition("-")[0]})
