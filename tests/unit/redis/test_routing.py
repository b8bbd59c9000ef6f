from __future__ import annotations

import pytest
from redis import exceptions as driver

from hexcache.adapters.outbound.redis.network import Network
from hexcache.adapters.outbound.redis.places import Place, SlotMap
from hexcache.adapters.outbound.redis.refusals import refusal
from hexcache.adapters.outbound.redis.routing import Exchange, Routes
from hexcache.adapters.outbound.redis.talk import Ask, Page, Work, demand
from hexcache.domain.errors import BackendTimeoutError, BackendUnavailableError

A, B = ("a", 1), ("b", 1)
ONE, TWO = Place(b"one", 0), Place(b"two", 9)
MOVED = refusal(driver.MovedError("9 a:1"))
DOWN = refusal(driver.ClusterDownError("down"))


def routes():
    return Routes(SlotMap([(0, 5, A), (6, 10, B)]))


def exchange(known, *, again=True):
    return Exchange(Ask({ONE: [(b"GET", b"1")], TWO: [(b"GET", b"2"), (b"GET", b"3")]}, again), known)


def test_each_server_gets_what_its_slots_hold_and_each_place_its_replies():
    under_way = exchange(routes())
    legs = under_way.legs(0.0)
    assert [leg.address for leg in legs] == [A, B]
    for leg in legs:
        under_way.arrived(leg, [command[1] for command in leg.commands], 0.0)
    assert under_way.legs(0.0) == []
    assert under_way.answer == {ONE: [b"1"], TWO: [b"2", b"3"]}


def test_a_slot_that_has_moved_is_asked_for_again_where_it_is():
    known = routes()
    under_way = exchange(known, again=False)
    first, second = under_way.legs(0.0)
    under_way.arrived(first, [b"1"], 0.0)
    under_way.arrived(second, [MOVED, MOVED], 0.0)
    assert under_way.stale
    known.slots = SlotMap([(0, 10, A)])
    (leg,) = under_way.legs(0.0)
    assert leg.address == A
    under_way.arrived(leg, [b"2", b"3"], 0.0)
    assert under_way.answer == {ONE: [b"1"], TWO: [b"2", b"3"]}


@pytest.mark.parametrize(("reply", "words"), [(MOVED, "moving"), (DOWN, "down")])
def test_a_slot_that_keeps_moving_is_given_up_with_the_reason(reply, words):
    under_way = exchange(routes())
    while legs := under_way.legs(0.0):
        for leg in legs:
            under_way.arrived(leg, [reply] * len(leg.commands), 0.0)
    assert all(words in str(error) and error.__cause__ is reply.cause for error in under_way.answer.values())


@pytest.mark.parametrize(("again", "tries"), [(True, 2), (False, 1)])
def test_a_broken_connection_is_tried_again_only_where_that_does_no_harm(again, tries):
    under_way = exchange(routes(), again=again)
    rounds = 0
    while legs := under_way.legs(0.0):
        rounds += 1
        for leg in legs:
            under_way.arrived(leg, driver.ConnectionError("gone"), 0.0)
    assert rounds == tries
    assert all(isinstance(error, BackendUnavailableError) for error in under_way.answer.values())


def test_a_server_that_was_late_is_left_alone_for_a_second_and_not_tried_again():
    known = routes()
    under_way = exchange(known)
    first, second = under_way.legs(0.0)
    under_way.arrived(first, [b"1"], 0.0)
    under_way.arrived(second, driver.TimeoutError("late"), 5.0)
    assert under_way.legs(5.0) == []
    assert isinstance(under_way.answer[TWO], BackendTimeoutError)
    assert [leg.address for leg in exchange(known).legs(5.5)] == [A]
    assert [leg.address for leg in exchange(known).legs(6.5)] == [A, B]


def test_an_error_that_is_remembered_is_new_each_time():
    known = routes()
    known.failed(A, BackendTimeoutError("late"), 0.0)
    assert known.away(A, 0.5) is not known.away(A, 0.5)


def test_a_slot_that_nobody_serves_is_an_error():
    under_way = Exchange(Ask({ONE: [(b"GET", b"1")]}), Routes(SlotMap([(6, 10, B)])))
    assert under_way.legs(0.0) == []
    assert isinstance(under_way.answer[ONE], BackendUnavailableError)


def led(talk, *answers, cluster=False):
    """Lead a talk over a network that gives these answers, and return what was sent and the result."""
    network = Network("where", A, cluster=cluster, clock=lambda: 0.0)
    leading = network.lead(talk)
    sent = []
    try:
        step = next(leading)
        for answer in answers:
            sent.append([list(flight.commands) for flight in step] if isinstance(step, list) else step)
            step = leading.send(answer)
    except StopIteration as stop:
        return sent, stop.value
    raise AssertionError(step)


def test_one_server_is_sent_everything_in_one_flight():
    sent, answer = led(demand({ONE: [(b"A",)], TWO: [(b"B",), (b"C",)]}), [[1, 2, 3]])
    assert sent == [[[(b"A",), (b"B",), (b"C",)]]]
    assert answer == {ONE: [1], TWO: [2, 3]}


def test_a_connection_that_broke_is_worth_one_more_try():
    sent, answer = led(demand({ONE: [(b"A",)]}), [driver.ConnectionError("stale")], [[1]])
    assert (len(sent), answer) == (2, {ONE: [1]})
    with pytest.raises(BackendUnavailableError):
        led(demand({ONE: [(b"A",)]}, again=False), [driver.ConnectionError("stale")])
    with pytest.raises(BackendTimeoutError):
        led(demand({ONE: [(b"A",)]}), [driver.TimeoutError("late")])


def test_whether_a_server_is_in_a_cluster_is_asked_once():
    slots = [[0, 5, [b"a", 1]], [6, 10, [b"b", 1]]]
    sent, answer = led(demand({TWO: [(b"A",)]}), [[b"cluster_enabled:1"]], [[slots]], [[7]], cluster=None)
    assert [flight for flights in sent for flight in flights] == [
        [(b"INFO", b"cluster")],
        [(b"CLUSTER", b"SLOTS")],
        [(b"A",)],
    ]
    assert answer == {TWO: [7]}


def test_work_and_pages_are_handed_through():
    def talk():
        number = yield Work(lambda: 5, 1)
        yield Page([number])
        return number

    sent, result = led(talk(), 5, None)
    assert result == 5
    assert [type(step) for step in sent] == [Work, Page]
