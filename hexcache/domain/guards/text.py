"""How texts are folded before anything looks at their words, and where their sentences end."""

from __future__ import annotations

import unicodedata
from typing import Final

_FRACTIONS: Final = {"½": " 1/2", "¼": " 1/4", "¾": " 3/4", "⅓": " 1/3", "⅔": " 2/3", "⅛": " 1/8"}
_PLAIN: Final = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ`´", "'"),
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("–—−‐‑", "-"),
        "⁄": "/",
        **_FRACTIONS,
    }
)
_EDGE: Final = " ?!.,;:\"'"
_SENTENCE_ENDS: Final = frozenset(".?!:;")
_STOPS: Final = _SENTENCE_ENDS | frozenset(",()")
# Unicode normalisation sorts runs of combining marks by insertion, in quadratic time: not for texts of any length.
_LONGEST_NORMALISED: Final = 4096


def fold(text: str) -> str:
    """Return the text with compatibility characters, quotes, dashes and fractions in their plain form; case is kept."""
    if text.isascii():
        return text.replace("`", "'") if "`" in text else text
    plain = text.translate(_PLAIN)
    return unicodedata.normalize("NFKC", plain) if len(plain) <= _LONGEST_NORMALISED else plain


def same_text(one: str, other: str) -> bool:
    """Tell whether two texts differ in case, spacing, quotes and closing punctuation at most."""
    return one == other or _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return " ".join(fold(text).casefold().split()).strip(_EDGE)


def is_sentence_end(word: str) -> bool:
    """Tell whether a token ends a sentence."""
    return word in _SENTENCE_ENDS


def is_stop(word: str) -> bool:
    """Tell whether a token ends a clause."""
    return word in _STOPS
