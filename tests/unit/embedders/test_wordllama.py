"""The default embedder: the files in the wheel, and nothing else."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from hexcache.adapters.outbound.embedders import wordllama
from hexcache.adapters.outbound.embedders.settings import WordLlamaOptions
from hexcache.domain.collection import Passport
from hexcache.domain.errors import ConfigurationError, InvalidInputError, MissingExtraError
from hexcache.domain.similarity import Similarity
from hexcache.domain.vectors import admit
from hexcache.ports.embedder import CountsTokens, Embedder, EmbedsQueries

TEXTS = ["How do I reset my password?", "🤷", "日本語", "a\x00b", " ", "???", "<s></s>", "word " * 400]

# Any socket call, and any file opened for writing, ends this process with the event's name.
GUARDED = """
import os, sys
def refuse(event, args):
    if event.startswith("socket.") or (event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
        os.write(2, repr((event, args)).encode())
        os._exit(9)
sys.addaudithook(refuse)
from hexcache.adapters.outbound.embedders.wordllama import plugin
with plugin.open(plugin.options()) as embedder:
    print(embedder.embed_query("hello").shape[0], embedder.count_tokens("hello"))
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


@pytest.fixture(scope="module")
def embedder():
    return wordllama.load(WordLlamaOptions())


def run(script, **environment):
    return subprocess.run(
        [sys.executable, "-B", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={name: value for name, value in os.environ.items() if name not in {"HOME", "XDG_CACHE_HOME"}} | environment,
    )


@pytest.fixture
def guarded(tmp_path):
    """Run with an empty HOME that cannot be written to, sockets and writing forbidden."""
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    yield run(GUARDED, HOME=str(tmp_path), XDG_CACHE_HOME=str(tmp_path))
    tmp_path.chmod(stat.S_IRWXU)
    assert not list(tmp_path.iterdir())


def test_it_embeds_without_a_connection_a_home_or_a_file_to_write(guarded):
    assert (guarded.returncode, guarded.stderr) == (0, "")
    assert guarded.stdout.startswith("256 1\n")


def test_loading_it_imports_neither_wordllama_nor_an_http_client(guarded):
    loaded = set(guarded.stdout.splitlines()[-1].split())
    assert "tokenizers" in loaded
    assert not loaded & {"wordllama", "requests", "urllib3", "httpx", "huggingface_hub", "safetensors"}


@pytest.mark.parametrize("act", ["import socket; socket.create_connection(('127.0.0.1', 9))", "open('x', 'w')"])
def test_the_guard_of_these_tests_sees_a_connection_and_a_written_file(act, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(GUARDED.replace("from hexcache", f"{act}\nfrom hexcache")).returncode == 9


def test_the_vectors_are_those_of_the_library_itself(embedder):
    folder = wordllama._installed_folder()
    script = f"""
import json, sys
from safetensors import safe_open
from tokenizers import Tokenizer
from wordllama import WordLlamaInference
with safe_open({str(folder / wordllama._WEIGHTS)!r}, framework="np") as file:
    table = file.get_tensor("embedding.weight")
tokenizer = Tokenizer.from_file({str(folder / wordllama._TOKENIZER)!r})
print(json.dumps(WordLlamaInference(table, tokenizer).embed(json.load(sys.stdin), norm=True).tolist()))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], input=json.dumps(TEXTS), capture_output=True, text=True, check=True
    )
    np.testing.assert_allclose(embedder.embed_documents(TEXTS), json.loads(done.stdout), atol=1e-6)


def test_it_is_an_embedder_with_both_abilities(embedder):
    assert isinstance(embedder, Embedder)
    assert isinstance(embedder, EmbedsQueries)
    assert isinstance(embedder, CountsTokens)


def test_the_passport_states_what_the_model_is(embedder):
    assert embedder.passport == Passport("wordllama", "l2_supercat", 256, unit_length=True, window=256)


@given(st.lists(st.text(st.characters()), max_size=5))
@settings(max_examples=50)
def test_a_text_has_the_same_vector_alone_in_a_batch_and_as_a_query(embedder, texts):
    matrix = embedder.embed_documents(texts)
    assert (matrix.dtype, matrix.shape) == (np.float32, (len(texts), 256))
    assert all((embedder.embed_query(text) == row).all() for text, row in zip(texts, matrix, strict=True))
    assert (embedder.embed_queries(texts) == matrix).all()


@given(st.text(st.characters(), min_size=1))
@settings(max_examples=100)
def test_every_text_but_the_empty_one_has_a_vector_of_length_one(embedder, text):
    assert np.linalg.norm(embedder.embed_query(text)) == pytest.approx(1.0, abs=1e-5)


def test_the_empty_text_has_the_zero_vector_which_the_gate_refuses(embedder):
    vector = embedder.embed_query("")
    assert not vector.any()
    with pytest.raises(InvalidInputError):
        admit(vector, 256, Similarity.COS)


def test_a_lone_surrogate_embeds_as_the_replacement_character(embedder):
    assert (embedder.embed_query("a\ud800") == embedder.embed_query("a\ufffd")).all()


def test_a_paraphrase_is_nearer_than_another_question(embedder):
    asked, same, other = embedder.embed_documents(
        ["How do I reset my password?", "How can I reset my password?", "When does the branch open?"]
    )
    assert asked @ same > 0.8 > asked @ other


def test_tokens_are_counted_beyond_the_window(embedder):
    assert embedder.count_tokens("word " * 1_000) > 1_000


@pytest.mark.parametrize("dimension", [64, 128])
def test_a_smaller_dimension_is_the_beginning_of_the_larger_made_unit_length(embedder, dimension):
    small = wordllama.load(WordLlamaOptions(dimension=dimension)).embed_query("hello world")
    begin = embedder.embed_query("hello world")[:dimension]
    np.testing.assert_allclose(small, begin / np.linalg.norm(begin), atol=1e-6)


@pytest.mark.parametrize("options", [{"dimension": 100}, {"window": 0}, {"modle": "x"}])
def test_an_option_that_cannot_work_is_refused(options):
    with pytest.raises(ValidationError):
        WordLlamaOptions(**options)


@pytest.mark.parametrize("hidden", ["wordllama", "tokenizers"])
def test_a_missing_package_is_named_with_the_command_that_installs_it(monkeypatch, hidden):
    if hidden == "wordllama":
        monkeypatch.setattr(wordllama, "find_spec", lambda _name: None)
    else:
        monkeypatch.setitem(sys.modules, "tokenizers", None)
    with pytest.raises(MissingExtraError, match="pip install"), wordllama.plugin.open(WordLlamaOptions()):
        pass


def test_a_wheel_without_the_weights_is_a_configuration_error(monkeypatch, tmp_path):
    monkeypatch.setattr(wordllama, "_installed_folder", lambda: Path(tmp_path))
    with pytest.raises(ConfigurationError, match="l2_supercat_256"), wordllama.plugin.open(WordLlamaOptions()):
        pass


def test_weights_that_are_no_weights_are_a_configuration_error(monkeypatch, tmp_path):
    (tmp_path / "weights").mkdir()
    (tmp_path / wordllama._WEIGHTS).write_bytes(b"\x08" + bytes(30))
    monkeypatch.setattr(wordllama, "_installed_folder", lambda: Path(tmp_path))
    with pytest.raises(ConfigurationError, match="cannot be loaded") as caught:
        wordllama.plugin._loaded(WordLlamaOptions())
    assert caught.value.__cause__ is not None
