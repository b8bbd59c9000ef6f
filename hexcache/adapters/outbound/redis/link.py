"""Round trips over redis-py's connection pools, to one server or to a cluster."""

from __future__ import annotations

import time
from functools import partial
from itertools import chain, islice
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis.sentinel import Sentinel, SentinelConnectionPool

from hexcache.adapters.outbound.redis import connecting
from hexcache.adapters.outbound.redis.places import Place, parse_slots
from hexcache.adapters.outbound.redis.refusals import FOREIGN, RETRIED, failure, nested_refusals, refusal
from hexcache.adapters.outbound.redis.routing import Exchange, Routes
from hexcache.adapters.outbound.redis.settings import RedisConnection
from hexcache.adapters.outbound.redis.talk import Abandoned, Ask, CacheError, Page, Refusal, Topology, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hexcache.adapters.outbound.redis.connecting import Target
    from hexcache.adapters.outbound.redis.places import Address, SlotMap
    from hexcache.adapters.outbound.redis.routing import Leg
    from hexcache.adapters.outbound.redis.talk import Answer, Command, Replies, Step, Talk

_SENT_AT_ONCE: Final = 64
_ANYWHERE: Final = Topology((Place(b"", 0),), cluster=False)


class Link:
    """The way to a server, its cluster or its sentinels.

    Args:
        where: options or a URL, whose connections are closed with the link, or a client, whose pool is borrowed. Of a
            `RedisCluster` the addresses and the arguments are taken, the connections are the link's own.
    """

    def __init__(self, where: RedisConnection | str | redis.Redis | redis.RedisCluster) -> None:
        self._lock = Lock()
        self._pools: dict[Address, redis.ConnectionPool] = {}
        self._routes: Routes | None = None
        self._surveyed = False
        self._borrowed = isinstance(where, redis.Redis)
        if isinstance(where, redis.Redis):
            self._pool, self._cluster = where.connection_pool, False
            self.where = connecting.label(self._pool.connection_kwargs)
        elif isinstance(where, redis.RedisCluster):
            node = where.get_default_node()
            arguments = connecting.plain_arguments(where.get_connection_kwargs())
            speaks = redis.SSLConnection if arguments.pop("ssl", False) else redis.Connection
            self._pool = redis.ConnectionPool(speaks, host=node.host, port=node.port, **arguments)
            self._cluster = True
            self.where = f"{node.host}:{node.port}"
        else:
            options = connecting.as_connection(where)
            target = connecting.target(options)
            self._pool, self._cluster, self.where = _pool(target, options), options.cluster, target.where

    def close(self) -> None:
        """Close the connections that are the link's own."""
        for pool in [*self._pools.values(), *([] if self._borrowed else [self._pool])]:
            pool.disconnect()
        for sentinel in connecting.sentinels_of(self._pool, borrowed=self._borrowed):
            sentinel.close()

    def run(self, talk: Talk[Any]) -> Any:  # noqa: ANN401 - what the talk returns
        """Lead a talk to its end and return its result."""
        try:
            step = next(talk)
            while True:
                step = talk.send(self._answer(step))
        except StopIteration as stop:
            return stop.value

    def pages(self, talk: Talk[Any]) -> Iterator[list[Any]]:
        """Lead a talk to its end and yield its pages; a reader who leaves lets it tidy up."""
        try:
            step = next(talk)
            while True:
                if isinstance(step, Page):
                    try:
                        yield step.items
                    except GeneratorExit:
                        self._abandon(talk)
                        raise
                    step = next(talk)
                else:
                    step = talk.send(self._answer(step))
        except StopIteration:
            return

    def _abandon(self, talk: Talk[Any]) -> None:
        try:
            step = talk.throw(Abandoned())
            while True:
                step = talk.send(self._answer(step))
        except (Abandoned, StopIteration):
            return

    def _answer(self, step: Step) -> Any:  # noqa: ANN401 - each step says what it is answered with
        if isinstance(step, Ask):
            return self._exchange(step)
        if isinstance(step, Work):
            return step.call()
        return self._survey()

    def _exchange(self, ask: Ask) -> Answer:
        if not self._surveyed:
            self._survey()
        if self._routes is not None:
            return self._travel(ask, self._routes)
        for first_try in (True, False):
            try:
                return _direct(self._pool, ask)
            except FOREIGN as error:
                if not (first_try and ask.again and isinstance(error, RETRIED)):
                    return dict.fromkeys(ask.commands, failure(error, self.where))
        raise AssertionError  # the second try returns

    def _travel(self, ask: Ask, routes: Routes) -> Answer:
        exchange = Exchange(ask, routes)
        while legs := exchange.legs(time.monotonic()):
            for leg, flight in [(leg, self._depart(leg)) for leg in legs]:  # all work at once
                exchange.arrived(leg, flight(), time.monotonic())
            if exchange.stale:
                self._refresh(routes)
                exchange.stale = False
        if exchange.stale:
            self._refresh(routes)
        return exchange.answer

    def _depart(self, leg: Leg) -> Callable[[], Replies | BaseException]:
        """Send a leg and return what waits for its replies."""
        pool = self._node(leg.address)
        try:
            connection, count = _send(pool, leg.commands)
        except FOREIGN as error:
            return partial(_itself, error)
        return partial(_arrive, pool, connection, count)

    def _node(self, address: Address) -> redis.ConnectionPool:
        with self._lock:
            if address not in self._pools:
                host, port = address
                arguments = connecting.node_arguments(self._pool.connection_kwargs)
                self._pools[address] = redis.BlockingConnectionPool(
                    host=host,
                    port=port,
                    connection_class=self._pool.connection_class,
                    max_connections=self._pool.max_connections,
                    timeout=arguments.get("socket_timeout"),
                    **arguments,
                )
            return self._pools[address]

    def _survey(self) -> Topology:
        """Find out, once, whether the server is part of a cluster; return who holds data."""
        with self._lock:
            if self._cluster is None:
                self._cluster = connecting.is_cluster(self._ask(self._pool, b"INFO", b"cluster"))
            if self._cluster and self._routes is None:
                self._routes = Routes(self._read_slots(self._pool, connecting.address(self._pool.connection_kwargs)))
            self._surveyed = True
        return _ANYWHERE if self._routes is None else Topology(self._routes.slots.primaries, cluster=True)

    def _refresh(self, routes: Routes) -> None:
        """Ask anybody who has which slot now; where nobody knows, what was known stays."""
        for address, pool in [*self._pools.items(), (connecting.address(self._pool.connection_kwargs), self._pool)]:
            if routes.may_ask(address, time.monotonic()):
                try:
                    routes.slots = self._read_slots(pool, address)
                except CacheError as error:
                    routes.failed(address, error, time.monotonic())
                else:
                    return

    def _read_slots(self, pool: redis.ConnectionPool, asked: Address) -> SlotMap:
        reply = self._ask(pool, b"CLUSTER", b"SLOTS")
        if isinstance(reply, Refusal):
            raise reply.error()
        return parse_slots(reply, asked)

    def _ask(self, pool: redis.ConnectionPool, *command: bytes) -> Any:  # noqa: ANN401 - a driver's reply
        """Make a round trip on a pool; a refusal is an answer too, but for what only a member of a cluster knows."""
        try:
            connection, count = _send(pool, [command])
            (reply,) = _receive(pool, connection, count)
        except FOREIGN as error:
            ours = failure(error, self.where)
            raise ours from ours.__cause__
        return reply


def _direct(pool: redis.ConnectionPool, ask: Ask) -> Answer:
    """Send everything to one server."""
    if len(ask.commands) == 1:
        ((place, commands),) = ask.commands.items()
        connection, count = _send(pool, commands)
        return {place: _receive(pool, connection, count)}
    parts = {place: list(commands) for place, commands in ask.commands.items()}
    connection, count = _send(pool, chain.from_iterable(parts.values()))
    replies = iter(_receive(pool, connection, count))
    return {place: list(islice(replies, len(commands))) for place, commands in parts.items()}


def _send(pool: redis.ConnectionPool, commands: Iterable[Command]) -> tuple[redis.Connection, int]:
    """Send commands in small parts: the server works on the first while the rest is made."""
    connection = pool.get_connection()
    count = 0
    try:
        source = iter(commands)
        while part := list(islice(source, _SENT_AT_ONCE)):
            connection.send_packed_command(connection.pack_commands(part))
            count += len(part)
    except BaseException:
        connection.disconnect()
        pool.release(connection)
        raise
    return connection, count


def _receive(pool: redis.ConnectionPool, connection: redis.Connection, count: int) -> Replies:
    """Read replies and give the connection back; one that was left in the middle of an answer is closed."""
    try:
        return [_reply(connection) for _ in range(count)]
    except BaseException:
        connection.disconnect()
        raise
    finally:
        pool.release(connection)


def _reply(connection: redis.Connection) -> Any:  # noqa: ANN401 - a driver's reply
    try:
        return nested_refusals(connection.read_response(disable_decoding=True))
    except redis.ResponseError as error:
        return refusal(error)


def _arrive(pool: redis.ConnectionPool, connection: redis.Connection, count: int) -> Replies | BaseException:
    try:
        return _receive(pool, connection, count)
    except FOREIGN as error:
        return error


def _itself(error: BaseException) -> BaseException:
    return error


def _pool(target: Target, options: RedisConnection) -> redis.ConnectionPool:
    """Return the pool that leads to a target; nothing is connected yet."""
    patience = {"socket_timeout": options.timeout, "socket_connect_timeout": options.timeout}
    arguments = {**target.arguments, **patience}
    if target.sentinels is None:
        limits = {"max_connections": options.pool_size, "timeout": options.timeout}
        try:
            return redis.BlockingConnectionPool.from_url(target.url, **arguments, **limits)
        except (ValueError, TypeError) as error:
            raise connecting.bad_url() from error
    sentinels = target.sentinels
    brief = connecting.sentinel_patience(options.timeout, len(sentinels.addresses))
    knows = {"socket_timeout": brief, "socket_connect_timeout": brief, "retry": Retry(NoBackoff(), 0)}
    knows |= {**target.sentinel_arguments, "ssl": sentinels.tls}
    manager = Sentinel(list(sentinels.addresses), sentinel_kwargs=knows)
    return SentinelConnectionPool(
        sentinels.service, manager, ssl=sentinels.tls, max_connections=options.pool_size, **arguments
    )
