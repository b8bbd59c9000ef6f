"""The input window: a text that an embedder would cut off is not embedded, so the exact tier alone knows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hexcache.domain.keys import encode_text

if TYPE_CHECKING:
    from collections.abc import Callable

DEFAULT_CHARACTERS: Final = 8_000
_BYTES_PER_TOKEN: Final = 4


@dataclass(frozen=True, slots=True)
class InputWindow:
    """What an embedder reads of one text.

    Attributes:
        tokens: the embedder's window; None where it is unknown.
        characters: the limit where the window is unknown.
        count_tokens: the embedder's own count; without it a token is taken as four bytes of UTF-8.
    """

    tokens: int | None = None
    characters: int = DEFAULT_CHARACTERS
    count_tokens: Callable[[str], int] | None = None

    def refuses(self, text: str) -> str | None:
        """Return why `text` has no vector of its own, or None where it fits.

        A text of no more bytes than the window has tokens fits without being counted: no token is shorter than a byte.
        """
        if not text or text.isspace():
            return "the text is empty: there is nothing to embed"
        if self.tokens is None:
            return self._too_long(len(text), self.characters, "characters")
        size = len(text) if text.isascii() else len(encode_text(text))
        if size <= self.tokens:
            return None
        return self._too_long(self._count(text, size, self.tokens), self.tokens, "tokens")

    def _count(self, text: str, size: int, tokens: int) -> int:
        estimate = -(-size // _BYTES_PER_TOKEN)
        if self.count_tokens is None or estimate > 64 * tokens:
            return estimate
        return self.count_tokens(text)

    @staticmethod
    def _too_long(size: int, limit: int, unit: str) -> str | None:
        if size <= limit:
            return None
        return f"the text has {size} {unit} and the embedder reads {limit}: only the exact tier is used"
