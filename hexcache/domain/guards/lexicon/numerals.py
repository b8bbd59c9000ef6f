"""Number words, calendar words and units made ready for lookups."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hexcache.domain.guards.lexicon.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Numerals:
    """How one language writes numbers; a unit is its dimension and the factor to that dimension's base unit."""

    cardinals: Mapping[str, int]
    ordinals: Mapping[str, int]
    multipliers: Mapping[str, int]
    fractions: Mapping[str, float]
    roman: Mapping[str, int]
    months: Mapping[str, int]
    months_and_words: frozenset[str]
    units: Mapping[str, tuple[str, float]]
    clock_words: Mapping[str, int]
    meridiems: Mapping[str, int]
    openers: frozenset[str]
    """Every word that can begin a quantity."""


def compile_numerals(words: Vocabulary) -> Numerals:
    """Return the number words of a vocabulary, ready for lookups."""
    cardinals, ordinals = _integers(words.cardinals), _integers(words.ordinals)
    fractions = {word: float(Fraction(value)) for word, value in _pairs(words.fractions)}
    multipliers, clock = _integers(words.multipliers), _integers(words.clock_words)
    months, roman = _integers(words.months), _integers(words.roman)
    lists: tuple[Mapping[str, object], ...] = (cardinals, ordinals, fractions, multipliers, clock, months)
    return Numerals(
        cardinals=cardinals,
        ordinals=ordinals,
        multipliers=multipliers,
        fractions=fractions,
        roman=roman,
        months=months,
        months_and_words=frozenset(words.months_and_words.split()),
        units=dict(_units(words.units)),
        clock_words=clock,
        meridiems=_integers(words.meridiems),
        openers=frozenset(word for listed in lists for word in listed) | frozenset(words.counting_articles.split()),
    )


def _units(lines: str) -> Iterator[tuple[str, tuple[str, float]]]:
    for line in lines.strip().splitlines():
        dimension, _, units = line.partition(": ")
        for name, factor in _pairs(units):
            yield name, (dimension, float(factor))


def _integers(text: str) -> dict[str, int]:
    return {word: int(value) for word, value in _pairs(text)}


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for item in text.split():
        word, _, value = item.rpartition("=")
        yield word, value
