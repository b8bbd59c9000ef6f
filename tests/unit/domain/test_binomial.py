"""Exact bounds on a share: known values, and the definition itself by counting."""

from __future__ import annotations

import math

import pytest

from hexcache.domain.binomial import at_least, incomplete_beta, interval, lower_bound, upper_bound


def tail(right, total, share):
    """Return P(X >= right) as the sum that it is."""
    return math.fsum(math.comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(right, total + 1))


@pytest.mark.parametrize("total", [1, 7, 40, 200])
@pytest.mark.parametrize("share", [0.001, 0.2, 0.5, 0.93, 0.999])
def test_the_tail_is_the_sum_of_its_terms(total, share):
    for right in range(total + 1):
        assert at_least(right, total, share) == pytest.approx(tail(right, total, share), rel=1e-6, abs=1e-100)


@pytest.mark.parametrize(
    ("right", "total", "bounds"),
    [(5, 10, (0.1871, 0.8129)), (81, 263, (0.2527, 0.3676)), (0, 20, (0.0, 0.1684)), (29, 29, (0.8806, 1.0))],
)
def test_two_sided_intervals_are_those_of_published_tables(right, total, bounds):
    assert interval(right, total, 0.95) == pytest.approx(bounds, abs=5e-5)


def test_a_perfect_record_is_bounded_by_its_closed_form():
    for total in (1, 10, 59, 1_000, 100_000):
        assert lower_bound(total, total, 0.05) == pytest.approx(0.05 ** (1 / total), rel=1e-12)


def test_the_bound_is_the_share_at_which_the_record_has_the_error_as_its_probability():
    for right, total in ((90, 100), (4_980, 5_000), (3, 1_000)):
        assert at_least(right, total, lower_bound(right, total, 0.002)) == pytest.approx(0.002, rel=1e-9)


def test_the_upper_bound_mirrors_the_lower_one():
    assert upper_bound(3, 50, 0.05) == pytest.approx(1 - lower_bound(47, 50, 0.05))


def test_no_trial_and_no_success_bound_nothing():
    assert lower_bound(0, 0, 0.05) == 0.0
    assert lower_bound(0, 50, 0.05) == 0.0
    assert upper_bound(0, 0, 0.05) == 1.0


def test_the_incomplete_beta_function_ends_at_zero_and_one():
    assert (incomplete_beta(2, 3, 0.0), incomplete_beta(2, 3, 1.0)) == (0.0, 1.0)
