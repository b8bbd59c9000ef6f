"""The `fastembed` embedder with the real library, on a small model of our own making."""

from __future__ import annotations

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from hexcache.adapters.outbound.embedders.fastembed import plugin
from hexcache.adapters.outbound.embedders.settings import FastEmbedOptions
from hexcache.domain.collection import Passport
from hexcache.domain.errors import ConfigurationError
from hexcache.ports.embedder import CountsTokens, Embedder, EmbedsQueries

pytest.importorskip("fastembed", reason="pip install 'hexcache[fastembed]' in an environment of its own")

WORDS = ["[UNK]", "how", "do", "i", "reset", "my", "password"]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A folder with a static model for six words, of the dimension that the name stands for."""
    folder = tmp_path_factory.mktemp("model")
    tokenizer = Tokenizer(WordLevel({word: row for row, word in enumerate(WORDS)}, unk_token=WORDS[0]))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    table = np.random.default_rng(0).normal(size=(len(WORDS), 256)).astype(np.float32)
    save_file({"embeddings": table}, folder / "model.safetensors")
    return FastEmbedOptions(model="minishlab/potion-base-8M", path=str(folder), local_files_only=True)


def test_it_embeds_as_an_embedder_with_both_abilities(model):
    with plugin.open(model) as embedder:
        assert isinstance(embedder, Embedder)
        assert isinstance(embedder, EmbedsQueries)
        assert isinstance(embedder, CountsTokens)
        matrix = embedder.embed_documents(["how do i", "reset my password"])
        assert (matrix.dtype, matrix.shape) == (np.float32, (2, 256))
        np.testing.assert_allclose(embedder.embed_query("how do i"), matrix[0], atol=1e-6)


def test_the_passport_states_dimension_and_window(model):
    with plugin.open(model) as embedder:
        assert embedder.passport == Passport("fastembed", "minishlab/potion-base-8M", 256, window=512)


def test_tokens_are_counted_beyond_the_window(model):
    with plugin.open(model) as embedder:
        assert embedder.count_tokens("how do i " * 300) == 900


def test_a_lone_surrogate_is_taken(model):
    with plugin.open(model) as embedder:
        assert embedder.embed_query("how \ud800").shape == (256,)


def test_an_unknown_model_is_a_configuration_error():
    with pytest.raises(ConfigurationError, match="cannot be loaded"), plugin.open(FastEmbedOptions(model="no/such")):
        pass
