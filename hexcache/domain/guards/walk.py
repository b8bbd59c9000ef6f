"""One pass over the words of a text that sorts them into what the guards ask for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from hexcache.domain.guards.text import is_stop

if TYPE_CHECKING:
    from hexcache.domain.guards.lexicon import Entry, Lexicon
    from hexcache.domain.guards.phrases import Phrases
    from hexcache.domain.guards.quantities import Span
    from hexcache.domain.guards.tokens import Tokens


class Item(NamedTuple):
    """One concept where it stands: the part that clause and preposition give it, and the position of its first word.

    `passive` says that it is a verb in the passive voice, as far as its ending tells.
    """

    concept: str
    marker: str
    position: int
    passive: bool = False


@dataclass(slots=True)
class Walk:
    """The words of a text, sorted by `run`; `reading.Reading` says what the collections hold."""

    tokens: Tokens
    entries: list[Entry]
    phrases: Phrases
    lexicon: Lexicon
    concepts: set[str] = field(default_factory=set)
    described: set[str] = field(default_factory=set)
    stated: set[str] = field(default_factory=set)
    content: set[str] = field(default_factory=set)
    order: list[str] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    going: set[str] = field(default_factory=set)
    coming: set[str] = field(default_factory=set)
    passive: bool = False
    _clause: str = ""
    _marker: str = ""
    _fresh: bool = False
    _helped: bool = False
    _softened: bool = False
    _behind: int = -1
    _end: set[str] | None = None

    def run(self, spans: list[Span]) -> None:
        """Sort the words, the phrases and the quantities."""
        starts = {span.start: span for span in spans}
        found, taken = self.phrases.found, self.phrases.taken
        position = 0
        for position, entry in enumerate(self.entries):
            if position < self._behind:
                continue
            if position in taken:
                if position in found:
                    self._phrase(*found[position], position)
            elif position in starts:
                self._quantity(starts[position])
            elif position in self.tokens.named:
                self._name(position, entry)
            elif entry.grammar:
                self._grammar(entry.word)
            elif entry.word in self.lexicon.markers:
                self._telling_marker(entry.word, entry.concept)
            else:
                self._add(entry.concept, position, position + 1)

    def _phrase(self, concept: str, end: int, position: int) -> None:
        if concept in self.lexicon.markers:
            self._telling_marker(concept, concept)
            self._behind = end
        else:
            self._add(concept, position, end)

    def _quantity(self, span: Span) -> None:
        self._place(min(map(str, span.quantity.measures)), span.start, max(span.end, span.start + 1))
        if span.quantity.weak:
            self.concepts.update(entry.root for entry in self.entries[span.start : span.end])

    def _name(self, position: int, entry: Entry) -> None:
        concept = self.lexicon.capital_concepts.get(entry.word)
        letter = entry.word in self.lexicon.lettered and self._ends_here(position + 1)
        if concept is None and entry.grammar and not letter:
            self._grammar(entry.word)
            return
        if concept is None and (letter or not entry.known) and entry.word.isalpha():
            self.unknown.add(entry.root)
        self._add(concept or entry.concept, position, position + 1)

    def _grammar(self, word: str) -> None:
        lexicon = self.lexicon
        if is_stop(word):
            self._clause = self._marker = ""
            self._fresh = self._helped = False
            return
        self.concepts.add(word)
        self.order.append(word)
        if word in lexicon.markers:
            self._marker, self._fresh = f"than-{word}" if self._marker == "than" else word, True
            self._helped = self._helped and word not in lexicon.purpose_markers
        elif word in lexicon.subordinators:
            self._clause, self._marker = word + " ", ""
        elif word in lexicon.auxiliaries or word in lexicon.question_words:
            self._marker = ""
        self._helped = self._helped or word in lexicon.passive_auxiliaries

    def _telling_marker(self, word: str, concept: str) -> None:
        """Take a preposition that is content too: "before" is not "after"."""
        for collection in (self.concepts, self.content, self.stated):
            collection.add(concept)
        self.order.append(concept)
        self._marker, self._fresh, self._softened = word, True, False

    def _add(self, concept: str, position: int, end: int) -> None:
        lexicon = self.lexicon
        participle = self.entries[position].participle
        passive = self._helped and participle and concept not in lexicon.before_infinitives
        self.passive = self.passive or passive
        (self.described if participle and self._describes(position, end) else self.stated).add(concept)
        soft = concept in lexicon.soft
        if concept in lexicon.classes or concept in lexicon.noun_classes:
            self.named.add(concept)
            self.content.add(concept)
        elif not soft:
            self.content.add(concept)
        self._place(concept, position, end, passive=passive)
        self.concepts.add(concept)
        self._softened = soft

    def _place(self, concept: str, position: int, end: int, *, passive: bool = False) -> None:
        """Give a concept its part: the preposition before it. Numbers and names share that of the word before them."""
        follows = position == self._behind
        if self._fresh:
            self._end = self._end_of(self._marker)
        elif not follows:
            self._end = None
        named = follows and (concept[0] == "(" or (position in self.tokens.named and not self._softened))
        if not self._fresh and not named:
            self._marker = ""
        self.order.append(concept)
        if self._end is not None:
            self._end.add(concept)
        self.items.append(Item(concept, self._clause + self._marker, position, passive))
        self._fresh, self._softened, self._behind = False, False, end

    def _end_of(self, marker: str) -> set[str] | None:
        lexicon = self.lexicon
        if marker in lexicon.to_markers or marker in lexicon.becoming_markers or marker in lexicon.exchanging_markers:
            return self.going
        return self.coming if marker in lexicon.from_markers else None

    def _describes(self, position: int, end: int) -> bool:
        """Tell whether a participle stands between an article or the like and a noun."""
        words = self.tokens.words
        determined = position > 0 and words[position - 1] in self.lexicon.determiners
        return determined and end < len(words) and not self.entries[end].grammar

    def _ends_here(self, position: int) -> bool:
        """Tell whether no noun can follow, so that the "A" of "from A to B" is a name and no article."""
        return position >= len(self.entries) or self.entries[position].grammar
