"""Looking up under audit: what is served, what is compared with the model's answer, and what is remembered of that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hexcache.application.auditor import LIFETIME
from hexcache.application.monitor import Tally
from hexcache.application.operations import EmbedDocuments, ReadMatching, WriteValues
from hexcache.application.plans.embedding import admitted
from hexcache.application.plans.lookup import candidate
from hexcache.domain.errors import CacheError
from hexcache.domain.similarity import score

if TYPE_CHECKING:
    from hexcache.application.auditor import Auditor, Choice
    from hexcache.application.core import CacheCore
    from hexcache.application.operations import Plan
    from hexcache.application.request import Question


def choose(auditor: Auditor, core: CacheCore, question: Question, now: float) -> Plan[Choice]:
    """Return what is done with a request: its best candidate down to the lowest threshold of the grid is judged."""
    if auditor.must_read(now):
        try:
            auditor.take((yield ReadMatching(auditor.prefix, now)))
        except CacheError as error:
            core.monitor.erred(error)
    tally = Tally(lookups=1)
    hit = yield from candidate(core, replace(question, threshold=auditor.rule.thresholds[-1]), now, tally)
    choice = auditor.choose(hit, now)
    tally.count(hit if choice.serve else None)
    core.monitor.add(tally)
    return choice


def label(auditor: Auditor, core: CacheCore, choice: Choice, now: float, *, right: bool) -> Plan[None]:
    """Remember whether the cached answer was right, for this process and the others."""
    written = auditor.label(choice, now, right=right)
    try:
        yield WriteValues({auditor.own_key: written}, now, LIFETIME, queries=False)
    except CacheError as error:
        core.monitor.erred(error)


def alike(core: CacheCore, cached: str, fresh: str, least: float) -> Plan[bool]:
    """Return whether the embedder finds two answers at least so near."""
    if cached == fresh:
        return True
    a, b = admitted(core, (yield EmbedDocuments([cached, fresh])), 2)
    return score(core.policy.similarity, a, b) >= least
