"""Texts that nobody should send: no guard fails on them, and none takes its time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexcache.domain.guards import BUILT_IN, guard_chain

GUARDS = [make() for make in BUILT_IN.values()]
GRAMMAR = """
not n't don't I turn off out on 5 mg 1,000 1.000.000 1/2 -3 2024-13-45 99/99/9999 25:61 half past an hour and a quarter
of twenty million one second first $ 3 pm am from to Rome Paris than better ° % v2.1 II may May un in . ? , 0/0 1:2:3 ٣
² ½ 1e9 stop going without no never
"""
WORDS = st.sampled_from(GRAMMAR.split())
CHUNKS = [
    "a", "1", "1 ", "1,", "1.", "1/2 ", "1-", "not ", "don't know ", "one ", "million ", "turn it off ", "from a to b ",
    "half past ", "2 hours and 30 minutes ", "'", "a'", "\u0301\u0316", "\x00", "\ud800", "😀", "$5 ", "½", "Ab ", "\n",
]  # fmt: skip


@given(st.text(), st.text())
def test_no_text_makes_a_guard_fail(asked, cached):
    for guard in GUARDS:
        guard(asked, cached)


@given(st.lists(WORDS).map(" ".join), st.lists(WORDS).map(" ".join))
def test_no_heap_of_grammar_makes_a_guard_fail(asked, cached):
    for guard in GUARDS:
        guard(asked, cached)


@given(st.lists(WORDS).map(" ".join))
def test_no_text_is_refused_against_itself(text):
    assert all(guard(text, text) is None for guard in GUARDS)


@given(st.lists(WORDS, max_size=12).map(" ".join), st.lists(WORDS, max_size=12).map(" ".join))
def test_a_verdict_does_not_depend_on_what_was_judged_before(asked, cached):
    chain = guard_chain("strict")
    assert chain(asked, cached) == chain(asked, cached)


@pytest.mark.parametrize("chunk", CHUNKS)
def test_a_megabyte_of_anything_is_judged_by_its_beginning(chunk):
    """What is read is bounded, so that a text's length cannot hold up a lookup."""
    text = chunk * (1_000_000 // len(chunk))
    for guard in GUARDS:
        assert guard(text, text + " not 5 mg in Paris") is None
