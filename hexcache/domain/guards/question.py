"""The guard of questions: when, where, why and how are not one another's answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from hexcache.domain.guards.lexicon.en import english
from hexcache.domain.guards.reading import read

if TYPE_CHECKING:
    from hexcache.domain.guards.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class QuestionGuard:
    """Refuses "when" for "why" where both texts are about the same."""

    lexicon: Lexicon = field(default_factory=english, repr=False)
    name: ClassVar[str] = "question"

    def __call__(self, asked: str, cached: str) -> str | None:
        """Return the two questions that the texts ask, or None."""
        one, other = read(asked, self.lexicon), read(cached, self.lexicon)
        if one.content != other.content:
            return None
        for first in one.asks - other.asks:
            for second in other.asks - one.asks:
                if (first, second) in self.lexicon.other_questions:
                    return f"{first} against {second}"
        return None
