"""Texts as words: lower-case, contractions written out, numbers and marks on their own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TYPE_CHECKING

from hexcache.domain.guards.text import fold

if TYPE_CHECKING:
    from hexcache.domain.guards.lexicon import Lexicon
    from collections.abc import Iterator

# Each alternative begins with another kind of character or has one repetition only: matching takes linear time.
_TOKEN: Final = re.compile(
    r"[cC]\+\+|[cCfF]#|\.net\b|-free\b"  # names and endings that hold marks
    r"|[A-Za-z]\.[A-Za-z]\.(?:[A-Za-z]\.)?"  # p.m., U.S.
    r"|[A-Za-z]+\.(?:js|com|org|io)\b"
    r"|(?<=\d) - (?=\d)"  # minus
    r"|(?<![\w)])-\d++(?:[.,:/]\d++)*+|\d++(?:[.,:/-]\d++)++"  # numbers
    r"|[^\W_]++(?:'[^\W\d_]++|(?:[.]\d++)++)?"  # words, and words that end in a number
    r"|[^\w\s]"
)
_PIECE: Final = re.compile(r"\d[\d.]*+|\D++")
_STOPS: Final = frozenset(".,?!;:()\n")
_SENTENCE_ENDS: Final = frozenset(".?!:;")
_SPELLED: Final = {
    " - ": "minus",
    "&": "and",
    "+": "plus",
    "*": "times",
    "×": "times",
    "÷": "divided",
    "<": "less",
    ">": "greater",
}
_YEAR: Final = 4
_KEPT: Final = _STOPS | frozenset("$€£¥₹%°")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text in order, and which of them are written as names are: with a capital inside a sentence."""

    words: tuple[str, ...]
    named: frozenset[int]


def tokenize(text: str, lexicon: Lexicon) -> Tokens:
    """Return the words and the marks of a text."""
    folded = fold(text)
    shouting = folded.isupper()
    words: list[str] = []
    named: set[int] = set()
    for raw in _TOKEN.findall(folded):
        starts = not words or words[-1] in _SENTENCE_ENDS
        if not shouting and raw[0].isupper() and (not starts or (raw.isupper() and raw != "I" and raw != "A")):
            named.add(len(words))
        words.extend(_words(raw, lexicon, shouting=shouting))
    return Tokens(tuple(words), frozenset(named))


def is_sentence_end(word: str) -> bool:
    """Tell whether a token ends a sentence."""
    return word in _SENTENCE_ENDS


def is_stop(word: str) -> bool:
    """Tell whether a token ends a clause."""
    return word in _STOPS


def _words(raw: str, lexicon: Lexicon, *, shouting: bool) -> Iterator[str]:
    if raw.isalpha():
        yield from _plain(raw, lexicon, shouting=shouting)
    elif "'" in raw and len(raw) > 1:
        yield from _apostrophe(raw.lower(), lexicon)
    elif raw in _SPELLED:
        yield _SPELLED[raw]
    elif len(raw) > 1 or raw in _KEPT or raw.isdigit():
        yield from _mixed(raw.lower(), lexicon)


def _plain(raw: str, lexicon: Lexicon, *, shouting: bool) -> Iterator[str]:
    if raw in lexicon.numerals.roman and not shouting:
        yield str(lexicon.numerals.roman[raw])
        return
    word = raw.lower()
    if word in lexicon.contractions:
        yield from lexicon.contractions[word]
    else:
        yield word


def _apostrophe(word: str, lexicon: Lexicon) -> Iterator[str]:
    if word in lexicon.contractions:
        yield from lexicon.contractions[word]
    else:
        yield word.partition("'")[0]


def _mixed(word: str, lexicon: Lexicon) -> Iterator[str]:
    """Split letters from digits, unless the word lists know the mixture: "30s" is 30 s, and S3 is S3."""
    if word in lexicon.concepts or not word[-1].isalnum() or word.upper() == word:
        yield word.rstrip(".") if word[0].isalpha() else word
        return
    pieces = _PIECE.findall(word) if word[0] != "-" else [word]
    if pieces[0] == "v" and len(pieces) > 1:
        del pieces[0]
    if len(pieces) == 2 and pieces[1] == "s" and len(pieces[0]) == _YEAR:  # the 1990s
        del pieces[1]
    yield from pieces
