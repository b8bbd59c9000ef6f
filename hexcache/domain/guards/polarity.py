"""The guard of opposites: negation and antonyms, taken together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, TYPE_CHECKING

from hexcache.domain.guards.direction import exchanged
from hexcache.domain.guards.lexicon.en import english
from hexcache.domain.guards.reading import Reading, read

if TYPE_CHECKING:
    from hexcache.domain.guards.lexicon import Lexicon
    from collections.abc import Iterator

_SHORTEST_STEM: Final = 3


@dataclass(frozen=True, slots=True)
class PolarityGuard:
    """Refuses "disable" for "enable" and "without" for "with", and lets "not allowed" stand for "forbidden"."""

    lexicon: Lexicon = field(default_factory=english, repr=False)

    @property
    def name(self) -> str:
        return "polarity"

    def __call__(self, asked: str, cached: str) -> str | None:
        one, other = read(asked, self.lexicon), read(cached, self.lexicon)
        flips = list(opposed(one.concepts - other.concepts, other.concepts - one.concepts, self.lexicon))
        odd = (one.negations - other.negations) % 2 == 1
        if flips:
            return None if _cancelled(flips, odd, one, other, self.lexicon) else f"{flips[0][0]} against {flips[0][1]}"
        if odd and not _amiss(one, other, self.lexicon):
            return "a negation in one text only"
        return None


def opposed(only_one: frozenset[str], only_other: frozenset[str], lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Yield the opposites among the concepts that only one of two texts has."""
    for concept in sorted(only_one):
        opposites = lexicon.opposites.get(concept)
        if opposites and not opposites.isdisjoint(only_other):
            yield concept, min(opposites & only_other)
        else:
            yield from ((concept, match) for match in only_other if _prefixed(concept, match, lexicon))


def _prefixed(one: str, other: str, lexicon: Lexicon) -> bool:
    """Import and export, install and uninstall: the same stem with opposite prefixes."""
    if one[-_SHORTEST_STEM:] != other[-_SHORTEST_STEM:] or one in lexicon.negators or other in lexicon.negators:
        return False
    return any(
        _swapped(one, other, first, second) or _swapped(other, one, first, second)
        for first, second in lexicon.opposite_prefixes
    )


def _swapped(one: str, other: str, first: str, second: str) -> bool:
    if not one.startswith(first) or not other.startswith(second):
        return False
    stem = one[len(first) :]
    return len(stem) >= _SHORTEST_STEM + (len(second) == 1) and stem == other[len(second) :]


def _cancelled(flips: list[tuple[str, str]], odd: bool, one: Reading, other: Reading, lexicon: Lexicon) -> bool:
    """Tell whether one opposition is made good by a negation, or by the parties having changed places."""
    if len(flips) > 1:
        return False
    if odd:
        return flips[0] in lexicon.contradictory
    compared = "than" in one.concepts and "than" in other.concepts
    return (compared or flips[0] in lexicon.converse) and exchanged(one, other, lexicon) is not None


def _amiss(one: Reading, other: Reading, lexicon: Lexicon) -> bool:
    """Tell whether the text with fewer negations says in another word that something is amiss."""
    fewer, more = (one, other) if one.negations < other.negations else (other, one)
    return not lexicon.trouble.isdisjoint(fewer.concepts - more.concepts)
