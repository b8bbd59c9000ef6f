"""What the vector store suites need beyond what all stores need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from typing_extensions import override

from hexcache.domain.collection import Collection
from hexcache.domain.entry import Selection
from hexcache.domain.similarity import Similarity
from hexcache.testing.contracts.stores import StoreSuite
from hexcache.testing.samples import DIMENSION, Samples

if TYPE_CHECKING:
    from collections.abc import Callable

    from hexcache.testing.contracts.suite import Timeline


class VectorStoreSuite(StoreSuite):
    """The base of the vector store suites: see `StoreSuite` for what a subclass gives and declares.

    Attributes:
        recall: the share of the true nearest that a search must find; below 1.0 the search counts as approximate,
            and equal scores may come in any order.
    """

    recall: ClassVar[float] = 1.0

    @pytest.fixture
    def damage(self) -> Callable[[Any, str], None]:
        """Return what makes the stored row of an id unreadable: override this, or declare the skip."""
        pytest.fail("give the fixture `damage`, or declare the skip of the test that asks for it")

    @pytest.fixture
    def similarity(self) -> Similarity:
        """Return the measure of tests that are not about measures: the first that the backend has."""
        return next(measure for measure in Similarity if measure not in self.skips)

    @pytest.fixture
    def collection(self, similarity: Similarity) -> Collection:
        """Return what the tests' collection is made for."""
        if reason := self.skips.get(similarity):
            pytest.skip(reason)
        return Collection(DIMENSION, similarity, "testing", "contract")

    @pytest.fixture
    @override
    def variant(self, collection: Collection) -> str:
        return collection.similarity

    @pytest.fixture
    @override
    def begin(self, collection: Collection) -> Callable[[Any], object]:
        return lambda store: store.provision(collection)

    @pytest.fixture
    def make(self, timeline: Timeline, similarity: Similarity) -> Samples:
        """Return what makes entries."""
        return Samples(timeline.now, similarity)

    @override
    def empty(self, store: Any) -> None:
        store.clear(Selection())

    @staticmethod
    def ids(found: Any) -> list[str]:
        """Return the document ids of candidates or entries, in order."""
        return [one.record.document_id for one in found]


every_measure = pytest.mark.parametrize("similarity", list(Similarity), ids=str)
