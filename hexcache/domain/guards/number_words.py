"""Numbers as they are written in words and figures, without their units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from hexcache.domain.guards.figures import read_figure

if TYPE_CHECKING:
    from hexcache.domain.guards.lexicon import Numerals
    from hexcache.domain.guards.tokens import Words

Values: TypeAlias = tuple[float, ...]

ARTICLES: Final = frozenset({"a", "an"})
_SKIPPED: Final = ARTICLES | {"of"}
_LARGEST: Final = 1e15
_MOST_SCALES: Final = 3
_MOST_GROUPS: Final = 5


class Number(NamedTuple):
    """A number: what it may be, the word behind it, and whether it counts in order, as "third" does."""

    values: Values
    end: int
    ordinal: bool = False


class NumberReader:
    """Reads the numbers of one text; every method takes the position of a word and says where it got to."""

    def __init__(self, words: Words, numerals: Numerals) -> None:
        self._words = words
        self._numerals = numerals

    def word(self, position: int) -> str:
        """Return the word at a position, or nothing outside the text."""
        return self._words[position] if 0 <= position < len(self._words) else ""

    def number(self, position: int) -> Number | None:
        """Read a number in figures or in words."""
        word = self.word(position)
        if word[:1].isdigit():
            figure = read_figure(word)
            return Number(figure.numbers, position + 1) if figure.numbers and not figure.before else None
        return self._in_words(position)

    def _in_words(self, position: int) -> Number | None:
        """Twenty five, two thousand and five, nineteen eighty-four, twenty-first."""
        total, current, end = 0.0, 0.0, position
        while total + current < _LARGEST:
            word = self.word(end)
            if word in self._numerals.ordinals and _joins(current, self._numerals.ordinals[word]):
                return Number((total + _joined(current, self._numerals.ordinals[word]),), end + 1, ordinal=True)
            if word in self._numerals.cardinals and _joins(current, self._numerals.cardinals[word]):
                current = _joined(current, self._numerals.cardinals[word])
            elif word in self._numerals.multipliers and len(word) > 2:
                current = max(current, 1.0) * self._numerals.multipliers[word]
                if current >= 1000:
                    total, current = total + current, 0.0
            elif not (word == "and" and end > position and self._goes_on(end)):
                break
            end += 1
        return Number((total + current,), end) if end > position else None

    def _goes_on(self, position: int) -> bool:
        """Tell whether "and" continues a number, as in "one hundred and five"."""
        return (
            self.word(position - 1) in self._numerals.multipliers
            and self.word(position + 1) in self._numerals.cardinals
        )

    def scaled(self, values: Values, end: int) -> Number:
        """Read on behind a number: 1 000, 1 1/2, three point five, 2 million, one and a half."""
        values, end = self._grouped(values, end)
        following = self.word(end)
        if following == "point" and self.word(end + 1) in self._numerals.cardinals:
            return Number((float(f"{values[0]:.0f}.{self._numerals.cardinals[self.word(end + 1)]}"),), end + 2)
        if following[:1].isdigit() and "/" in following and self.word(end - 1).isdigit():
            share = read_figure(following).numbers
            if share and share[0] < 1:
                return Number((values[0] + share[0],), end + 1)
        for _ in range(_MOST_SCALES):
            if self.word(end) in self._numerals.multipliers:
                values = tuple(value * self._numerals.multipliers[self.word(end)] for value in values)
                end += 1
        return self.and_a_share(values, end)

    def _grouped(self, values: Values, end: int) -> tuple[Values, int]:
        for _ in range(_MOST_GROUPS):
            before, following = self.word(end - 1), self.word(end)
            if not (len(following) == 3 and following.isdecimal() and before.isdecimal() and len(before) <= 3):
                break
            values, end = (values[0] * 1000 + int(following),), end + 1
        return values, end

    def and_a_share(self, values: Values, end: int) -> Number:
        """Read "and a half" behind a number, or the "quarters" of "three quarters of"."""
        share = self._numerals.fractions.get(self.word(end + 2))
        if self.word(end) == "and" and self.word(end + 1) in ARTICLES and share:
            return Number(tuple(value + share for value in values), end + 3)
        if self.word(end) in self._numerals.fractions and self.word(end).endswith("s"):
            return Number((values[0] * self._numerals.fractions[self.word(end)],), self.skipped(end + 1))
        return Number(values, end)

    def skipped(self, position: int) -> int:
        """Return the position of the next word that is neither an article nor "of"."""
        while self.word(position) in _SKIPPED:
            position += 1
        return position


def _joins(current: float, value: int) -> bool:
    """Tell whether a number word continues a number: 20 and 5, 100 and 5, 19 and 84, but not 2 and 3."""
    return (
        current == 0
        or (current >= 20 and current % 10 == 0 and value < 10)
        or current % 100 == 0
        or _is_year(current, value)
    )


def _joined(current: float, value: int) -> float:
    return current * 100 + value if _is_year(current, value) else current + value


def _is_year(current: float, value: int) -> bool:
    """Nineteen and eighty-four are the year 1984."""
    return 10 <= current < 100 and value >= 10
