"""Routing: which server a round trip goes to, what is tried again, and when a server is left alone; no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hexcache.adapters.outbound.redis.refusals import failure, is_worth_another_try
from hexcache.adapters.outbound.redis.talk import Refusal
from hexcache.domain.errors import BackendTimeoutError, BackendUnavailableError, CacheError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hexcache.adapters.outbound.redis.places import Address, Place, SlotMap
    from hexcache.adapters.outbound.redis.talk import Answer, Ask, Command, Raw, Replies

_TRIES: Final = 3
_PAUSE: Final = 1.0
_MOVED: Final = ("MOVED", "CLUSTERDOWN", "TRYAGAIN", "ASK", "READONLY")


@dataclass(frozen=True, slots=True)
class Leg:
    """What goes to one server of a cluster in one round trip.

    Attributes:
        address: the server.
        parts: the commands of each place.
    """

    address: Address
    parts: tuple[tuple[Place, tuple[Command, ...]], ...]

    @property
    def commands(self) -> list[Command]:
        """All commands in order."""
        return [command for _, commands in self.parts for command in commands]

    def split(self, replies: Replies) -> Iterable[tuple[Place, Replies]]:
        """Yield each place with its replies."""
        start = 0
        for place, commands in self.parts:
            yield place, replies[start : start + len(commands)]
            start += len(commands)


class Routes:
    """The servers of a cluster, as far as they are known: who has which slot, and who did not answer lately.

    A server that was late or away is not asked again for a second: the others answer meanwhile.
    """

    def __init__(self, slots: SlotMap) -> None:
        self.slots = slots
        self._away: dict[Address, tuple[float, CacheError]] = {}

    def away(self, address: Address, now: float) -> CacheError | None:
        """Return why a server is left alone, None where it is not."""
        until, error = self._away.get(address, (0.0, None))
        if error is None or now >= until:
            return None
        fresh = type(error)(*error.args)
        fresh.__cause__ = error.__cause__
        return fresh

    def failed(self, address: Address, error: CacheError, now: float) -> None:
        """Take note of a server that did not answer."""
        self._away[address] = (now + _PAUSE, error)

    def answered(self, address: Address) -> None:
        """Take note of one that did."""
        if self._away:
            self._away.pop(address, None)


class Exchange:
    """One `Ask` to a cluster under way.

    Attributes:
        answer: what is known so far.
        stale: whether the slots should be asked for before the next try.
    """

    def __init__(self, ask: Ask, routes: Routes) -> None:
        self.answer: Answer = {}
        self.stale = False
        self._ask = ask
        self._routes = routes
        self._pending = {place: tuple(commands) for place, commands in ask.commands.items()}
        self._refusals: dict[Place, Refusal] = {}
        self._tries = 0

    def legs(self, now: float) -> list[Leg]:
        """Return what to send next, nothing where all is answered."""
        if self._tries == _TRIES:
            for place in list(self._pending):
                self._settle(place, _unsettled(self._refusals.get(place)))
        self._tries += 1
        groups: dict[Address, list[tuple[Place, tuple[Command, ...]]]] = {}
        for place, commands in list(self._pending.items()):
            address = self._routes.slots.address(place.slot)
            if address is None:
                self._settle(place, BackendUnavailableError("nobody in the cluster serves a slot; check its state"))
            elif error := self._routes.away(address, now):
                self._settle(place, error)
                self.stale = True
            else:
                groups.setdefault(address, []).append((place, commands))
        return [Leg(address, tuple(parts)) for address, parts in groups.items()]

    def arrived(self, leg: Leg, outcome: Replies | BaseException, now: float) -> None:
        """Take the replies to a leg, or what went wrong."""
        if isinstance(outcome, BaseException):
            self._failed(leg, outcome, now)
            return
        self._routes.answered(leg.address)
        for place, replies in leg.split(outcome):
            moved = next((one for one in replies if type(one) is Refusal and one.code in _MOVED), None)
            if moved is None:
                self._settle(place, replies)
            else:  # nothing was done: the next try goes to whoever has the slot then
                self._refusals[place] = moved
                self.stale = True

    def _failed(self, leg: Leg, outcome: BaseException, now: float) -> None:
        error = failure(outcome, f"{leg.address[0]}:{leg.address[1]}")
        self.stale = True
        if isinstance(error, (BackendTimeoutError, BackendUnavailableError)):
            if self._ask.again and self._tries == 1 and is_worth_another_try(outcome):
                return  # the slots are asked for, and then whoever has them
            self._routes.failed(leg.address, error, now)
        for place, _ in leg.parts:
            self._settle(place, error)

    def _settle(self, place: Place, outcome: Raw) -> None:
        self.answer[place] = outcome
        self._pending.pop(place, None)


def _unsettled(refusal: Refusal | None) -> CacheError:
    """Return the error for a place that nobody answered for, however often it was asked."""
    if refusal is None or refusal.code != "CLUSTERDOWN":
        what = "the cluster is moving a slot that was asked for; try again"
    else:
        what = "the cluster is down: a primary failed; wait for its replica, or allow it to go on without full coverage"
    error = BackendUnavailableError(what)
    error.__cause__ = None if refusal is None else refusal.cause
    return error
