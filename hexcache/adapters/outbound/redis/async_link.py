"""Round trips over the connection pools of redis.asyncio: `Link` with `await`."""

from __future__ import annotations

import asyncio
import time
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

import redis as driver
import redis.asyncio as redis
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool
from redis.backoff import NoBackoff

from hexcache.adapters.outbound.redis import connecting
from hexcache.adapters.outbound.redis.places import Place, parse_slots
from hexcache.adapters.outbound.redis.refusals import FOREIGN, RETRIED, failure, nested_refusals, refusal
from hexcache.adapters.outbound.redis.routing import Exchange, Routes
from hexcache.adapters.outbound.redis.settings import RedisConnection
from hexcache.adapters.outbound.redis.talk import Abandoned, Ask, CacheError, Page, Refusal, Topology, Work

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from hexcache.adapters.outbound.redis.connecting import Target
    from hexcache.adapters.outbound.redis.places import Address, SlotMap
    from hexcache.adapters.outbound.redis.routing import Leg
    from hexcache.adapters.outbound.redis.talk import Answer, Command, Replies, Step, Talk

_SENT_AT_ONCE: Final = 64
_ANYWHERE: Final = Topology((Place(b"", 0),), cluster=False)
_LONG_WORK: Final = 6_000_000
"""Numbers that take about two milliseconds: so long may arithmetic keep the event loop."""


class AsyncLink:
    """`Link` with `await`.

    Args:
        where: options or a URL, whose connections are closed with the link, or a client, whose pool is borrowed. Of a
            `RedisCluster` the addresses and the arguments are taken, the connections are the link's own.
    """

    def __init__(self, where: RedisConnection | str | redis.Redis | redis.RedisCluster) -> None:
        self._lock = asyncio.Lock()
        self._pools: dict[Address, redis.ConnectionPool] = {}
        self._routes: Routes | None = None
        self._surveyed = False
        self._borrowed = isinstance(where, redis.Redis)
        self._timeout: float | None = None
        self._slots: asyncio.Semaphore | None = None
        if isinstance(where, redis.Redis):
            self._pool, self._cluster = where.connection_pool, False
            self.where = connecting.label(self._pool.connection_kwargs)
        elif isinstance(where, redis.RedisCluster):
            node = next(iter(where.nodes_manager.startup_nodes.values()))
            arguments = connecting.plain_arguments(where.get_connection_kwargs())
            speaks = redis.SSLConnection if arguments.pop("ssl", False) else redis.Connection
            self._pool = redis.ConnectionPool(speaks, host=node.host, port=node.port, **arguments)
            self._cluster = True
            self.where = f"{node.host}:{node.port}"
        else:
            options = connecting.as_connection(where)
            target = connecting.target(options)
            self._pool, self._cluster, self.where = _pool(target, options), options.cluster, target.where
            self._timeout = options.timeout
            self._slots = asyncio.Semaphore(options.pool_size)

    async def close(self) -> None:
        """Close the connections that are the link's own."""
        for pool in [*self._pools.values(), *([] if self._borrowed else [self._pool])]:
            await pool.disconnect()
        for sentinel in connecting.sentinels_of(self._pool, borrowed=self._borrowed):
            await sentinel.aclose()

    async def run(self, talk: Talk[Any]) -> Any:  # noqa: ANN401 - what the talk returns
        """Lead a talk to its end and return its result."""
        try:
            step = next(talk)
            while True:
                step = talk.send(await self._answer(step))
        except StopIteration as stop:
            return stop.value

    async def pages(self, talk: Talk[Any]) -> AsyncIterator[list[Any]]:
        """Lead a talk to its end and yield its pages; a reader who leaves lets it tidy up."""
        try:
            step = next(talk)
            while True:
                if isinstance(step, Page):
                    try:
                        yield step.items
                    except GeneratorExit:
                        await self._abandon(talk)
                        raise
                    step = next(talk)
                else:
                    step = talk.send(await self._answer(step))
        except StopIteration:
            return

    async def _abandon(self, talk: Talk[Any]) -> None:
        try:
            step = talk.throw(Abandoned())
            while True:
                step = talk.send(await self._answer(step))
        except (Abandoned, StopIteration):
            return

    async def _answer(self, step: Step) -> Any:  # noqa: ANN401 - each step says what it is answered with
        if isinstance(step, Ask):
            return await self._exchange(step)
        if isinstance(step, Work):
            return await asyncio.to_thread(step.call) if step.numbers > _LONG_WORK else step.call()
        return await self._survey()

    async def _exchange(self, ask: Ask) -> Answer:
        if not self._surveyed:
            await self._survey()
        if self._routes is not None:
            return await self._travel(ask, self._routes)
        for first_try in (True, False):
            try:
                return await self._direct(ask)
            except FOREIGN as error:
                if not (first_try and ask.again and isinstance(error, RETRIED)):
                    return dict.fromkeys(ask.commands, failure(error, self.where))
        raise AssertionError  # the second try returns

    async def _direct(self, ask: Ask) -> Answer:
        """Send everything to one server."""
        if len(ask.commands) == 1:
            ((place, commands),) = ask.commands.items()
            return {place: await self._converse(self._pool, commands)}
        parts = {place: list(commands) for place, commands in ask.commands.items()}
        replies = iter(await self._converse(self._pool, chain.from_iterable(parts.values())))
        return {place: list(islice(replies, len(commands))) for place, commands in parts.items()}

    async def _travel(self, ask: Ask, routes: Routes) -> Answer:
        exchange = Exchange(ask, routes)
        while legs := exchange.legs(time.monotonic()):
            outcomes = await asyncio.gather(*(self._leg(leg) for leg in legs))
            for leg, outcome in zip(legs, outcomes, strict=True):
                exchange.arrived(leg, outcome, time.monotonic())
            if exchange.stale:
                await self._refresh(routes)
                exchange.stale = False
        if exchange.stale:
            await self._refresh(routes)
        return exchange.answer

    async def _leg(self, leg: Leg) -> Replies | BaseException:
        try:
            return await self._converse(self._node(leg.address), leg.commands)
        except FOREIGN as error:
            return error

    def _node(self, address: Address) -> redis.ConnectionPool:
        if address not in self._pools:
            host, port = address
            arguments = connecting.node_arguments(self._pool.connection_kwargs)
            speaks = self._pool.connection_class
            self._pools[address] = redis.ConnectionPool(speaks, host=host, port=port, **arguments)
        return self._pools[address]

    async def _survey(self) -> Topology:
        """Find out, once, whether the server is part of a cluster; return who holds data."""
        async with self._lock:
            if self._cluster is None:
                self._cluster = connecting.is_cluster(await self._ask(self._pool, b"INFO", b"cluster"))
            if self._cluster and self._routes is None:
                first = connecting.address(self._pool.connection_kwargs)
                self._routes = Routes(await self._read_slots(self._pool, first))
            self._surveyed = True
        return _ANYWHERE if self._routes is None else Topology(self._routes.slots.primaries, cluster=True)

    async def _refresh(self, routes: Routes) -> None:
        """Ask anybody who has which slot now; where nobody knows, what was known stays."""
        for address, pool in [*self._pools.items(), (connecting.address(self._pool.connection_kwargs), self._pool)]:
            if routes.may_ask(address, time.monotonic()):
                try:
                    routes.slots = await self._read_slots(pool, address)
                except CacheError as error:
                    routes.failed(address, error, time.monotonic())
                else:
                    return

    async def _read_slots(self, pool: redis.ConnectionPool, asked: Address) -> SlotMap:
        reply = await self._ask(pool, b"CLUSTER", b"SLOTS")
        if isinstance(reply, Refusal):
            raise reply.error()
        return parse_slots(reply, asked)

    async def _ask(self, pool: redis.ConnectionPool, *command: bytes) -> Any:  # noqa: ANN401 - a driver's reply
        try:
            (reply,) = await self._converse(pool, [command])
        except FOREIGN as error:
            ours = failure(error, self.where)
            raise ours from ours.__cause__
        return reply

    async def _converse(self, pool: redis.ConnectionPool, commands: Iterable[Command]) -> Replies:
        """Make a round trip within the timeout, when a connection is free."""
        if self._slots is None:
            return await _converse(pool, commands)
        async with asyncio.timeout(self._timeout), self._slots:
            return await _converse(pool, commands)


async def _converse(pool: redis.ConnectionPool, commands: Iterable[Command]) -> Replies:
    """Send commands and read the replies; a connection that was left in the middle of an answer is closed."""
    connection = await pool.get_connection()
    try:
        count = await _send(connection, commands)
        return [await _reply(connection) for _ in range(count)]
    except BaseException:
        await connection.disconnect(nowait=True)
        raise
    finally:
        await pool.release(connection)


async def _send(connection: redis.Connection, commands: Iterable[Command]) -> int:
    """Send commands in small parts: the server works on the first while the rest is made."""
    count = 0
    source = iter(commands)
    while part := list(islice(source, _SENT_AT_ONCE)):
        await connection.send_packed_command(connection.pack_commands(part))
        count += len(part)
    return count


async def _reply(connection: redis.Connection) -> Any:  # noqa: ANN401 - a driver's reply
    try:
        return nested_refusals(await connection.read_response(disable_decoding=True))
    except driver.ResponseError as error:
        return refusal(error)


def _pool(target: Target, options: RedisConnection) -> redis.ConnectionPool:
    """Return the pool that leads to a target; nothing is connected yet. One timeout covers a whole round trip."""
    arguments = {**target.arguments, "socket_timeout": None, "socket_connect_timeout": options.timeout}
    if target.sentinels is None:
        try:
            return redis.ConnectionPool.from_url(target.url, **arguments)
        except (ValueError, TypeError) as error:
            raise connecting.bad_url() from error
    sentinels = target.sentinels
    brief = connecting.sentinel_patience(options.timeout, len(sentinels.addresses))
    knows = {"socket_timeout": brief, "socket_connect_timeout": brief, "retry": Retry(NoBackoff(), 0)}
    knows |= {**target.sentinel_arguments, "ssl": sentinels.tls}
    manager = Sentinel(list(sentinels.addresses), sentinel_kwargs=knows)
    return SentinelConnectionPool(sentinels.service, manager, ssl=sentinels.tls, **arguments)
