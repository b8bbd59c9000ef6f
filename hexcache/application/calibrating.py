"""From labelled pairs to a certified threshold: what a cache with this embedder and these rules would do with them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hexcache.application.embedding import embed_queries
from hexcache.domain.calibration import ScoredPair, chosen, curve, labels_missing
from hexcache.domain.certificate import Certificate, guard_names
from hexcache.domain.errors import ConfigurationError
from hexcache.domain.similarity import score
from hexcache.domain.vectors import admit_many
from hexcache.domain.window import InputWindow
from hexcache.ports.embedder import CountsTokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hexcache.application.policy import Policy
    from hexcache.domain.calibration import Demand, Point
    from hexcache.domain.feedback import LabelledPair
    from hexcache.domain.vectors import Vector
    from hexcache.ports.embedder import Embedder


@dataclass(frozen=True, slots=True)
class Result:
    """What a calibration found.

    Attributes:
        demand: what was asked for.
        pairs: how many pairs were looked at.
        same: how many of them are labelled the same.
        guarded: what each threshold does, with the guards.
        bare: the same without guards.
        chosen: the threshold to use; None to abstain.
        missing: about how many more labels would do; None where none are missing, or where no number would do.
    """

    demand: Demand
    pairs: int
    same: int
    guarded: list[Point]
    bare: list[Point]
    chosen: Point | None
    missing: int | None


class PairScorer:
    """Scores labelled pairs as a cache with this embedder and this policy scores two questions."""

    def __init__(self, embedder: Embedder, policy: Policy) -> None:
        count_tokens = embedder.count_tokens if isinstance(embedder, CountsTokens) else None
        self._embedder = embedder
        self._policy = policy
        self._window = InputWindow(embedder.passport.window, policy.window_characters, count_tokens)

    def score(self, pairs: Sequence[LabelledPair]) -> list[ScoredPair]:
        """Return the pairs scored, each text embedded once."""
        vectors = self._vectors(dict.fromkeys(text for pair in pairs for text in (pair.a, pair.b)))
        return [self._scored(pair, vectors) for pair in pairs]

    def _vectors(self, texts: dict[str, None]) -> dict[str, Vector]:
        fit = [text for text in texts if self._window.refuses(text) is None]
        if not fit:
            return {}
        matrix = embed_queries(self._embedder, fit)
        dimension = self._embedder.passport.dimension
        return dict(zip(fit, admit_many(matrix, len(fit), dimension, self._policy.similarity), strict=True))

    def _scored(self, pair: LabelledPair, vectors: dict[str, Vector]) -> ScoredPair:
        a, b = vectors.get(pair.a), vectors.get(pair.b)
        near = math.nan if a is None or b is None else score(self._policy.similarity, a, b)
        return ScoredPair(near, pair.same, self._policy.guards(pair.a, pair.b) is not None)


def calibrated(pairs: Sequence[ScoredPair], wanted: Demand) -> Result:
    """Return what the pairs say about every threshold, and the one to use, if any."""
    guarded = curve(pairs, wanted)
    best = chosen(guarded, wanted)
    return Result(
        demand=wanted,
        pairs=len(pairs),
        same=sum(pair.same for pair in pairs),
        guarded=guarded,
        bare=curve(pairs, wanted, guards=False),
        chosen=best,
        missing=labels_missing(guarded, wanted, len(pairs)) if best is None else None,
    )


def certificate(result: Result, embedder: Embedder, policy: Policy, *, made_at: str, made_with: str) -> Certificate:
    """Return the certificate of the threshold that was chosen.

    Raises:
        ConfigurationError: none was.
    """
    best, passport = result.chosen, embedder.passport
    if best is None or passport.dimension is None:
        raise ConfigurationError("no threshold was chosen, so there is nothing to certify; give more labelled pairs")
    return Certificate(
        threshold=best.threshold,
        target=result.demand.target,
        confidence=result.demand.confidence,
        pairs=result.pairs,
        hits=best.hits,
        right=best.right,
        bound=best.bound,
        thresholds=len(result.demand.thresholds),
        similarity=policy.similarity,
        provider=passport.provider,
        model=passport.model,
        dimension=passport.dimension,
        guards=policy.guards.name,
        guard_names=guard_names(policy.guards),
        made_at=made_at,
        made_with=made_with,
    )
