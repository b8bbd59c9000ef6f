"""Flights over redis-py's connection pools."""

# mypy: disallow-untyped-calls=False
# Half of redis-py's pools and connections has no types.

from __future__ import annotations

import time
from functools import partial
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis.sentinel import Sentinel, SentinelConnectionPool

from hexcache.adapters.outbound.redis import connecting
from hexcache.adapters.outbound.redis.network import Network
from hexcache.adapters.outbound.redis.packing import pack
from hexcache.adapters.outbound.redis.refusals import FOREIGN, refusal
from hexcache.adapters.outbound.redis.talk import Abandoned, Page, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

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
        self._nodes: dict[Address, redis.ConnectionPool] = {}
        self._borrowed = isinstance(where, redis.Redis)
        self._pool, self.where, cluster = _opened(where)
        first = connecting.address(self._pool.connection_kwargs)
        self._network = Network(self.where, first, cluster=cluster, clock=time.monotonic)

    def close(self) -> None:
        """Close the connections that are the link's own."""
        for pool in [*self._nodes.values(), *([] if self._borrowed else [self._pool])]:
            pool.disconnect()
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
        if isinstance(step, list):
            return [arrive() for arrive in [self._depart(flight) for flight in step]]  # all servers work at once
        return step.call() if isinstance(step, Work) else None

    def _depart(self, flight: Flight) -> Callable[[], Outcome]:
        """Send commands and return what waits for the replies."""
        pool = self._pool if flight.address is None else self._node(flight.address)
        try:
            connection = pool.get_connection()
        except FOREIGN as error:
            return partial(_itself, error)
        try:
            count = _send(connection, flight.commands)
        except BaseException as error:
            connection.disconnect()
            pool.release(connection)
            if isinstance(error, FOREIGN):
                return partial(_itself, error)
            raise
        return partial(_arrive, pool, connection, count)

    def _node(self, address: Address) -> redis.ConnectionPool:
        with self._lock:
            if address not in self._nodes:
                self._nodes[address] = _node_pool(self._pool, address)
            return self._nodes[address]


def _send(connection: redis.Connection, commands: Iterable[Command]) -> int:
    """Send commands in small parts: the server works on the first while the rest is made."""
    count = 0
    source = iter(commands)
    while part := list(islice(source, _SENT_AT_ONCE)):
        connection.send_packed_command([pack(part)])
        count += len(part)
    return count


def _arrive(pool: redis.ConnectionPool, connection: redis.Connection, count: int) -> Outcome:
    """Read replies and give the connection back; one that was left in the middle of an answer is closed."""
    try:
        replies: Replies = [_reply(connection) for _ in range(count)]
    except BaseException as error:
        connection.disconnect()
        if isinstance(error, FOREIGN):
            return error
        raise
    finally:
        pool.release(connection)
    return replies


def _reply(connection: redis.Connection) -> Raw:
    try:
        return connection.read_response(disable_decoding=True)
    except redis.ResponseError as error:
        return refusal(error)


def _itself(error: BaseException) -> BaseException:
    return error


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
