"""What the guards know of one text: its concepts in order, its names, its quantities and how often it says "not"."""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple, TYPE_CHECKING

from hexcache.domain.guards.negation import find_negations
from hexcache.domain.guards.phrases import Phrases, find_phrases
from hexcache.domain.guards.quantities import Quantity, Span, find_quantities
from hexcache.domain.guards.tokens import Tokens, is_sentence_end, is_stop, tokenize

if TYPE_CHECKING:
    from hexcache.domain.guards.lexicon import Lexicon

# Longer texts are read anew each time, so that what is remembered stays small.
_LONGEST_REMEMBERED: Final = 2000
_REMEMBERED: Final = 2048
# A negation denies so many concepts behind it.
_DENIED: Final = 2


class Item(NamedTuple):
    """One concept where it stands: the part that clause and preposition give it, and the position of its first word."""

    concept: str
    marker: str
    position: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One text as the guards see it.

    Attributes:
        roots: The root of every word.
        concepts: Every concept, grammar included.
        content: The concepts that say what the text is about, numbers excluded.
        order: Every concept in order, marks excluded.
        items: The content in order, numbers included.
        asks: The question words that stand for a question of their own.
        named: The concepts that the lexicon has in a class: names and listed nouns.
        unknown: Words that are written as names are and that the lexicon does not know.
        quantities: The numbers, dates and amounts.
        negations: For each negation, what it denies; nothing when there is only one sentence.
        passive: Whether a verb is in the passive voice, as far as its ending tells.
    """

    roots: frozenset[str]
    concepts: frozenset[str]
    content: frozenset[str]
    order: tuple[str, ...]
    items: tuple[Item, ...]
    asks: frozenset[str]
    named: frozenset[str]
    unknown: frozenset[str]
    quantities: tuple[Quantity, ...]
    negations: tuple[frozenset[str], ...]
    passive: bool


def read(text: str, lexicon: Lexicon) -> Reading:
    """Return the reading of a text, in time proportional to its length."""
    return _remembered(text, lexicon) if len(text) <= _LONGEST_REMEMBERED else _read(text, lexicon)


@lru_cache(maxsize=_REMEMBERED)
def _remembered(text: str, lexicon: Lexicon) -> Reading:
    return _read(text, lexicon)


def _read(text: str, lexicon: Lexicon) -> Reading:
    tokens = tokenize(text, lexicon)
    roots = tuple(map(lexicon.root, tokens.words))
    phrases = find_phrases(tokens.words, roots, lexicon)
    spans = [span for span in find_quantities(tokens.words, tokens.named, lexicon) if span.start not in phrases.taken]
    walk = _Walk(tokens, roots, phrases, spans, lexicon)
    walk.run()
    return Reading(
        roots=frozenset(roots),
        concepts=frozenset(walk.concepts),
        content=frozenset(walk.content),
        order=tuple(walk.order),
        items=tuple(walk.items),
        asks=_asks(tokens.words, lexicon),
        named=frozenset(walk.named),
        unknown=frozenset(walk.unknown),
        quantities=tuple(span.quantity for span in spans),
        negations=_negations(tokens.words, roots, walk.items, lexicon),
        passive=walk.passive,
    )


def _asks(words: tuple[str, ...], lexicon: Lexicon) -> frozenset[str]:
    """Return the question words, except in "how long" and the like, which the content tells apart."""
    following = (*words[1:], "")
    return frozenset(
        word
        for word, behind in zip(words, following, strict=True)
        if word in lexicon.question_words and behind not in lexicon.degrees
    )


def _negations(
    words: tuple[str, ...], roots: tuple[str, ...], items: list[Item], lexicon: Lexicon
) -> tuple[frozenset[str], ...]:
    found = find_negations(words, roots, lexicon)
    if not found:
        return ()
    ends = [position for position, word in enumerate(words[:-1]) if is_sentence_end(word)]
    if not ends:
        return tuple(frozenset[str]() for _ in found)
    return tuple(_denied(position, ends, items) for position in found)


def _denied(position: int, ends: list[int], items: list[Item]) -> frozenset[str]:
    """Return what a negation denies: the next concepts of its sentence, or else those before it."""
    index = bisect(ends, position)
    start = ends[index - 1] if index else -1
    end = ends[index] if index < len(ends) else items[-1].position + 1 if items else 0
    sentence = [item for item in items if start < item.position < end]
    behind = [item.concept for item in sentence if item.position > position]
    return frozenset(behind[:_DENIED] or [item.concept for item in sentence])


@dataclass(slots=True)
class _Walk:
    """One pass over the words that sorts them."""

    tokens: Tokens
    roots: tuple[str, ...]
    phrases: Phrases
    spans: list[Span]
    lexicon: Lexicon
    concepts: set[str] = field(default_factory=set)
    content: set[str] = field(default_factory=set)
    order: list[str] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    clause: str = ""
    marker: str = ""
    fresh: bool = False
    behind: int = -1
    helped: bool = False
    passive: bool = False

    def run(self) -> None:
        starts: dict[int, Span] = {span.start: span for span in self.spans}
        position, end = 0, len(self.tokens.words)
        while position < end:
            if position in self.phrases.found:
                position = self._phrase(position)
            elif position in starts:
                position = self._quantity(starts[position])
            elif position in self.phrases.taken:
                position += 1
            else:
                self._word(position)
                position += 1

    def _phrase(self, position: int) -> int:
        found = self.phrases.found[position]
        self._add(found.concept, position, found.end)
        return found.end

    def _quantity(self, span: Span) -> int:
        amount = min(map(str, span.quantity.measures))
        end = max(span.end, span.start + 1)
        self._place(amount, span.start, end)
        if span.quantity.weak:
            self.concepts.update(self.roots[span.start : span.end])
        return end

    def _word(self, position: int) -> None:
        word, lexicon = self.tokens.words[position], self.lexicon
        if is_stop(word):
            self.clause = self.marker = ""
            self.helped = False
        elif position in self.tokens.named:
            self._name(position, word)
        elif word in lexicon.function:
            self._grammar(word)
        else:
            root = self.roots[position]
            self._add(lexicon.concepts.get(root, root), position, position + 1)

    def _grammar(self, word: str) -> None:
        lexicon = self.lexicon
        self.concepts.add(word)
        self.order.append(word)
        if word in lexicon.markers:
            self.marker = f"than-{word}" if self.marker == "than" else word
            self.fresh = True
        elif word in lexicon.subordinators:
            self.clause, self.marker = word + " ", ""
        elif word in lexicon.auxiliaries or word in lexicon.question_words:
            self.marker = ""
            self.helped = self.helped or word in lexicon.passive_auxiliaries

    def _name(self, position: int, word: str) -> None:
        root, lexicon = self.roots[position], self.lexicon
        concept = lexicon.capital_concepts.get(word) or lexicon.concepts.get(root)
        if concept is None and word in lexicon.function:
            self._grammar(word)
            return
        if concept is None and word.isalpha():
            self.unknown.add(root)
        self._add(concept or root, position, position + 1)

    def _add(self, concept: str, position: int, end: int) -> None:
        lexicon = self.lexicon
        self.passive |= self.helped and self._is_participle(self.tokens.words[position])
        self.concepts.add(concept)
        if concept in lexicon.classes or concept in lexicon.noun_classes:
            self.named.add(concept)
            self.content.add(concept)
        elif concept not in lexicon.soft:
            self.content.add(concept)
        self._place(concept, position, end)
        if concept in lexicon.soft:
            self.marker = ""

    def _place(self, concept: str, position: int, end: int) -> None:
        """Give a concept its part: the preposition before it; a number shares that of the word just before it."""
        if not self.fresh and (position != self.behind or concept in self.concepts):
            self.marker = ""
        self.order.append(concept)
        self.items.append(Item(concept, self.clause + self.marker, position))
        self.fresh, self.behind = False, end

    def _is_participle(self, word: str) -> bool:
        return word.endswith(self.lexicon.participle_endings) or word in self.lexicon.participles
