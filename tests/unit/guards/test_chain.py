"""The chain: presets, names, callables, and which verdict counts."""

from __future__ import annotations

import pytest

from hexcache.domain.errors import ConfigurationError
from hexcache.domain.guards import PRESETS, Refusal, guard_chain


def never(asked, cached):
    return "never"


class Named:
    name = "house rule"

    def __call__(self, asked, cached):
        return None


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_is_a_chain_of_its_guards_under_its_name(preset):
    chain = guard_chain(preset)
    assert (chain.name, tuple(guard.name for guard in chain.guards)) == (preset, PRESETS[preset])


@pytest.mark.parametrize(("spec", "name"), [(False, "off"), ([], "off"), (True, "default"), (None, "default")])
def test_guards_are_off_only_where_that_is_said(spec, name):
    assert guard_chain(spec).name == name


def test_a_list_may_mix_names_callables_and_objects_with_a_name():
    chain = guard_chain(["numbers", never, Named()])
    assert (chain.name, [guard.name for guard in chain.guards]) == ("custom", ["numbers", "never", "house rule"])


def test_the_first_refusal_wins():
    assert guard_chain([Named(), never, "numbers"])("5 mg", "50 mg") == Refusal("never", "never")


def test_one_guard_may_be_named_alone():
    assert [guard.name for guard in guard_chain("direction").guards] == ["direction"]


@pytest.mark.parametrize("spec", ["defualt", ["numbers", "polarty"], [5]])
def test_an_unknown_guard_is_an_error_that_lists_the_known_ones(spec):
    with pytest.raises(ConfigurationError, match="'polarity'"):
        guard_chain(spec)


@pytest.mark.parametrize("spec", [5, 0.5, object()])
def test_what_is_neither_a_name_nor_a_list_is_an_error_that_lists_the_presets(spec):
    with pytest.raises(ConfigurationError, match="'strict'"):
        guard_chain(spec)


@pytest.mark.parametrize(
    ("asked", "cached"),
    [("How?", "how"), ("a  b", "A b."), ("It\u2019s here", "it's here"), ("½ cup", "½ CUP!"), ("café", "cafe\u0301")],
)
def test_texts_that_are_equal_after_normalisation_are_never_refused(asked, cached):
    assert guard_chain([never])(asked, cached) is None


def test_the_repr_of_a_refusal_shows_no_word_of_the_prompts():
    assert repr(guard_chain("default")("Is 5 mg safe?", "Is 50 mg safe?")) == "Refusal(guard='numbers')"


def test_a_guard_that_raises_does_not_let_the_pair_pass():
    def broken(asked, cached):
        raise KeyError(asked)

    refusal = guard_chain([broken])("a", "b")
    assert refusal == Refusal("broken", "the guard failed with KeyError")
