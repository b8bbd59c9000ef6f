"""Flights over the connection pools of redis.asyncio: `Link` with `await`."""

# mypy: disallow-untyped-calls=False
# Half of redis-py's pools and connections has no types.

from __future__ import annotations

import asyncio
import time
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

import redis as driver
import redis.asyncio as redis
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool
from redis.backoff import NoBackoff

from hexcache.adapters.outbound.redis import connecting
from hexcache.adapters.outbound.redis.idle import AsyncIdle
from hexcache.adapters.outbound.redis.network import Network
from hexcache.adapters.outbound.redis.packing import pack
from hexcache.adapters.outbound.redis.refusals import FOREIGN, refusal
from hexcache.adapters.outbound.redis.talk import Abandoned, Page, Work

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable

    from hexcache.adapters.outbound.redis.connecting import Target
    from hexcache.adapters.outbound.redis.network import Flight, Led, Outcome
    from hexcache.adapters.outbound.redis.places import Address
    from hexcache.adapters.outbound.redis.settings import RedisConnection
    from hexcache.adapters.outbound.redis.talk import Command, Raw, Replies, Talk

_SENT_AT_ONCE: Final = 64
_LONG_WORK: Final = 6_000_000
"""Numbers that take about two milliseconds: so long may arithmetic keep the event loop."""


class AsyncLink:
    """`Link` with `await`.

    Args:
        where: options or a URL, whose connections are closed with the link, or a client, whose pool is borrowed. Of a
            `RedisCluster` the addresses and the arguments are taken, the connections are the link's own.
    """

    def __init__(self, where: RedisConnection | str | redis.Redis | redis.RedisCluster) -> None:
        self._nodes: dict[Address, AsyncIdle] = {}
        self._borrowed = isinstance(where, redis.Redis)
        self._timeout: float | None = None
        self._most: int | None = None
        self._turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()
        self._pool, self.where, cluster = self._opened(where)
        sentinels = connecting.sentinels_of(self._pool, borrowed=self._borrowed)
        own = [] if self._borrowed else [self._pool, *(sentinel.connection_pool for sentinel in sentinels)]
        keeps = not self._borrowed and type(self._pool) is redis.ConnectionPool
        self._first = AsyncIdle(self._pool, keeps=keeps, own=own)
        first = connecting.address(self._pool.connection_kwargs)
        self._network = Network(self.where, first, cluster=cluster, clock=time.monotonic)

    async def close(self) -> None:
        """Close the connections that are the link's own."""
        for idle in [*self._nodes.values(), *([] if self._borrowed else [self._first])]:
            await idle.release()
            await idle.pool.disconnect()
        for sentinel in connecting.sentinels_of(self._pool, borrowed=self._borrowed):
            await sentinel.aclose()

    async def run(self, talk: Talk[Any]) -> Any:  # noqa: ANN401 - what the talk returns
        """Lead a talk to its end and return its result."""
        led = self._network.lead(talk)
        try:
            step = next(led)
            while True:
                step = led.send(await self._do(step))
        except StopIteration as stop:
            return stop.value

    async def pages(self, talk: Talk[Any]) -> AsyncGenerator[list[Any], None]:
        """Lead a talk to its end and yield its pages; a reader who leaves lets it tidy up."""
        led = self._network.lead(talk)
        try:
            step = next(led)
            while True:
                if isinstance(step, Page):
                    yield step.items
                step = led.send(await self._do(step))
        except StopIteration:
            return
        except GeneratorExit:
            await self._abandon(led)
            raise

    async def _abandon(self, led: Led) -> None:
        try:
            step = led.throw(Abandoned())
            while True:
                step = led.send(await self._do(step))
        except (Abandoned, StopIteration):
            return

    async def _do(self, step: list[Flight] | Work | Page) -> Any:  # noqa: ANN401 - each step says what it is answered with
        if isinstance(step, list):
            if len(step) == 1:
                return [await self._fly(step[0])]
            return await asyncio.gather(*map(self._fly, step))
        if isinstance(step, Work):
            return await asyncio.to_thread(step.call) if step.numbers > _LONG_WORK else step.call()
        return None

    async def _fly(self, flight: Flight) -> Outcome:
        """Make a round trip within the timeout, when a connection is free."""
        idle = self._first if flight.address is None else self._node(flight.address)
        try:
            if self._most is None:
                return await _converse(idle, flight.commands)
            async with asyncio.timeout(self._timeout), self._turn(self._most):
                return await _converse(idle, flight.commands)
        except FOREIGN as error:
            return error

    def _turn(self, most: int) -> asyncio.Semaphore:
        """Return what lets so many at once in; each event loop has its own."""
        loop = asyncio.get_running_loop()
        turns = self._turns.get(loop)
        if turns is None:
            turns = self._turns[loop] = asyncio.Semaphore(most)
        return turns

    def _node(self, address: Address) -> AsyncIdle:
        if address not in self._nodes:
            host, port = address
            arguments = connecting.node_arguments(self._pool.connection_kwargs)
            speaks, most = self._pool.connection_class, self._pool.max_connections
            pool = redis.ConnectionPool(speaks, most, host=host, port=port, **arguments)
            self._nodes[address] = AsyncIdle(pool, keeps=True, own=[pool])
        return self._nodes[address]

    def _opened(
        self, where: RedisConnection | str | redis.Redis | redis.RedisCluster
    ) -> tuple[redis.ConnectionPool, str, bool | None]:
        """Return the pool of the first server, its name in messages, and whether it is part of a cluster."""
        if isinstance(where, redis.Redis):
            return where.connection_pool, connecting.label(where.connection_pool.connection_kwargs), False
        if isinstance(where, redis.RedisCluster):
            node = next(iter(where.nodes_manager.startup_nodes.values()))
            arguments = connecting.plain_arguments(where.get_connection_kwargs())
            speaks = redis.SSLConnection if arguments.pop("ssl", False) else redis.Connection
            pool = redis.ConnectionPool(speaks, host=node.host, port=node.port, **arguments)
            return pool, connecting.label(pool.connection_kwargs), True
        options = connecting.as_connection(where)
        target = connecting.target(options)
        self._timeout = options.timeout
        self._most = options.pool_size
        return _pool(target, options), target.where, options.cluster


async def _converse(idle: AsyncIdle, commands: Iterable[Command]) -> Replies:
    """Send commands and read the replies; a connection that was left in the middle of an answer is closed."""
    connection = await idle.take()
    whole = False
    try:
        count = await _send(connection, commands)
        replies = [await _reply(connection) for _ in range(count)]
        whole = True
    finally:
        await idle.give(connection, whole=whole)
    return replies


async def _send(connection: redis.Connection, commands: Iterable[Command]) -> int:
    """Send commands in small parts: the server works on the first while the rest is made."""
    if type(commands) is list and len(commands) <= _SENT_AT_ONCE:
        await connection.send_packed_command([pack(commands)])
        return len(commands)
    count = 0
    source = iter(commands)
    while part := list(islice(source, _SENT_AT_ONCE)):
        await connection.send_packed_command([pack(part)])
        count += len(part)
    return count


async def _reply(connection: redis.Connection) -> Raw:
    try:
        return await connection.read_response(disable_decoding=True)
    except driver.ResponseError as error:
        return refusal(error)


def _pool(target: Target, options: RedisConnection) -> redis.ConnectionPool:
    """Return the pool that leads to a target; nothing is connected yet. One timeout covers a whole round trip."""
    arguments = {**target.arguments, "socket_timeout": None, "socket_connect_timeout": options.timeout}
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
    try:
        return redis.ConnectionPool.from_url(target.url, max_connections=options.pool_size, **arguments)
    except (ValueError, TypeError) as error:
        raise connecting.bad_url() from error
