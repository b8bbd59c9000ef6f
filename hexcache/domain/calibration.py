"""Choosing a threshold that can be vouched for: the lowest whose precision is proved, on labelled pairs, to be enough.

A hit is a pair that scores at least the threshold and that no guard refuses; it is right where the pair is labelled the
same. For one threshold fixed beforehand the exact bound of Clopper and Pearson says what precision has been shown. To
look at many thresholds and take the lowest that passes would spend that guarantee many times over, so the thresholds
are a grid that is fixed before a label is seen, and the error that is allowed is shared out among them in equal parts
(Bonferroni): with a confidence of 0.95 and 25 thresholds each is tested with an error of 0.002.

Testing from the top down without correction would find a little more. It stops for good at a few wrong answers among
the highest scores, which is where opposite questions are, and it leaves no room for the noise of what comes later.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from hexcache.domain.binomial import at_least, lower_bound
from hexcache.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_LABELS: Final = 10_000_000
_MOST_THRESHOLDS: Final = 1_000
_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """A labelled pair of questions as a cache would see it.

    Attributes:
        score: how near the two are; NaN where one of them has no vector, which is never a hit.
        same: whether one answer serves both.
        refused: whether a guard objects.
    """

    score: float
    same: bool
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """What one threshold does to the pairs.

    Attributes:
        threshold: the lowest score that is served.
        hits: pairs that are served.
        right: those of them that are the same.
        bound: what the precision exceeds, with the confidence of all thresholds together.
    """

    threshold: float
    hits: int
    right: int
    bound: float

    @property
    def precision(self) -> float | None:
        """Right answers among hits, None where there is no hit."""
        return self.right / self.hits if self.hits else None


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked of a threshold.

    Attributes:
        target: the lowest precision that is enough, between 0 and 1.
        confidence: the probability of keeping the promise, between 0 and 1.
        thresholds: the grid that is looked at, fixed before a label is seen.
    """

    target: float
    confidence: float
    thresholds: tuple[float, ...]

    @property
    def error(self) -> float:
        """The error that each threshold is tested with."""
        return (1.0 - self.confidence) / len(self.thresholds)


def demand(
    target: float, confidence: float = 0.95, lowest: float = 0.50, highest: float = 0.98, step: float = 0.02
) -> Demand:
    """Return the demand, its grid from `highest` down to `lowest`.

    Raises:
        InvalidInputError: a number is out of its range, or the grid is empty or has more than 1,000 thresholds.
    """
    for name, share in (("target", target), ("confidence", confidence)):
        if not 0.0 < share < 1.0:
            raise InvalidInputError(f"{name} must be between 0 and 1, got {share!r}; give a share such as 0.95")
    if not (math.isfinite(lowest) and math.isfinite(highest) and lowest <= highest and 0.0 < step < math.inf):
        raise InvalidInputError(
            f"the thresholds from {lowest!r} to {highest!r} in steps of {step!r} are none; "
            "give a lowest that is below the highest, and a step above 0"
        )
    number = math.floor((highest - lowest) / step + 1e-6) + 1
    if number > _MOST_THRESHOLDS:
        raise InvalidInputError(f"{number!r} thresholds are too many to tell apart; give a wider step than {step!r}")
    return Demand(target, confidence, tuple(round(highest - index * step, _DIGITS) for index in range(number)))


def curve(pairs: Sequence[ScoredPair], wanted: Demand, *, guards: bool = True) -> list[Point]:
    """Return what each threshold of the grid does, in the grid's order; `guards=False` ignores what guards say."""
    scores = np.array([pair.score for pair in pairs], dtype=np.float64)
    same = np.array([pair.same for pair in pairs], dtype=bool)
    let_pass = ~np.array([guards and pair.refused for pair in pairs], dtype=bool)
    points = []
    for threshold in wanted.thresholds:
        hit = (scores >= threshold) & let_pass
        hits, right = int(hit.sum()), int((hit & same).sum())
        points.append(Point(threshold, hits, right, lower_bound(right, hits, wanted.error)))
    return points


def chosen(points: Sequence[Point], wanted: Demand) -> Point | None:
    """Return the lowest threshold whose bound meets the target, None to abstain."""
    passed = [point for point in points if point.bound >= wanted.target]
    return min(passed, key=lambda point: point.threshold, default=None)


def labels_missing(points: Sequence[Point], wanted: Demand, pairs: int) -> int | None:
    """Return about how many more labelled pairs of this kind would let some threshold pass.

    None where no number would: no threshold's precision exceeds the target on these pairs.
    """
    numbers = [needed for point in points if (needed := _labels_needed(point, wanted, pairs)) is not None]
    return max(1, min(numbers) - pairs) if numbers else None


def _labels_needed(point: Point, wanted: Demand, pairs: int) -> int | None:
    """Return how many pairs it takes until the bound meets the target, if hits and right ones keep their shares."""
    precision = point.precision
    if precision is None or precision <= wanted.target:
        return None
    low, high = point.hits, point.hits * 2
    while not _passes(precision, high, wanted):
        low, high = high, high * 2
        if high > _MOST_LABELS:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _passes(precision, middle, wanted) else (middle, high)
    return math.ceil(high * pairs / point.hits)


def _passes(precision: float, hits: int, wanted: Demand) -> bool:
    return at_least(precision * hits, hits, wanted.target) <= wanted.error
