"""The word lists: that they are consistent, and that another language is another list."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from hexcache.domain.guards import EntitiesGuard, NumbersGuard, PolarityGuard, guard_chain
from hexcache.domain.guards.lexicon import Vocabulary, compile_lexicon
from hexcache.domain.guards.lexicon.en import english
from hexcache.domain.guards.lexicon.en.antonyms import ANTONYMS
from hexcache.domain.guards.lexicon.en.stem import stem

GERMAN = compile_lexicon(
    Vocabulary(
        language="de",
        antonyms="einschalten | ausschalten\n! erlaubt | verboten",
        names={"country": "deutschland=germany frankreich"},
        function="wie ich ist es die der das in",
        negators="nicht ohne kein",
        cardinals="zwei=2 drei=3",
        units="time: stunde=3600 stunden=3600 minuten=60",
    )
)


@pytest.mark.parametrize(
    ("guard", "one", "other"),
    [
        (PolarityGuard(GERMAN), "Wie kann ich es einschalten?", "Wie kann ich es ausschalten?"),
        (PolarityGuard(GERMAN), "Ist es erlaubt?", "Ist es nicht erlaubt?"),
        (EntitiesGuard(GERMAN), "die Steuer in Deutschland", "die Steuer in Frankreich"),
        (NumbersGuard(GERMAN), "in zwei Stunden", "in drei Stunden"),
    ],
)
def test_a_vocabulary_of_another_language_makes_guards_for_it(guard, one, other):
    assert guard_chain([guard])(one, other) is not None


@pytest.mark.parametrize(
    ("guard", "one", "other"),
    [
        (PolarityGuard(GERMAN), "Ist es verboten?", "Ist es nicht erlaubt?"),
        (NumbersGuard(GERMAN), "in zwei Stunden", "in 120 Minuten"),
    ],
)
def test_the_rules_hold_in_another_language_too(guard, one, other):
    assert guard_chain([guard])(one, other) is None


def test_the_page_about_another_language_tells_the_truth(tmp_path):
    page = Path(__file__).parents[3] / "docs" / "how-to" / "another-language.md"
    (example,) = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    script = tmp_path / "example.py"
    script.write_text(example, encoding="utf-8")
    subprocess.run([sys.executable, str(script)], check=True, cwd=tmp_path)


def test_guards_without_words_let_everything_pass():
    empty = compile_lexicon(Vocabulary(language="none"))
    guards = [PolarityGuard(empty), EntitiesGuard(empty), NumbersGuard(empty)]
    assert guard_chain(guards)("How do I enable it in france?", "How do I disable it in germany?") is None


@pytest.mark.parametrize("line", ANTONYMS.strip().splitlines())
def test_no_antonym_is_a_synonym_of_its_opposite(line):
    """A word that two lists claim would make an opposition disappear without a sound."""
    left, right = line.lstrip("!~ ").split("|")
    known = english()
    for one in left.split():
        for other in right.split():
            concepts = {known.concept(one), known.concept(other)}
            assert len(concepts) == 2, f"{one} and {other} are one concept: {concepts}"


def test_opposites_are_opposites_both_ways():
    opposites = english().opposites
    assert all(one in opposites[other] for one, others in opposites.items() for other in others)


@pytest.mark.parametrize(
    "forms",
    [
        "enable enables enabled enabling", "stop stops stopped stopping", "cancel cancelled canceling cancellation",
        "make makes making", "site sites", "plan planned planning", "plane planes", "city cities", "supply supplied",
        "activate activation", "pay pays paying", "write writes writing", "encrypt encryption", "sell selling",
    ],
)  # fmt: skip
def test_the_forms_of_a_word_have_one_root(forms):
    assert len({english().root(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(("one", "other"), [("sit", "site"), ("plan", "plane"), ("tire", "tired"), ("http", "https")])
def test_words_that_only_look_alike_keep_their_own_roots(one, other):
    assert english().root(one) != english().root(other)


def test_a_stem_of_a_very_long_word_is_the_word():
    assert stem("x" * 1000 + "ing") == "x" * 1000 + "ing"
