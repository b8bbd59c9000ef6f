"""Remembering what people say about a hit, and asking before the next one is served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hexcache.application.operations import Fetch, Put
from hexcache.application.plans.provisioning import ready
from hexcache.domain.errors import ConfigurationError, InvalidInputError
from hexcache.domain.feedback import (
    LabelledPair,
    pair_of,
    verdict_entries,
    verdict_query,
    verdict_scope,
    verdict_scopes,
)
from hexcache.domain.keys import scope_key_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hexcache.application.core import CacheCore
    from hexcache.application.operations import Plan
    from hexcache.domain.decision import Terms
    from hexcache.domain.entry import Candidate, Record
    from hexcache.domain.scope import Scope

    Said = dict[str, bool]
    """What was said about some candidates, by their ids."""

    _Asked = dict[str, Candidate]
    """Candidates by the ids of the verdicts on them."""


def remember(
    core: CacheCore, document_id: str, asked: str, now: float, *, same: bool, scope: Scope | None = None
) -> Plan[bool]:
    """Remember that `asked` may, or may not, be answered by this entry; False where there is no such entry.

    Raises:
        ConfigurationError: feedback is off.
        InvalidInputError: it is the entry of that very question, or of another scope.
    """
    if core.policy.feedback is False:
        raise ConfigurationError("feedback is off, so nothing would ask for it; set cache.feedback to 'auto' or 'on'")
    scope_key = scope_key_of(document_id)
    if scope is not None and scope.key != scope_key:
        raise InvalidInputError(f"{document_id!r} is not of {scope!r}; give the scope that the hit was found in")
    yield from ready(core)
    (record,) = yield Fetch((document_id,), now)
    if record is None:
        return False
    if record.query == asked:
        raise InvalidInputError(f"{document_id!r} is the entry of that very question; delete it if its answer is wrong")
    pair = LabelledPair(asked, record.query, same)
    kept_in = verdict_scope(scope_key, scope.tenant if scope else "")
    yield Put(verdict_entries(pair, kept_in, now, core.document_id))
    core.consults = True
    return True


def verdicts(core: CacheCore, terms: Sequence[Terms], found: Sequence[Sequence[Candidate]]) -> Plan[list[Said]]:
    """Return, for each question, what was said about its candidates; one read for all of them."""
    asked = [_ids(core, question, candidates) for question, candidates in zip(terms, found, strict=True)]
    ids = [verdict_id for of_one in asked for verdict_id in of_one]
    records = (yield Fetch(ids, terms[0].now)) if ids else []
    rows: dict[str, Record] = {record.document_id: record for record in records if record is not None}
    return [_said(of_one, question.query, rows) for of_one, question in zip(asked, terms, strict=True)]


def _ids(core: CacheCore, terms: Terms, candidates: Sequence[Candidate]) -> _Asked:
    """Return the candidates that reach the threshold, by the ids of the verdicts on them."""
    scopes = verdict_scopes(terms.scope_key, terms.tenant)
    near = [candidate for candidate in candidates if candidate.score >= terms.threshold]
    return {
        core.document_id(verdict_query(each.record.query, terms.query), scope): each
        for each in near
        for scope in scopes
    }


def _said(asked: _Asked, query: str, rows: dict[str, Record]) -> Said:
    """Return what was said, of two verdicts on one candidate the later one."""
    said: Said = {}
    spoken = [(rows[verdict_id], candidate) for verdict_id, candidate in asked.items() if verdict_id in rows]
    for verdict, candidate in sorted(spoken, key=lambda one: one[0].created_at):
        pair = pair_of(verdict)
        if pair is not None and (pair.a, pair.b) == (query, candidate.record.query):
            said[candidate.record.document_id] = pair.same
    return said
