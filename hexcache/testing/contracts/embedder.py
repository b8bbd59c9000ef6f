"""The suite for `Embedder` and `AsyncEmbedder`."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

import numpy as np
import pytest

from hexcache.domain.errors import EmbedderError
from hexcache.ports.embedder import CountsTokens, Embedder, EmbedsQueries
from hexcache.testing.contracts.suite import Suite
from hexcache.testing.proxy import at_once
from hexcache.testing.samples import HOSTILE_TEXTS

_ABILITIES = frozenset({EmbedsQueries, CountsTokens})
_TEXTS = (
    "How do I reset my password?",
    "Which cards can I order?",
    "The branch in the old town is closed on Mondays.",
    "how do i reset my password",
    "\u00dcberweisung ins Ausland",
)


class EmbedderContract(Suite):
    """Every promise of the embedder port.

    A subclass gives the fixtures `embedder` and `broken_embedder`, or the skip of the test that needs the latter.

    Attributes:
        tolerance: how far the numbers of one text may differ between a call with it alone and one with others.
    """

    tolerance: ClassVar[float] = 1e-5

    @pytest.fixture
    def embedder(self) -> Any:
        """Return the embedder: override this."""
        pytest.fail("give the fixture `embedder`")

    @pytest.fixture
    def broken_embedder(self) -> Any:
        """Return an embedder whose provider fails: override this, or declare the skip."""
        pytest.fail("give the fixture `broken_embedder`, or declare the skip of the test that asks for it")

    def test_it_has_every_method_of_the_port(self, embedder: Any) -> None:
        """The embedder is an `Embedder`."""
        assert isinstance(embedder, Embedder)

    def test_its_optional_abilities_are_declared(self, embedder: Any) -> None:
        """The suite names the optional Protocols that the embedder fulfils, no less and no more."""
        self.check_abilities(embedder, _ABILITIES)

    def test_documents_are_rows_of_a_float32_matrix(self, embedder: Any) -> None:
        """One row for each text, contiguous, and finite."""
        matrix = embedder.embed_documents(_TEXTS)
        assert matrix.dtype == np.float32
        assert matrix.shape == (len(_TEXTS), embedder.passport.dimension)
        assert matrix.flags.c_contiguous
        assert np.isfinite(matrix).all()

    def test_a_query_is_a_float32_vector(self, embedder: Any) -> None:
        """Of the passport's dimension, and finite."""
        vector = embedder.embed_query(_TEXTS[0])
        assert vector.dtype == np.float32
        assert vector.shape == (embedder.passport.dimension,)
        assert np.isfinite(vector).all()

    def test_no_text_gives_no_row(self, embedder: Any) -> None:
        """A float32 matrix (0, d), before and after the first text."""
        assert embedder.embed_documents([]).shape[0] == 0
        embedder.embed_documents(_TEXTS[:1])
        empty = embedder.embed_documents([])
        assert (empty.shape, empty.dtype) == ((0, embedder.passport.dimension), np.float32)

    def test_rows_come_in_the_order_of_the_texts(self, embedder: Any) -> None:
        """Each row is the one that its text has alone."""
        matrix = embedder.embed_documents(_TEXTS)
        for text, row in zip(_TEXTS, matrix, strict=True):
            assert embedder.embed_documents([text])[0] == pytest.approx(row, abs=self.tolerance)

    def test_equal_texts_have_equal_vectors(self, embedder: Any) -> None:
        """In one call, in two calls, and as queries."""
        first, other, again = embedder.embed_documents([_TEXTS[0], _TEXTS[1], _TEXTS[0]])
        assert again == pytest.approx(first, abs=self.tolerance)
        assert other != pytest.approx(first, abs=1e-3)
        query = embedder.embed_query(_TEXTS[0])
        assert embedder.embed_query(_TEXTS[0]) == pytest.approx(query, abs=self.tolerance)

    def test_different_texts_have_different_vectors(self, embedder: Any) -> None:
        """No two texts that say different things have one vector."""
        matrix = embedder.embed_documents(_TEXTS[:3])
        assert len({row.tobytes() for row in matrix}) == 3

    def test_the_passport_names_it_and_does_not_change(self, embedder: Any) -> None:
        """Provider and model are named; the dimension may become known with the first text, and stays then."""
        before = embedder.passport
        embedder.embed_query(_TEXTS[0])
        after = embedder.passport
        assert after.provider or after.model
        assert before.dimension in {None, after.dimension}
        assert (before.provider, before.model) == (after.provider, after.model)
        embedder.embed_documents(_TEXTS)
        assert embedder.passport == after

    def test_unit_length_is_true_where_it_is_claimed(self, embedder: Any) -> None:
        """A passport that promises unit length keeps it."""
        lengths = np.linalg.norm(embedder.embed_documents(_TEXTS).astype(np.float64), axis=1)
        if not embedder.passport.unit_length:
            pytest.skip("the passport does not promise unit length")
        assert lengths == pytest.approx(np.ones(len(_TEXTS)), abs=1e-4)

    @pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
    def test_any_text_is_taken(self, embedder: Any, text: str) -> None:
        """Whether its vector can be used is for the gate to decide; texts beside it have theirs."""
        matrix = embedder.embed_documents([_TEXTS[0], text])
        assert matrix.shape == (2, embedder.passport.dimension)
        assert matrix[0] == pytest.approx(embedder.embed_documents(_TEXTS[:1])[0], abs=self.tolerance)
        assert embedder.embed_query(text).shape == (embedder.passport.dimension,)

    def test_many_texts_in_one_call(self, embedder: Any) -> None:
        """More than a provider takes at once."""
        texts = [f"{_TEXTS[number % 5]} {number}" for number in range(300)]
        matrix = embedder.embed_documents(texts)
        assert len(matrix) == 300
        assert matrix[299] == pytest.approx(embedder.embed_documents(texts[299:])[0], abs=self.tolerance)

    def test_many_callers_at_once_get_their_own_vectors(self, embedder: Any) -> None:
        """Threads, or tasks of an async embedder."""
        expected = embedder.embed_documents(_TEXTS)
        rows = at_once([partial(embedder.embed_documents, [text]) for text in _TEXTS * 4])
        for row, wanted in zip(rows, [*expected] * 4, strict=True):
            assert row[0] == pytest.approx(wanted, abs=self.tolerance)

    def test_several_queries_are_what_each_query_is(self, embedder: Any) -> None:
        """`embed_queries` returns what `embed_query` returns for each text."""
        self.need(EmbedsQueries)
        matrix = embedder.embed_queries(_TEXTS)
        assert (matrix.shape, matrix.dtype) == ((len(_TEXTS), embedder.passport.dimension), np.float32)
        for text, row in zip(_TEXTS, matrix, strict=True):
            assert embedder.embed_query(text) == pytest.approx(row, abs=self.tolerance)
        assert len(embedder.embed_queries([])) == 0

    def test_tokens_of_any_text_are_counted(self, embedder: Any) -> None:
        """A whole number that grows with the text."""
        self.need(CountsTokens)
        for text in HOSTILE_TEXTS.values():
            count = embedder.count_tokens(text)
            assert isinstance(count, int)
            assert 0 <= count < embedder.count_tokens(text + " and some more words, so there must be more tokens")

    def test_tokens_beyond_the_window_are_counted_too(self, embedder: Any) -> None:
        """The count is that of the text before anything is cut off."""
        self.need(CountsTokens)
        assert embedder.count_tokens("word " * 5_000) > 4_000

    def test_what_the_provider_raises_is_an_error_of_ours(self, broken_embedder: Any) -> None:
        """An `EmbedderError` that is chained to the provider's own."""
        calls = [partial(broken_embedder.embed_documents, _TEXTS), partial(broken_embedder.embed_query, _TEXTS[0])]
        for call in calls:
            with pytest.raises(EmbedderError) as caught:
                call()
            assert caught.value.__cause__ is not None
