"""Promises about a store's life: nothing before provision, nothing after close, nothing of the driver in between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hexcache.domain.entry import Selection
from hexcache.domain.errors import BackendError, BackendUnavailableError, ConfigurationError
from hexcache.ports.vector_store import Describes, GetsAndSearches, Purges, SearchesMany
from hexcache.testing.contracts.suite import fresh_name
from hexcache.testing.contracts.vector_store.suite import VectorStoreSuite
from hexcache.testing.samples import SCOPE, vectors

if TYPE_CHECKING:
    from collections.abc import Callable

    from hexcache.domain.collection import Collection
    from hexcache.testing.contracts.stores import OpenStore
    from hexcache.testing.samples import Samples


class Lifecycle(VectorStoreSuite):
    """Before provision, after close, and without a server."""

    def test_every_method_refuses_before_provision(self, opened: OpenStore, make: Samples) -> None:
        """`ConfigurationError`, until provision has succeeded once."""
        store = opened(fresh_name())
        for name, call in self._calls(store, make).items():
            with pytest.raises(ConfigurationError):
                raise AssertionError(f"{name} returned {call()!r}")

    def test_every_method_refuses_after_close(self, opened: OpenStore, collection: Collection, make: Samples) -> None:
        """`BackendUnavailableError`, also from `provision`."""
        store = opened(fresh_name())
        store.provision(collection)
        store.close()
        calls: dict[str, Callable[[], object]] = {
            **self._calls(store, make),
            "provision": lambda: store.provision(collection),
        }
        for name, call in calls.items():
            with pytest.raises(BackendUnavailableError):
                raise AssertionError(f"{name} returned {call()!r}")

    def test_close_may_be_called_twice(self, opened: OpenStore, collection: Collection) -> None:
        """And before provision."""
        store = opened(fresh_name())
        store.close()
        store.close()
        store = opened(fresh_name())
        store.provision(collection)
        store.close()
        store.close()

    def test_close_keeps_the_entries(
        self, named_store: tuple[str, Any], opened: OpenStore, collection: Collection, make: Samples
    ) -> None:
        """The next store on the collection finds what was put."""
        self.need_sharing()
        writer, reader = opened(named_store[0]), opened(named_store[0])
        writer.provision(collection)
        entry = make.entry("q", vectors(1)[0])
        writer.put([entry])
        writer.close()
        reader.provision(collection)
        assert reader.get(self.ids([entry]), now=make.now()) == [entry.record]
        assert self.ids(reader.search(SCOPE, entry.vector, 5, now=make.now())) == self.ids([entry])

    def test_a_lost_server_is_an_error_of_ours(self, lost_store: Any, make: Samples) -> None:
        """Every method raises a `BackendError` that is chained to what the driver raised."""
        for name, call in self._calls(lost_store, make).items():
            with pytest.raises(BackendError) as caught:
                raise AssertionError(f"{name} returned {call()!r}")
            assert caught.value.__cause__ is not None, name

    def test_describe_gives_facts_as_texts(self, store: Any) -> None:
        """Names and facts are text, whatever the store chose."""
        self.need(Describes)
        facts = store.describe()
        assert facts
        assert {type(part) for pair in facts.items() for part in pair} == {str}

    def _calls(self, store: Any, make: Samples) -> dict[str, Callable[[], object]]:
        entry = make.entry("q", vectors(1)[0])
        ids, now = self.ids([entry]), make.now()
        optional: dict[type, tuple[str, Callable[[], object]]] = {
            SearchesMany: ("search_many", lambda: store.search_many(SCOPE, vectors(2), 1, now=now)),
            GetsAndSearches: (
                "get_and_search",
                lambda: store.get_and_search(ids, SCOPE, entry.vector, 1, now=now),
            ),
            Purges: ("purge", lambda: store.purge(now=now)),
        }
        return {
            **dict(call for ability, call in optional.items() if ability in self.abilities),
            "put": lambda: store.put([entry]),
            "get": lambda: store.get(ids, now=now),
            "search": lambda: store.search(SCOPE, entry.vector, 1, now=now),
            "touch": lambda: store.touch(ids[0], now + 60.0, now=now),
            "delete": lambda: store.delete(ids),
            "clear": lambda: store.clear(Selection()),
            "count": lambda: store.count(now=now),
            "scan": lambda: list(store.scan(now=now)),
        }
