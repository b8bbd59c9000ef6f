"""The input window: a text that an embedder would cut off has no vector of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexcache.domain.window import DEFAULT_CHARACTERS, InputWindow
from tests.unit.domain.texts import ANY_TEXT


def bytewise(text):
    """Count one token for each byte, which is the most that any tokenizer makes of a text."""
    return len(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u3000"])
@pytest.mark.parametrize("window", [InputWindow(), InputWindow(tokens=5)])
def test_a_text_without_a_word_is_refused(window, text):
    assert "empty" in window.refuses(text)


def test_an_unknown_window_counts_characters():
    assert InputWindow().refuses("a" * DEFAULT_CHARACTERS) is None
    assert "8001 characters" in InputWindow().refuses("a" * (DEFAULT_CHARACTERS + 1))
    assert InputWindow(characters=3).refuses("abcd") is not None


@given(ANY_TEXT.filter(str.strip), st.integers(1, 30))
def test_a_text_is_refused_exactly_when_its_tokens_exceed_the_window(text, tokens):
    window = InputWindow(tokens=tokens, count_tokens=bytewise)
    assert (window.refuses(text) is not None) == (bytewise(text) > tokens)


@given(ANY_TEXT.filter(str.strip), st.integers(1, 30))
def test_without_a_count_four_bytes_are_a_token(text, tokens):
    assert (InputWindow(tokens=tokens).refuses(text) is not None) == (bytewise(text) > 4 * tokens)


def test_a_short_text_is_not_counted():
    window = InputWindow(tokens=10, count_tokens=lambda _: pytest.fail("counted"))
    assert window.refuses("short") is None


def test_a_text_that_is_far_too_long_is_not_counted():
    window = InputWindow(tokens=10, count_tokens=lambda _: pytest.fail("counted"))
    assert "250000 tokens" in window.refuses("a" * 1_000_000)


def test_the_reason_does_not_show_the_text():
    assert "secret" not in InputWindow(tokens=1).refuses("a secret " * 9)
