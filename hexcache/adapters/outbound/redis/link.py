"""Flights over redis-py's connection pools."""

# mypy: disallow-untyped-calls=False
# Half of redis-py's pools and connections has no types.

from __future__ import annotations

import time
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis.sentinel import Sentinel, SentinelConnectionPool

from hexcache.adapters.outbound.redis import connecting
from hexcache.adapters.outbound.redis.idle import Idle
from hexcache.adapters.outbound.redis.network import Network
from hexcache.adapters.outbound.redis.packing import pack
from hexcache.adapters.outbound.redis.refusals import FOREIGN, refusal
from hexcache.adapters.outbound.redis.talk import Abandoned, Page, Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hexcache.adapters.outbound.redis.connecting import Target
    from hexcache.adapters.outbound.redis.network import Flight, Led, Outcome
    from hexcache.adapters.outbound.redis.places import Address
    from hexcache.adapters.outbound.redis.settings import RedisConnection
    from hexcache.adapters.outbound.redis.talk import Command, Raw, Replies, Talk

_SENT_AT_ONCE: Final = 64


class Link:
    """The way to a server, its cluster or its sentinels.

    Args:
        where: options or a URL, whose connections are closed with the link, or a client, whose pool is borrowed. Of a
            `RedisCluster` the addresses and the arguments are taken, the connections are the link's own.
    """

    def __init__(self, where: RedisConnection | str | redis.Redis | redis.RedisCluster) -> None:
        self._lock = Lock()
        self._nodes: dict[Address, Idle] = {}
        self._borrowed = isinstance(where, redis.Redis)
        self._pool, self.where, cluster = _opened(where)
        self._first = Idle(self._pool, keeps=not self._borrowed and type(self._pool) is redis.BlockingConnectionPool)
        first = connecting.address(self._pool.connection_kwargs)
        self._network = Network(self.where, first, cluster=cluster, clock=time.monotonic)

    def close(self) -> None:
        """Close the connections that are the link's own."""
        for idle in [*self._nodes.values(), *([] if self._borrowed else [self._first])]:
            idle.release()
            idle.pool.disconnect()
        for sentinel in connecting.sentinels_of(self._pool, borrowed=self._borrowed):
            sentinel.close()

    def run(self, talk: Talk[Any]) -> Any:  # noqa: ANN401 - what the talk returns
        """Lead a talk to its end and return its result."""
        led = self._network.lead(talk)
        try:
            step = next(led)
            while True:
                step = led.send(self._do(step))
        except StopIteration as stop:
            return stop.value

    def pages(self, talk: Talk[Any]) -> Iterator[list[Any]]:
        """Lead a talk to its end and yield its pages; a reader who leaves lets it tidy up."""
        led = self._network.lead(talk)
        try:
            step = next(led)
            while True:
                if isinstance(step, Page):
                    yield step.items
                step = led.send(self._do(step))
        except StopIteration:
            return
        except GeneratorExit:
            self._abandon(led)
            raise

    def _abandon(self, led: Led) -> None:
        try:
            step = led.throw(Abandoned())
            while True:
                step = led.send(self._do(step))
        except (Abandoned, StopIteration):
            return

    def _do(self, step: list[Flight] | Work | Page) -> Any:  # noqa: ANN401 - each step says what it is answered with
        if not isinstance(step, list):
            return step.call() if isinstance(step, Work) else None
        flying: list[InFlight] = []
        try:
            for flight in step:  # all servers work at once
                flying.append(InFlight(self._first if flight.address is None else self._node(flight.address)))
                flying[-1].depart(flight.commands)
            return [one.arrive() for one in flying]
        finally:
            for one in flying:
                one.end()

    def _node(self, address: Address) -> Idle:
        with self._lock:
            if address not in self._nodes:
                self._nodes[address] = Idle(_node_pool(self._pool, address), keeps=True)
            return self._nodes[address]


class InFlight:
    """A round trip on a connection, which is given back at its end, and closed where replies are missing."""

    __slots__ = ("_connection", "_error", "_idle", "_missing")

    def __init__(self, idle: Idle) -> None:
        self._idle = idle
        self._connection: redis.Connection | None = None
        self._missing = 0
        self._error: BaseException | None = None

    def depart(self, commands: Iterable[Command]) -> None:
        """Send commands."""
        try:
            self._connection = self._idle.take()
            self._missing = -1
            self._missing = _send(self._connection, commands)
        except FOREIGN as error:
            self._error = error

    def arrive(self) -> Outcome:
        """Return the replies, or what went wrong."""
        if self._error is not None or self._connection is None:
            return self._error or ConnectionError("nothing was sent")
        replies: Replies = []
        try:
            while self._missing:
                replies.append(_reply(self._connection))
                self._missing -= 1
        except FOREIGN as error:
            return error
        return replies

    def end(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._idle.give(self._connection, whole=not self._missing)


def _send(connection: redis.Connection, commands: Iterable[Command]) -> int:
    """Send commands in small parts: the server works on the first while the rest is made."""
    if type(commands) is list and len(commands) <= _SENT_AT_ONCE:
        connection.send_packed_command([pack(commands)])
        return len(commands)
    count = 0
    source = iter(commands)
    while part := list(islice(source, _SENT_AT_ONCE)):
        connection.send_packed_command([pack(part)])
        count += len(part)
    return count


def _reply(connection: redis.Connection) -> Raw:
    try:
        return connection.read_response(disable_decoding=True)
    except redis.ResponseError as error:
        return refusal(error)


def _opened(
    where: RedisConnection | str | redis.Redis | redis.RedisCluster,
) -> tuple[redis.ConnectionPool, str, bool | None]:
    """Return the pool of the first server, its name in messages, and whether it is part of a cluster."""
    if isinstance(where, redis.Redis):
        return where.connection_pool, connecting.label(where.connection_pool.connection_kwargs), False
    if isinstance(where, redis.RedisCluster):
        node = where.get_default_node()
        arguments = connecting.plain_arguments(where.get_connection_kwargs())
        speaks = redis.SSLConnection if arguments.pop("ssl", False) else redis.Connection
        pool = redis.ConnectionPool(speaks, host=node.host, port=node.port, **arguments)
        return pool, connecting.label(pool.connection_kwargs), True
    options = connecting.as_connection(where)
    target = connecting.target(options)
    return _pool(target, options), target.where, options.cluster


def _pool(target: Target, options: RedisConnection) -> redis.ConnectionPool:
    """Return the pool that leads to a target; nothing is connected yet."""
    patience = {"socket_timeout": options.timeout, "socket_connect_timeout": options.timeout}
    arguments = {**target.arguments, **patience}
    if target.sentinels is not None:
        brief = connecting.sentinel_arguments(target, options.timeout)
        manager = Sentinel(list(target.sentinels.addresses), sentinel_kwargs={**brief, "retry": Retry(NoBackoff(), 0)})
        return SentinelConnectionPool(
            target.sentinels.service,
            manager,
            ssl=target.sentinels.tls,
            max_connections=options.pool_size,
            **arguments,
        )
    limits = {"max_connections": options.pool_size, "timeout": options.timeout}
    try:
        return redis.BlockingConnectionPool.from_url(target.url, **arguments, **limits)
    except (ValueError, TypeError) as error:
        raise connecting.bad_url() from error


def _node_pool(first: redis.ConnectionPool, address: Address) -> redis.ConnectionPool:
    """Return the pool of another server of the cluster, like the first one's."""
    arguments = connecting.node_arguments(first.connection_kwargs)
    return redis.BlockingConnectionPool(
        connection_class=first.connection_class,
        host=address[0],
        port=address[1],
        max_connections=min(first.max_connections, _MOST_CONNECTIONS),
        timeout=arguments.get("socket_timeout"),
        **arguments,
    )


_MOST_CONNECTIONS: Final = 1_024
