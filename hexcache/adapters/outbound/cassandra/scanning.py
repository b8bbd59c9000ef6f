"""Walking over a whole collection, page by page: for counting, export and migration."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hexcache.adapters.outbound.cassandra import requests, rows
from hexcache.adapters.outbound.cassandra.places import Place
from hexcache.adapters.outbound.cassandra.reading import fresh
from hexcache.domain.entry import Entry
from hexcache.domain.ttl import is_live

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hexcache.adapters.outbound.cassandra.places import Partition
    from hexcache.adapters.outbound.cassandra.state import State
    from hexcache.adapters.outbound.cassandra.statements import Flow, Row
    from hexcache.domain.entry import Record
    from hexcache.domain.scope import Scope

_COUNT_PAGE: Final = 5_000


def count(state: State, now: float) -> Flow[int]:
    """Return the number of live entries in the current generations."""
    current: dict[str, Place] = {}
    total, paging = 0, None
    while True:
        (page,) = yield [requests.everything("ends", _COUNT_PAGE, paging)]
        places = Counter(Place(*row[:3]) for row in page.rows if rows.is_live_end(row[3], row[4], now))
        yield from _learn(state, current, [place.scope for place in places])
        total += sum(number for place, number in places.items() if current[place.scope] == place)
        paging = page.paging
        if paging is None:
            return total


def _learn(state: State, current: dict[str, Place], keys: Sequence[str]) -> Flow[list[str]]:
    """Add where each scope is now, as it was when the walk first met it; return the keys that were new."""
    new = list(dict.fromkeys(key for key in keys if key not in current))
    if new:
        known = yield from fresh(state, new)
        current.update({key: place for key, (place, _) in known.items()})
    return new


@dataclass(slots=True)
class Walk:
    """A scan under way.

    Attributes:
        now: seconds since the epoch.
        batch_size: rows a page.
        paging: where the next page begins; None at the start.
        ended: whether the last page was read.
        places: the generation of each scope when the walk first met it: entries of later ones could come twice.
        scopes: the texts of each scope.
    """

    now: float
    batch_size: int
    paging: bytes | None = None
    ended: bool = False
    places: dict[str, Place] = field(default_factory=dict)
    scopes: dict[str, Scope | None] = field(default_factory=dict)


def next_batch(state: State, walk: Walk) -> Flow[list[Entry]]:
    """Return the live entries of the next page, perhaps none."""
    (page,) = yield [requests.everything("scan", walk.batch_size, walk.paging)]
    walk.paging, walk.ended = page.paging, page.paging is None
    found = [(Place(*row[:3]), row) for row in page.rows if row[1] and rows.is_scope_key(row[1])]
    new = yield from _learn(state, walk.places, [place.scope for place, _ in found])
    texts = yield [requests.scope("scope_texts", state.book.epoch, key) for key in new]
    walk.scopes.update({key: rows.scope_of(text, key) for key, text in zip(new, texts, strict=True)})
    kept = [
        one for place, row in found if walk.places[place.scope] == place and (one := _kept(state, walk, place, row))
    ]
    asked = [one for one in kept if one[1] is not None]
    told = yield [requests.embedding(partition, record.document_id) for record, partition, _ in asked if partition]
    vectors = {one[0].document_id: rows.vector_of(row, state.shape) for one, row in zip(asked, told, strict=True)}
    return [Entry(record, scope, vectors.get(record.document_id)) for record, _, scope in kept]


def _kept(state: State, walk: Walk, place: Place, row: Row) -> tuple[Record, Partition | None, Scope] | None:
    """Return what a row of a scan holds, with where its vector is; None where it is not live or not readable."""
    document_id, scope = rows.id_of(row[3], place.scope), walk.scopes.get(place.scope)
    record = None if document_id is None else rows.record_of(document_id, row[5:])
    if record is None or scope is None or not is_live(record.expires_at, walk.now):
        return None
    windows = rows.windows_in(row[4])
    return record, state.spread.partition(place, windows[0], record.document_id) if windows else None, scope
