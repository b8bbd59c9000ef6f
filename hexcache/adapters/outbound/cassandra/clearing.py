"""Clearing: a new epoch or generation leaves entries behind at once; they are deleted when nobody looks there any more.

Rows that are deleted under a search slow it down, and other processes go on searching what was cleared until they have
noticed. So a clear waits for that long before it drops whole partitions.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Final

from hexcache.adapters.outbound.cassandra import requests, rows
from hexcache.adapters.outbound.cassandra.deleting import drop
from hexcache.adapters.outbound.cassandra.places import LABEL_SLOTS, Place
from hexcache.adapters.outbound.cassandra.reading import epoch_in, fresh
from hexcache.adapters.outbound.cassandra.statements import Wait
from hexcache.adapters.outbound.cassandra.writing import find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from hexcache.adapters.outbound.cassandra.state import State
    from hexcache.adapters.outbound.cassandra.statements import Flow, Request, Rows
    from hexcache.adapters.outbound.cassandra.writing import Found
    from hexcache.domain.entry import Selection
    from hexcache.domain.scope import Scope

_PAGE: Final = 200
_AT_ONCE: Final = 5_000


def clear(state: State, selection: Selection) -> Flow[None]:
    """Delete every entry that meets all conditions of `selection`."""
    if selection.everything:
        yield from _clear_all(state)
        return
    (told,) = yield [requests.ask_epoch(state.collection)]
    state.book.learn_epoch(epoch_in(told))
    if selection.tag is not None:
        yield from _clear_tag(state, selection, selection.tag)
    elif selection.scope is not None:
        yield from _clear_scopes(state, selection, [[selection.scope.key]])
    else:
        label = (
            requests.model_key(selection.model) if selection.tenant is None else requests.tenant_key(selection.tenant)
        )
        pages: list[list[str]] = []
        yield from _each_member(state, label, lambda found: _kept(pages, [rows.text_of(row[0]) for row in found]))
        yield from _clear_scopes(state, selection, pages)


def _kept(pages: list[list[str]], page: list[str]) -> Flow[None]:
    pages.append(page)
    yield from ()


def _each_member(state: State, label: str, handle: Callable[[Rows], Flow[None]]) -> Flow[None]:
    """Page through the members of a label."""

    def page(slot: int, paging: bytes | None) -> Request:
        return requests.members(state.book.epoch, label, slot, _PAGE, paging)

    for slot in range(LABEL_SLOTS):
        yield from _paged(partial(page, slot), handle)


def _paged(ask: Callable[[bytes | None], Request], handle: Callable[[Rows], Flow[None]]) -> Flow[None]:
    paging = None
    while True:
        (page,) = yield [ask(paging)]
        if page.rows:
            yield from handle(page.rows)
        paging = page.paging
        if paging is None:
            return


def _clear_scopes(state: State, selection: Selection, pages: Iterable[list[str]]) -> Flow[None]:
    """Begin a new generation of each selected scope, then delete the ones before."""
    begun: list[Place] = []
    for page in pages:
        begun += yield from _begin(state, selection, page)
    if begun:
        yield Wait(state.visibility)
    for first in range(0, len(begun), _PAGE):
        yield from _sweep(state, begun[first : first + _PAGE])


def _begin(state: State, selection: Selection, keys: Iterable[str]) -> Flow[list[Place]]:
    """Begin a new generation of the selected scopes that have entries, and return it."""
    scopes = yield from _selected(state, selection, keys)
    known = yield from fresh(state, scopes)
    stamp = state.stamps()
    places = [Place(old.epoch, key, max(old.generation + 1, stamp)) for key, (old, windows) in known.items() if windows]
    yield chain.from_iterable(requests.leave_generation(place) for place in places)
    for place in places:
        state.book.learn(place, (), state.book.moment)
    yield [
        requests.drop_label(place.epoch, label, place.scope, place.generation)
        for place in places
        for label in (scopes[place.scope].tenant_key, scopes[place.scope].model_key)
    ]
    return places


def _selected(state: State, selection: Selection, keys: Iterable[str]) -> Flow[dict[str, Scope]]:
    """Return the scopes among `keys` that meet the selection's conditions but the tag."""
    asked = [key for key in dict.fromkeys(keys) if rows.is_scope_key(key)]
    found = yield [requests.scope("scope_texts", state.book.epoch, key) for key in asked]
    scopes = {key: rows.scope_of(texts, key) for key, texts in zip(asked, found, strict=True)}
    untagged = replace(selection, tag=None)
    return {key: scope for key, scope in scopes.items() if scope is not None and untagged.matches(scope, ())}


def _sweep(state: State, places: Sequence[Place]) -> Flow[None]:
    """Delete every partition of the generations before `places`, then what is known of them."""
    told = yield [requests.scope("scope", place.epoch, place.scope) for place in places]
    yield chain.from_iterable(_leftovers(state, place, found) for place, found in zip(places, told, strict=True))
    yield [requests.drop_windows(place) for place in places]


def _leftovers(state: State, place: Place, found: Rows) -> Iterable[Request]:
    _, windows = rows.windows_of(found)
    stamp = state.stamps()
    for generation in sorted(windows):
        if generation < place.generation:
            old = place._replace(generation=generation)
            yield from requests.drop_generation(old, state.spread.partitions(old, windows[generation]), stamp)


def _clear_tag(state: State, selection: Selection, tag: str) -> Flow[None]:
    """Delete the members of a tag that still carry it, many at once; forget those that are gone."""
    doomed: list[Found] = []

    def collect(found: Rows) -> Flow[None]:
        doomed.extend((yield from _tagged(state, selection, tag, found)))
        if len(doomed) >= _AT_ONCE:
            yield from drop(state, doomed)
            doomed.clear()

    yield from _each_member(state, requests.tag_key(tag), collect)
    if doomed:
        yield from drop(state, doomed)


def _tagged(state: State, selection: Selection, tag: str, found: Rows) -> Flow[list[Found]]:
    """Return the entries among a tag's members that carry it and meet the other conditions."""
    written = {rows.text_of(member): stamp or 0 for member, stamp in found}
    keys = {name: key for name in written if (key := rows.scope_key_in(name)) is not None}
    scopes = yield from _selected(state, selection, keys.values())
    members = {name: key for name, key in keys.items() if key in scopes}
    known = yield from fresh(state, scopes)
    entries = yield from find([(known[key][0], name) for name, key in members.items()])
    doomed = [one for one in entries if one.record is None or tag in one.record.tags]
    gone = members.keys() - {one.document_id for one in doomed}
    label = requests.tag_key(tag)
    yield [requests.drop_label(state.book.epoch, label, name, written[name]) for name in sorted(gone)]
    return doomed


def _clear_all(state: State) -> Flow[None]:
    """Begin a new epoch, then delete all that is left of the ones before."""
    (told,) = yield [requests.ask_epoch(state.collection)]
    epoch = max(epoch_in(told) + 1, state.stamps())
    yield [requests.set_epoch(state.collection, epoch)]
    state.book.learn_epoch(epoch)
    yield Wait(state.visibility)
    yield from _paged(
        partial(requests.everything, "all_scopes", _PAGE), lambda found: _sweep_epochs(state, epoch, found)
    )
    yield from _paged(
        partial(requests.everything, "all_labels", _PAGE), lambda found: _drop_labels(state, epoch, found)
    )


def _sweep_epochs(state: State, epoch: int, found: Rows) -> Flow[None]:
    stamp = state.stamps()
    old = [Place(owner, key, stamp) for owner, key in found if owner < epoch]
    yield from _sweep(state, old)
    yield [requests.drop_scope(place, stamp) for place in old]


def _drop_labels(state: State, epoch: int, found: Rows) -> Flow[None]:
    stamp = state.stamps()
    yield [requests.drop_members(owner, label, slot, stamp) for owner, label, slot in found if owner < epoch]
