"""What the guards know of one text: its concepts in order, its names, its quantities and its negations."""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from hexcache.domain.guards.ends import Ends, ends_of
from hexcache.domain.guards.negation import find_negations
from hexcache.domain.guards.parts import Parts, parts_of
from hexcache.domain.guards.phrases import find_phrases
from hexcache.domain.guards.quantities import Quantity, find_quantities
from hexcache.domain.guards.roles import told_order
from hexcache.domain.guards.text import is_sentence_end
from hexcache.domain.guards.tokens import tokenize
from hexcache.domain.guards.walk import Item, Walk

if TYPE_CHECKING:
    from hexcache.domain.guards.lexicon import Entry, Lexicon
    from hexcache.domain.guards.tokens import Words

# So many short texts are remembered, and so many longer ones, so that what is remembered stays small.
_SHORT: Final = 1000
_REMEMBERED: Final = 512
_LONGER_REMEMBERED: Final = 8
# Longer texts than this are hardly embedded; what stands behind is not judged.
_LONGEST_READ: Final = 8000
# More than this share of its words a text must have in common with the lexicon.
_UNDERSTOOD: Final = 0.5
# A negation denies so many concepts behind it.
_DENIED: Final = 2
# So many negations are told apart by what they deny.
_MOST_NEGATIONS: Final = 16


@dataclass(frozen=True, eq=False)
class Reading:
    """One text as the guards see it.

    Attributes:
        spelt: The root of every word, in order.
        roots: The same as a set.
        forms: The roots that may have opposites by form, each with these.
        concepts: Every concept, grammar included.
        described: Concepts that only describe a thing, as in "a deleted file".
        content: The concepts that say what the text is about, numbers excluded.
        order: Every concept in order, marks excluded.
        items: The content in order, numbers included.
        asks: The question words that stand for a question of their own.
        named: The concepts that the lexicon has in a class: names and listed nouns.
        unknown: Words that are written as names are and that the lexicon does not know.
        going: What stands behind a preposition that may lead to it.
        coming: What stands behind a preposition that leads away from it.
        quantities: The numbers, dates and amounts.
        negations: For each negation, what it denies; nothing when there is only one sentence.
        half_understood: Whether the lexicon knows half of the words.
        understood: Whether the lexicon knows enough of the words to tell their parts in the sentence.
        passive: Whether a verb is in the passive voice, as far as its ending tells.
        lexicon: What it was read with.
    """

    spelt: tuple[str, ...]
    roots: frozenset[str]
    forms: tuple[tuple[str, frozenset[str]], ...]
    concepts: frozenset[str]
    described: frozenset[str]
    content: frozenset[str]
    order: tuple[str, ...]
    items: tuple[Item, ...]
    asks: frozenset[str]
    named: frozenset[str]
    unknown: frozenset[str]
    going: frozenset[str]
    coming: frozenset[str]
    quantities: tuple[Quantity, ...]
    negations: tuple[frozenset[str], ...]
    half_understood: bool
    understood: bool
    passive: bool
    lexicon: Lexicon = field(repr=False)

    @cached_property
    def parts(self) -> Parts:
        """The parts of the content."""
        return parts_of(self.items, self.lexicon)

    @cached_property
    def ends(self) -> Ends:
        """Where the text goes to and where it comes from."""
        return ends_of(self, self.lexicon)

    @cached_property
    def told(self) -> tuple[str, ...]:
        """The order as a statement has it: who is asked for stands where the answer does."""
        return told_order(self, self.lexicon)


def read(text: str, lexicon: Lexicon) -> Reading:
    """Return the reading of a text, of a very long one that of its beginning."""
    return _remembered(text, lexicon) if len(text) <= _SHORT else _remembered_longer(text[:_LONGEST_READ], lexicon)


def far_apart(one: Reading, other: Reading, most: int) -> bool:
    """Tell whether more words of content than `most` are in one of two texts only: such texts are left to the score."""
    return len(one.content ^ other.content) > most


@lru_cache(maxsize=_REMEMBERED)
def _remembered(text: str, lexicon: Lexicon) -> Reading:
    return _read(text, lexicon)


@lru_cache(maxsize=_LONGER_REMEMBERED)
def _remembered_longer(text: str, lexicon: Lexicon) -> Reading:
    return _read(text, lexicon)


def _read(text: str, lexicon: Lexicon) -> Reading:
    tokens = tokenize(text, lexicon)
    words = tokens.words
    entries = lexicon.entries(words)
    roots = tuple([entry.root for entry in entries])
    phrases = find_phrases(words, roots, entries, lexicon)
    starts = [index for index, entry in enumerate(entries) if entry.counts and index not in phrases.taken]
    spans = find_quantities(words, starts, tokens.named, lexicon.numerals)
    walk = Walk(tokens, entries, phrases, lexicon)
    walk.run(spans)
    half, most = _understood(entries, tokens.named, lexicon)
    return Reading(
        spelt=roots,
        roots=frozenset(roots),
        forms=tuple([(entry.root, entry.opposites) for entry in entries if entry.opposites]),
        concepts=frozenset(walk.concepts),
        described=frozenset(walk.described - walk.stated),
        content=frozenset(walk.content),
        order=tuple(walk.order),
        items=tuple(walk.items),
        asks=_asks(words, lexicon),
        named=frozenset(walk.named),
        unknown=frozenset(walk.unknown),
        going=frozenset(walk.going),
        coming=frozenset(walk.coming),
        quantities=tuple([span.quantity for span in spans]),
        negations=_negations(words, find_negations(words, entries, lexicon), walk.items),
        half_understood=half,
        understood=most,
        passive=walk.passive,
        lexicon=lexicon,
    )


def _understood(entries: list[Entry], named: frozenset[int], lexicon: Lexicon) -> tuple[bool, bool]:
    """Tell whether the lexicon has half of the words, and most of them; names, which it need not have, do not count."""
    known = sum([entry.familiar for entry in entries])
    others = len(entries) - sum([entry.mark for entry in entries])
    akin = 0
    if known < others:
        strange = [entry.root for entry in entries if not entry.familiar and not entry.mark]
        akin = sum([root in lexicon.akin for root in strange])
    if named:
        others -= sum([not entries[index].known and not entries[index].grammar for index in named])
    return others > 0 and known + akin >= _UNDERSTOOD * others, known > _UNDERSTOOD * others


def _asks(words: Words, lexicon: Lexicon) -> frozenset[str]:
    """Return the question words, except in "how long" and the like, which the content tells apart.

    Behind another question word "when" is one only if a conjunction says so: "where and when", but "what to do when".
    """
    if lexicon.question_words.isdisjoint(words):
        return frozenset()
    asked = [index for index, word in enumerate(words) if word in lexicon.question_words]
    return frozenset(
        words[index]
        for index in asked
        if lexicon.degrees.isdisjoint(words[index + 1 : index + 2])
        and (
            index == asked[0]
            or words[index] not in lexicon.subordinators
            or words[index - 1] in lexicon.symmetric_markers
        )
    )


def _negations(words: Words, found: list[int], items: list[Item]) -> tuple[frozenset[str], ...]:
    """Return what each negation denies, where there are several sentences to tell apart."""
    ends = [index for index, word in enumerate(words[:-1]) if is_sentence_end(word)] if found else []
    if not ends or len(found) > _MOST_NEGATIONS:
        return (frozenset(),) * len(found)
    return tuple(_denied(position, [-1, *ends, len(words)], items) for position in found)


def _denied(position: int, ends: list[int], items: list[Item]) -> frozenset[str]:
    """Return the next concepts of a negation's sentence, or else those before it."""
    index = bisect(ends, position)
    sentence = [item for item in items if ends[index - 1] < item.position < ends[index]]
    behind = [item.concept for item in sentence if item.position > position]
    return frozenset(behind[:_DENIED] or [item.concept for item in sentence])
