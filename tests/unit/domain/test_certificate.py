"""The certificate of a calibration: it comes back as it was written, and refuses what it was not made for."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from hexcache import Passport
from hexcache.domain.certificate import Certificate, guard_names
from hexcache.domain.errors import ConfigurationError, CorruptEntryError
from hexcache.domain.guards import guard_chain
from hexcache.domain.similarity import Similarity

MADE = Certificate(
    threshold=0.76,
    target=0.95,
    confidence=0.95,
    pairs=500,
    hits=300,
    right=299,
    bound=0.96,
    thresholds=25,
    similarity=Similarity.COS,
    provider="acme",
    model="small",
    dimension=8,
    guards="default",
    guard_names=guard_names(guard_chain("default")),
    made_at="2026-01-31",
    made_with="0.1.0",
)


def test_it_comes_back_as_it_was_written():
    assert Certificate.from_json(MADE.to_json()) == MADE


def test_it_accepts_what_it_was_made_for():
    MADE.require_rules(Similarity.COS, guard_chain("default"))
    MADE.require_embedder(Passport("acme", "small", 8))


@pytest.mark.parametrize(
    ("similarity", "guards", "said"),
    [
        ("dot", "default", "similarity is 'cos' there and 'dot' here"),
        ("cos", "strict", "guards is"),
        ("cos", "off", "'off'"),
    ],
)
def test_it_refuses_another_measure_and_other_guards_and_says_what_differs(similarity, guards, said):
    with pytest.raises(ConfigurationError, match=said):
        MADE.require_rules(Similarity.of(similarity), guard_chain(guards))


def test_it_refuses_a_preset_of_the_same_name_with_other_guards():
    old = replace(MADE, guard_names=("numbers",))
    with pytest.raises(ConfigurationError, match="calibrate"):
        old.require_rules(Similarity.COS, guard_chain("default"))


@pytest.mark.parametrize(
    "passport", [Passport("acme", "large", 8), Passport("acme", "small", 16), Passport("", "", 16)]
)
def test_it_refuses_another_embedder(passport):
    with pytest.raises(ConfigurationError, match="there and"):
        MADE.require_embedder(passport)


def test_of_an_embedder_without_a_name_the_dimension_is_compared():
    MADE.require_embedder(Passport(dimension=8))


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", "[" * 5_000, '{"format": 1}', MADE.to_json().replace("0.76", "NaN"), MADE.to_json()[:-5]],
)
def test_what_is_no_calibration_is_said_to_be_none(text):
    with pytest.raises(CorruptEntryError, match="hexcache calibrate"):
        Certificate.from_json(text)


def test_a_format_of_the_future_is_refused():
    with pytest.raises(CorruptEntryError, match="upgrade"):
        Certificate.from_json(json.dumps({"format": 2}))
