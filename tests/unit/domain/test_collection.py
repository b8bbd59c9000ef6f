"""Collections: two models' vectors never meet in one."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexcache.domain.collection import Collection, Passport, check_identifier
from hexcache.domain.errors import ConfigurationError, CorruptEntryError, SchemaMismatchError
from hexcache.domain.similarity import Similarity
from tests.unit.domain.texts import ANY_TEXT

NAMES = st.sampled_from(["", "a", "b", "a/b", "b/c", "/"]) | st.text(max_size=10)
COLLECTIONS = st.builds(Collection, st.integers(1, 3), st.sampled_from(Similarity), NAMES, NAMES)


def compatible(one, other):
    named = (one.provider or one.model) and (other.provider or other.model)
    return (one.dimension, one.similarity) == (other.dimension, other.similarity) and (
        not named or (one.provider, one.model) == (other.provider, other.model)
    )


@given(COLLECTIONS, COLLECTIONS)
def test_another_dimension_measure_or_named_embedder_is_refused_and_nothing_else(there, wanted):
    if compatible(there, wanted):
        there.require(wanted, "notes")
    else:
        with pytest.raises(SchemaMismatchError, match="notes"):
            there.require(wanted, "notes")


@given(COLLECTIONS, st.booleans(), st.booleans())
def test_what_is_returned_keeps_the_first_name_and_is_stable(named, there_has_it, wanted_has_it):
    nameless = replace(named, provider="", model="")
    there, wanted = (named if has_it else nameless for has_it in (there_has_it, wanted_has_it))
    made = there.require(wanted, "notes")
    assert made == (named if there_has_it or wanted_has_it else nameless)
    assert made.require(wanted, "notes") == made


@given(COLLECTIONS)
def test_the_record_survives_its_stored_form(collection):
    text = collection.to_json()
    assert text.isascii()
    restored = Collection.from_json(text)
    assert (restored.dimension, restored.similarity) == (collection.dimension, collection.similarity)
    assert compatible(restored, collection)


@pytest.mark.parametrize(
    "text",
    ["", "{", "null", "[]", "7", "{}", '{"dimension": 3}', "[" * 100_000]
    + [
        json.dumps({"dimension": size, "similarity": "cos", "provider": "", "model": ""})
        for size in ("x", None, float("inf"), float("nan"), [])
    ]
    + [json.dumps({"dimension": 3, "similarity": measure, "provider": "", "model": ""}) for measure in ("x", None, [])],
)
def test_a_record_that_cannot_be_read_is_noticed(text):
    with pytest.raises(CorruptEntryError):
        Collection.from_json(text)


def test_the_error_says_what_differs_and_what_to_do():
    there = Collection(384, Similarity.COS, "openai", "small")
    with pytest.raises(SchemaMismatchError) as caught:
        there.require(Collection(256, Similarity.L2, "wordllama", "base"), "notes")
    message = str(caught.value)
    for part in ("'notes'", "384", "256", "'cos'", "'l2'", "openai/small", "wordllama/base", "Use another collection"):
        assert part in message


def test_a_collection_is_made_for_the_embedder_of_a_passport():
    passport = Passport("openai", "small", 384, unit_length=True, window=8_191)
    assert Collection.of(passport, Similarity.DOT) == Collection(384, Similarity.DOT, "openai", "small")


def test_a_passport_without_a_dimension_makes_no_collection():
    with pytest.raises(ConfigurationError, match="embed one text"):
        Collection.of(Passport("openai", "small"), Similarity.COS)


@pytest.mark.parametrize("name", ["a", "Notes_2", "a" * 48])
def test_an_identifier_is_taken_as_it_is(name):
    assert check_identifier(name) == name


@given(ANY_TEXT)
def test_an_identifier_has_ascii_letters_digits_and_underscores_only(name):
    allowed = (
        name.isascii() and name.replace("_", "a").isalnum() and name[0].isalpha() and len(name) <= 48 if name else False
    )
    if allowed:
        assert check_identifier(name) == name
    else:
        with pytest.raises(ConfigurationError):
            check_identifier(name)


@pytest.mark.parametrize("name", ["", "1a", "_a", "a-b", "a b", "a\n", "a;", "\u00e4", "a" * 49, None, 7, b"a"])
def test_what_could_be_part_of_a_statement_is_no_identifier(name):
    with pytest.raises(ConfigurationError, match="not allowed"):
        check_identifier(name, "index")
