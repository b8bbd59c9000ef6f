"""Texts as words: lower-case, contractions written out, numbers and marks on their own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from hexcache.domain.guards.text import fold, is_sentence_end

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hexcache.domain.guards.lexicon import Lexicon

Words: TypeAlias = tuple[str, ...]

# Each alternative begins with another kind of character, or is possessive: matching takes linear time. The first one
# takes most words, and none that a later one would read another way.
_TOKEN: Final = re.compile(
    r"[A-Za-z]++(?![\w'.+#-])"
    r"|[-=]>|[cC]\+\+|[cCfF]#|\.net\b|-free\b"  # names and endings that hold marks
    r"|[A-Za-z]\.[A-Za-z]\.(?:[A-Za-z]\.)?"  # p.m., U.S.
    r"|[A-Za-z]++\.(?:js|com|org|io)\b"
    r"|(?<=\d) - (?=\d)|(?<=\d)'(?=\d)"  # minus and feet
    r"|(?<![\w)])-\d++(?:[.,:/]\d++)*+|\d++(?:[.,:/-]\d++)++"  # numbers
    r"|[^\W_]++(?:'[^\W\d_]++|(?:[.]\d++)++)?"  # words, and words that end in a number
    r"|[^\w\s]"
)
_PIECE: Final = re.compile(r"\d[\d.]*+|\D++")
_KEPT: Final = frozenset(".?!:;,()$€£¥₹%°")
_SPELLED: Final = {
    " - ": "minus",
    "'": "feet",
    "->": "to",
    "=>": "to",
    "→": "to",
    "&": "and",
    "+": "plus",
    "*": "times",
    "×": "times",
    "÷": "divided",
    "<": "less",
    ">": "greater",
}
_YEAR: Final = 4


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text in order, and which of them are written as names are: with a capital inside a sentence."""

    words: Words
    named: frozenset[int]


def tokenize(text: str, lexicon: Lexicon) -> Tokens:
    """Return the words and the marks of a text."""
    folded = fold(text)
    shouting = folded.isupper()
    contractions = lexicon.contractions
    words: list[str] = []
    named: set[int] = set()
    for raw in _TOKEN.findall(folded):
        if raw.islower() and raw.isalpha():
            if raw in contractions:
                words.extend(contractions[raw])
            else:
                words.append(raw)
            continue
        if raw in _KEPT:
            words.append(raw)
            continue
        if raw == "'" and not (words and words[-1].isdigit()):
            continue  # a quote, not feet
        if not shouting and raw[0].isupper() and _is_name(raw, words):
            named.add(len(words))
        words.extend(_words(raw, lexicon, shouting=shouting))
    return Tokens(tuple(words), frozenset(named))


def _is_name(raw: str, before: list[str]) -> bool:
    """Tell whether a capital says something: any word can have one at the beginning of a sentence."""
    inside = before and not is_sentence_end(before[-1])
    return bool(inside) or (raw.isupper() and raw not in {"I", "A"})


def _words(raw: str, lexicon: Lexicon, *, shouting: bool) -> Sequence[str]:
    if not shouting and raw in lexicon.numerals.roman:
        return (str(lexicon.numerals.roman[raw]),)
    word = raw.lower()
    if raw.isalpha() or ("'" in raw and len(raw) > 1):
        return lexicon.contractions.get(word) or (word.partition("'")[0],)
    if raw in _SPELLED:
        return (_SPELLED[raw],)
    return _mixed(word, lexicon) if len(raw) > 1 or raw in _KEPT or raw.isdigit() else ()


def _mixed(word: str, lexicon: Lexicon) -> Sequence[str]:
    """Split letters from digits, unless the word lists know the mixture: "30s" is 30 s, and S3 is S3."""
    if word in lexicon.concepts or not word[-1].isalnum() or word.upper() == word:
        return (word.rstrip(".") if word[0].isalpha() else word,)
    pieces = _PIECE.findall(word) if word[0] != "-" else [word]
    if pieces[0] == "v" and len(pieces) > 1:
        del pieces[0]
    if len(pieces) == 2 and pieces[1] == "s" and len(pieces[0]) == _YEAR:  # the 1990s
        del pieces[1]
    return pieces
