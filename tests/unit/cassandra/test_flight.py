"""Requests under way: never more than allowed, answered in order, told once."""

from __future__ import annotations

import threading

import pytest

from hexcache.adapters.outbound.cassandra.flight import Flight


class Server:
    """Keeps what was sent until it is told to answer."""

    def __init__(self) -> None:
        self.waiting = []
        self.most = 0
        self.sent = 0

    def send(self, request, arrived, failed):
        self.sent += 1
        self.waiting.append((request, arrived, failed))
        self.most = max(self.most, len(self.waiting))

    def answer_all(self):
        while self.waiting:
            request, arrived, _ = self.waiting.pop()
            arrived(f"answer to {request}")


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def outcomes():
    return []


def fly(send, requests, outcomes, width=3):
    flight = Flight(send, requests, width, lambda *outcome: outcomes.append(outcome))
    flight.start()
    return flight


def test_answers_come_in_the_order_of_the_requests(server, outcomes):
    fly(server.send, "abcde", outcomes)
    server.answer_all()
    assert outcomes == [([f"answer to {letter}" for letter in "abcde"], None)]


def test_never_more_than_the_width_is_under_way(server, outcomes):
    fly(server.send, range(50), outcomes, width=4)
    assert server.sent == 4
    server.answer_all()
    assert server.most == 4
    assert len(outcomes[0][0]) == 50


def test_no_request_lands_at_once(server, outcomes):
    fly(server.send, [], outcomes)
    assert outcomes == [([], None)]


def test_answers_that_come_at_once_are_not_nested(outcomes):
    fly(lambda request, arrived, failed: arrived(request), range(5_000), outcomes)
    assert outcomes == [(list(range(5_000)), None)]


def test_the_first_error_ends_it_and_is_told_once(server, outcomes):
    fly(server.send, range(10), outcomes)
    error = RuntimeError("late")
    for _, _, failed in server.waiting:
        failed(error)
    assert outcomes == [([], error)]
    assert server.sent == 3


def test_an_error_in_sending_is_told(outcomes):
    error = RuntimeError("closed")

    def send(request, arrived, failed):
        raise error

    fly(send, range(10), outcomes)
    assert outcomes == [([], error)]


def test_an_error_in_making_a_request_is_told(server, outcomes):
    fly(server.send, (1 / number for number in (1, 0)), outcomes)
    assert isinstance(outcomes[0][1], ZeroDivisionError)


def test_a_second_answer_to_one_request_is_ignored(server, outcomes):
    fly(server.send, "ab", outcomes, width=1)
    _, first, failed = server.waiting.pop()
    first("answer to a")
    first("the other node's answer")
    failed(RuntimeError("the other node's error"))
    assert outcomes == []
    server.answer_all()
    assert outcomes == [(["answer to a", "answer to b"], None)]


def test_a_cancelled_flight_sends_no_more_and_tells_nobody(server, outcomes):
    flight = fly(server.send, range(10), outcomes)
    flight.cancel()
    server.answer_all()
    assert (server.sent, outcomes) == (3, [])


def test_answers_from_many_threads_are_all_counted(outcomes):
    landed = threading.Event()

    def send(request, arrived, failed):
        threading.Thread(target=arrived, args=(request,)).start()

    def land(*outcome):
        outcomes.append(outcome)
        landed.set()

    Flight(send, range(300), 8, land).start()
    assert landed.wait(30)
    assert outcomes == [(list(range(300)), None)]
