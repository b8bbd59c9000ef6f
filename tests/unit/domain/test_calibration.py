"""Choosing a threshold: what is promised is kept, and what cannot be promised is not."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hexcache.domain.binomial import lower_bound
from hexcache.domain.calibration import ScoredPair, chosen, curve, demand, labels_missing
from hexcache.domain.errors import InvalidInputError


def made(rng, number):
    """Return pairs whose chance of being the same rises with their score, from 0.5 at 0.5 to 1 at 1."""
    scores = rng.uniform(0.4, 1.0, number)
    return [ScoredPair(score, bool(rng.random() < precision_at(score))) for score in scores]


def precision_at(score):
    return min(1.0, max(0.0, score))


def precision_above(threshold):
    """Return the true precision of a threshold under `made`: the mean chance between it and 1."""
    return (threshold + 1.0) / 2


def test_the_grid_runs_down_from_the_highest_threshold_and_includes_both_ends():
    assert demand(0.9, lowest=0.7, highest=0.9, step=0.1).thresholds == (0.9, 0.8, 0.7)
    assert len(demand(0.9).thresholds) == 25


def test_the_error_is_shared_among_the_thresholds():
    assert demand(0.9, 0.95).error == pytest.approx(0.05 / 25)


@pytest.mark.parametrize(
    "numbers",
    [
        {"target": 1.0},
        {"target": math.nan},
        {"confidence": 0.0},
        {"lowest": 0.9, "highest": 0.8},
        {"step": 0.0},
        {"step": -0.1},
        {"step": math.inf},
        {"lowest": -math.inf},
        {"step": 1e-9},
    ],
)
def test_a_demand_that_makes_no_sense_is_refused(numbers):
    with pytest.raises(InvalidInputError, match="give"):
        demand(**{"target": 0.9} | numbers)


def test_a_pair_that_a_guard_refuses_or_that_has_no_vector_is_no_hit():
    pairs = [ScoredPair(0.9, same=True), ScoredPair(0.9, same=False, refused=True), ScoredPair(math.nan, same=True)]
    (point,) = curve(pairs, demand(0.9, lowest=0.8, highest=0.8))
    assert (point.hits, point.right) == (1, 1)


def test_without_guards_their_refusals_do_not_count():
    pairs = [ScoredPair(0.9, same=True), ScoredPair(0.9, same=False, refused=True)]
    (point,) = curve(pairs, demand(0.9, lowest=0.8, highest=0.8), guards=False)
    assert (point.hits, point.precision) == (2, 0.5)


def test_a_score_equal_to_the_threshold_is_a_hit():
    (point,) = curve([ScoredPair(0.8, same=True)], demand(0.9, lowest=0.8, highest=0.8))
    assert point.hits == 1


def test_the_lowest_threshold_whose_bound_meets_the_target_is_chosen():
    pairs = (
        [ScoredPair(0.95, same=True)] * 500 + [ScoredPair(0.75, same=True)] * 500 + [ScoredPair(0.55, same=False)] * 500
    )
    wanted = demand(0.95, lowest=0.5, highest=0.9, step=0.1)
    best = chosen(curve(pairs, wanted), wanted)
    assert best is not None
    assert (best.threshold, best.hits) == (0.6, 1_000)
    assert best.bound == lower_bound(1_000, 1_000, wanted.error)


def test_wrong_answers_among_the_highest_scores_do_not_end_the_search():
    pairs = [ScoredPair(0.99, same=False)] * 2 + [ScoredPair(0.8, same=True)] * 2_000
    wanted = demand(0.95)
    assert chosen(curve(pairs, wanted), wanted).threshold < 0.8


def test_no_pair_is_no_choice_and_no_promise():
    wanted = demand(0.95)
    points = curve([], wanted)
    assert chosen(points, wanted) is None
    assert labels_missing(points, wanted, 0) is None


def test_with_as_many_labels_as_were_missing_a_threshold_is_chosen():
    wanted = demand(0.95)
    few = [ScoredPair(0.9, same=True)] * 30
    points = curve(few, wanted)
    assert chosen(points, wanted) is None
    missing = labels_missing(points, wanted, len(few))
    enough = few + [ScoredPair(0.9, same=True)] * missing
    assert chosen(curve(enough, wanted), wanted) is not None
    assert chosen(curve(enough[:-1], wanted), wanted) is None


def test_no_number_of_labels_is_missing_where_none_would_do():
    wanted = demand(0.95)
    pairs = [ScoredPair(0.9, same=index % 2 == 0) for index in range(100)]
    assert labels_missing(curve(pairs, wanted), wanted, 100) is None


def test_the_true_precision_misses_the_target_no_more_often_than_the_confidence_allows():
    rng = np.random.default_rng(7)
    wanted = demand(0.85, 0.9, lowest=0.5, highest=0.95, step=0.05)
    choices = [chosen(curve(made(rng, 1_500), wanted), wanted) for _ in range(200)]
    missed = [best for best in choices if best is not None and precision_above(best.threshold) < wanted.target]
    assert sum(best is not None for best in choices) > 150
    assert len(missed) <= 0.1 * len(choices)
