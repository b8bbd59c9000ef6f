"""Exact bounds on a share, from how often something was so among how many: Clopper and Pearson's, without scipy.

The tail of a binomial distribution is a regularised incomplete beta function, P(X >= k) = I_p(k, n - k + 1), which is
computed here as a continued fraction; the bound is the p at which that tail is the error that is allowed.
"""

from __future__ import annotations

import math
from typing import Final

_TERMS: Final = 10_000
_TINY: Final = 1e-300
_CLOSE: Final = 1e-14
_HALVINGS: Final = 60


def lower_bound(right: float, total: int, error: float) -> float:
    """Return what the true share exceeds, except with probability `error`: one-sided Clopper-Pearson, exact.

    Args:
        right: how often it was so, at most `total`; a fraction is allowed, for planning.
        total: how often it was looked at; 0 gives the bound 0.0, which says nothing.
        error: the probability of being wrong that is allowed, between 0 and 1.
    """
    if right <= 0 or total <= 0:
        return 0.0
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if at_least(right, total, middle) < error:
            low = middle
        else:
            high = middle
    return low


def upper_bound(right: float, total: int, error: float) -> float:
    """Return what the true share stays under, except with probability `error`; see `lower_bound`."""
    return 1.0 - lower_bound(total - right, total, error)


def interval(right: float, total: int, confidence: float) -> tuple[float, float]:
    """Return the two-sided Clopper-Pearson interval of a share."""
    error = (1.0 - confidence) / 2
    return lower_bound(right, total, error), upper_bound(right, total, error)


def at_least(right: float, total: int, share: float) -> float:
    """Return the probability that at least `right` of `total` are so, where each is so with probability `share`."""
    if right <= 0:
        return 1.0
    if right > total:
        return 0.0
    return incomplete_beta(right, total - right + 1, share)


def incomplete_beta(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b), for positive a and b and x within [0, 1]."""
    if x <= 0.0 or x >= 1.0:
        return float(x >= 1.0)
    if x > (a + 1.0) / (a + b + 2.0):  # where the fraction converges slowly, the other tail converges fast
        return 1.0 - incomplete_beta(b, a, 1.0 - x)
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(front) * _fraction(a, b, x) / a


def _fraction(a: float, b: float, x: float) -> float:
    """Return the continued fraction of the incomplete beta function, by the modified method of Lentz."""
    c, d = 1.0, 1.0 / _away_from_zero(1.0 - (a + b) * x / (a + 1.0))
    product = d
    for m in range(1, _TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        for step in (even, odd):
            d = 1.0 / _away_from_zero(1.0 + step * d)
            c = _away_from_zero(1.0 + step / c)
            product *= c * d
        if abs(c * d - 1.0) < _CLOSE:
            break
    return product


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
