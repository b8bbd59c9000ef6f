"""Embedders that each break one promise, with the test that must notice; `test_kit.py` runs this file."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import numpy as np
import pytest

from hexcache.domain.errors import EmbedderError
from hexcache.ports.embedder import CountsTokens, EmbedsQueries
from hexcache.testing.contracts import EmbedderContract
from hexcache.testing.fakes import DeterministicEmbedder, Faults, faulty
from tests.contract.breaking import registrar


class Embedder(DeterministicEmbedder):
    """An embedder with every ability."""

    def embed_queries(self, texts):
        return self.embed_documents(texts)

    def count_tokens(self, text):
        return len(text.split())


class Suite(EmbedderContract):
    broken: ClassVar[type]
    abilities = frozenset({EmbedsQueries, CountsTokens})

    @pytest.fixture
    def embedder(self):
        return self.broken()

    @pytest.fixture
    def broken_embedder(self):
        late = EmbedderError("late")
        late.__cause__ = TimeoutError()
        return faulty(Embedder(), Faults(embed_documents=late, embed_query=late))


PROMISES, breaks = registrar(globals(), Suite)


@breaks("")
class Whole(Embedder):
    """Breaks nothing: whatever else fails is due to the defect."""


@breaks("test_documents_are_rows_of_a_float32_matrix")
class ReturnsDoubles(Embedder):
    def embed_documents(self, texts):
        return super().embed_documents(texts).astype(np.float64)


@breaks("test_documents_are_rows_of_a_float32_matrix")
class ReturnsColumns(Embedder):
    def embed_documents(self, texts):
        return np.asfortranarray(super().embed_documents(texts))


@breaks("test_a_query_is_a_float32_vector")
class ReturnsARowForAQuery(Embedder):
    def embed_query(self, text):
        return self.embed_documents([text])


@breaks("test_no_text_gives_no_row")
class FailsOnNoText(Embedder):
    def embed_documents(self, texts):
        return super().embed_documents(texts) if texts else np.empty((0, 0), np.float32)


@breaks("test_rows_come_in_the_order_of_the_texts")
class AnswersInItsOwnOrder(Embedder):
    def embed_documents(self, texts):
        return super().embed_documents(sorted(texts))


@breaks("test_equal_texts_have_equal_vectors")
class NeverSaysTheSameTwice(Embedder):
    def _vector(self, text):
        return super()._vector(f"{self.calls} {text}")


@breaks("test_different_texts_have_different_vectors")
class SaysTheSameToAll(Embedder):
    def _vector(self, text):
        return super()._vector("")


@breaks("test_the_passport_names_it_and_does_not_change")
class ChangesItsModel(Embedder):
    @property
    def passport(self):
        return replace(super().passport, model=str(self.calls))


@breaks("test_unit_length_is_true_where_it_is_claimed")
class ClaimsUnitLength(Embedder):
    def _vector(self, text):
        return super()._vector(text) * 2.0


@breaks("test_any_text_is_taken")
class FailsOnSurrogates(Embedder):
    def _vector(self, text):
        text.encode()
        return super()._vector(text)


@breaks("test_many_texts_in_one_call")
class CutsLongBatches(Embedder):
    def embed_documents(self, texts):
        return super().embed_documents(texts[:256])


@breaks("test_several_queries_are_what_each_query_is")
class EmbedsQueriesAsSomethingElse(Embedder):
    def embed_queries(self, texts):
        return super().embed_queries([f"query: {text}" for text in texts])


@breaks("test_tokens_beyond_the_window_are_counted_too")
class CountsWithinTheWindow(Embedder):
    def count_tokens(self, text):
        return min(512, super().count_tokens(text))


@breaks("test_tokens_of_any_text_are_counted")
class CountsInFractions(Embedder):
    def count_tokens(self, text):
        return len(text) / 4


@breaks("test_its_optional_abilities_are_declared", abilities=frozenset({EmbedsQueries}))
class HasAnAbilityThatIsNotDeclared(Embedder):
    pass


class LeakySuite(Suite):
    @pytest.fixture
    def broken_embedder(self):
        return faulty(Embedder(), Faults(embed_documents=TimeoutError("the provider's own")))


@breaks("test_what_the_provider_raises_is_an_error_of_ours", LeakySuite)
class LetsTheProvidersErrorsOut(Embedder):
    pass
