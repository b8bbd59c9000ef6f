"""Deleting, clearing, counting, and loading entries that were made elsewhere.

These raise whatever `on_error` says: a deletion that silently did not happen would leave a wrong answer in place.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hexcache.application.operations import Clear, Count, Delete, Put
from hexcache.application.plans.embedding import given
from hexcache.application.plans.guarded import FAILURES
from hexcache.application.plans.provisioning import ready
from hexcache.domain.entry import Entry, Selection, check_text
from hexcache.domain.feedback import verdict_scopes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hexcache.application.core import CacheCore
    from hexcache.application.operations import Plan


def provision(core: CacheCore) -> Plan[None]:
    """Make the store ready."""
    yield from ready(core)


def try_provision(core: CacheCore) -> Plan[bool]:
    """Make the store ready and return True; where store or embedder fail, note it: the next operation tries again."""
    try:
        yield from ready(core)
    except FAILURES as error:
        core.monitor.failed(error)
        return False
    return True


def delete(core: CacheCore, document_ids: Sequence[str]) -> Plan[int]:
    """Delete entries and return how many were there."""
    checked = [check_text("a document id", document_id) for document_id in document_ids]
    yield from ready(core)
    deleted: int = yield Delete(checked)
    return deleted


def clear(core: CacheCore, selection: Selection) -> Plan[None]:
    """Delete every entry that the selection meets, and what was said about a scope that is cleared."""
    yield from ready(core)
    yield Clear(selection)
    if core.consults and selection.scope is not None and selection.tag is None:
        for scope in verdict_scopes(selection.scope.key, selection.scope.tenant):
            yield Clear(Selection(scope=scope))


def count(core: CacheCore, now: float) -> Plan[int]:
    """Return the number of live entries."""
    yield from ready(core)
    number: int = yield Count(now)
    return number


def load(core: CacheCore, entries: Sequence[Entry]) -> Plan[int]:
    """Write entries that were made elsewhere, times kept, every vector through the gate and every id made anew."""
    yield from ready(core)
    checked = [_own(core, entry) for entry in entries]
    yield Put(checked)
    return len(checked)


def _own(core: CacheCore, entry: Entry) -> Entry:
    record = replace(entry.record, document_id=core.document_id(entry.record.query, entry.scope))
    return Entry(record, entry.scope, given(core, entry.vector))
