"""What both cached embedders do, on the memory key-value store."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from hexcache import (
    AsyncCachedEmbedder,
    BackendTimeoutError,
    CachedEmbedder,
    ConfigurationError,
    EmbedderError,
)
from hexcache.adapters.outbound.memory.aio import AsyncMemoryKeyValueStore
from hexcache.adapters.outbound.memory.sync import MemoryKeyValueStore
from hexcache.domain.vectors import decode_vector, encode_vector
from hexcache.testing.fakes import AsyncDeterministicEmbedder, DeterministicEmbedder, faulty


@pytest.fixture
def make(bench):
    """Return a function that makes a cached embedder; all that one test makes share a store."""
    real = MemoryKeyValueStore() if bench.flavour == "sync" else AsyncMemoryKeyValueStore()
    bench.values = faulty(real, bench.store_faults)

    def make(embedder=None, **options):
        options = {"clock": bench.clock} | options
        if bench.flavour == "sync":
            return CachedEmbedder(embedder or bench.embedder, bench.values, **options)
        embedder = embedder or AsyncDeterministicEmbedder(bench.embedder)
        return bench.loop.sync(AsyncCachedEmbedder(embedder, bench.values, **options))

    return make


def stored(bench) -> dict[str, bytes]:
    """Return everything in the key-value store."""
    store = bench.loop.sync(bench.values) if bench.flavour == "async" else bench.values
    keys = list(store.yield_keys(now=bench.clock.now))
    return dict(zip(keys, store.mget(keys, now=bench.clock.now), strict=True))


class TestCachedEmbedder:
    def test_the_vectors_are_those_of_the_embedder_to_the_last_bit(self, bench, make):
        texts = ["a", "b", "", "é\ud800\0"]
        expected = DeterministicEmbedder().embed_documents(texts)
        for _ in range(2):
            vectors = make().embed_documents(texts)
            assert vectors.dtype == np.float32
            assert np.array_equal(vectors, expected)

    def test_no_text_is_embedded_twice_not_even_within_one_call(self, bench, make):
        make().embed_documents(["a", "b", "a", "a"])
        make().embed_documents(["b", "c", "a"])
        assert bench.embedder.texts == ["a", "b", "c"]

    @pytest.mark.parametrize("factor", [np.nan, np.inf, 0.0, 1e30])
    def test_a_vector_that_nobody_can_use_is_not_remembered(self, make, factor):
        """A provider that fails once must not spoil the text for ever."""

        class FailsOnce(DeterministicEmbedder):
            def embed_documents(self, texts):
                vectors = super().embed_documents(texts)
                return vectors * np.float32(factor) if self.calls == 1 else vectors

        embedder = FailsOnce()
        first, second, third = (make(embedder).embed_documents(["a"]) for _ in range(3))
        assert not np.array_equal(first, second)
        assert np.array_equal(second, third)
        assert embedder.calls == 2

    def test_documents_and_queries_are_kept_apart(self, bench, make):
        cached = make()
        cached.embed_documents(["a"])
        cached.embed_query("a")
        cached.embed_query("a")
        assert bench.embedder.texts == ["a", "a"]
        assert len(stored(bench)) == 2

    def test_queries_can_be_left_uncached(self, bench, make):
        cached = make(cache_queries=False)
        cached.embed_query("a")
        cached.embed_query("a")
        assert bench.embedder.texts == ["a", "a"]
        assert stored(bench) == {}

    def test_another_model_dimension_or_namespace_never_meets_these_vectors(self, bench, make):
        for embedder in (DeterministicEmbedder(), DeterministicEmbedder(model="x"), DeterministicEmbedder(dimension=8)):
            wrapped = AsyncDeterministicEmbedder(embedder) if bench.flavour == "async" else embedder
            assert make(wrapped).embed_query("a").shape == (embedder.dimension,)
            make(wrapped, namespace="other").embed_query("a")
            assert embedder.texts == ["a", "a"]
        assert len(stored(bench)) == 6

    @pytest.mark.parametrize(
        "damage", [lambda b: b[:-1], lambda b: b"", lambda b: b[:20] + b"\xff" + b[21:], lambda b: b * 2]
    )
    def test_a_corrupt_value_is_a_miss_that_heals_itself(self, bench, make, damage):
        expected = make().embed_query("a")
        ((key, blob),) = stored(bench).items()
        bench.call(bench.values.mset, {key: damage(blob)}, now=bench.clock.now)
        assert np.array_equal(make().embed_query("a"), expected)
        assert stored(bench) == {key: blob}

    def test_a_stored_vector_of_another_dimension_is_a_miss(self, bench, make):
        make().embed_query("a")
        ((key, _),) = stored(bench).items()
        bench.call(bench.values.mset, {key: encode_vector(np.ones(3, "f4"))}, now=bench.clock.now)
        assert make().embed_query("a").shape == (32,)

    def test_values_are_compact(self, bench, make):
        make().embed_query("a")
        ((_, blob),) = stored(bench).items()
        assert len(blob) == 32 * 4 + 12
        assert decode_vector(blob).shape == (32,)

    def test_batches_bound_what_is_embedded_at_once(self, bench, make):
        make(batch_size=3).embed_documents([str(number) for number in range(8)])
        assert bench.embedder.calls == 3

    def test_what_was_embedded_before_a_failing_batch_is_kept(self, bench, make):
        def embed(texts):
            if "bad" in texts:
                raise RuntimeError("no")
            return bench.embedder.embed_documents(texts)

        cached = make(embed, batch_size=2, namespace="test")
        with pytest.raises(EmbedderError):
            cached.embed_documents(["a", "b", "bad"])
        assert len(stored(bench)) == 2

    def test_a_lifetime_ends(self, bench, make):
        cached = make(ttl=10)
        cached.embed_query("a")
        bench.clock.advance(10)
        cached.embed_query("a")
        assert bench.embedder.texts == ["a", "a"]

    def test_no_text_is_no_vector(self, bench, make):
        assert make().embed_documents([]).shape == (0, 32)
        assert bench.embedder.calls == 0

    @pytest.mark.parametrize("result", [[], [[1.0]] * 3, [1.0], None, [["x"]], [[1.0], [1.0, 2.0]]])
    def test_an_embedder_that_returns_the_wrong_number_of_vectors_is_an_error_and_nothing_is_stored(
        self, bench, make, result
    ):
        with pytest.raises(EmbedderError):
            make(lambda texts: result, namespace="test").embed_documents(["a", "b"])
        assert stored(bench) == {}

    @pytest.mark.parametrize("method", ["mget", "mset"])
    def test_a_failing_store_only_costs_the_embedding(self, bench, make, method):
        bench.store_faults[method] = RuntimeError("down")
        cached = make()
        for _ in range(2):
            assert cached.embed_query("a").shape == (32,)
        assert cached.stats().errors == {"BackendError": 2}

    def test_in_raise_mode_a_failing_store_is_an_error_of_ours(self, bench, make):
        bench.store_faults["mget"] = TimeoutError("late")
        with pytest.raises(BackendTimeoutError):
            make(on_error="raise").embed_query("a")

    def test_it_is_an_embedder_for_a_cache(self, bench, make):
        cached = make()
        cache = bench.cache(embedder=cached.adapter if bench.flavour == "async" else cached)
        cache.update("How do I reset my password?", "Click here.")
        cache.lookup_many(["How can my password be reset?", "Where is the nearest branch?"])
        assert len(stored(bench)) == 3

    def test_two_functions_without_a_name_are_warned_about(self, bench, make):
        with pytest.warns(UserWarning, match="namespace") as caught:
            make(lambda texts: np.ones((len(texts), 2)))
        assert caught[0].filename == __file__
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            make(lambda texts: np.ones((len(texts), 2)), namespace="mine")

    @pytest.mark.parametrize(
        "options", [{"batch_size": 0}, {"ttl": -1}, {"key_encoder": "md5"}, {"on_error": "ignore"}, {"batchsize": 1}]
    )
    def test_an_option_that_cannot_work_is_a_configuration_error(self, make, options):
        with pytest.raises(ConfigurationError):
            make(**options)
