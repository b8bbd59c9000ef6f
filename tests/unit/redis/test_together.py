"""Two talks in one round trip: each gets its own replies, and the second is dropped where the first suffices."""

from __future__ import annotations

import pytest

from hexcache.adapters.outbound.redis.places import Place
from hexcache.adapters.outbound.redis.talk import Ask, Work, checked
from hexcache.adapters.outbound.redis.together import together
from hexcache.domain.errors import BackendUnavailableError

ONE, TWO = Place(b"one", 0), Place(b"two", 9)


def asking(commands, *more, place=ONE):
    """Ask for each of `commands`, then, one after another, for `more`; return all replies."""
    answer = yield Ask({place: [(name,) for name in commands]})
    replies = list(checked(answer[place]))
    for name in more:
        replies += checked((yield Ask({place: [(name,)]}))[place])
    return replies


def led(talk, away=None):
    """Lead a talk to its end with a server that echoes; return the round trips and the result."""
    trips, answer, away = [], None, away or {}
    while True:
        try:
            step = talk.send(answer)
        except StopIteration as stop:
            return trips, stop.value
        if isinstance(step, Work):
            answer = step.call()
            continue
        trips.append({place: [name for (name,) in commands] for place, commands in step.commands.items()})
        answer = {place: away.get(place, names) for place, names in trips[-1].items()}


def never(_):
    return False


def test_the_first_round_trips_are_one_and_each_talk_gets_its_replies():
    trips, result = led(together(asking([b"a", b"b"]), asking([b"c"]), never))
    assert trips == [{ONE: [b"a", b"b", b"c"]}]
    assert result == ([b"a", b"b"], [b"c"])


def test_talks_that_ask_several_places_get_the_replies_of_theirs():
    trips, result = led(together(asking([b"a"]), asking([b"c"], place=TWO), never))
    assert trips == [{ONE: [b"a"], TWO: [b"c"]}]
    assert result == ([b"a"], [b"c"])


def test_further_round_trips_are_each_talk_s_own():
    trips, result = led(together(asking([b"a"], b"b"), asking([b"c"], b"d"), never))
    assert trips == [{ONE: [b"a", b"c"]}, {ONE: [b"b"]}, {ONE: [b"d"]}]
    assert result == ([b"a", b"b"], [b"c", b"d"])


def test_the_second_talk_is_dropped_where_the_first_suffices():
    trips, result = led(together(asking([b"a"]), asking([b"c"], b"d"), lambda replies: replies == [b"a"]))
    assert trips == [{ONE: [b"a", b"c"]}]
    assert result == ([b"a"], None)


def test_a_place_that_is_away_is_so_for_both_talks():
    away = {TWO: BackendUnavailableError("away")}
    with pytest.raises(BackendUnavailableError):
        led(together(asking([b"a"]), asking([b"c"], place=TWO), never), away)
    assert led(together(asking([b"a"]), asking([b"c"], place=TWO), bool), away)[1] == ([b"a"], None)


def working():
    number = yield Work(lambda: 7, 1)
    return [number, *(yield from asking([b"c"]))]


def test_a_talk_that_begins_with_work_waits_for_the_first_to_end():
    assert led(together(asking([b"a"], b"b"), working(), never)) == (
        [{ONE: [b"a"]}, {ONE: [b"b"]}, {ONE: [b"c"]}],
        ([b"a", b"b"], [7, b"c"]),
    )
    assert led(together(asking([b"a"]), working(), bool)) == ([{ONE: [b"a"]}], ([b"a"], None))
