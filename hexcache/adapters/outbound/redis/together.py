"""Two talks whose first round trips are one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from hexcache.adapters.outbound.redis.talk import Ask

if TYPE_CHECKING:
    from collections.abc import Callable

    from hexcache.adapters.outbound.redis.places import Place
    from hexcache.adapters.outbound.redis.talk import Answer, Command, Talk

R = TypeVar("R")
S = TypeVar("S")


def together(first: Talk[R], second: Talk[S], enough: Callable[[R], bool]) -> Talk[tuple[R, S | None]]:
    """Lead two talks to their ends, with one round trip in place of the first of each.

    Args:
        first: begins with a round trip.
        second: begins with anything; where that is no round trip, it waits for the first talk's end.
        enough: told the result of `first`, says whether that of `second` is not needed: it is dropped then, whatever
            became of it.
    """
    one, other = next(first), next(second)
    if not isinstance(one, Ask) or not isinstance(other, Ask):
        result = yield from _resumed(first, (yield one))
        if enough(result):
            second.close()
            return result, None
        return result, (yield from _resumed(second, (yield other)))
    counts = {place: len(list(commands)) for place, commands in one.commands.items()}
    answer: Answer = yield Ask(_merged(one, other), one.again and other.again)
    result = yield from _resumed(first, _share(answer, one, counts, first=True))
    if enough(result):
        second.close()
        return result, None
    return result, (yield from _resumed(second, _share(answer, other, counts, first=False)))


def _merged(one: Ask, other: Ask) -> dict[Place, list[Command]]:
    merged = {place: list(commands) for place, commands in one.commands.items()}
    for place, commands in other.commands.items():
        merged.setdefault(place, []).extend(commands)
    return merged


def _share(answer: Answer, ask: Ask, counts: dict[Place, int], *, first: bool) -> Answer:
    """Return the part of an answer that belongs to one of the two, who came first or behind."""
    share: Answer = {}
    for place in ask.commands:
        replies, count = answer[place], counts.get(place, 0)
        if isinstance(replies, list):
            replies = replies[:count] if first else replies[count:]
        share[place] = replies
    return share


def _resumed(talk: Talk[R], answer: Any) -> Talk[R]:  # noqa: ANN401 - each step says what it is answered with
    """Lead a talk on that waits for an answer."""
    try:
        step = talk.send(answer)
        while True:
            step = talk.send((yield step))
    except StopIteration as stop:
        result: R = stop.value
        return result
