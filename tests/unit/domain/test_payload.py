"""Tags and metadata survive their stored form, and anything else in its place is noticed."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hexcache.domain.errors import CorruptEntryError
from hexcache.domain.payload import decode_labels, encode_labels
from tests.unit.domain.texts import ANY_TEXT


@given(st.lists(ANY_TEXT, max_size=5), st.dictionaries(ANY_TEXT, ANY_TEXT, max_size=5))
@example(["\ud83d\ude00", "\U0001f600"], {"\ud83d": "\ude00"})
@example([], {"\ud83d\ude00": "\ud83d\ude00\U0001f600"})
def test_labels_survive_their_stored_form(tags, metadata):
    text = encode_labels(tags, metadata)
    assert text.isascii()
    assert decode_labels(text) == (tuple(tags), metadata)
    assert decode_labels(text.encode("ascii")) == (tuple(tags), metadata)


@given(ANY_TEXT, ANY_TEXT)
def test_different_tags_are_stored_differently(one, other):
    assert (encode_labels([one], {}) == encode_labels([other], {})) == (one == other)


def test_no_labels_are_the_empty_text():
    assert encode_labels([], {}) == ""
    assert decode_labels("") == decode_labels(b"") == ((), {})


@pytest.mark.parametrize(
    "text",
    [
        *(
            "{",
            "[",
            "null",
            "7",
            "[]",
            "[[]]",
            "[[]",
            "\x00",
            '["a",{}',
            "[[],{},[]]",
            '[[],{},"utf-9"]',
            "[" * 100_000,
        ),
        *('[["a"],7]', "[[7],{}]", '[[],{"a":1}]', "[[null],{}]", '[["a"],{"b":[1]}]'),
        *('[["\\u0100"],{},"utf-8"]', '[["\\u00ff"],{},"utf-8"]'),
    ],
    ids=lambda text: text[:30],
)
def test_anything_else_is_noticed(text):
    with pytest.raises(CorruptEntryError):
        decode_labels(text)


def test_bytes_that_are_no_text_are_noticed():
    with pytest.raises(CorruptEntryError):
        decode_labels(b"\xff\xfe")
