"""Scopes: equal in everything or different, and nothing of one is ever selected for another."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, replace
from enum import Enum, StrEnum

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hexcache.domain.entry import Selection
from hexcache.domain.errors import InvalidInputError
from hexcache.domain.scope import EVERYWHERE, Scope, field_key
from tests.unit.domain.texts import ANY_TEXT

SCOPES = st.builds(Scope, ANY_TEXT, ANY_TEXT, ANY_TEXT)
NAMES = st.sampled_from(["tenant", "model", "tag"])


@given(SCOPES, SCOPES)
def test_scopes_share_a_key_exactly_when_they_are_equal(one, other):
    assert (one.key == other.key) == (one == other)


@given(SCOPES, SCOPES)
def test_selecting_a_scope_never_selects_another(one, other):
    assume(one != other)
    assert Selection(scope=one).matches(one, ())
    assert not Selection(scope=one).matches(other, ())


@given(st.tuples(NAMES, ANY_TEXT), st.tuples(NAMES, ANY_TEXT))
def test_no_two_named_fields_share_a_key(one, other):
    assume(one != other)
    assert field_key(*one) != field_key(*other)


@given(SCOPES)
def test_tenant_and_model_keys_are_those_of_the_fields(scope):
    assert scope.tenant_key == field_key("tenant", scope.tenant)
    assert scope.model_key == field_key("model", scope.model)


def test_none_is_the_empty_text():
    assert Scope(None, None, None) == Scope("", "", "") == EVERYWHERE


class Model(str, Enum):  # noqa: UP042 - what people have, beside StrEnum
    SMALL = "small"


class Tenant(StrEnum):
    ACME = "acme"


def test_an_enum_that_is_text_is_its_value():
    scope = Scope(Tenant.ACME, Model.SMALL)
    assert scope.key == Scope("acme", "small").key
    assert {type(scope.tenant), type(scope.model)} == {str}


@pytest.mark.parametrize("value", [7, b"acme", ["acme"], 1.5, object()])
@pytest.mark.parametrize("name", ["tenant", "model", "context"])
def test_what_is_no_text_is_refused(name, value):
    with pytest.raises(InvalidInputError, match=f"scope {name}"):
        Scope(**{name: value})


def test_a_context_is_not_in_the_repr():
    assert "secret" not in repr(Scope("acme", "model", "a secret prompt"))


def test_a_copy_has_the_same_key():
    scope = Scope("acme", "model", "context")
    assert copy.deepcopy(scope).key == pickle.loads(pickle.dumps(scope)).key == replace(scope).key == scope.key


def test_a_scope_with_a_changed_field_has_its_own_key():
    assert replace(Scope("acme"), tenant="other").key == Scope("other").key


def test_a_scope_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        Scope("acme").tenant = "other"
