"""The guard of opposites: negation and antonyms, taken together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final, TypeAlias

from hexcache.domain.guards.direction import can_be_told, exchanged
from hexcache.domain.guards.ends import same_way
from hexcache.domain.guards.lexicon.en import english
from hexcache.domain.guards.reading import Reading, far_apart, read
from hexcache.domain.guards.roles import crossed

if TYPE_CHECKING:
    from hexcache.domain.guards.lexicon import Lexicon
Pair: TypeAlias = tuple[str, str]

_NONE: Final[frozenset[str]] = frozenset()
# Where more words differ, an opposite more or less may be another way to put it.
_MOST_APART: Final = 6


@dataclass(frozen=True, slots=True)
class PolarityGuard:
    """Refuses "disable" for "enable" and "without" for "with", and lets "not allowed" stand for "forbidden"."""

    lexicon: Lexicon = field(default_factory=english, repr=False)
    name: ClassVar[str] = "polarity"

    def __call__(self, asked: str, cached: str) -> str | None:
        """Return the opposites, or that one text has a negation more, or None."""
        one, other = read(asked, self.lexicon), read(cached, self.lexicon)
        if far_apart(one, other, _MOST_APART):
            return None
        flips = opposed(one, other, self.lexicon)
        odd = (_bearing(one, other, self.lexicon) - _bearing(other, one, self.lexicon)) % 2 == 1
        if flips:
            good = _made_good(flips, one, other, self.lexicon, odd=odd)
            return None if good else f"{flips[0][0]} against {flips[0][1]}"
        amiss = odd and (_amiss(one, other, self.lexicon) or _otherwise_said(one, other, self.lexicon))
        return "a negation in one text only" if odd and not amiss else None


def _bearing(one: Reading, other: Reading, lexicon: Lexicon) -> int:
    """Count the negations of a text, except those of what the other text does not speak of at all."""
    return sum(1 for denied in one.negations if not denied or _speaks_of(other.concepts, denied, lexicon))


def _speaks_of(concepts: frozenset[str], denied: frozenset[str], lexicon: Lexicon) -> bool:
    return not denied.isdisjoint(concepts) or any(
        not lexicon.opposites.get(concept, _NONE).isdisjoint(concepts) for concept in denied
    )


def opposed(one: Reading, other: Reading, lexicon: Lexicon) -> list[Pair]:
    """Return the opposites of which each text has one and not the other, by meaning or by form."""
    left, right = one.concepts - (other.concepts - other.described), other.concepts - (one.concepts - one.described)
    found = _antonyms(left, right, lexicon)
    return found or _by_form(one, other) or _by_form(other, one)


def _antonyms(left: frozenset[str], right: frozenset[str], lexicon: Lexicon) -> list[Pair]:
    found = []
    for concept in left:
        opposites = lexicon.opposites.get(concept)
        if opposites and not opposites.isdisjoint(right):
            found.append((concept, min(opposites & right)))
    return sorted(pair for pair in found if not (lexicon.preventing | lexicon.holding).issuperset(pair))


def _by_form(one: Reading, other: Reading) -> list[Pair]:
    """Find import and export, install and uninstall, careful and careless."""
    return [
        (root, opposite)
        for root, opposites in one.forms
        if root not in other.roots and not opposites.isdisjoint(other.roots)
        for opposite in sorted(opposites & other.roots - one.roots)
    ]


def _made_good(flips: list[Pair], one: Reading, other: Reading, lexicon: Lexicon, *, odd: bool) -> bool:
    """Tell whether one opposition is made good by a negation, or by the parties having changed places."""
    if len(flips) > 1 and not lexicon.converse.issuperset(flips):
        return False
    if odd:
        negating = any(_negates(concept, reading, lexicon) for concept in flips[0] for reading in (one, other))
        opposite = flips[0] in lexicon.contradictory or flips[0][1] in lexicon.opposite_forms(flips[0][0])
        return opposite and not negating
    if lexicon.carrying.issuperset(flips[0]) and same_way(one.ends, other.ends, lexicon):
        return True
    compared = "than" in one.concepts or "than" in other.concepts
    if not compared and flips[0] not in lexicon.converse:
        return False
    if any(crossed(one, other, flip, lexicon, compared=compared) for flip in flips):
        return True
    return not (compared or can_be_told(one, other)) or exchanged(one, other, lexicon) is not None


def _negates(concept: str, reading: Reading, lexicon: Lexicon) -> bool:
    """Tell whether an opposite is itself the negation: "fails to start"."""
    if concept not in lexicon.negating_verbs or concept not in reading.concepts:
        return False
    behind = reading.order.index(concept) + 1
    return not lexicon.to_markers.isdisjoint(reading.order[behind : behind + 1])


def _otherwise_said(one: Reading, other: Reading, lexicon: Lexicon) -> bool:
    """Tell whether the text with fewer negations says it without: "not until" is "after", "without" is "remove"."""
    fewer, more = _by_negations(one, other)
    said, denied = fewer.concepts - more.concepts, more.concepts - fewer.concepts
    if not lexicon.waiting.isdisjoint(denied):
        return not lexicon.in_time.isdisjoint(said)
    return not lexicon.lacking.isdisjoint(denied) and not lexicon.removing.isdisjoint(said)


def _by_negations(one: Reading, other: Reading) -> tuple[Reading, Reading]:
    return (one, other) if len(one.negations) < len(other.negations) else (other, one)


def _amiss(one: Reading, other: Reading, lexicon: Lexicon) -> bool:
    """Tell whether the text with fewer negations says in another word that something is amiss."""
    fewer, more = _by_negations(one, other)
    troubles = lexicon.trouble & (fewer.concepts - more.concepts)
    return bool(troubles - lexicon.flaws) or bool(
        troubles and more.concepts - fewer.concepts - lexicon.function - lexicon.negators
    )
