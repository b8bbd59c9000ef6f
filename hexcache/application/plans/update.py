"""Storing answers: embed what was not embedded by the lookup, write all in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hexcache.application.monitor import Tally
from hexcache.application.operations import Put
from hexcache.application.plans.embedding import given, vectors_of
from hexcache.application.plans.guarded import fail_open
from hexcache.application.plans.provisioning import ready
from hexcache.domain.entry import Entry, Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hexcache.application.core import CacheCore
    from hexcache.application.operations import Plan
    from hexcache.application.request import Answer, Labels
    from hexcache.domain.vectors import Vector


def update(core: CacheCore, answers: Sequence[Answer], labels: Labels, now: float) -> Plan[list[str | None]]:
    """Store the answers and return their document ids; an id that is returned is a promise that the entry is safe.

    Of several answers to one question the last one stays.
    """
    tally = Tally()
    nothing: list[str | None] = [None] * len(answers)
    if not answers:
        return nothing
    ids = yield from fail_open(core, _update(core, answers, labels, now, tally), nothing)
    core.monitor.add(tally)
    return ids


def _update(
    core: CacheCore, answers: Sequence[Answer], labels: Labels, now: float, tally: Tally
) -> Plan[list[str | None]]:
    own = [given(core, answer.vector) for answer in answers]
    if core.collection is None:
        yield from ready(core)
        own = [given(core, vector) for vector in own]
    embedded = yield from vectors_of(
        core, [answer.query for answer, vector in zip(answers, own, strict=True) if vector is None], tally
    )
    rest = iter(embedded)
    vectors = [next(rest) if vector is None else vector for vector in own]
    entries = [_entry(core, answer, vector, labels, now) for answer, vector in zip(answers, vectors, strict=True)]
    yield Put(entries)
    tally.updates = len(entries)
    for entry in entries:
        core.known.add(entry.record.document_id)
    return [entry.record.document_id for entry in entries]


def _entry(core: CacheCore, answer: Answer, vector: Vector | None, labels: Labels, now: float) -> Entry:
    record = Record(
        document_id=core.document_id(answer.query, labels.scope),
        query=answer.query,
        value=answer.value,
        created_at=now,
        expires_at=core.policy.ttl.expiry(now, labels.ttl),
        ttl=labels.ttl,
        tags=labels.tags,
        metadata=labels.metadata,
    )
    return Entry(record, labels.scope, vector)
