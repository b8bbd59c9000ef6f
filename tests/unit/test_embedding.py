"""What users hand over as an embedder, and what comes of it."""

from __future__ import annotations

import asyncio
import threading
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexcache.application.embedding import (
    AsyncCallableEmbedder,
    CallableEmbedder,
    ThreadedEmbedder,
    as_async_embedder,
    as_embedder,
    embed_queries,
)
from hexcache.domain.collection import Passport
from hexcache.domain.embedding import Intake, as_matrix, well_formed
from hexcache.domain.errors import EmbedderError, InvalidInputError
from hexcache.ports.embedder import AsyncEmbedder, AsyncEmbedsQueries, CountsTokens, Embedder, EmbedsQueries


def lengths(texts):
    """Embed by length: small, deterministic, and lists as most functions return them."""
    return [[float(len(text)), 1.0, 2.0] for text in texts]


async def async_lengths(texts):
    await asyncio.sleep(0)
    return lengths(texts)


class LangChainStyle:
    """The two methods that LangChain's embeddings have, telling documents from queries."""

    def embed_documents(self, texts):
        return lengths(texts)

    def embed_query(self, text):
        return [-float(len(text)), 1.0, 2.0]


class AsyncLangChainStyle(LangChainStyle):
    async def aembed_documents(self, texts):
        return [[*row[:2], 3.0] for row in self.embed_documents(texts)]

    async def aembed_query(self, text):
        return [*self.embed_query(text)[:2], 3.0]


class CountingEmbedder(CallableEmbedder):
    """An embedder that counts tokens too."""

    def count_tokens(self, text):
        return len(text.split())


def both(function, **options):
    """Return `embed_documents` of the sync and of the async embedder made of `function`."""
    sync, async_ = CallableEmbedder(function, **options), AsyncCallableEmbedder(function, **options)
    return [sync.embed_documents, lambda texts: asyncio.run(async_.embed_documents(texts))]


# as_matrix


@pytest.mark.parametrize(
    "vectors",
    [[[1, 2], [3, 4]], np.ones((2, 2)), np.ones((2, 2), np.int8), np.asfortranarray(np.ones((2, 2)))],
)
def test_numbers_in_rows_become_one_contiguous_float32_matrix(vectors):
    matrix = as_matrix(vectors, 2)
    assert (matrix.dtype, matrix.shape, matrix.flags.c_contiguous) == (np.float32, (2, 2), True)


@pytest.mark.parametrize(
    "vectors",
    [
        pytest.param([[1.0, 2.0]], id="too few"),
        pytest.param([[1.0], [2.0], [3.0]], id="too many"),
        pytest.param([1.0, 2.0], id="one dimension"),
        pytest.param([[[1.0]], [[2.0]]], id="three dimensions"),
        pytest.param([[1.0, 2.0], [3.0]], id="ragged"),
        pytest.param([["a"], ["b"]], id="text"),
        pytest.param([[1j], [2j]], id="complex"),
        pytest.param([[], []], id="empty rows"),
        pytest.param([], id="nothing"),
        pytest.param(None, id="None"),
        pytest.param([[None], [None]], id="rows of None"),
    ],
)
def test_what_is_not_one_row_of_numbers_for_each_text_is_refused(vectors):
    with pytest.raises(EmbedderError):
        as_matrix(vectors, 2)


def test_no_text_gives_an_empty_matrix_of_the_known_dimension():
    assert as_matrix([], 0, 7).shape == (0, 7)


def test_a_row_for_no_text_is_refused():
    with pytest.raises(EmbedderError):
        as_matrix([[1.0]], 0)


def test_another_dimension_than_expected_is_refused_with_both_named():
    with pytest.raises(EmbedderError, match=r"dimension 2, expected 3"):
        as_matrix([[1.0, 2.0]], 1, 3)


def test_a_float64_too_large_for_float32_is_left_to_the_gate_without_a_warning():
    assert np.isinf(as_matrix([[1e300]], 1)).all()


# well_formed


@given(st.text(st.characters()))
def test_every_text_without_lone_surrogates_is_left_as_it_is(text):
    expected = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert well_formed(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("a\ud800b", "a\ufffdb"), ("\ud83d\ude00", "\U0001f600")])
def test_a_lone_surrogate_is_replaced_and_a_pair_is_joined(text, expected):
    assert well_formed(text) == expected


# Intake


def test_the_dimension_is_learnt_from_the_first_vectors_and_kept():
    intake = Intake(Passport(provider="p", window=9))
    intake.take([[1.0, 2.0]], 1)
    assert intake.passport == Passport(provider="p", dimension=2, window=9)
    with pytest.raises(EmbedderError, match="expected 2"):
        intake.take([[1.0, 2.0, 3.0]], 1)


def test_no_text_teaches_no_dimension():
    intake = Intake(Passport())
    intake.take([], 0)
    assert intake.passport.dimension is None


# callables, both flavours


@pytest.mark.parametrize("embed", both(lengths))
def test_a_function_embeds_each_text_in_order(embed):
    assert embed(["a", "bbb"]).tolist() == [[1.0, 1.0, 2.0], [3.0, 1.0, 2.0]]


@pytest.mark.parametrize("embed", both(lengths, dimension=3))
def test_no_text_calls_no_function(embed):
    assert embed([]).shape == (0, 3)


@pytest.mark.parametrize("embed", both(lambda texts: [1 / 0 for _ in texts]))
def test_what_the_function_raises_is_chained_and_the_text_is_not_repeated(embed):
    with pytest.raises(EmbedderError) as caught:
        embed(["my secret"])
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert "my secret" not in str(caught.value)


@pytest.mark.parametrize("embed", both(lambda texts: [text.encode("utf-8") and [1.0] for text in texts]))
def test_a_function_never_sees_a_lone_surrogate(embed):
    assert embed(["\udfff"]).shape == (1, 1)


@pytest.mark.parametrize("embed", both(lambda texts: [[1.0] * len(texts[0])]))
def test_a_later_vector_of_another_dimension_is_refused(embed):
    embed(["ab"])
    with pytest.raises(EmbedderError, match="expected 2"):
        embed(["abc"])


def test_a_callable_has_no_name_and_learns_its_dimension():
    embedder = CallableEmbedder(lengths, window=16)
    assert embedder.passport == Passport(window=16)
    embedder.embed_query("a")
    assert embedder.passport == Passport(dimension=3, window=16)
    assert embedder.passport.anonymous


def test_a_dimension_that_the_callable_states_is_believed_and_held_to():
    def stated(texts):
        return lengths(texts)

    stated.dimension = 4
    embedder = CallableEmbedder(stated)
    assert embedder.passport.dimension == 4
    with pytest.raises(EmbedderError, match="expected 4"):
        embedder.embed_query("a")


def test_one_function_embeds_documents_and_queries_alike():
    embedder = CallableEmbedder(lengths)
    assert embedder.embed_query("abc").tolist() == embedder.embed_documents(["abc"])[0].tolist()


def test_queries_go_to_the_function_in_one_call():
    calls = []
    embedder = CallableEmbedder(lambda texts: calls.append(texts) or lengths(texts))
    embed_queries(embedder, ["a", "bb"])
    assert calls == [["a", "bb"]]


def test_several_queries_equal_single_ones_where_queries_have_their_own_function():
    style = LangChainStyle()
    sync = CallableEmbedder(style.embed_documents, query=style.embed_query)
    async_ = AsyncCallableEmbedder(style.embed_documents, query=style.embed_query)
    expected = [[-1.0, 1.0, 2.0], [-2.0, 1.0, 2.0]]
    assert sync.embed_queries(["a", "bb"]).tolist() == expected
    assert asyncio.run(async_.embed_queries(["a", "bb"])).tolist() == expected


@pytest.mark.parametrize("function", [lengths, async_lengths, lambda texts: async_lengths(list(texts))])
def test_the_async_embedder_takes_functions_and_coroutine_functions(function):
    embedder = AsyncCallableEmbedder(function)
    assert asyncio.run(embedder.embed_query("abc")).tolist() == [3.0, 1.0, 2.0]
    assert asyncio.run(embedder.embed_queries(["a"])).shape == (1, 3)


def test_a_plain_function_runs_off_the_event_loop():
    threads = []
    embedder = AsyncCallableEmbedder(lambda texts: threads.append(threading.get_ident()) or lengths(texts))
    asyncio.run(embedder.embed_query("a"))
    assert threads != [threading.get_ident()]


# ThreadedEmbedder


def test_threads_do_the_work_and_the_loop_stays_free():
    gate = threading.Event()

    def waits(texts):
        assert gate.wait(10)
        return lengths(texts)

    async def main():
        embedding = asyncio.create_task(ThreadedEmbedder(CallableEmbedder(waits)).embed_documents(["abc"]))
        await asyncio.sleep(0)
        gate.set()  # only a free loop comes here
        return await embedding

    assert asyncio.run(main()).tolist() == [[3.0, 1.0, 2.0]]


def test_a_cancelled_call_ends_at_once_and_the_embedder_works_on():
    gate = threading.Event()

    def waits(texts):
        assert gate.wait(10)
        return lengths(texts)

    async def main():
        embedder = ThreadedEmbedder(CallableEmbedder(waits))
        first = asyncio.create_task(embedder.embed_query("a"))
        await asyncio.sleep(0)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        gate.set()
        return await embedder.embed_query("ab")

    assert asyncio.run(main()).tolist() == [2.0, 1.0, 2.0]


def test_a_threaded_embedder_keeps_passport_and_tokens_and_gains_queries():
    inner = CountingEmbedder(lengths, dimension=3)
    threaded = ThreadedEmbedder(inner)
    assert threaded.passport is inner.passport
    assert isinstance(threaded, CountsTokens)
    assert threaded.count_tokens("a b") == 2
    assert asyncio.run(threaded.embed_queries(["a"])).tolist() == [[1.0, 1.0, 2.0]]


def test_a_threaded_embedder_claims_no_tokens_that_the_embedder_cannot_count():
    assert not isinstance(ThreadedEmbedder(CallableEmbedder(lengths)), CountsTokens)


def test_queries_are_embedded_one_by_one_where_the_embedder_has_no_such_ability():
    class Plain:
        passport = Passport(dimension=3)
        embed_documents = LangChainStyle.embed_documents
        embed_query = LangChainStyle.embed_query

    assert not isinstance(Plain(), EmbedsQueries)
    assert embed_queries(Plain(), ["a", "bb"]).tolist() == [[-1.0, 1.0, 2.0], [-2.0, 1.0, 2.0]]
    assert embed_queries(Plain(), []).shape == (0, 3)


# as_embedder, as_async_embedder


def test_an_embedder_is_used_as_it_is():
    sync, async_ = CallableEmbedder(lengths), AsyncCallableEmbedder(lengths)
    assert as_embedder(sync) is sync
    assert as_async_embedder(async_) is async_


def test_the_async_flavour_runs_a_sync_embedder_in_threads():
    assert isinstance(as_async_embedder(CallableEmbedder(lengths)), ThreadedEmbedder)


@pytest.mark.parametrize("candidate", [lengths, partial(lengths), lambda texts: np.array(lengths(texts))])
def test_a_callable_becomes_an_embedder_in_both_flavours(candidate):
    assert as_embedder(candidate).embed_query("ab").tolist() == [2.0, 1.0, 2.0]
    assert asyncio.run(as_async_embedder(candidate).embed_query("ab")).tolist() == [2.0, 1.0, 2.0]


def test_a_langchain_style_object_becomes_an_anonymous_embedder_in_both_flavours():
    sync, async_ = as_embedder(LangChainStyle()), as_async_embedder(LangChainStyle())
    assert isinstance(sync, Embedder)
    assert isinstance(async_, AsyncEmbedder)
    assert isinstance(async_, AsyncEmbedsQueries)
    assert sync.passport.anonymous
    assert sync.embed_query("ab").tolist() == [-2.0, 1.0, 2.0]
    assert asyncio.run(async_.embed_query("ab")).tolist() == [-2.0, 1.0, 2.0]


def test_the_async_methods_of_a_langchain_style_object_are_preferred_on_the_loop():
    embedder = as_async_embedder(AsyncLangChainStyle())
    assert asyncio.run(embedder.embed_documents(["ab"])).tolist() == [[2.0, 1.0, 3.0]]
    assert asyncio.run(embedder.embed_query("ab")).tolist() == [-2.0, 1.0, 3.0]


class AsyncCall:
    async def __call__(self, texts):
        return await async_lengths(texts)


@pytest.mark.parametrize("candidate", [async_lengths, AsyncCall(), AsyncCallableEmbedder(lengths)])
def test_the_sync_flavour_refuses_what_is_asynchronous(candidate):
    with pytest.raises(InvalidInputError, match="asynchronous"):
        as_embedder(candidate)


@pytest.mark.parametrize("make", [as_embedder, as_async_embedder])
@pytest.mark.parametrize("candidate", [None, 7, "wordllama", object(), {"backend": "wordllama"}])
def test_anything_else_is_refused_with_what_is_accepted(make, candidate):
    with pytest.raises(InvalidInputError, match="embed_documents and embed_query"):
        make(candidate)


@pytest.mark.parametrize("make", [as_embedder, as_async_embedder])
def test_a_class_is_refused_where_an_embedder_is_wanted(make):
    with pytest.raises(InvalidInputError, match="is a class"):
        make(LangChainStyle)
