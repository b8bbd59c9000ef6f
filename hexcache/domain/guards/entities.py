"""The guard of names: places, products, people and things of one kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final, TypeAlias

from hexcache.domain.guards.lexicon.en import english
from hexcache.domain.guards.reading import Reading, read
from hexcache.domain.guards.spelling import alike

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hexcache.domain.guards.lexicon import Lexicon

Pair: TypeAlias = tuple[str, str]

# How much else may differ where a common noun is exchanged, or a name that the lexicon does not know.
_OTHER_WORDS: Final = 3


@dataclass(frozen=True, slots=True)
class EntitiesGuard:
    """Refuses "Germany" for "France", "tea" for "coffee", and an unknown name for another."""

    lexicon: Lexicon = field(default_factory=english, repr=False)
    name: ClassVar[str] = "entities"

    def __call__(self, asked: str, cached: str) -> str | None:
        """Return the names that conflict, or None."""
        one, other = read(asked, self.lexicon), read(cached, self.lexicon)
        left, right = one.named - other.concepts, other.named - one.concepts
        pair = _of_one_class(left, right, self.lexicon.classes) if left and right else None
        if pair is None and _close(one, other):
            pair = _of_one_class(left, right, self.lexicon.noun_classes)
            if pair is None and one.understood and other.understood:
                pair = _unknown(one, other)
        return f"{pair[0]} against {pair[1]}" if pair else None


def _close(one: Reading, other: Reading) -> bool:
    return len(one.content - other.content) <= _OTHER_WORDS and len(other.content - one.content) <= _OTHER_WORDS


def _of_one_class(left: frozenset[str], right: frozenset[str], classes: Mapping[str, frozenset[str]]) -> Pair | None:
    """Return a concept of each text that are of one class."""
    there = {kind: other for other in sorted(right, reverse=True) for kind in classes.get(other, ())}
    for one in sorted(left) if there else ():
        for kind in classes.get(one, ()):
            if kind in there:
                return one, there[kind]
    return None


def _unknown(one: Reading, other: Reading) -> Pair | None:
    """Return a name of each text that the other has not got, and that is not the same name misspelt."""
    left, right = sorted(one.unknown - other.concepts), sorted(other.unknown - one.concepts)
    if not left or not right or any(alike(first, second) for first in left for second in right):
        return None
    return left[0], right[0]
