from __future__ import annotations

import pytest

from hexcache.adapters.outbound.redis.planner import Planner, prefers_graph

WALK = "=>{$HYBRID_POLICY: BATCHES; $EF_RUNTIME: 24}"
COMPARE = "=>{$HYBRID_POLICY: ADHOC_BF}"


def learnt(scope, collection, now=0.0):
    planner = Planner(24, graph=True)
    planner.learn("s", now, scope, None)
    planner.learn("s", now, None, collection)
    return planner


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
    way = Planner(24, graph=True).choose("s", 0.0)
    assert (way.attributes, way.asks_scope, way.asks_collection) == ("", True, False)


def test_a_small_scope_never_asks_for_the_size_of_the_collection():
    planner = Planner(24, graph=True)
    planner.learn("s", 0.0, 5, None)
    assert planner.choose("s", 1.0) == type(planner.choose("s", 1.0))(COMPARE)


def test_a_large_scope_is_compared_until_the_collection_is_known():
    planner = Planner(24, graph=True)
    planner.learn("s", 0.0, 10_000, None)
    assert planner.choose("s", 1.0).attributes == COMPARE
    assert planner.choose("s", 1.0).asks_collection
    planner.learn("s", 1.0, None, 10_000)
    way = planner.choose("s", 2.0)
    assert (way.attributes, way.asks_scope, way.asks_collection) == (WALK, False, False)


def test_sizes_are_asked_for_again_after_a_while():
    planner = learnt(10_000, 10_000)
    assert not planner.choose("s", 9.0).asks_scope
    way = planner.choose("s", 11.0)
    assert (way.attributes, way.asks_scope, way.asks_collection) == (WALK, True, True)


def test_sizes_are_asked_for_again_after_much_was_written():
    planner = learnt(10, 10)
    planner.wrote("s", 500)
    assert not planner.choose("s", 1.0).asks_scope
    planner.wrote("s", 500)
    assert planner.choose("s", 1.0).asks_scope


def test_a_clear_forgets_the_sizes():
    planner = learnt(10_000, 10_000)
    planner.forget()
    assert planner.choose("s", 0.0).asks_scope


def test_a_flat_index_has_one_way():
    way = Planner(24, graph=False).choose("s", 0.0)
    assert (way.attributes, way.asks_scope, way.asks_collection) == ("", False, False)


def test_only_the_scopes_asked_for_last_are_remembered():
    planner = Planner(24, graph=True)
    for number in range(10_001):
        planner.learn(str(number), 0.0, 5, None)
    assert planner.choose("0", 0.0).asks_scope
    assert not planner.choose("10000", 0.0).asks_scope
