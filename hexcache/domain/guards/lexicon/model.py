"""What the guards look up: a lexicon, and its entry for a word."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from hexcache.domain.guards.lexicon.affixes import Affixes, Pair, opposite_forms
from hexcache.domain.guards.text import is_stop

if TYPE_CHECKING:
    from hexcache.domain.guards.lexicon.numerals import Numerals

Phrases: TypeAlias = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
"""The phrases by their first root: the roots that follow, the longest first, and the concept."""

# So many words are remembered, if they are not longer than this.
_REMEMBERED: Final = 16384
_LONGEST_REMEMBERED: Final = 40


class Entry(NamedTuple):
    """What the lexicon knows of one word.

    Attributes:
        word: The word itself.
        root: What its forms have in common.
        concept: What its synonyms have in common, or the root.
        known: Whether the word lists have it.
        grammar: Whether it carries grammar rather than content, as marks do.
        leads: Whether a phrase begins with it.
        counts: Whether a quantity may begin with it.
        participle: Whether it may be a participle of the past.
        negates: Whether it may be a negation.
        familiar: Whether it is known in any way: listed, grammar or a number; a mark is neither this nor unfamiliar.
        mark: Whether it is a mark and no word.
        opposites: The roots that are its opposites by form, if they are words at all.
    """

    word: str
    root: str
    concept: str
    known: bool
    grammar: bool
    leads: bool
    counts: bool
    participle: bool
    negates: bool
    familiar: bool
    mark: bool
    opposites: frozenset[str]


class Entries(dict[str, Entry]):
    """The entries of the words that were asked for; all are forgotten when they are many, so that it stays small."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Take the lexicon that they are of."""
        self._lexicon = lexicon

    def __missing__(self, word: str) -> Entry:
        """Return the entry of a word that is not remembered, and remember it."""
        entry = _entry(word, self._lexicon)
        if len(word) <= _LONGEST_REMEMBERED:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[word] = entry
        return entry


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lexicon:
    """The word lists of one language, ready for lookups.

    A *root* is what a word's forms have in common; a *concept* is what synonyms have in common, a root when it has none.
    """

    language: str
    stem: Callable[[str], str]
    roots: Mapping[str, str]
    contractions: Mapping[str, tuple[str, ...]]
    concepts: Mapping[str, str]
    capital_concepts: Mapping[str, str]
    phrases: Phrases
    classes: Mapping[str, frozenset[str]]
    noun_classes: Mapping[str, frozenset[str]]
    akin: Mapping[str, frozenset[int]]
    opposites: Mapping[str, frozenset[str]]
    prefixes: Affixes
    suffixes: Affixes
    abilities: tuple[str, ...]
    carrying: frozenset[str]
    no_prefix: frozenset[str]
    contradictory: frozenset[Pair]
    converse: frozenset[Pair]
    function: frozenset[str]
    soft: frozenset[str]
    particles: frozenset[str]
    leaving: frozenset[str]
    auxiliaries: frozenset[str]
    determiners: frozenset[str]
    gerund_endings: tuple[str, ...]
    not_gerunds: frozenset[str]
    passive_auxiliaries: frozenset[str]
    participle_endings: tuple[str, ...]
    participles: frozenset[str]
    personal: frozenset[str]
    openers: frozenset[str]
    question_words: frozenset[str]
    asked_parties: frozenset[str]
    asked_things: frozenset[str]
    substitutes: frozenset[str]
    causatives: frozenset[str]
    do_support: frozenset[str]
    other_questions: frozenset[Pair]
    degrees: frozenset[str]
    markers: frozenset[str]
    from_markers: frozenset[str]
    to_markers: frozenset[str]
    becoming_markers: frozenset[str]
    place_markers: frozenset[str]
    exchanging: frozenset[str]
    exchanging_markers: frozenset[str]
    before_infinitives: frozenset[str]
    purpose_markers: frozenset[str]
    lettered: frozenset[str]
    replacing: frozenset[str]
    replacing_markers: frozenset[str]
    symmetric: frozenset[str]
    attributed: frozenset[str]
    symmetric_markers: frozenset[str]
    coordinating: frozenset[str]
    relations: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]
    first: frozenset[str]
    then: frozenset[str]
    once: frozenset[str]
    over: frozenset[str]
    timing: frozenset[str]
    having: frozenset[str]
    wishing: frozenset[str]
    joints: frozenset[str]
    speaker: frozenset[str]
    directed_markers: frozenset[str]
    subordinators: frozenset[str]
    negators: frozenset[str]
    negator_roots: frozenset[str]
    negating_roots: frozenset[str]
    half_negators: frozenset[str]
    excepting: frozenset[str]
    freed_of: frozenset[str]
    universal: frozenset[str]
    negating_verbs: frozenset[str]
    preventing: frozenset[str]
    holding: frozenset[str]
    trouble: frozenset[str]
    flaws: frozenset[str]
    unknowing: frozenset[str]
    waiting: frozenset[str]
    in_time: frozenset[str]
    lacking: frozenset[str]
    removing: frozenset[str]
    empty_negations: frozenset[str]
    numerals: Numerals
    remembered: Entries = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Begin to remember entries."""
        object.__setattr__(self, "remembered", Entries(self))

    def entries(self, words: Sequence[str]) -> list[Entry]:
        """Return what the lexicon knows of lower-case words."""
        remembered = self.remembered
        return [remembered[word] for word in words]

    def opposite_forms(self, root: str) -> frozenset[str]:
        """Return the roots that are a root's opposites by form; a negation of its own is none."""
        if root in self.no_prefix or root in self.negator_roots:
            return frozenset()
        return opposite_forms(root, self.prefixes, self.suffixes, self.abilities) - self.negator_roots

    def root(self, word: str) -> str:
        """Return the root of a lower-case word."""
        return self.roots.get(word) or self.stem(word)

    def concept(self, member: str) -> str:
        """Return the concept of a word, or of a phrase that is joined with underscores, as the word lists write it."""
        first, *rest = (self.root(part) for part in member.replace("-", "_").split("_"))
        if not rest:
            return self.concepts.get(first, first)
        return next((concept for tail, concept in self.phrases.get(first, ()) if tail == tuple(rest)), member)


def _entry(word: str, lexicon: Lexicon) -> Entry:
    root = lexicon.root(word)
    concept = lexicon.concepts.get(root)
    grammar, mark = word in lexicon.function, is_stop(word)
    figure = word[-1].isdigit() and not word[0].isalpha() and word not in lexicon.concepts
    counts = figure or word in lexicon.numerals.openers
    return Entry(
        word=word,
        root=root,
        concept=concept or root,
        known=concept is not None,
        grammar=grammar or mark,
        leads=root in lexicon.phrases,
        counts=counts,
        participle=word.endswith(lexicon.participle_endings) or word in lexicon.participles,
        negates=word in lexicon.negators or word in lexicon.half_negators or root in lexicon.negating_roots,
        familiar=not mark and (concept is not None or grammar or counts),
        mark=mark,
        opposites=lexicon.opposite_forms(root),
    )
