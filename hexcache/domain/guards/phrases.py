"""Phrases that mean one thing: "turn off", "New York", and "turn ... off" with something between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from hexcache.domain.guards.text import is_stop

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hexcache.domain.guards.lexicon import Entry, Lexicon
    from hexcache.domain.guards.tokens import Words

# How far apart the halves of "turn (the notifications) off" may be.
_REACH: Final = 5


class Phrase(NamedTuple):
    """The concept of a phrase, and the word behind its first, unbroken part."""

    concept: str
    end: int


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of a text by where they begin, and every position that they use up."""

    found: dict[int, Phrase]
    taken: frozenset[int]


def find_phrases(words: Words, roots: Words, entries: Sequence[Entry], lexicon: Lexicon) -> Phrases:
    """Return the phrases of a text, the longest that fits at each word."""
    found: dict[int, Phrase] = {}
    taken: set[int] = set()
    for position in [index for index, entry in enumerate(entries) if entry.leads]:
        if position not in taken:
            for concept, used in _matches(position, words, roots, lexicon):
                if taken.isdisjoint(used):
                    unbroken = used[-1] == position + len(used) - 1
                    found[position] = Phrase(concept, used[-1] + 1 if unbroken else position + 1)
                    taken.update(used)
                    break
    return Phrases(found, frozenset(taken))


def _matches(position: int, words: Words, roots: Words, lexicon: Lexicon) -> Iterator[tuple[str, Sequence[int]]]:
    following = roots[position + 1 : position + 1 + _REACH]
    for rest, concept in lexicon.phrases[roots[position]]:
        if following[: len(rest)] == rest:
            yield concept, range(position, position + 1 + len(rest))
        elif len(rest) == 1 and rest[0] in lexicon.particles and rest[0] in following:
            particle = position + 1 + following.index(rest[0])
            if _stands_alone(position, particle, words, lexicon):
                yield concept, (position, particle)


def _stands_alone(position: int, particle: int, words: Words, lexicon: Lexicon) -> bool:
    """Tell whether a particle belongs to the verb before it, rather than to a noun behind it."""
    between, behind = words[position + 1 : particle], words[particle + 1 : particle + 2]
    if any(map(is_stop, between)):
        return False
    if not behind or is_stop(behind[0]):
        return True
    if any(word in lexicon.markers for word in between):
        return False
    return words[particle] in lexicon.leaving or behind[0] in lexicon.markers or behind[0] in lexicon.openers
