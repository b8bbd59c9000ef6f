"""Entries and selections: what is cleared, and what tags and metadata may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexcache.domain.entry import Record, Selection, check_metadata, check_tags, check_text
from hexcache.domain.errors import InvalidInputError
from hexcache.domain.scope import Scope
from tests.unit.domain.texts import ANY_TEXT

FEW = st.sampled_from(["", "a", "b"])
SCOPES = st.builds(Scope, FEW, FEW, FEW)
SELECTIONS = st.builds(Selection, st.none() | FEW, st.none() | FEW, st.none() | SCOPES, st.none() | FEW)
TAGS = st.lists(FEW, unique=True, max_size=3).map(tuple)


@given(SELECTIONS, SCOPES, TAGS)
def test_every_condition_of_a_selection_must_be_met(selection, scope, tags):
    met = [
        selection.tenant in (None, scope.tenant),
        selection.model in (None, scope.model),
        selection.scope in (None, scope),
        selection.tag is None or selection.tag in tags,
    ]
    assert selection.matches(scope, tags) == all(met)


@given(SELECTIONS, SCOPES, TAGS)
def test_a_selection_of_everything_matches_everything(selection, scope, tags):
    if selection.everything:
        assert selection.matches(scope, tags)
    assert selection.everything == (selection == Selection())


def test_the_empty_tenant_is_a_condition():
    assert not Selection(tenant="").everything
    assert not Selection(tenant="").matches(Scope("acme"), ())


@given(st.lists(ANY_TEXT))
def test_tags_are_kept_in_order_without_repeats(tags):
    checked = check_tags(tags)
    assert list(checked) == list(dict.fromkeys(tags))
    assert check_tags(checked) == checked


@pytest.mark.parametrize("tags", ["doc:1", b"doc:1", 7, [7], [None], ["a", b"b"], 1.5])
def test_tags_that_are_not_several_texts_are_refused(tags):
    with pytest.raises(InvalidInputError):
        check_tags(tags)


def test_no_tags_are_none():
    assert check_tags(None) == check_tags([]) == ()


@given(st.dictionaries(ANY_TEXT, ANY_TEXT))
def test_metadata_is_copied(metadata):
    checked = check_metadata(metadata)
    assert checked == metadata
    assert checked is not metadata


@pytest.mark.parametrize("metadata", [7, "ab", ["a"], {"a": 1}, {1: "a"}, {"a": None}, [("a", "b", "c")], object()])
def test_metadata_that_is_no_mapping_of_texts_is_refused(metadata):
    with pytest.raises(InvalidInputError):
        check_metadata(metadata)


def test_what_is_no_text_is_refused_without_being_shown():
    with pytest.raises(InvalidInputError, match="'bytes'") as caught:
        check_text("a query", b"a secret")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "conditions", [(7, None, None, None), (None, b"", None, None), (None, None, "s", None), (None, None, None, 7)]
)
def test_a_selection_of_other_types_is_refused(conditions):
    with pytest.raises(InvalidInputError):
        Selection.of(*conditions)


def test_questions_and_answers_are_not_in_the_repr_of_a_record():
    record = Record("id-scope", "a secret question", b"a secret answer", 0.0, metadata={"k": "a secret"})
    assert "secret" not in repr(record)
