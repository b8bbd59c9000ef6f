"""Numbers, amounts, dates and times in a text, in one notation whatever words they were written in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, TypeAlias, TYPE_CHECKING

from hexcache.domain.guards.figures import Figure, Measure, clock, read_figure

if TYPE_CHECKING:
    from hexcache.domain.guards.lexicon import Lexicon

Words: TypeAlias = tuple[str, ...]

_ARTICLES: Final = frozenset({"a", "an"})
_TWELVE: Final = 12
_HOUR: Final = 60
_SUMMED: Final = frozenset({"time", "length", "mass"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """What one number says: every way to read it, and whether it is `weak`, as "one" and "a minute" are in passing."""

    measures: frozenset[Measure]
    amounts: frozenset[float] = frozenset()
    weak: bool = False
    bare: bool = False

    def agrees(self, other: Quantity) -> bool:
        """Tell whether the two can be the same; a bare number agrees with as much of anything."""
        if self.measures & other.measures:
            return True
        return (self.bare or other.bare) and not self.amounts.isdisjoint(other.amounts)

    def like(self, other: Quantity) -> bool:
        """Tell whether the two measure the same kind of thing."""
        return not {kind for kind, _ in self.measures}.isdisjoint(kind for kind, _ in other.measures)


@dataclass(frozen=True, slots=True)
class Span:
    """A quantity, and the first word and the word behind those that say it."""

    start: int
    end: int
    quantity: Quantity


def find_quantities(words: Words, named: frozenset[int], lexicon: Lexicon) -> list[Span]:
    """Return the quantities among the words, from left to right."""
    reader = _Reader(words, named, lexicon)
    found: list[Span] = []
    position = 0
    while position < len(words):
        spans = reader.at(position) if reader.may_begin(position) else []
        found.extend(spans)
        position = max(position + 1, spans[-1].end if spans else 0)
    return found


class _Reader:
    """Reads quantities of one text; every method takes a position and returns where it got to."""

    def __init__(self, words: Words, named: frozenset[int], lexicon: Lexicon) -> None:
        self._words = words
        self._named = named
        self._numerals = lexicon.numerals
        self._names = lexicon.concepts

    def may_begin(self, position: int) -> bool:
        """Tell whether a quantity may begin here; names such as "2fa" are none."""
        word = self._words[position]
        if word[-1].isdigit():
            return (word[0].isdigit() or word[0] == "-") and word not in self._names
        return word in self._numerals.openers or word in _ARTICLES

    def at(self, position: int) -> list[Span]:
        """Return what begins at a position; a date says several things at once."""
        word = self._words[position]
        if word in self._numerals.months:
            return self._month(position)
        if word in self._numerals.clock_words:
            minutes = self._numerals.clock_words[word]
            return [Span(position, position + 1, Quantity(clock(minutes, exact=True)))]
        if word[-1].isdigit():
            return self._figure(position)
        return self._past_the_hour(position) or self._worded(position)

    def _word(self, position: int) -> str:
        return self._words[position] if 0 <= position < len(self._words) else ""

    def _month(self, position: int) -> list[Span]:
        word = self._words[position]
        if word in self._numerals.months_and_words and position not in self._named and not self._dated(position):
            return []
        return [Span(position, position + 1, Quantity(frozenset({("month", float(self._numerals.months[word]))})))]

    def _dated(self, position: int) -> bool:
        before, after = self._word(position - 1), self._word(position + 1)
        return before[:1].isdigit() or after[:1].isdigit() or before in {"in", "since", "until", "of", "last", "next"}

    def _past_the_hour(self, position: int) -> list[Span]:
        """Half past three, quarter to five."""
        share = self._numerals.fractions.get(self._words[position])
        side = self._word(position + 1)
        hour = self._number(position + 2)
        if share is None or side not in {"past", "to"} or hour is None or hour[0][0] > _TWELVE:
            return []
        minutes = int(hour[0][0] * _HOUR + (share * _HOUR if side == "past" else -share * _HOUR))
        return [Span(position, hour[1], Quantity(clock(minutes, exact=False)))]

    def _figure(self, position: int) -> list[Span]:
        figure = read_figure(self._words[position])
        if figure.measures:
            return self._complete(position, figure)
        before = [
            Span(position, position, Quantity(frozenset({("number", number)}), frozenset({number}), bare=True))
            for number in figure.before
        ]
        return [*before, self._amount(position, figure.numbers, position + 1, version=figure.version)]

    def _complete(self, position: int, figure: Figure) -> list[Span]:
        end = position + 1
        measures = figure.measures
        meridiem = self._numerals.meridiems.get(self._word(end))
        kind, minutes = next(iter(measures[0]))
        if kind == "clock" and meridiem is not None:
            measures = (clock(int(float(minutes)) % (_TWELVE * _HOUR) + meridiem, exact=True),)
            end += 1
        return [Span(position, end, Quantity(measure, _plain_amounts(measure))) for measure in measures]

    def _worded(self, position: int) -> list[Span]:
        """Twenty five, an hour and a half, half a cup."""
        word = self._words[position]
        if word in _ARTICLES:
            return self._article(position)
        if word in self._numerals.fractions:
            return self._fraction(position)
        number = self._number(position)
        if number is None:
            return []
        weak = number[1] == position + 1 and (word in self._numerals.ordinals or number[0][0] == 1)
        if self._words[number[1] - 1] in self._numerals.ordinals:
            return [
                Span(position, number[1], Quantity(_numbers(number[0]), frozenset(number[0]), weak=weak, bare=True))
            ]
        return [self._amount(position, number[0], number[1], weak=weak)]

    def _article(self, position: int) -> list[Span]:
        following = self._word(position + 1)
        if following in self._numerals.fractions:
            return self._fraction(position + 1)
        if following in self._numerals.multipliers and len(following) > 2:
            return [self._amount(position, (1.0,), position + 1)]
        if self._unit(position + 1) is None or len(following) == 1:
            return []
        return [self._amount(position, (1.0,), position + 1, weak=True)]

    def _fraction(self, position: int) -> list[Span]:
        end = position + 1
        share = self._numerals.fractions[self._words[position]]
        while self._word(end) in _ARTICLES or self._word(end) == "of":
            end += 1
        if self._unit(end) is None:
            return []
        return [self._amount(position, (share,), end)]

    def _number(self, position: int) -> tuple[tuple[float, ...], int] | None:
        """Read a number without its unit."""
        word = self._word(position)
        if word[:1].isdigit():
            figure = read_figure(word)
            return (figure.numbers, position + 1) if figure.numbers and not figure.before else None
        return self._number_words(position)

    def _number_words(self, position: int) -> tuple[tuple[float, ...], int] | None:
        total, current, end = 0.0, 0.0, position
        numerals = self._numerals
        while True:
            word = self._word(end)
            if word in numerals.cardinals:
                current = _joined(current, numerals.cardinals[word])
            elif word in numerals.multipliers and len(word) > 2 and (end > position or word[-1] != "k"):
                scale = numerals.multipliers[word]
                current = max(current, 1.0) * scale
                if scale >= 1000:
                    total, current = total + current, 0.0
            elif word in numerals.ordinals and (end == position or current >= 20 or total):
                return (total + current + numerals.ordinals[word],), end + 1
            elif not (word == "and" and end > position and self._continues(end)):
                break
            end += 1
        return ((total + current,), end) if end > position else None

    def _continues(self, end: int) -> bool:
        """Tell whether "and" goes on with a number, as in "one hundred and five"."""
        return self._word(end - 1) in self._numerals.multipliers and self._word(end + 1) in self._numerals.cardinals

    def _amount(
        self, start: int, numbers: tuple[float, ...], end: int, *, weak: bool = False, version: bool = False
    ) -> Span:
        """Return a number with what may follow it: a scale, a fraction, am or pm, a unit, a smaller unit."""
        scaled, end = self._scaled(numbers, end)
        weak, numbers = weak and scaled == numbers, scaled
        following = self._word(end)
        if following in self._numerals.meridiems and numbers[0] <= _TWELVE:
            minutes = int(numbers[0] % _TWELVE * _HOUR) + self._numerals.meridiems[following]
            return Span(start, end + 1, Quantity(clock(minutes, exact=True)))
        if following == "oclock" or (
            self._word(start - 1) == "at" and self._unit(end) is None and 1 <= numbers[0] <= _TWELVE
        ):
            times = clock(int(numbers[0] * _HOUR), exact=False)
            return Span(start, end + (following == "oclock"), Quantity(times | _numbers(numbers), frozenset(numbers)))
        return self._with_unit(start, numbers, end, weak=weak, version=version)

    def _scaled(self, numbers: tuple[float, ...], end: int) -> tuple[tuple[float, ...], int]:
        words, numerals = self._words, self._numerals
        following = self._word(end)
        if following == "point" and self._word(end + 1) in numerals.cardinals:
            return (float(f"{numbers[0]:.0f}.{numerals.cardinals[self._word(end + 1)]}"),), end + 2
        if len(following) == 3 and following.isdigit() and words[end - 1].isdigit() and len(words[end - 1]) < 4:
            return self._scaled((numbers[0] * 1000 + int(following),), end + 1)
        if following[:1].isdigit() and "/" in following and numbers[0] == int(numbers[0]) and words[end - 1].isdigit():
            share = read_figure(following).numbers
            if share and share[0] < 1:
                return (numbers[0] + share[0],), end + 1
        while self._word(end) in numerals.multipliers:
            numbers = tuple(number * numerals.multipliers[self._word(end)] for number in numbers)
            end += 1
        return self._and_a_half(numbers, end)

    def _and_a_half(self, numbers: tuple[float, ...], end: int) -> tuple[tuple[float, ...], int]:
        share = self._numerals.fractions.get(self._word(end + 2))
        if self._word(end) == "and" and self._word(end + 1) in _ARTICLES and share:
            return tuple(number + share for number in numbers), end + 3
        if self._word(end) == "quarters":
            end += 1
            while self._word(end) in _ARTICLES or self._word(end) == "of":
                end += 1
            return (numbers[0] * 0.25,), end
        return numbers, end

    def _with_unit(self, start: int, numbers: tuple[float, ...], end: int, *, weak: bool, version: bool) -> Span:
        money = self._money_before(start)
        unit = self._unit(end)
        if unit is None and money is None:
            if version:
                return Span(start, end, Quantity(frozenset({("version", self._words[start])})))
            return Span(start, end, Quantity(_numbers(numbers), frozenset(numbers), weak=weak, bare=True))
        if unit is not None:
            end += 1
            if "degree" in self._word(end - 1) or self._word(end - 1) == "°":
                unit, end = self._degrees(unit, end)
        if money is not None and self._word(end - 1) == "m":
            numbers = tuple(number * 1e6 for number in numbers)
        counted, end = self._and_a_half(numbers, end)
        weak, numbers = weak and counted == numbers, counted
        dimensions = money or unit or ()
        measures = frozenset(
            _measure(dimension, factor, number) for dimension, factor in dimensions for number in numbers
        )
        span = Span(start - (money is not None), end, Quantity(measures, frozenset(numbers), weak=weak))
        return self._summed(span) if unit is not None and unit[0][0] in _SUMMED else span

    def _degrees(self, unit: tuple[tuple[str, float], ...], end: int) -> tuple[tuple[tuple[str, float], ...], int]:
        scale = self._numerals.units.get(self._word(end))
        if scale and scale[0] in {"celsius", "fahrenheit"}:
            return (scale,), end + 1
        return (("celsius", 1.0), ("fahrenheit", 1.0)), end

    def _summed(self, span: Span) -> Span:
        """Two hours and 30 minutes are one duration."""
        position = span.end + (self._word(span.end) == "and")
        number = self._number(position)
        unit = self._unit(number[1]) if number else None
        if number is None or (unit is None and self._word(span.end - 1) != "h"):
            return span
        if unit is None:
            number, unit = (number[0], number[1] - 1), (("time", 60.0),)
        (kind, amount), (dimension, factor) = next(iter(span.quantity.measures)), unit[0]
        if dimension != kind or not isinstance(amount, float) or number[0][0] * factor >= amount:
            return span
        total = _rounded(amount + number[0][0] * factor)
        return replace(span, end=number[1] + 1, quantity=Quantity(frozenset({(kind, total)})))

    def _unit(self, position: int) -> tuple[tuple[str, float], ...] | None:
        """Return the dimensions that a word may be a unit of; "m" is a metre, a minute and a million."""
        word = self._word(position)
        if word == "m":
            return (("length", 1.0), ("time", 60.0), ("number", 1e6))
        unit = self._numerals.units.get(word) or (self._numerals.units.get(word[:-1]) if word.endswith("s") else None)
        return (unit,) if unit else None

    def _money_before(self, position: int) -> tuple[tuple[str, float], ...] | None:
        unit = self._numerals.units.get(self._word(position - 1))
        return (unit,) if unit and unit[0].startswith("money") and not self._word(position - 2)[:1].isdigit() else None


def _joined(current: float, value: int) -> float:
    """Twenty and five are 25; nineteen and eighty-four are the year 1984."""
    if 10 <= current < 100 and value >= 10:
        return current * 100 + value
    return current + value


def _numbers(numbers: tuple[float, ...]) -> frozenset[Measure]:
    return frozenset(("number", _rounded(number)) for number in numbers)


def _plain_amounts(measures: frozenset[Measure]) -> frozenset[float]:
    return frozenset(float(amount) for kind, amount in measures if kind == "number")


def _measure(dimension: str, factor: float, number: float) -> Measure:
    if dimension == "fahrenheit":
        return "celsius", _rounded((number - 32) / 1.8)
    return dimension, _rounded(number * factor)


def _rounded(number: float) -> float:
    return float(f"{number:.9g}")
