"""Looking up: exact tier first, then the nearest questions, best first, until one may be served."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hexcache.application.monitor import Tally
from hexcache.application.operations import Fetch, FetchAndSearch, Search, SearchMany, Touch
from hexcache.application.plans.embedding import given, vectors_of
from hexcache.application.plans.feedback import verdicts
from hexcache.application.plans.guarded import fail_open
from hexcache.application.plans.provisioning import ready
from hexcache.application.plans.verifying import REFUSED, verified
from hexcache.domain.decision import EXACT_SCORE, FIRST_LIMIT, Verdict, judge, judge_exact, wider
from hexcache.domain.errors import CorruptEntryError
from hexcache.domain.hit import Hit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hexcache.application.core import CacheCore
    from hexcache.application.operations import Plan
    from hexcache.application.request import Question
    from hexcache.domain.decision import Terms
    from hexcache.domain.entry import Candidate, Record
    from hexcache.domain.scope import Scope
    from hexcache.domain.vectors import Vector


@dataclass(slots=True)
class _Match:
    """A hit with the record that it came from."""

    hit: Hit
    record: Record


def lookup(core: CacheCore, question: Question, now: float) -> Plan[Hit | None]:
    """Return the answer to `question`, None where there is none that may be served."""
    tally = Tally(lookups=1)
    hit = yield from candidate(core, question, now, tally)
    tally.count(hit)
    core.monitor.add(tally)
    return hit


def candidate(core: CacheCore, question: Question, now: float, tally: Tally) -> Plan[Hit | None]:
    """Return what `lookup` returns, without counting it: whoever asks decides whether it is served."""
    return (yield from fail_open(core, _lookup(core, question, now, tally), None))


def lookup_many(core: CacheCore, questions: Sequence[Question], now: float) -> Plan[list[Hit | None]]:
    """Return the answer to each question of one scope: one read, one embedding call and one search for all."""
    tally = Tally(lookups=len(questions))
    hits: list[Hit | None] = [None] * len(questions)
    if questions:
        yield from fail_open(core, _lookup_many(core, questions, now, tally, hits), None)
    for hit in hits:
        tally.count(hit)
    core.monitor.add(tally)
    return hits


def _lookup(core: CacheCore, question: Question, now: float, tally: Tally) -> Plan[Hit | None]:
    vector = given(core, question.vector)
    if core.collection is None:
        yield from ready(core)
        vector = given(core, vector)
    if vector is None:
        vector = core.recent.get(question.query)
    terms = core.terms(question, now)
    record, found = yield from _read(core, question.scope, vector, terms)
    match = _exact(core, record, terms, tally)
    if match is None:
        if vector is None:
            (vector,) = yield from vectors_of(core, (question.query,), tally)
        if vector is not None:
            if found is None:
                found = yield Search(question.scope, vector, FIRST_LIMIT, now, terms.threshold)
            (said,) = (yield from verdicts(core, [terms], [found])) if core.consults else (None,)
            match = yield from _semantic(core, question.scope, vector, found, terms, tally, said)
    return None if match is None else (yield from _renewed(core, match, now))


def _read(
    core: CacheCore, scope: Scope, vector: Vector | None, terms: Terms
) -> Plan[tuple[Record | None, list[Candidate] | None]]:
    """Return the question's own row, and the nearest ones where they cost no round trip of their own.

    They do not where the vector is there already; but a row that was there lately is read alone, because the server
    would search in vain.
    """
    document_id = core.document_id(terms.query, scope)
    found: list[Candidate] | None = None
    if vector is None or document_id in core.known:
        (record,) = yield Fetch((document_id,), terms.now)
    else:
        search = (scope, vector, FIRST_LIMIT, terms.now, terms.threshold)
        (record,), found = yield FetchAndSearch((document_id,), *search)
    (core.known.discard if record is None else core.known.add)(document_id)
    return record, found


def _lookup_many(
    core: CacheCore, questions: Sequence[Question], now: float, tally: Tally, hits: list[Hit | None]
) -> Plan[None]:
    """Fill `hits` in place, so that what was found before a failure is kept."""
    yield from ready(core)
    scope = questions[0].scope
    terms = [core.terms(question, now) for question in questions]
    records = yield Fetch([core.document_id(question.query, scope) for question in questions], now)
    for index, record in enumerate(records):
        match = _exact(core, record, terms[index], tally)
        if match is not None:
            hits[index] = yield from _renewed(core, match, now)
    missed = [index for index, hit in enumerate(hits) if hit is None]
    vectors = yield from vectors_of(core, [questions[index].query for index in missed], tally)
    asked = [(index, vector) for index, vector in zip(missed, vectors, strict=True) if vector is not None]
    if asked:
        results = yield SearchMany(scope, [vector for _, vector in asked], FIRST_LIMIT, now, terms[0].threshold)
        said: Sequence[dict[str, bool] | None] = [None] * len(asked)
        if core.consults:
            said = yield from verdicts(core, [terms[index] for index, _ in asked], results)
        for (index, vector), found, about in zip(asked, results, said, strict=True):
            match = yield from _semantic(core, scope, vector, found, terms[index], tally, about)
            if match is not None:
                hits[index] = yield from _renewed(core, match, now)


def _exact(core: CacheCore, record: Record | None, terms: Terms, tally: Tally) -> _Match | None:
    """Return the match that the question's own row gives, None where it may not be served."""
    if record is None:
        return None
    verdict = judge_exact(record, terms)
    if verdict is Verdict.EXPIRED:
        tally.expired += 1
    return _matched(core, record, EXACT_SCORE, exact=True) if verdict is Verdict.HIT else None


def _semantic(
    core: CacheCore,
    scope: Scope,
    vector: Vector,
    found: Sequence[Candidate],
    terms: Terms,
    tally: Tally,
    said: Mapping[str, bool] | None,
) -> Plan[_Match | None]:
    """Walk the candidates, best first; ask for more while all were turned away and more may be above the threshold."""
    limit, seen = FIRST_LIMIT, set[str]()
    while True:
        for candidate in found:
            if candidate.record.document_id not in seen:
                seen.add(candidate.record.document_id)
                match = _judged(core, candidate, terms, tally, said)
                if match is not None and (yield from _may_be_served(core, match, terms, tally, said)):
                    return match
        more = wider(limit, found, terms.threshold)
        if more is None:
            return None
        limit = more
        found = yield Search(scope, vector, limit, terms.now, terms.threshold)
        if said is not None:
            (said,) = yield from verdicts(core, [terms], [found])


def _judged(
    core: CacheCore, candidate: Candidate, terms: Terms, tally: Tally, said: Mapping[str, bool] | None
) -> _Match | None:
    judgement = judge(candidate, terms, said.get(candidate.record.document_id) if said else None)
    if judgement.refusal is not None:
        tally.refusals.append(judgement.refusal.guard)
    elif judgement.verdict is Verdict.EXPIRED:
        tally.expired += 1
    if judgement.verdict is not Verdict.HIT:
        return None
    return _matched(core, candidate.record, candidate.score, exact=False)


def _may_be_served(
    core: CacheCore, match: _Match, terms: Terms, tally: Tally, said: Mapping[str, bool] | None
) -> Plan[bool]:
    """Return whether the verifier agrees, where there is one and nobody has confirmed the pair."""
    if (
        not core.verifies
        or (said and said.get(match.hit.document_id))
        or (yield from verified(core, terms.query, match.hit))
    ):
        return True
    tally.refusals.append(REFUSED.guard)
    return False


def _matched(core: CacheCore, record: Record, score: float, *, exact: bool) -> _Match | None:
    hit = decoded(core, record, score, exact=exact)
    return None if hit is None else _Match(hit, record)


def decoded(core: CacheCore, record: Record, score: float, *, exact: bool) -> Hit | None:
    """Return the hit with its value decoded, None where the value cannot be read back."""
    try:
        value = core.policy.codec.decode(record.value)
    except CorruptEntryError as error:
        core.monitor.erred(error)
        return None
    return Hit(
        value,
        record.document_id,
        score,
        exact,
        record.query,
        record.tags,
        record.metadata,
        record.created_at,
        record.expires_at,
    )


def _renewed(core: CacheCore, match: _Match, now: float) -> Plan[Hit]:
    """Return the hit, its lifetime renewed where the cache slides; a renewal that fails never loses the hit."""
    record = match.record
    later = core.policy.ttl.renewed(now, record.created_at, record.expires_at, record.ttl)
    if later is None:
        return match.hit
    kept = yield from fail_open(core, _touch(record.document_id, later, now), fallback=False)
    return replace(match.hit, expires_at=later) if kept else match.hit


def _touch(document_id: str, expires_at: float, now: float) -> Plan[bool]:
    kept: bool = yield Touch(document_id, expires_at, now)
    return kept
