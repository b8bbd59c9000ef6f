"""A light English stemmer: enough to bring "disabled", "disabling" and "disables" together, and quick."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_VOWELS: Final = frozenset("aeiouy")
_SYLLABLES: Final = re.compile("[aeiouy]+")
_LONGEST: Final = 40
# An ending, how many letters must be left without it, and what takes its place.
_ENDINGS: Final = (
    ("ments", 3, ""),
    ("ment", 3, ""),
    ("ness", 4, ""),
    ("ing", 3, ""),
    ("ied", 2, "y"),
    ("ed", 3, ""),
    ("ion", 5, ""),
    ("ly", 5, ""),
)
_INFLECTED: Final = frozenset({"ing", "ed"})


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """Return the stem of a lower-case word; it need not be a word itself."""
    if len(word) < 4 or len(word) > _LONGEST:
        return word
    return _trimmed(_without_ending(_without_plural(word)))


def _without_plural(word: str) -> str:
    if not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1]


def _without_ending(word: str) -> str:
    for ending, shortest, instead in _ENDINGS:
        if word.endswith(ending):
            root = word[: -len(ending)]
            if len(root) < shortest or _VOWELS.isdisjoint(root):
                return word
            return _restored(root) if ending in _INFLECTED else root + instead
    return word


def _restored(root: str) -> str:
    """Give back the "e" of "making": a short stem that ends in one consonant would have doubled it, as "sitting" does."""
    single = root[-1] not in _VOWELS and root[-1] not in "wx" and root[-2] in _VOWELS and root[-3] not in _VOWELS
    return root + "e" if single and len(_SYLLABLES.findall(root)) == 1 else root


def _trimmed(word: str) -> str:
    if word.endswith("e") and _drops_e(word[:-1]):
        word = word[:-1]
    if word.endswith("at") and len(word) > 6:
        word = word[:-2]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in _VOWELS:
        return word[:-1]
    return word[:-1] + "i" if word.endswith("y") and len(word) > 3 and word[-2] not in _VOWELS else word


def _drops_e(root: str) -> bool:
    """Keep the "e" of "site" and "plane", which are not "sit" and "plan"."""
    if len(root) < 3:
        return False
    return len(_SYLLABLES.findall(root)) > 1 or (root[-1] not in _VOWELS and root[-2] not in _VOWELS)
