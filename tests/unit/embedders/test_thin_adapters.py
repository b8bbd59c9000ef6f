"""The embedders that are thin covers of an optional library: what is passed on, and what is said without it."""

from __future__ import annotations

import asyncio
import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from pydantic import ValidationError

from hexcache.adapters.outbound.embedders import fastembed, sentence_transformers, wordllama
from hexcache.adapters.outbound.embedders.local import LocalPlugin
from hexcache.adapters.outbound.embedders.settings import (
    FastEmbedOptions,
    SentenceTransformersOptions,
    WordLlamaOptions,
)
from hexcache.application.embedding import as_async_embedder
from hexcache.domain.collection import Passport
from hexcache.domain.errors import ConfigurationError, EmbedderError, MissingExtraError


class FakeSentenceTransformer:
    """What is used of the class of that name; torch is too large to have it for a test."""

    max_seq_length = 256

    def __init__(self, name, **options):
        if name == "no/such":
            raise OSError("no such model")
        self.loaded = (name, options)

    def get_embedding_dimension(self):
        return 2

    def encode(self, texts, **options):
        self.encoded = options
        if "boom" in texts:
            raise RuntimeError("texts: " + texts[0])
        return np.array([[len(text.encode()), 1.0] for text in texts]).reshape(-1, 2)

    def tokenizer(self, text, *, truncation, verbose):
        assert not truncation
        assert not verbose
        return {"input_ids": text.split()}


class OldSentenceTransformer(FakeSentenceTransformer):
    max_seq_length = 10**30
    get_embedding_dimension = None

    def get_sentence_embedding_dimension(self):
        return 2


@pytest.fixture(autouse=True)
def libraries(monkeypatch):
    for name in ("sentence_transformers", "fastembed"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    sys.modules["sentence_transformers"].SentenceTransformer = FakeSentenceTransformer


@pytest.mark.parametrize(
    ("name", "module", "extra"),
    [
        ("sentence_transformers", sentence_transformers, r"hexcache\[sentence-transformers\]"),
        ("fastembed", fastembed, r"hexcache\[fastembed\]"),
    ],
)
def test_without_the_library_the_error_names_the_extra(monkeypatch, name, module, extra):
    monkeypatch.setitem(sys.modules, name, None)
    options = module.plugin.options()
    with pytest.raises(MissingExtraError, match=f"pip install '{extra}'"), module.plugin.open(options):
        pass


@pytest.mark.parametrize("options", [SentenceTransformersOptions, FastEmbedOptions])
@pytest.mark.parametrize("given", [{"modle": "x"}, {"model": ""}, {"batch_size": 0}])
def test_an_option_that_cannot_work_is_refused(options, given):
    with pytest.raises(ValidationError):
        options(**given)


def test_sentence_transformers_passes_the_options_on():
    options = SentenceTransformersOptions(
        model="m", revision="v2", device="cpu", batch_size=7, normalize=False, local_files_only=True
    )
    with sentence_transformers.plugin.open(options) as embedder:
        embedder.embed_query("a")
        model = embedder._model
    assert model.loaded == ("m", {"revision": "v2", "device": "cpu", "local_files_only": True})
    assert (model.encoded["batch_size"], model.encoded["normalize_embeddings"]) == (7, False)
    assert embedder.passport == Passport("sentence_transformers", "m@v2", 2, unit_length=False, window=256)


def test_sentence_transformers_embeds_and_counts():
    with sentence_transformers.plugin.open(SentenceTransformersOptions()) as embedder:
        assert embedder.embed_documents(["a", "\ud800"]).tolist() == [[1.0, 1.0], [3.0, 1.0]]
        assert embedder.embed_documents([]).shape == (0, 2)
        assert embedder.count_tokens("a b c") == 3


def test_an_older_sentence_transformers_without_a_limit_is_read_too():
    passport = sentence_transformers.SentenceTransformersEmbedder(
        OldSentenceTransformer("m"), SentenceTransformersOptions(model="m")
    ).passport
    assert (passport.dimension, passport.window) == (2, None)


def test_what_sentence_transformers_raises_is_chained_without_the_text():
    with sentence_transformers.plugin.open(SentenceTransformersOptions()) as embedder:
        with pytest.raises(EmbedderError) as caught:
            embedder.embed_query("boom")
        assert isinstance(caught.value.__cause__, RuntimeError)
        assert "boom" not in str(caught.value)


def test_a_model_that_cannot_be_loaded_is_a_configuration_error():
    options = SentenceTransformersOptions(model="no/such")
    with pytest.raises(ConfigurationError, match="no/such") as caught, sentence_transformers.plugin.open(options):
        pass
    assert isinstance(caught.value.__cause__, OSError)


def test_fastembed_passes_on_what_is_set_and_learns_what_the_library_does_not_say():
    loaded = []

    class TextEmbedding:
        model = SimpleNamespace()

        def __init__(self, name, **options):
            loaded.append((name, options))

        def embed(self, texts, batch_size):
            return (np.ones(batch_size, dtype=np.float32) for _ in texts)

    sys.modules["fastembed"].TextEmbedding = TextEmbedding
    with fastembed.plugin.open(FastEmbedOptions(model="m", threads=2, batch_size=4)) as embedder:
        assert embedder.passport == Passport("fastembed", "m")
        assert embedder.embed_query("a").shape == (4,)
        assert embedder.passport.dimension == 4
    assert loaded == [("m", {"threads": 2})]


def test_what_a_local_plugin_opens_for_the_loop_is_run_in_threads_by_the_application():
    async def main():
        async with wordllama.plugin.aopen(WordLlamaOptions()) as embedder:
            return await as_async_embedder(embedder).embed_query("hello")

    assert asyncio.run(main()).shape == (256,)


def test_loading_for_the_loop_does_not_hold_it_up():
    async def main():
        loop = asyncio.get_running_loop()
        reached = []

        def load(_options):
            asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result(10)  # needs a free loop
            reached.append(True)

        async with LocalPlugin(WordLlamaOptions, load).aopen(WordLlamaOptions()):
            return reached

    assert asyncio.run(main()) == [True]
