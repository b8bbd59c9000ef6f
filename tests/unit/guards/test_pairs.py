"""Pairs of questions by kind: opposites are refused under the default preset, paraphrases pass even the strict one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hexcache.domain.guards import guard_chain

FILE = Path(__file__).parents[2] / "data" / "guard_pairs.jsonl"
PAIRS = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
# What the rules do not see. A rule that learns it makes these tests fail, and then they leave this list.
NOT_SEEN = {
    "How can I slow down beard growth?": "nothing says that growth is what growing makes",
    "Share my wife's calendar with me": "whose thing it is is not read",
    "My approval of my manager": "whose thing it is is not read",
    "How do I stop following Maria?": "nothing says that I am who follows",
    "My account is locked, how do I open it again?": "nothing says that what was done is to be undone",
    "Does it work without wires?": "wireless is a name of a network too",
}


def _cases(*, same: bool):
    return [_case(pair) for pair in PAIRS if pair["same"] is same]


def _case(pair):
    reason = NOT_SEEN.get(pair["b"])
    marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
    return pytest.param(pair["a"], pair["b"], id=f"{pair['kind']}: {pair['a']} / {pair['b']}", marks=marks)


@pytest.mark.parametrize(("asked", "cached"), _cases(same=False))
def test_an_opposite_is_refused_whichever_was_asked_first(asked, cached):
    chain = guard_chain("default")
    assert chain(asked, cached) is not None
    assert chain(cached, asked) is not None


@pytest.mark.parametrize(("asked", "cached"), _cases(same=True))
def test_a_paraphrase_passes_whichever_was_asked_first(asked, cached):
    chain = guard_chain("strict")
    assert chain(asked, cached) is None
    assert chain(cached, asked) is None
