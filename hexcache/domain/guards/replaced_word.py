"""The strict guard: one word in place of another where nothing else differs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final

from hexcache.domain.guards.lexicon.en import english
from hexcache.domain.guards.reading import read
from hexcache.domain.guards.spelling import alike

if TYPE_CHECKING:
    from hexcache.domain.guards.lexicon import Lexicon

_REPLACED: Final = 2


@dataclass(frozen=True, slots=True)
class ReplacedWordGuard:
    """Refuses a content word in place of another, unless the lexicon knows that they mean the same."""

    lexicon: Lexicon = field(default_factory=english, repr=False)
    name: ClassVar[str] = "replaced_word"

    def __call__(self, asked: str, cached: str) -> str | None:
        """Return the words that took each other's place, or None."""
        one, other = read(asked, self.lexicon), read(cached, self.lexicon)
        left, right = one.content - other.concepts, other.content - one.concepts
        if not (1 <= len(left) <= _REPLACED and 1 <= len(right) <= _REPLACED):
            return None
        if any(alike(first, second) for first in left for second in right):
            return None
        return f"{min(left)} against {min(right)}"
