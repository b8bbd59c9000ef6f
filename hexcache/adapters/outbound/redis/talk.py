"""Talks: generators that yield round trips and receive the replies, the same for sync and async."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from hexcache.domain.errors import (
    BackendError,
    BackendUnavailableError,
    CacheError,
    ConfigurationError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Mapping, Sequence

    from hexcache.adapters.outbound.redis.places import Place

R = TypeVar("R")

Raw: TypeAlias = Any
"""What a driver made of a reply, in either protocol."""

Command: TypeAlias = "tuple[bytes | str | int | float, ...]"
"""One command: its name and its arguments."""

Replies: TypeAlias = "list[Any]"
"""What a server replied to the commands of one place, in order; what it refused is a `Refusal`."""

Answer: TypeAlias = "dict[Place, Replies | CacheError]"
"""The replies by place; an error for a place whose server could not be asked."""


@dataclass(slots=True)
class Ask:
    """One round trip, answered with an `Answer`.

    Attributes:
        commands: what to send, by place; may be made while it is sent, and is read again for a second try.
        again: whether it may be sent a second time when a connection breaks: doing it twice is as doing it once.
    """

    commands: Mapping[Place, Iterable[Command]]
    again: bool = True


@dataclass(slots=True)
class Survey:
    """Which servers hold data: answered with a `Topology`."""


@dataclass(slots=True)
class Work:
    """Arithmetic that takes a while, answered with its result.

    Attributes:
        call: what to do.
        numbers: about how many numbers it goes through.
    """

    call: Callable[[], Any]
    numbers: int


@dataclass(slots=True)
class Page:
    """Not a question: a part of the result, for who asked for it."""

    items: list[Any]


@dataclass(frozen=True, slots=True)
class Topology:
    """The servers that hold data.

    Attributes:
        primaries: a place on each of them.
        cluster: whether the server tells keys apart by slot.
    """

    primaries: tuple[Place, ...]
    cluster: bool


class NoIndexError(BackendError):
    """The server has no index of that name: it has lost its data, or somebody dropped it."""


class Abandoned(Exception):  # noqa: N818 - thrown into a talk whose reader left: no error
    """The reader of pages has left; the talk may tidy up."""


Step: TypeAlias = "Ask | Survey | Work | Page"
Talk: TypeAlias = "Generator[Step, Any, R]"

_ADVICE: Final = {
    "NOPERM": "the Redis user may not do this; give it the commands and keys named in docs/adapters/redis.md",
    "OOM": "Redis is out of memory; raise maxmemory, set an eviction policy, or clear the cache",
    "READONLY": "this Redis server is a read-only replica; connect to the master, or name the sentinel service",
    "MOVED": "this server is part of a cluster; use a RedisCluster client, or a URL and no option cluster=false",
    "WRONGTYPE": "a key of another application is in the way; use another prefix",
    "UNKNOWN": "this Redis server does not know a command; see docs/adapters/redis.md for the versions",
}
_GONE: Final = frozenset({"CLUSTERDOWN", "TRYAGAIN", "MASTERDOWN", "ASK", "MISCONF"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error that a server replied.

    Attributes:
        code: its first word, or "UNKNOWN" for a command that it does not know, or "NOINDEX".
        text: the rest, fit to be shown: neither arguments nor keys are in it.
        cause: the driver's exception with that text.
    """

    code: str
    text: str
    cause: Exception

    def error(self) -> CacheError:
        """Return the error of ours, chained to the driver's."""
        advice = _ADVICE.get(self.code, "see the cause, and docs/adapters/redis.md")
        message = f"Redis refused a command with {self.code!r}: {advice}"
        kind: type[CacheError] = BackendError
        if self.code in ("NOPERM", "UNKNOWN", "MOVED", "WRONGTYPE"):
            kind = ConfigurationError
        elif self.code == "NOINDEX":
            kind = NoIndexError
        elif self.code in _GONE:
            kind = BackendUnavailableError
        error = kind(message)
        error.__cause__ = self.cause
        return error


def demand(commands: Mapping[Place, Iterable[Command]], *, again: bool = True) -> Talk[dict[Place, Replies]]:
    """Make a round trip in which every place must answer and nothing may be refused.

    Raises:
        CacheError: the first thing that went wrong.
    """
    answer: Answer = yield Ask(commands, again)
    return {place: checked(replies) for place, replies in answer.items()}


def checked(replies: Replies | CacheError) -> Replies:
    """Return the replies of one place, none of which is a refusal."""
    if isinstance(replies, CacheError):
        raise replies
    for reply in replies:
        if type(reply) is Refusal:
            raise reply.error()
    return replies


def committed(replies: Replies) -> Replies:
    """Return replies among which are those of transactions: what these hold was not refused either."""
    for reply in replies:
        if type(reply) is list:
            for inner in reply:
                if isinstance(inner, Exception):
                    raise BackendError("Redis refused a part of a transaction; see the cause") from inner
    return replies


def refused(replies: Replies | CacheError, code: str) -> bool:
    """Return whether one of the replies is a refusal with `code`."""
    return isinstance(replies, list) and any(isinstance(reply, Refusal) and reply.code == code for reply in replies)


def chunked(items: Sequence[R], size: int) -> Generator[Sequence[R], None, None]:
    """Yield `items` in pieces of at most `size`."""
    return (items[start : start + size] for start in range(0, len(items), size))


def pairs(reply: Raw) -> list[tuple[bytes, Any]]:
    """Return the pairs in the reply to a SCAN of a hash or a sorted set, however the protocol nests them."""
    if isinstance(reply, dict):
        return list(reply.items())
    if reply and isinstance(reply[0], (list, tuple)):
        return [(name, value) for name, value in reply]
    return list(zip(reply[::2], reply[1::2], strict=True))


def is_last(cursor: Raw) -> bool:
    """Return whether a SCAN has come to its end."""
    return cursor in (b"0", "0", 0)
