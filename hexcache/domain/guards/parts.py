"""The parts that prepositions give to the content of a text: A is "from" and B is "to" in "from A to B"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hexcache.domain.guards.lexicon import Lexicon
    from hexcache.domain.guards.walk import Item


@dataclass(frozen=True, slots=True)
class Parts:
    """Who plays which part.

    Attributes:
        told: The part of each concept that has only one; it is empty without a preposition.
        guessed: Those whose "from" is a guess, as A's in "convert A to B".
    """

    told: dict[str, str]
    guessed: frozenset[str]


def parts_of(items: tuple[Item, ...], lexicon: Lexicon) -> Parts:
    """Return the parts of the content of a text."""
    guessed: set[str] = set()
    parts: dict[str, str] = {}
    several: set[str] = set()
    for index, item in enumerate(items):
        part = _part(item.marker, lexicon)
        for before in _compound_before(index, items) if part == "to" else ():
            if parts.get(before.concept) == "" and _may_come_from(before, items, lexicon):
                parts[before.concept] = "from"
                guessed.add(before.concept)
        if parts.setdefault(item.concept, part) != part:
            several.add(item.concept)
    told = {concept: part for concept, part in parts.items() if concept not in several}
    return Parts(told, frozenset(guessed))


def _compound_before(index: int, items: tuple[Item, ...]) -> Iterator[Item]:
    """Yield the words in a row that stand before an item: both of "a decimal number to hex"."""
    for here in range(index - 1, -1, -1):
        yield items[here]
        if here == 0 or items[here - 1].position + 1 != items[here].position:
            return


def _may_come_from(item: Item, items: tuple[Item, ...], lexicon: Lexicon) -> bool:
    """Tell whether what stands before "to" can be a thing rather than the verb: "kg to pounds", but: "upgrade to"."""
    if item.passive:
        return False
    return item is not items[0] or item.concept in lexicon.classes or item.concept in lexicon.noun_classes


def _part(marker: str, lexicon: Lexicon) -> str:
    clause, _, preposition = marker.rpartition(" ")
    if preposition in lexicon.to_markers:
        preposition = "to"
    elif preposition in lexicon.from_markers:
        preposition = "from"
    return f"{clause} {preposition}" if clause else preposition
