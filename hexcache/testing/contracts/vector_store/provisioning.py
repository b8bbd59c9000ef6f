"""Promises about making a collection, and about what it remembers."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from hexcache.domain.collection import Collection
from hexcache.domain.errors import ConfigurationError, SchemaMismatchError
from hexcache.domain.similarity import Similarity
from hexcache.ports.vector_store import Describes, GetsAndSearches, Purges, SearchesMany, VectorStore
from hexcache.testing.contracts.suite import fresh_name
from hexcache.testing.contracts.vector_store.suite import VectorStoreSuite
from hexcache.testing.proxy import at_once
from hexcache.testing.samples import DIMENSION, vectors

if TYPE_CHECKING:
    from hexcache.testing.contracts.stores import OpenStore
    from hexcache.testing.samples import Samples

_ABILITIES = frozenset({SearchesMany, GetsAndSearches, Purges, Describes})


class Provisioning(VectorStoreSuite):
    """Provision, and the record of what the collection was made for."""

    def test_it_has_every_method_of_the_port(self, store: Any) -> None:
        """The store is a `VectorStore`."""
        assert isinstance(store, VectorStore)

    def test_its_optional_abilities_are_declared(self, store: Any) -> None:
        """The suite names the optional Protocols that the store fulfils, no less and no more."""
        self.check_abilities(store, _ABILITIES)

    def test_provision_returns_what_is_recorded(self, store: Any, collection: Collection) -> None:
        """Provisioning gives back what the collection was made for."""
        assert store.provision(collection) == collection

    def test_provision_again_keeps_the_entries(self, store: Any, collection: Collection, make: Samples) -> None:
        """A second call on the same store changes nothing."""
        entry = make.entry("kept", vectors(1)[0])
        store.put([entry])
        store.provision(collection)
        assert store.get([entry.record.document_id], now=make.now()) == [entry.record]

    def test_provision_by_several_stores_at_once(self, opened: OpenStore, collection: Collection) -> None:
        """Stores that make one collection at the same time all succeed and agree."""
        name = fresh_name()
        stores = [opened(name) for _ in range(4)]
        made = at_once([partial(store.provision, collection) for store in stores])
        assert made == [collection] * 4

    @pytest.mark.parametrize(
        ("change", "there", "here"),
        [
            ({"dimension": DIMENSION + 1}, repr(DIMENSION), repr(DIMENSION + 1)),
            ({"similarity": Similarity.L2}, "", "'l2'"),
            ({"similarity": Similarity.DOT}, "", "'dot'"),
            ({"similarity": Similarity.COS}, "", "'cos'"),
            ({"model": "other"}, "testing/contract", "testing/other"),
            ({"provider": "other"}, "testing/contract", "other/contract"),
        ],
        ids=["dimension", "measure l2", "measure dot", "measure cos", "model", "provider"],
    )
    def test_provision_refuses_another_dimension_measure_or_embedder(
        self,
        named_store: tuple[str, Any],
        opened: OpenStore,
        collection: Collection,
        change: dict[str, Any],
        there: str,
        here: str,
    ) -> None:
        """The error says what is there and what was asked for."""
        wanted = replace(collection, **change)
        if wanted == collection:
            pytest.skip("this is what the collection was made for")
        name, store = named_store
        store = opened(name) if self.shared else store
        with pytest.raises(SchemaMismatchError) as caught:
            store.provision(wanted)
        assert there in str(caught.value)
        assert here in str(caught.value)

    def test_a_refused_provision_changes_nothing(self, store: Any, collection: Collection, make: Samples) -> None:
        """After a mismatch the collection is what it was, entries included."""
        entry = make.entry("kept", vectors(1)[0])
        store.put([entry])
        with pytest.raises(SchemaMismatchError):
            store.provision(replace(collection, model="other"))
        assert store.provision(collection) == collection
        assert self.ids(store.search(entry.scope, entry.vector, 3, now=make.now())) == [entry.record.document_id]

    def test_an_embedder_without_a_name_is_compared_by_dimension_only(self, store: Any, collection: Collection) -> None:
        """A nameless embedder may use a named collection, which keeps its name."""
        nameless = replace(collection, provider="", model="")
        assert store.provision(nameless) == collection

    def test_a_collection_without_a_name_learns_the_first_one(self, opened: OpenStore, collection: Collection) -> None:
        """What was made by a nameless embedder takes the first name, and then refuses another."""
        name = fresh_name()
        store = opened(name)
        nameless = replace(collection, provider="", model="")
        assert store.provision(nameless) == nameless
        assert store.provision(collection) == collection
        store = opened(name) if self.shared else store
        with pytest.raises(SchemaMismatchError):
            store.provision(replace(collection, model="other"))

    def test_collections_are_kept_apart(
        self, store: Any, opened: OpenStore, collection: Collection, make: Samples
    ) -> None:
        """What is written in one collection is not in another."""
        entry = make.entry("mine", vectors(1)[0])
        store.put([entry])
        neighbour = opened(fresh_name())
        neighbour.provision(collection)
        assert neighbour.count(now=make.now()) == 0
        assert neighbour.get([entry.record.document_id], now=make.now()) == [None]

    @pytest.mark.parametrize("name", ["", "1a", "a-b", "a b", "a;b", 'a"b', "\u00e4", "a" * 49])
    def test_a_name_that_is_no_identifier_is_refused(
        self, opened: OpenStore, collection: Collection, name: str
    ) -> None:
        """Such a collection cannot be opened or provisioned: a name may come to stand in a statement."""
        with pytest.raises(ConfigurationError):
            opened(name).provision(collection)

    @pytest.mark.parametrize("similarity", list(Similarity), ids=str)
    def test_a_measure_that_it_lacks_is_refused(self, opened: OpenStore, similarity: Similarity) -> None:
        """A measure whose skip is declared raises `ConfigurationError`; every other can be provisioned."""
        store = opened(fresh_name())
        made = Collection(DIMENSION, similarity, "testing", "contract")
        if similarity not in self.skips:
            assert store.provision(made) == made
            return
        with pytest.raises(ConfigurationError):
            store.provision(made)
