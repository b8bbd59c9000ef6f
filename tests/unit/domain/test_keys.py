"""Keys: no two different inputs give one key, and equal ones always do."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import textwrap
import warnings

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hexcache.domain import keys
from hexcache.domain.errors import ConfigurationError, InvalidInputError
from hexcache.domain.keys import (
    decode_text,
    digest_fields,
    document_id,
    encode_text,
    join_fields,
    key_encoder,
    scope_key_of,
)
from hexcache.domain.scope import Scope
from tests.unit.domain.texts import ANY_TEXT

ENCODERS = ["sha256", "sha512", "blake2b", "sha1"]
FIELDS = st.lists(ANY_TEXT, max_size=4)


@given(ANY_TEXT)
def test_any_text_survives_its_encoding(text):
    assert decode_text(encode_text(text)) == text


@given(FIELDS, FIELDS)
def test_different_fields_are_never_joined_to_the_same_bytes(one, other):
    assume(one != other)
    assert join_fields(one) != join_fields(other)


@given(FIELDS, FIELDS)
def test_different_fields_never_have_one_digest(one, other):
    assume(one != other)
    assert digest_fields(*one) != digest_fields(*other)


def test_fields_are_not_merely_put_one_after_the_other():
    assert digest_fields("ab", "c") != digest_fields("a", "bc")
    assert digest_fields("a", "") != digest_fields("", "a") != digest_fields("a")


@pytest.mark.parametrize("name", ENCODERS)
@pytest.mark.filterwarnings("ignore:SHA-1")
@given(one=ANY_TEXT, other=ANY_TEXT)
def test_an_encoder_gives_equal_texts_one_key_and_different_texts_different_keys(name, one, other):
    encoder = key_encoder(name)
    assert (encoder(one) == encoder(other)) == (one == other)


@pytest.mark.filterwarnings("ignore:SHA-1")
@pytest.mark.parametrize("name", ENCODERS)
def test_an_encoder_is_the_digest_of_its_name_over_utf8(name):
    assert key_encoder(name)("d\u00e9j\u00e0 vu") == hashlib.new(name, "d\u00e9j\u00e0 vu".encode()).hexdigest()


@given(st.tuples(ANY_TEXT, ANY_TEXT, ANY_TEXT), ANY_TEXT, st.tuples(ANY_TEXT, ANY_TEXT, ANY_TEXT), ANY_TEXT)
def test_no_two_questions_or_scopes_share_a_document_id(scope, query, other_scope, other_query):
    assume((scope, query) != (other_scope, other_query))
    encoder = key_encoder()
    assert document_id(encoder(query), Scope(*scope).key) != document_id(encoder(other_query), Scope(*other_scope).key)


@given(ANY_TEXT.filter(bool), ANY_TEXT)
def test_the_scope_is_read_back_from_any_document_id(query_key, tenant):
    key = Scope(tenant).key
    assert scope_key_of(document_id(query_key, key)) == key


@pytest.mark.parametrize("text", ["", "nodash"])
def test_what_is_no_document_id_has_no_scope(text):
    assert scope_key_of(text) == ""


def test_any_callable_is_an_encoder():
    assert key_encoder(str.upper)("abc") == "ABC"


@pytest.mark.parametrize("answer", ["", None, b"abc", 7])
def test_a_callable_that_returns_no_text_is_refused_at_its_first_use(answer):
    with pytest.raises(InvalidInputError, match="key encoder"):
        key_encoder(lambda _: answer)("abc")


@pytest.mark.parametrize("name", ["md5", "", "SHA256", None, 7, []])
def test_an_unknown_encoder_is_refused_with_the_known_names(name):
    with pytest.raises(ConfigurationError, match="blake2b"):
        key_encoder(name)


def test_sha1_warns_once_and_at_the_line_of_the_caller():
    keys._warn_sha1.cache_clear()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        key_encoder("sha1")
        key_encoder("sha1")
    (warning,) = caught
    assert warning.category is UserWarning
    assert warning.filename == __file__


def test_an_encoder_that_raises_is_an_input_error_with_its_cause():
    def fails(text):
        raise ZeroDivisionError(text)

    with pytest.raises(InvalidInputError, match="the key encoder raised 'ZeroDivisionError'") as caught:
        key_encoder(fails)("secret")
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert "secret" not in str(caught.value)


def test_no_other_encoder_warns():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in ("sha256", "sha512", "blake2b"):
            key_encoder(name)


def test_every_digest_says_that_it_is_not_for_security():
    """Builds that follow FIPS 140 refuse SHA-1 and BLAKE2 otherwise."""
    script = """
        import hashlib
        for name in ("sha1", "sha256", "sha512", "blake2b"):
            def strict(data=b"", *, usedforsecurity=True, real=getattr(hashlib, name), **options):
                assert not usedforsecurity, "disabled for FIPS"
                return real(data, **options)
            setattr(hashlib, name, strict)
        from hexcache.domain.keys import key_encoder
        from hexcache.domain.scope import Scope
        for name in ("sha1", "sha256", "sha512", "blake2b"):
            assert key_encoder(name)("text")
        assert Scope("t").key
    """
    command = [sys.executable, "-W", "ignore", "-c", textwrap.dedent(script)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
