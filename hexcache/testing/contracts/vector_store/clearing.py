"""Promises about clear: exactly what meets all conditions goes."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from hexcache.domain.entry import Selection
from hexcache.domain.errors import SchemaMismatchError
from hexcache.domain.scope import Scope
from hexcache.testing.contracts.vector_store.suite import VectorStoreSuite
from hexcache.testing.samples import HOSTILE_TEXTS, LOOKALIKES, SCOPE, vectors

if TYPE_CHECKING:
    from hexcache.domain.collection import Collection
    from hexcache.domain.entry import Entry
    from hexcache.testing.samples import Samples

_SCOPES = [Scope(tenant, model, "c") for tenant, model in product(("", "t1", "t2"), ("", "m1"))]
_TAGS: list[tuple[str, ...]] = [(), ("x",), ("y", "x"), ("y",)]
_SELECTIONS = {
    "everything": Selection(),
    "tenant": Selection(tenant="t1"),
    "empty tenant": Selection(tenant=""),
    "model": Selection(model="m1"),
    "empty model": Selection(model=""),
    "scope": Selection(scope=_SCOPES[3]),
    "tag": Selection(tag="x"),
    "tenant and model": Selection(tenant="t1", model="m1"),
    "tenant and tag": Selection(tenant="t1", tag="y"),
    "model and tag": Selection(model="m1", tag="x"),
    "scope and tag": Selection(scope=_SCOPES[3], tag="x"),
    "scope and its tenant": Selection(scope=_SCOPES[3], tenant="t1"),
    "scope and another tenant": Selection(scope=_SCOPES[3], tenant="t2"),
    "scope and another model": Selection(scope=_SCOPES[3], model=""),
    "all four": Selection(tenant="t1", model="m1", scope=_SCOPES[3], tag="y"),
    "nobody's tenant": Selection(tenant="t"),
    "nobody's scope": Selection(scope=Scope("t1", "m1", "other")),
    "nobody's tag": Selection(tag="z"),
    "the empty tag": Selection(tag=""),
}


def _select(what: str, text: str) -> Selection:
    kinds = {"tag": Selection(tag=text), "tenant": Selection(tenant=text), "model": Selection(model=text)}
    return kinds[what]


class Clearing(VectorStoreSuite):
    """Clear by every condition and combination."""

    @pytest.mark.parametrize("selection", _SELECTIONS.values(), ids=_SELECTIONS)
    def test_clear_removes_exactly_what_is_selected(self, store: Any, make: Samples, selection: Selection) -> None:
        """Conditions are ANDed; what they do not meet stays found by get and by search."""
        rows = vectors(len(_SCOPES) * len(_TAGS))
        entries = [
            make.entry(f"q{number}", row, scope=scope, tags=tags)
            for number, (row, (scope, tags)) in enumerate(zip(rows, product(_SCOPES, _TAGS), strict=True))
        ]
        bare = [make.entry(f"bare {scope.key}", scope=scope, tags=("x",)) for scope in _SCOPES]
        store.put([*entries, *bare])
        store.clear(selection)
        kept = {
            entry.record.document_id
            for entry in [*entries, *bare]
            if not selection.matches(entry.scope, entry.record.tags)
        }
        assert self._by_get(store, [*entries, *bare], make.now()) == kept
        assert self._by_search(store, make.now()) == kept - set(self.ids(bare))
        assert store.count(now=make.now()) == len(kept)

    @pytest.mark.parametrize("what", ["tag", "tenant", "model"])
    def test_clear_takes_texts_literally(self, store: Any, make: Samples, what: str) -> None:
        """Neither case, spaces, NUL, composition nor a pattern makes two texts equal."""
        for text in LOOKALIKES:
            store.put([self._labelled(make, other, what) for other in LOOKALIKES])
            store.clear(_select(what, text))
            left = {entry.record.query for batch in store.scan(now=make.now()) for entry in batch}
            assert left == {other for other in LOOKALIKES if other != text}

    @pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
    def test_clear_takes_any_text(self, store: Any, make: Samples, text: str) -> None:
        """A tenant, a model, a context and a tag of any characters select what carries them."""
        scope = Scope(text, text, text)
        for selection in (Selection(tag=text), Selection(tenant=text), Selection(model=text), Selection(scope=scope)):
            marked = make.entry("marked", vectors(1)[0], scope=scope, tags=(text,))
            plain = make.entry("plain", vectors(1)[0], tags=("plain",))
            store.put([marked, plain])
            store.clear(selection)
            assert self._by_get(store, [marked, plain], make.now()) == {plain.record.document_id}

    def test_clear_keeps_the_record_of_the_collection(self, store: Any, collection: Collection, make: Samples) -> None:
        """A cleared collection still refuses another embedder."""
        store.put(make.entries(vectors(2)))
        store.clear(Selection())
        with pytest.raises(SchemaMismatchError):
            store.provision(replace(collection, model="other"))
        assert store.provision(collection) == collection

    def test_what_is_put_after_clear_is_there(self, store: Any, make: Samples) -> None:
        """The next entry is found, and nothing that was cleared comes back with it."""
        rows = vectors(6)
        store.put(make.entries(rows[:5], "old"))
        store.clear(Selection())
        entry = make.entry("new", rows[5])
        store.put([entry])
        assert self.ids(store.search(SCOPE, rows[0], 10, now=make.now())) == self.ids([entry])
        assert store.count(now=make.now()) == 1

    def test_a_cleared_entry_can_be_put_again(self, store: Any, make: Samples) -> None:
        """The same id is as good as new."""
        entry = make.entry("q", vectors(1)[0], tags=("t",))
        for selection in (Selection(), Selection(tag="t"), Selection(scope=SCOPE), Selection(tenant=SCOPE.tenant)):
            store.put([entry])
            store.clear(selection)
            assert store.get(self.ids([entry]), now=make.now()) == [None]
        store.put([entry])
        assert store.get(self.ids([entry]), now=make.now()) == [entry.record]
        assert self.ids(store.search(SCOPE, entry.vector, 5, now=make.now())) == self.ids([entry])

    def test_clear_of_an_empty_collection_does_nothing(self, store: Any, make: Samples) -> None:
        """No error."""
        store.clear(Selection())
        store.clear(Selection(tag="x"))
        assert store.count(now=make.now()) == 0

    @pytest.mark.parametrize("selection", [Selection(), Selection(tag="t"), Selection(scope=SCOPE)], ids=str)
    def test_another_store_sees_what_was_cleared(
        self, store: Any, other: Any, make: Samples, selection: Selection
    ) -> None:
        """A second store that had found the entries finds them no more, and finds what is put next."""
        entries = make.entries(vectors(3), tags=("t",))
        store.put(entries)
        now = make.now()
        self.settle(lambda: len(other.search(SCOPE, vectors(1)[0], 5, now=now)) == 3)
        store.clear(selection)
        self.settle(lambda: other.search(SCOPE, vectors(1)[0], 5, now=now) == [])
        self.settle(lambda: other.get(self.ids(entries), now=now) == [None] * 3)
        store.put(entries[:1])
        self.settle(lambda: self.ids(other.search(SCOPE, vectors(1)[0], 5, now=now)) == self.ids(entries[:1]))

    def _labelled(self, make: Samples, text: str, what: str) -> Entry:
        if what == "tag":
            return make.entry(text, vectors(1)[0], tags=(text,))
        return make.entry(text, vectors(1)[0], scope=replace(SCOPE, **{what: text}))

    def _by_get(self, store: Any, entries: list[Entry], now: float) -> set[str]:
        return {record.document_id for record in store.get(self.ids(entries), now=now) if record is not None}

    def _by_search(self, store: Any, now: float) -> set[str]:
        query = vectors(1)[0]
        return {name for scope in _SCOPES for name in self.ids(store.search(scope, query, 50, now=now))}
