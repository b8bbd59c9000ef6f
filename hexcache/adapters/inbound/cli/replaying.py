"""Replaying questions against a cache, one after the other, and saying what became of each."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from hexcache.adapters.inbound.cli.answering import AnswerError
from hexcache.adapters.inbound.cli.questions import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hexcache.adapters.inbound.cli.questions import Row
    from hexcache.application.semantic_cache import SemanticCache
    from hexcache.domain.hit import Hit, Stats
    from hexcache.domain.scope import Scope


@dataclass(frozen=True, slots=True)
class Played:
    """What became of one row.

    Attributes:
        row: the row.
        outcome: hit or miss, and of which kind.
        lookup_seconds: how long the lookup took.
        score: the hit's score; of a miss the nearest question's, where that was asked for.
        answer_seconds: how long the model took; None for a hit.
        guards: who turned candidates away, one name for each refusal.
        answered: whether there was an answer.
        answerable: whether a question with its label was stored before.
        right: whether the question that it was answered by has its label; None where one of them has none.
    """

    row: Row
    outcome: Outcome
    lookup_seconds: float
    score: float | None
    answer_seconds: float | None = None
    guards: tuple[str, ...] = ()
    answered: bool = True
    answerable: bool = False
    right: bool | None = None


class Labels:
    """Remembers the label of each question that was stored, and judges hits by them."""

    def __init__(self) -> None:
        self._of: dict[str, str] = {}
        self._known: set[str] = set()

    def judged(self, played: Played, hit: Hit | None) -> Played:
        """Return what became of a row with what its label says, and remember the label where the row was stored."""
        label = played.row.label
        if label is None:
            return played
        answerable = label in self._known
        if hit is None:
            if played.answered:
                self._of[played.row.question] = label
                self._known.add(label)
            return replace(played, answerable=answerable)
        stored = self._of.get(hit.query)
        return replace(played, answerable=answerable, right=None if stored is None else stored == label)


@dataclass(slots=True)
class Player:
    """Plays rows, one after the other, as a service would: look up, and on a miss answer and store.

    Attributes:
        cache: the cache.
        answer: gives the answer to a row.
        scope: where to look and to store.
        options: more arguments of `update`.
        nearest: also find the score of the nearest question of a miss; costs a second search.
    """

    cache: SemanticCache
    answer: Callable[[Row], str]
    scope: Scope
    options: dict[str, Any] = field(default_factory=dict)
    nearest: bool = False
    labels: Labels | None = None

    def play(self, rows: Iterable[Row]) -> Iterator[Played]:
        """Yield what becomes of each row."""
        before = self.cache.stats()
        for row in rows:
            start = time.perf_counter()
            hit = self.cache.lookup(row.question, scope=self.scope)
            seconds = time.perf_counter() - start
            after = self.cache.stats()
            guards = tuple(_refusals(before, after).elements())
            before = after
            if hit is not None:
                played = Played(row, _kind(hit), seconds, hit.score, guards=guards)
            else:
                played = self._missed(row, seconds, guards)
            yield played if self.labels is None else self.labels.judged(played, hit)

    def _missed(self, row: Row, seconds: float, guards: tuple[str, ...]) -> Played:
        outcome = Outcome.REFUSED if guards else Outcome.MISS
        score = self._nearest_score(row) if self.nearest else None
        start = time.perf_counter()
        try:
            answer = self.answer(row)
        except AnswerError:
            return Played(row, outcome, seconds, score, time.perf_counter() - start, guards, answered=False)
        answer_seconds = time.perf_counter() - start
        self.cache.update(row.question, answer, scope=self.scope, **self.options)
        return Played(row, outcome, seconds, score, answer_seconds, guards)

    def _nearest_score(self, row: Row) -> float | None:
        candidates = self.cache.explain(row.question, scope=self.scope).candidates
        return candidates[0].score if candidates else None


def _kind(hit: Hit) -> Outcome:
    return Outcome.EXACT if hit.exact else Outcome.SEMANTIC


def _refusals(before: Stats, after: Stats) -> Counter[str]:
    return Counter(after.refusals) - Counter(before.refusals)
