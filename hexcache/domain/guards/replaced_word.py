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
# So many words may differ, those of both texts taken together.
_CHANGED: Final = 2


@dataclass(frozen=True, slots=True)
class ReplacedWordGuard:
    """Refuses a content word in place of another, word for word the same otherwise, unless they mean the same."""

    lexicon: Lexicon = field(default_factory=english, repr=False)
    name: ClassVar[str] = "replaced_word"

    def __call__(self, asked: str, cached: str) -> str | None:
        """Return the words that took each other's place, or None."""
        one, other = read(asked, self.lexicon), read(cached, self.lexicon)
        left, right = replaced(one.order, other.order)
        if len(one.negations) != len(other.negations):
            return None  # the guard of polarity has judged that pair of words
        if len(left) > _REPLACED or len(right) > _REPLACED:
            return None
        here, there = one.content.intersection(left) - other.concepts, other.content.intersection(right) - one.concepts
        return _difference(here, there, self.lexicon)


@dataclass(frozen=True, slots=True)
class ChangedWordsGuard:
    """Refuses a content word or two in place of others in any order of words, unless they mean the same."""

    lexicon: Lexicon = field(default_factory=english, repr=False)
    name: ClassVar[str] = "changed_words"

    def __call__(self, asked: str, cached: str) -> str | None:
        """Return the words that took each other's place, or None."""
        one, other = read(asked, self.lexicon), read(cached, self.lexicon)
        here, there = one.content - other.concepts, other.content - one.concepts
        if len(here) + len(there) > _CHANGED or len(one.negations) != len(other.negations):
            return None
        return _difference(here, there, self.lexicon)


def _difference(here: frozenset[str], there: frozenset[str], lexicon: Lexicon) -> str | None:
    if not here or not there or any(_equivalent(one, other, lexicon) for one in here for other in there):
        return None
    return f"{min(here)} against {min(there)}"


def _equivalent(one: str, other: str, lexicon: Lexicon) -> bool:
    """Tell whether two words are one, misspelt, or akin, or a pair that the guard of polarity has judged already."""
    if not lexicon.akin.get(one, _NONE).isdisjoint(lexicon.akin.get(other, _NONE)):
        return True
    return alike(lexicon.stem(one), lexicon.stem(other)) or other in lexicon.opposites.get(one, ())


def replaced(one: Words, other: Words) -> tuple[Words, Words]:
    """Return what is left of two sequences without their common beginning and their common end."""
    shorter = min(len(one), len(other))
    start = next((index for index in range(shorter) if one[index] != other[index]), shorter)
    longest = shorter - start
    end = next((index for index in range(longest) if one[-1 - index] != other[-1 - index]), longest)
    return one[start : len(one) - end], other[start : len(other) - end]
