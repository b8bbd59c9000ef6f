"""Promises about any text and any bytes: nothing breaks a statement, and nothing comes back changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hexcache.domain.keys import encode_text
from hexcache.domain.scope import Scope
from hexcache.testing.contracts.vector_store.suite import VectorStoreSuite
from hexcache.testing.samples import HOSTILE_TEXTS, LOOKALIKES, SCOPE, vectors

if TYPE_CHECKING:
    from collections.abc import Callable

    from hexcache.testing.samples import Samples

_MEGABYTE = 1_000_000
_hostile = pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)


class HostileInput(VectorStoreSuite):
    """Texts with every difficulty in every place, large and empty values, ids of other encoders, unreadable rows."""

    @_hostile
    def test_any_text_survives_in_every_field(self, store: Any, make: Samples, text: str) -> None:
        """Query, value, tags, metadata and the scope's texts come back as they were put."""
        scope = Scope(text, text, text)
        entry = make.entry(
            text, vectors(1)[0], scope=scope, value=encode_text(text), tags=(text, "x"), metadata={text: text}
        )
        store.put([entry])
        now = make.now()
        assert store.get(self.ids([entry]), now=now) == [entry.record]
        (found,) = store.search(scope, entry.vector, 5, now=now)
        assert found.record == entry.record
        ((scanned,),) = store.scan(now=now)
        assert (scanned.record, scanned.scope) == (entry.record, scope)

    @_hostile
    def test_any_text_as_scope_is_a_scope_of_its_own(self, store: Any, make: Samples, text: str) -> None:
        """A search in it finds its entries, and no pattern reaches those of another scope."""
        vector = vectors(1)[0]
        scopes = [Scope(text, "m", "c"), Scope("t", text, "c"), Scope("t", "m", text)]
        plain = Scope("t", "m", "c")
        entries = [make.entry("q", vector, scope=scope) for scope in [*scopes, plain]]
        store.put(entries)
        for scope, entry in zip([*scopes, plain], entries, strict=True):
            assert self.ids(store.search(scope, vector, 9, now=make.now())) == self.ids([entry])

    def test_scopes_that_look_alike_are_different(self, store: Any, make: Samples) -> None:
        """Neither case, spaces, NUL nor composition makes two scopes one."""
        vector = vectors(1)[0]
        entries = [make.entry("q", vector, scope=Scope(text)) for text in LOOKALIKES]
        store.put(entries)
        for entry in entries:
            assert self.ids(store.search(entry.scope, vector, 99, now=make.now())) == self.ids([entry])

    @pytest.mark.parametrize(
        "key",
        [
            "a" * 40,
            "f" * 128,
            "user-given-key",
            "Plain Text?",
            "k\u00e9y",
            "\U0001f600",
            "it's {a} * | \" \\",
            "x" * 512,
        ],
        ids=["sha1", "sha512", "dashes", "spaces", "accent", "emoji", "specials", "long"],
    )
    def test_ids_of_any_key_encoder_are_taken(self, store: Any, make: Samples, key: str) -> None:
        """An encoder may be any function to text: its ids are put, got, found, touched and deleted."""
        entry = make.entry("q", vectors(1)[0], key=key, ttl=3_600.0)
        store.put([entry])
        (name,) = self.ids([entry])
        now = make.now()
        assert store.get([name], now=now) == [entry.record]
        assert self.ids(store.search(SCOPE, entry.vector, 5, now=now)) == [name]
        assert store.touch(name, now + 7_200.0, now=now) is True
        assert store.delete([name]) == 1

    def test_ids_that_look_alike_are_different(self, store: Any, make: Samples) -> None:
        """Neither case, spaces nor composition makes two ids one."""
        keys = [text for text in LOOKALIKES if "\x00" not in text]
        entries = [make.entry(f"query {key}", key=key) for key in keys]
        store.put(entries)
        assert store.get(self.ids(entries), now=make.now()) == [entry.record for entry in entries]
        assert store.delete(self.ids(entries[:1])) == 1
        assert store.count(now=make.now()) == len(keys) - 1

    @pytest.mark.parametrize("size", [0, 1, _MEGABYTE])
    def test_values_and_queries_of_any_size(self, store: Any, make: Samples, size: int) -> None:
        """Empty ones and those of a megabyte come back, byte for byte."""
        value = (bytes(range(256)) * (size // 256 + 1))[:size]
        entry = make.entry("q" * size, vectors(1)[0], value=value)
        store.put([entry])
        assert store.get(self.ids([entry]), now=make.now()) == [entry.record]
        assert store.search(SCOPE, entry.vector, 1, now=make.now())[0].record == entry.record

    def test_many_tags_and_much_metadata(self, store: Any, make: Samples) -> None:
        """A hundred of each come back, tags in order."""
        tags = tuple(f"doc:{number}" for number in range(100, 0, -1))
        entry = make.entry("q", vectors(1)[0], tags=tags, metadata={tag: tag * 10 for tag in tags})
        store.put([entry])
        assert store.get(self.ids([entry]), now=make.now()) == [entry.record]

    def test_a_row_that_cannot_be_read_is_not_there(
        self, store: Any, make: Samples, damage: Callable[[Any, str], None]
    ) -> None:
        """It is left out of get, search and scan, and is no error."""
        rows = vectors(2)
        broken, whole = make.entries(rows)
        store.put([broken, whole])
        damage(store, broken.record.document_id)
        now = make.now()
        assert store.get(self.ids([broken, whole]), now=now) == [None, whole.record]
        assert self.ids(store.search(SCOPE, rows[0], 5, now=now)) == self.ids([whole])
        assert [name for batch in store.scan(now=now) for name in self.ids(batch)] == self.ids([whole])
