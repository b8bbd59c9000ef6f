from __future__ import annotations

import pytest

from hexcache.adapters.outbound.redis.planner import Planner, Sizes, Way, prefers_graph

WALK = "=>{$HYBRID_POLICY: BATCHES; $EF_RUNTIME: 24}"
COMPARE = "=>{$HYBRID_POLICY: ADHOC_BF}"


def planner(*sizes):
    made = Planner(24, graph=True)
    if sizes:
        made.learn("s", 0.0, Sizes(*sizes))
    return made


@pytest.mark.parametrize(
    ("scope", "collection", "expected"),
    [
        (10, 20_000, False),
        (1_000, 20_000, False),
        (2_000, 20_000, False),
        (5_000, 20_000, True),
        (10_000, 10_000, True),
        (300, 300, False),
        (20_000, 1_000_000, True),
    ],
)
def test_the_cheaper_way_is_the_one_that_was_measured(scope, collection, expected):
    assert prefers_graph(scope, collection) is expected


def test_an_unknown_scope_is_searched_as_the_server_plans_and_asked_for():
    assert planner().choose("s", 0.0) == Way("", asks_scope=True)


def test_a_small_scope_never_asks_for_the_size_of_the_collection():
    assert planner(5).choose("s", 1.0) == Way(COMPARE)
    assert planner(5).choose("s", 11.0) == Way(COMPARE, asks_scope=True)


def test_a_large_scope_is_compared_until_the_collection_is_known():
    assert planner(10_000).choose("s", 1.0) == Way(COMPARE, asks_scope=True, asks_collection=True)
    assert planner(10_000, 10_000, 2).choose("s", 1.0) == Way(WALK)


def test_a_scope_that_is_the_only_one_is_walked_without_a_filter():
    made = planner(10_000, 10_000, 1)
    assert made.choose("s", 1.0) == Way("=>{$EF_RUNTIME: 24}", alone=True)
    made.crowded("s")
    assert made.choose("s", 1.0) == Way(WALK)


def test_sizes_are_asked_for_again_after_a_while():
    assert planner(10_000, 10_000, 2).choose("s", 9.0) == Way(WALK)
    assert planner(10_000, 10_000, 2).choose("s", 11.0) == Way(WALK, asks_scope=True, asks_collection=True)


def test_sizes_are_asked_for_again_after_much_was_written():
    made = planner(10)
    made.wrote("s", 500)
    assert not made.choose("s", 1.0).asks_scope
    made.wrote("s", 500)
    assert made.choose("s", 1.0).asks_scope


def test_a_clear_forgets_the_sizes():
    made = planner(10_000, 10_000, 2)
    made.forget()
    assert made.choose("s", 0.0).asks_scope


def test_a_flat_index_has_one_way():
    assert Planner(24, graph=False).choose("s", 0.0) == Way("")


def test_only_the_scopes_asked_for_last_are_remembered():
    made = planner()
    for number in range(10_001):
        made.learn(str(number), 0.0, Sizes(5))
    assert made.choose("0", 0.0).asks_scope
    assert not made.choose("10000", 0.0).asks_scope
