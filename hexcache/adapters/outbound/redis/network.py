"""The network as a talk sees it: one server, or a cluster that is found out about on the way; no I/O here.

What a link has to do for it is to send commands to a server and to bring back the replies, or what went wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from hexcache.adapters.outbound.redis.places import Place, parse_slots
from hexcache.adapters.outbound.redis.refusals import failure, is_worth_another_try
from hexcache.adapters.outbound.redis.routing import Exchange, Routes
from hexcache.adapters.outbound.redis.talk import Abandoned, Ask, Page, Refusal, Survey, Topology, Work
from hexcache.domain.errors import CacheError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

    from hexcache.adapters.outbound.redis.places import Address, SlotMap
    from hexcache.adapters.outbound.redis.talk import Answer, Command, Replies, Step, Talk

_ANYWHERE: Final = Topology((Place(b"", 0),), cluster=False)


@dataclass(slots=True)
class Flight:
    """Commands on their way to a server.

    Attributes:
        address: which server; None for the first, which the link was made for.
        commands: what to send; may be made meanwhile.
    """

    address: Address | None
    commands: Iterable[Command]


Outcome: TypeAlias = "Replies | BaseException"
Flights: TypeAlias = "Generator[list[Flight], list[Outcome], Any]"
Led: TypeAlias = "Generator[list[Flight] | Work | Page, Any, Any]"


class Network:
    """Turns the round trips of talks into flights.

    Args:
        where: the first server's name in messages.
        first: its address.
        cluster: whether it is part of a cluster; None asks it.
        clock: seconds that only ever grow.
    """

    def __init__(self, where: str, first: Address, *, cluster: bool | None, clock: Callable[[], float]) -> None:
        self._where = where
        self._first = first
        self._cluster = cluster
        self._clock = clock
        self._routes: Routes | None = None
        self._surveyed = False
        self._alone = False

    def lead(self, talk: Talk[Any]) -> Led:
        """Lead a talk to its end and return its result; yields flights, work and pages."""
        try:
            step = next(talk)
            while True:
                try:
                    if self._alone and type(step) is Ask:
                        answer = yield from self._direct(step)
                    else:
                        answer = yield from self._answer(step)
                except Abandoned as left:
                    step = talk.throw(left)
                else:
                    step = talk.send(answer)
        except StopIteration as stop:
            return stop.value

    def _answer(self, step: Step) -> Led:
        if isinstance(step, Ask):
            return (yield from self._exchange(step))
        if isinstance(step, Survey):
            return (yield from self._survey())
        return (yield step)

    def _exchange(self, ask: Ask) -> Flights:
        if not self._surveyed:
            yield from self._survey()
        if self._routes is None:
            return (yield from self._direct(ask))
        return (yield from self._travel(ask, self._routes))

    def _direct(self, ask: Ask) -> Flights:
        """Ask the one server that there is; a connection that broke is worth a second try."""
        flight = Flight(None, next(iter(ask.commands.values())) if len(ask.commands) == 1 else _Joined(ask))
        (outcome,) = yield [flight]
        if ask.again and is_worth_another_try(outcome):
            (outcome,) = yield [flight]
        if isinstance(outcome, list):
            return _spread(ask, outcome)
        return dict.fromkeys(ask.commands, failure(outcome, self._where))

    def _travel(self, ask: Ask, routes: Routes) -> Flights:
        exchange = Exchange(ask, routes)
        while legs := exchange.legs(self._clock()):
            outcomes = yield [Flight(leg.address, leg.commands) for leg in legs]
            for leg, outcome in zip(legs, outcomes, strict=True):
                exchange.arrived(leg, outcome, self._clock())
            if exchange.stale:
                exchange.stale = False
                yield from self._refresh(routes)
        if exchange.stale:
            yield from self._refresh(routes)
        return exchange.answer

    def _survey(self) -> Flights:
        """Find out, once, whether the server is part of a cluster; return who holds data."""
        if self._cluster is None:
            info = yield from self._ask(None, b"INFO", b"cluster")
            self._cluster = isinstance(info, bytes) and b"cluster_enabled:1" in info
        if self._cluster and self._routes is None:
            self._routes = Routes((yield from self._read_slots(None)))
        self._surveyed = True
        self._alone = self._routes is None
        return _ANYWHERE if self._routes is None else Topology(self._routes.slots.primaries, cluster=True)

    def _refresh(self, routes: Routes) -> Flights:
        """Ask anybody who has which slot now; where nobody knows, what was known stays."""
        for address in [*routes.slots.addresses, None]:
            if address is None or routes.away(address, self._clock()) is None:
                try:
                    routes.slots = yield from self._read_slots(address)
                except CacheError as error:
                    if address is not None:
                        routes.failed(address, error, self._clock())
                else:
                    return

    def _read_slots(self, address: Address | None) -> Generator[list[Flight], list[Outcome], SlotMap]:
        reply = yield from self._ask(address, b"CLUSTER", b"SLOTS")
        if isinstance(reply, Refusal):
            raise reply.error()
        return parse_slots(reply, address or self._first)

    def _ask(self, address: Address | None, *command: bytes) -> Flights:
        (outcome,) = yield [Flight(address, [command])]
        if isinstance(outcome, list):
            return outcome[0]
        raise failure(outcome, self._where)


class _Joined:
    """The commands of all places, one after another."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def __iter__(self) -> chain[Command]:
        return chain.from_iterable(self._ask.commands.values())


def _spread(ask: Ask, replies: Replies) -> Answer:
    """Return the replies to all commands, in order, by place."""
    if len(ask.commands) == 1:
        return dict.fromkeys(ask.commands, replies)
    rest = iter(replies)
    return {place: list(islice(rest, sum(1 for _ in commands))) for place, commands in ask.commands.items()}
