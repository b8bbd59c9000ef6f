"""A node that keeps statements waiting comes last, until it answers."""

from __future__ import annotations

import pytest

from hexcache.adapters.outbound.cassandra import routing


class Fixed:
    def make_query_plan(self, keyspace=None, query=None):
        return iter("abc")


@pytest.fixture
def clock(monkeypatch):
    times = [0.0]
    monkeypatch.setattr(routing.time, "monotonic", lambda: times[0])
    return times


@pytest.fixture
def nodes(clock):
    return routing.SlowNodesLast(Fixed())


def plan(nodes):
    return "".join(nodes.make_query_plan("keyspace", None))


def test_without_a_slow_node_the_plan_is_the_clusters(nodes):
    nodes.answered(["a"])
    assert plan(nodes) == "abc"


def test_a_node_whose_statement_another_one_answered_comes_last(nodes):
    nodes.answered(["a", "b"])
    assert plan(nodes) == "bca"


def test_a_node_whose_statement_nobody_answered_comes_last(nodes):
    nodes.kept_waiting(["b"])
    assert plan(nodes) == "acb"


def test_a_node_that_answers_is_no_longer_slow(nodes):
    nodes.kept_waiting(["a", "b"])
    nodes.answered(["b"])
    assert plan(nodes) == "bca"


def test_after_a_rest_a_node_is_tried_again(nodes, clock):
    nodes.kept_waiting(["a"])
    clock[0] = 11.0
    assert plan(nodes) == "abc"


def test_where_all_are_slow_the_plan_is_the_clusters(nodes):
    nodes.kept_waiting("abc")
    assert plan(nodes) == "abc"
