"""Value codecs: what was stored comes back, and what cannot come back is refused when it is stored."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexcache.domain.errors import ConfigurationError, CorruptEntryError, InvalidInputError
from hexcache.domain.values import ValueCodec, value_codec
from tests.unit.domain.texts import ANY_TEXT

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


@given(ANY_TEXT)
def test_any_text_survives(text):
    codec = value_codec("text")
    assert codec.decode(codec.encode(text)) == text


@given(st.binary())
def test_any_bytes_survive(data):
    codec = value_codec("bytes")
    assert codec.decode(codec.encode(data)) == data
    assert type(codec.encode(bytearray(data))) is type(codec.encode(memoryview(data))) is bytes


@given(PLAIN)
def test_any_plain_data_survives_as_json(value):
    codec = value_codec("json")
    assert codec.decode(codec.encode(value)) == value


@given(ANY_TEXT)
def test_json_never_gives_back_another_text(text):
    codec = value_codec("json")
    try:
        data = codec.encode(text)
    except InvalidInputError:
        return
    assert codec.decode(data) == text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("text", value) for value in (None, 7, b"text", ["text"])),
        *(("bytes", value) for value in (None, 7, "bytes", [1])),
        *(("json", value) for value in (math.nan, math.inf, (1, 2), {1: "a"}, {"a": (1,)}, b"x", object(), {"a"})),
        ("json", [nested(100_000)]),
    ],
    ids=repr if False else None,
)
def test_a_value_that_would_not_come_back_is_refused(name, value):
    with pytest.raises(InvalidInputError):
        value_codec(name).encode(value)


@pytest.mark.parametrize(
    ("name", "data"),
    [("text", b"\xff"), ("json", b"{"), ("json", b"\xff"), ("json", b"[" * 100_000)],
    ids=["no UTF-8", "half", "no text", "deep"],
)
def test_bytes_of_another_codec_are_noticed(name, data):
    with pytest.raises(CorruptEntryError):
        value_codec(name).decode(data)


def test_a_pair_of_functions_is_a_codec():
    codec = value_codec((lambda number: str(number).encode(), int))
    assert codec.decode(codec.encode(7)) == 7


def test_a_codec_is_taken_as_it_is():
    codec = ValueCodec(bytes, bytes)
    assert value_codec(codec) is codec


@pytest.mark.parametrize("encode", [lambda _: "text", lambda _: None, lambda _: 1 / 0])
def test_an_encoder_that_fails_or_gives_no_bytes_is_an_invalid_input(encode):
    with pytest.raises(InvalidInputError):
        value_codec((encode, bytes)).encode("value")


def test_a_decoder_that_fails_is_a_corrupt_entry():
    with pytest.raises(CorruptEntryError) as caught:
        value_codec((bytes, lambda _: 1 / 0)).decode(b"")
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


@pytest.mark.parametrize("codec", ["pickle", "", None, 7, (bytes,), (bytes, 7), [bytes, bytes], {}])
def test_what_is_no_codec_is_refused_with_the_known_names(codec):
    with pytest.raises(ConfigurationError, match="json"):
        value_codec(codec)


def test_a_refused_value_is_not_shown():
    for name in ("json", "bytes"):
        with pytest.raises(InvalidInputError) as caught:
            value_codec(name).encode({"a secret"})
        assert "secret" not in str(caught.value)
