"""Saying why: the same decisions as a lookup, with nothing left out and nothing counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hexcache.application.monitor import Tally
from hexcache.application.operations import Count, Fetch, Search
from hexcache.application.plans.embedding import given, vectors_of
from hexcache.application.plans.feedback import verdicts
from hexcache.application.plans.lookup import decoded
from hexcache.application.plans.provisioning import ready
from hexcache.application.plans.verifying import REFUSED, verified
from hexcache.domain.decision import EXACT_SCORE, LAST_LIMIT, Judgement, Verdict, judge, judge_exact
from hexcache.domain.hit import ExplainedCandidate, Explanation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hexcache.application.core import CacheCore
    from hexcache.application.operations import Plan
    from hexcache.application.request import Question
    from hexcache.domain.decision import Terms
    from hexcache.domain.entry import Candidate, Record
    from hexcache.domain.hit import Hit


def explain(core: CacheCore, question: Question, now: float) -> Plan[Explanation]:
    """Return every candidate with its score and verdict, and why `question` hits or misses.

    A failing store or embedder is raised whatever `on_error` says, because it is the explanation.
    """
    given(core, question.vector)
    yield from ready(core)
    terms = core.terms(question, now)
    (record,) = yield Fetch([core.document_id(question.query, question.scope)], now)
    unfit = None if question.vector is not None else core.window.refuses(question.query)
    found = [] if unfit else (yield from _search(core, question, now))
    (said,) = (yield from verdicts(core, [terms], [found])) if core.consults else ({},)
    judgements = [judge(candidate, terms, said.get(candidate.record.document_id)) for candidate in found]
    if core.verifies:
        yield from _verify(core, question.query, judgements, said)
    total = None if found or record else (yield Count(now))
    return _explanation(core, question, terms, record, judgements, unfit, total)


def _search(core: CacheCore, question: Question, now: float) -> Plan[list[Candidate]]:
    vector = given(core, question.vector)
    if vector is None:
        (vector,) = yield from vectors_of(core, [question.query], Tally())
    found: list[Candidate] = [] if vector is None else (yield Search(question.scope, vector, LAST_LIMIT, now, None))
    return found


def _verify(core: CacheCore, asked: str, judgements: list[Judgement], said: Mapping[str, bool]) -> Plan[None]:
    """Ask the verifier as a lookup does, and put its refusals in place, until it lets one pass."""
    for index, judgement in enumerate(judgements):
        record = judgement.candidate.record
        if judgement.verdict is not Verdict.HIT:
            continue
        hit = decoded(core, record, judgement.candidate.score, exact=False)
        if hit is None:
            continue
        if said.get(record.document_id) or (yield from verified(core, asked, hit)):
            return
        judgements[index] = Judgement(judgement.candidate, Verdict.REFUSED, REFUSED)


def _explanation(
    core: CacheCore,
    question: Question,
    terms: Terms,
    record: Record | None,
    judgements: Sequence[Judgement],
    unfit: str | None,
    total: int | None,
) -> Explanation:
    exact = None if record is None else judge_exact(record, terms)
    hit = _hit(core, record, exact, judgements)
    return Explanation(
        query=question.query,
        scope=question.scope,
        threshold=terms.threshold,
        similarity=str(core.policy.similarity),
        guards=core.policy.guards.name,
        exact=exact,
        candidates=tuple(_explained(judgement) for judgement in judgements),
        hit=hit,
        reason=_reason(hit, exact, judgements, unfit, total),
        searched=unfit is None,
        entries_in_collection=total,
    )


def _hit(core: CacheCore, record: Record | None, exact: Verdict | None, judgements: Sequence[Judgement]) -> Hit | None:
    if record is not None and exact is Verdict.HIT:
        hit = decoded(core, record, EXACT_SCORE, exact=True)
        if hit is not None:
            return hit
    for judgement in judgements:
        if judgement.verdict is Verdict.HIT:
            hit = decoded(core, judgement.candidate.record, judgement.candidate.score, exact=False)
            if hit is not None:
                return hit
    return None


def _explained(judgement: Judgement) -> ExplainedCandidate:
    record, refusal = judgement.candidate.record, judgement.refusal
    return ExplainedCandidate(
        document_id=record.document_id,
        query=record.query,
        score=judgement.candidate.score,
        verdict=judgement.verdict,
        guard=refusal.guard if refusal else None,
        reason=refusal.reason if refusal else None,
        created_at=record.created_at,
        expires_at=record.expires_at,
    )


def _reason(
    hit: Hit | None, exact: Verdict | None, judgements: Sequence[Judgement], unfit: str | None, total: int | None
) -> str:
    """Return one sentence that says why it hit or missed."""
    if hit is not None and hit.exact:
        return "This very question is cached in this scope."
    if hit is not None:
        return f"A cached question scores {hit.score:.4f}, at or above the threshold, and no guard objects."
    if unfit is not None:
        return f"No entry has this very question, and its vector was not searched: {unfit}."
    if not judgements:
        return _empty_scope(exact, total)
    return _nearest(judgements)


def _empty_scope(exact: Verdict | None, total: int | None) -> str:
    if exact is not None:
        return f"The entry of this very question may not be served: {exact}. No other entry is in this scope."
    if total:
        return (
            f"This scope is empty, and the collection holds {total} entries in other scopes: compare tenant, model and "
            "context with those that the answers were stored under."
        )
    return "The collection is empty."


def _nearest(judgements: Sequence[Judgement]) -> str:
    best = judgements[0]
    above = [judgement for judgement in judgements if judgement.verdict is not Verdict.BELOW_THRESHOLD]
    if not above:
        return f"The nearest cached question scores {best.candidate.score:.4f}, below the threshold."
    why = above[0].refusal.guard if above[0].refusal else str(above[0].verdict)
    return f"{len(above)} cached questions reach the threshold and none may be served; the nearest: {why}."
