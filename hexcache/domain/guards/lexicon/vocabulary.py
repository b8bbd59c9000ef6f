"""What a language brings: plain word lists that a person can read, write and correct."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_EMPTY: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vocabulary:
    """The word lists of one language, as written; `hexcache.domain.guards.lexicon.compile_lexicon` makes them fast.

    Lists are separated by blanks; a phrase is joined with underscores. A language may leave out what it does not have: a
    guard without its words lets every text pass. The modules of `hexcache.domain.guards.lexicon.en` show each format.
    """

    language: str
    stem: Callable[[str], str] = str
    # Forms of words.
    contractions: str = ""
    irregular: str = ""
    kept: str = ""
    comparable: str = ""
    # Meanings.
    synonyms: str = ""
    akin: str = ""
    antonyms: str = ""
    opposite_prefixes: str = ""
    opposite_suffixes: str = ""
    abilities: str = ""
    carrying: str = ""
    no_prefix: str = ""
    names: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    nouns: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    # Grammar.
    function: str = ""
    soft: str = ""
    particles: str = ""
    leaving: str = ""
    auxiliaries: str = ""
    determiners: str = ""
    gerund_endings: str = ""
    not_gerunds: str = ""
    passive_auxiliaries: str = ""
    participle_endings: str = ""
    participles: str = ""
    personal: str = ""
    openers: str = ""
    question_words: str = ""
    asked_parties: str = ""
    asked_things: str = ""
    substitutes: str = ""
    causatives: str = ""
    do_support: str = ""
    other_questions: str = ""
    degrees: str = ""
    markers: str = ""
    from_markers: str = ""
    to_markers: str = ""
    becoming_markers: str = ""
    place_markers: str = ""
    exchanging: str = ""
    exchanging_markers: str = ""
    before_infinitives: str = ""
    purpose_markers: str = ""
    lettered: str = ""
    replacing: str = ""
    replacing_markers: str = ""
    symmetric: str = ""
    attributed: str = ""
    symmetric_markers: str = ""
    coordinating: str = ""
    relations: str = ""
    before: str = ""
    after: str = ""
    first: str = ""
    then: str = ""
    once: str = ""
    over: str = ""
    having: str = ""
    wishing: str = ""
    joints: str = ""
    speaker: str = ""
    directed_markers: str = ""
    subordinators: str = ""
    # Negation.
    negators: str = ""
    half_negators: str = ""
    excepting: str = ""
    freed_of: str = ""
    universal: str = ""
    negating_verbs: str = ""
    preventing: str = ""
    holding: str = ""
    trouble: str = ""
    flaws: str = ""
    unknowing: str = ""
    waiting: str = ""
    in_time: str = ""
    lacking: str = ""
    removing: str = ""
    empty_negations: str = ""
    # Numbers.
    counting_articles: str = ""
    cardinals: str = ""
    ordinals: str = ""
    multipliers: str = ""
    fractions: str = ""
    roman: str = ""
    months: str = ""
    months_and_words: str = ""
    units: str = ""
    clock_words: str = ""
    meridiems: str = ""
