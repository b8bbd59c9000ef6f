"""The guards of words that the lexicon does not know to differ: one in place of another where little else differs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final, TypeAlias

from hexcache.domain.guards.lexicon.en import english
from hexcache.domain.guards.reading import read
from hexcache.domain.guards.spelling import alike

if TYPE_CHECKING:
    from hexcache.domain.guards.lexicon import Lexicon

Words: TypeAlias = tuple[str, ...]

# So many words in a row count as one that is replaced.
_REPLACED: Final = 2
_NONE: Final[frozenset[int]] = frozenset()
# So many words in a row count as one that is added.
_EXTRA: Final = 3


@dataclass(frozen=True, slots=True)
class ReplacedWordGuard:
    """Refuses a content word in place of another, word for word the same otherwise, unless they mean the same."""

    lexicon: Lexicon = field(default_factory=english, repr=False)
    name: ClassVar[str] = "replaced_word"

    def __call__(self, asked: str, cached: str) -> str | None:
        """Return the words that took each other's place, or None."""
        one, other = read(asked, self.lexicon), read(cached, self.lexicon)
        if not one.understood or not other.understood:
            return None
        if len(one.negations) != len(other.negations):
            return None  # the guard of polarity has judged that pair of words
        left, right = replaced(one.order, other.order)
        if len(left) > _REPLACED or len(right) > _REPLACED or not self.lexicon.particles.isdisjoint((*left, *right)):
            return None  # too much, or a phrasal verb that the lexicon does not know
        here, there = one.content.intersection(left) - other.concepts, other.content.intersection(right) - one.concepts
        if not here or not there or any(_equivalent(first, second, self.lexicon) for first in here for second in there):
            return None
        return f"{min(here)} against {min(there)}"


@dataclass(frozen=True, slots=True)
class ExtraWordGuard:
    """Refuses a content word that only one text has, word for word the same otherwise: "my old card" for "my card"."""

    lexicon: Lexicon = field(default_factory=english, repr=False)
    name: ClassVar[str] = "extra_word"

    def __call__(self, asked: str, cached: str) -> str | None:
        """Return the word that one text has more, or None."""
        one, other = read(asked, self.lexicon), read(cached, self.lexicon)
        if not one.understood or not other.understood:
            return None
        left, right = replaced(one.order, other.order)
        if (left and right) or len(left) + len(right) > _EXTRA or one.order[:1] != other.order[:1]:
            return None  # nothing, too much, or an opening phrase
        extra = one.content.intersection(left) - other.concepts or other.content.intersection(right) - one.concepts
        return f"{min(extra)} in one text only" if extra else None


def _equivalent(one: str, other: str, lexicon: Lexicon) -> bool:
    """Tell whether two words are one, misspelt, or akin, or a pair that the guard of polarity has judged already."""
    if not lexicon.akin.get(one, _NONE).isdisjoint(lexicon.akin.get(other, _NONE)):
        return True
    if {one, other} <= lexicon.negator_roots | lexicon.half_negators:
        return True
    return alike(lexicon.stem(one), lexicon.stem(other)) or other in lexicon.opposites.get(one, ())


def replaced(one: Words, other: Words) -> tuple[Words, Words]:
    """Return what is left of two sequences without their common beginning and their common end."""
    shorter = min(len(one), len(other))
    start = next((index for index in range(shorter) if one[index] != other[index]), shorter)
    longest = shorter - start
    end = next((index for index in range(longest) if one[-1 - index] != other[-1 - index]), longest)
    return one[start : len(one) - end], other[start : len(other) - end]
