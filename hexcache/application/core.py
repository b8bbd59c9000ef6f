"""What every plan of one cache shares: policy, embedder's passport, remembered vectors, counters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hexcache.application.monitor import Monitor
from hexcache.application.recent import RecentIds, RecentVectors
from hexcache.domain.decision import Terms
from hexcache.domain.keys import document_id
from hexcache.domain.window import InputWindow

if TYPE_CHECKING:
    from collections.abc import Callable

    from hexcache.application.policy import Policy
    from hexcache.application.request import Question
    from hexcache.domain.collection import Collection, Passport
    from hexcache.domain.scope import Scope


@dataclass(slots=True)
class CacheCore:
    """The state of one cache object, without its ports.

    Attributes:
        policy: what the cache was told to do.
        read_passport: the embedder's passport, read anew because a dimension may be learnt late.
        window: what the embedder reads of one text.
        recent: the vectors of the queries embedded last.
        known: ids of rows that were there when they were last heard of.
        collection: what the store has on record; None until it was provisioned.
        verifies: whether a verifier has the last word on a semantic hit.
        consults: whether what people said is asked for before an answer is served.
    """

    policy: Policy
    read_passport: Callable[[], Passport]
    window: InputWindow
    recent: RecentVectors
    known: RecentIds
    monitor: Monitor = field(default_factory=Monitor)
    collection: Collection | None = None
    verifies: bool = False
    consults: bool = False

    @classmethod
    def of(
        cls, policy: Policy, read_passport: Callable[[], Passport], count_tokens: Callable[[str], int] | None
    ) -> CacheCore:
        """Return the state for a cache with `policy` and this embedder."""
        window = InputWindow(read_passport().window, policy.window_characters, count_tokens)
        recent, known = RecentVectors(policy.remembered), RecentIds(policy.remembered)
        return cls(policy, read_passport, window, recent, known, consults=policy.feedback is True)

    @property
    def dimension(self) -> int | None:
        """The dimension that vectors must have; None while nobody knows it."""
        return self.collection.dimension if self.collection else self.read_passport().dimension

    def document_id(self, query: str, scope: Scope) -> str:
        """Return the id of the row for `query` in `scope`."""
        return document_id(self.policy.encode_key(query), scope.key)

    def terms(self, question: Question, now: float) -> Terms:
        """Return what a row must meet to be served to `question`."""
        threshold = self.policy.threshold if question.threshold is None else question.threshold
        scope, guards = question.scope, self.policy.guards
        return Terms(question.query, scope.key, threshold, question.max_age, now, guards, scope.tenant)
