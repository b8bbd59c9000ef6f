"""Numbers, amounts, dates and times in a text, in one notation whatever words they were written in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from hexcache.domain.guards.figures import Figure, Measure, clock, read_figure
from hexcache.domain.guards.number_words import ARTICLES, NumberReader, Values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hexcache.domain.guards.lexicon import Numerals
    from hexcache.domain.guards.tokens import Words

Units: TypeAlias = tuple[tuple[str, float], ...]
"""The dimensions that a word may be a unit of, each with the factor to its base unit."""

_TWELVE: Final = 12
_HOUR: Final = 60
_MILLION: Final = 1e6
_METRE_MINUTE_MILLION: Final[Units] = (("length", 1.0), ("time", 60.0), ("number", _MILLION))
# What a number without a unit is behind one of these: 1h30, 5'10.
_SMALLER: Final[dict[str, Units]] = {"h": (("time", 60.0),), "feet": (("length", 0.0254),)}
_TEMPERATURES: Final[Units] = (("celsius", 1.0), ("fahrenheit", 1.0))
_SUMMED: Final = frozenset({"time", "length", "mass"})
_BEFORE_MONTHS: Final = frozenset({"in", "since", "until", "of", "last", "next"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """What one number says.

    Attributes:
        measures: Every way to read it.
        amounts: The numbers alone, without their unit.
        weak: Whether it may be said in passing, as "one" and "a minute" are.
        bare: Whether it has no unit.
    """

    measures: frozenset[Measure]
    amounts: frozenset[float] = frozenset()
    weak: bool = False
    bare: bool = False

    def like(self, other: Quantity) -> bool:
        """Tell whether the two measure the same kind of thing."""
        return not {kind for kind, _ in self.measures}.isdisjoint(kind for kind, _ in other.measures)


@dataclass(frozen=True, slots=True)
class Span:
    """A quantity, and the first word and the word behind those that say it."""

    start: int
    end: int
    quantity: Quantity


def find_quantities(words: Words, starts: Iterable[int], named: frozenset[int], numerals: Numerals) -> list[Span]:
    """Return the quantities that begin at some of the words, from left to right."""
    reader = _Reader(words, named, numerals)
    found: list[Span] = []
    end = 0
    for position in starts:
        if position >= end:
            spans = reader.at(position)
            found += spans
            end = spans[-1].end if spans else end
    return found


class _Reader(NumberReader):
    """Reads the quantities of one text."""

    def __init__(self, words: Words, named: frozenset[int], numerals: Numerals) -> None:
        super().__init__(words, numerals)
        self._named = named

    def at(self, position: int) -> list[Span]:
        """Return what begins at a position; a date says several things at once."""
        word = self.word(position)
        if word in self._numerals.months:
            return self._month(position)
        if word in self._numerals.clock_words:
            return [Span(position, position + 1, Quantity(clock(self._numerals.clock_words[word], exact=True)))]
        if word[-1].isdigit():
            return self._figure(position)
        if word in ARTICLES:
            return self._article(position)
        if word in self._numerals.fractions and word not in self._numerals.ordinals:
            return self._past_the_hour(position) or self._fraction(position)
        return self._in_words_with_unit(position)

    def _month(self, position: int) -> list[Span]:
        word = self.word(position)
        if word in self._numerals.months_and_words and position not in self._named and not self._is_dated(position):
            return []
        return [Span(position, position + 1, Quantity(frozenset({("month", float(self._numerals.months[word]))})))]

    def _is_dated(self, position: int) -> bool:
        before, after = self.word(position - 1), self.word(position + 1)
        return before[:1].isdigit() or after[:1].isdigit() or before in _BEFORE_MONTHS

    def _past_the_hour(self, position: int) -> list[Span]:
        """Half past three, quarter to five."""
        side, hour = self.word(position + 1), self.number(position + 2)
        if side not in {"past", "to"} or hour is None or hour.values[0] > _TWELVE:
            return []
        share = self._numerals.fractions[self.word(position)] * (1 if side == "past" else -1)
        return [Span(position, hour.end, Quantity(clock(int((hour.values[0] + share) * _HOUR), exact=False)))]

    def _figure(self, position: int) -> list[Span]:
        figure = read_figure(self.word(position))
        if figure.measures:
            return self._complete(position, figure)
        before = [Span(position, position, _plain((value,))) for value in figure.before]
        return [*before, self._amount(position, figure.numbers, position + 1, version=figure.version)]

    def _complete(self, position: int, figure: Figure) -> list[Span]:
        measures, end = figure.measures, position + 1
        kind, minutes = next(iter(measures[0]))
        meridiem = self._numerals.meridiems.get(self.word(end))
        if kind == "clock" and isinstance(minutes, float) and meridiem is not None:
            return [Span(position, end + 1, Quantity(clock(int(minutes) % (_TWELVE * _HOUR) + meridiem, exact=True)))]
        return [Span(position, end, _quantity(readings)) for readings in measures]

    def _article(self, position: int) -> list[Span]:
        """An hour, a dozen, a quarter of an hour."""
        following = self.word(position + 1)
        if following in self._numerals.fractions:
            return self._fraction(position + 1)
        if following in self._numerals.multipliers and len(following) > 2:
            return [self._amount(position, (1.0,), position + 1)]
        if len(following) == 1 or self._unit(position + 1) is None:
            return []
        return [self._amount(position, (1.0,), position + 1, weak=True)]

    def _fraction(self, position: int) -> list[Span]:
        """Half a cup, a quarter of an hour, a quarter of 60; but not: the second quarter."""
        end = self.skipped(position + 1)
        if self._unit(end) is None and not (self.word(position + 1) == "of" and self.word(end)[:1].isdigit()):
            return []
        return [self._amount(position, (self._numerals.fractions[self.word(position)],), end)]

    def _in_words_with_unit(self, position: int) -> list[Span]:
        number = self.number(position)
        if number is None:
            return []
        alone = number.end == position + 1
        if number.ordinal:
            return [Span(position, number.end, replace(_plain(number.values), weak=alone))]
        return [self._amount(position, number.values, number.end, weak=alone and number.values[0] == 1)]

    def _amount(self, start: int, values: Values, end: int, *, weak: bool = False, version: bool = False) -> Span:
        """Return a number with what may follow it: a scale, a fraction, am or pm, a unit, a smaller unit."""
        scaled, end, _ = self.scaled(values, end)
        weak = weak and scaled == values
        return self._time(start, scaled, end) or self._with_unit(start, scaled, end, weak=weak, version=version)

    def _time(self, start: int, values: Values, end: int) -> Span | None:
        following = self.word(end)
        if not 0 <= values[0] <= _TWELVE:
            return None
        if following in self._numerals.meridiems:
            minutes = int(values[0] % _TWELVE * _HOUR) + self._numerals.meridiems[following]
            return Span(start, end + 1, Quantity(clock(minutes, exact=True)))
        if following == "oclock" or (self.word(start - 1) == "at" and self._unit(end) is None):
            times = clock(int(values[0] * _HOUR), exact=False) | _plain(values).measures
            return Span(start, end + (following == "oclock"), Quantity(times, frozenset(values)))
        return None

    def _with_unit(self, start: int, values: Values, end: int, *, weak: bool, version: bool) -> Span:
        money, unit = self._money_before(start), self._unit(end)
        if money is None and unit is None:
            literal = Quantity(frozenset({("version", self.word(start))}))
            return Span(start, end, literal if version else _plain(values, weak=weak))
        if unit is not None:
            unit, end = self._whole_unit(unit, end)
        if money is not None and unit is _METRE_MINUTE_MILLION:
            values = tuple(value * _MILLION for value in values)
        counted, end, _ = self.and_a_share(values, end)
        measures = frozenset(_measure(*one, value) for one in money or unit or () for value in counted)
        quantity = Quantity(measures, frozenset(counted), weak=weak and counted == values)
        span = Span(start - (money is not None), end, quantity)
        return self._summed(span) if unit and unit[0][0] in _SUMMED and not money else span

    def _whole_unit(self, unit: Units, position: int) -> tuple[Units, int]:
        """Return a unit and the word behind it; "degrees" may name their scale."""
        if self.word(position) not in {"degree", "degrees", "°"}:
            return unit, position + 1
        scale = self._numerals.units.get(self.word(position + 1))
        if scale and scale[0] in {"celsius", "fahrenheit"}:
            return (scale,), position + 2
        return _TEMPERATURES, position + 1

    def _summed(self, span: Span) -> Span:
        """Two hours and 30 minutes are one duration, and so is 1h30; 5'10 is one length."""
        number = self.number(span.end + (self.word(span.end) == "and"))
        if number is None:
            return span
        unit, end = self._unit(number.end), number.end + 1
        if unit is None:
            unit, end = _SMALLER.get(self.word(span.end - 1)), number.end
        (kind, amount), smaller = next(iter(span.quantity.measures)), unit[0] if unit else ("", 0.0)
        if kind != smaller[0] or not isinstance(amount, float) or number.values[0] * smaller[1] >= amount:
            return span
        total = frozenset({_measure(kind, 1.0, amount + number.values[0] * smaller[1])})
        return replace(span, end=end, quantity=Quantity(total))

    def _unit(self, position: int) -> Units | None:
        word = self.word(position)
        if word == "m":
            return _METRE_MINUTE_MILLION
        unit = self._numerals.units.get(word) or (self._numerals.units.get(word[:-1]) if word.endswith("s") else None)
        return (unit,) if unit else None

    def _money_before(self, position: int) -> Units | None:
        unit = self._numerals.units.get(self.word(position - 1))
        return (unit,) if unit and unit[0].startswith("money") and not self.word(position - 2)[:1].isdigit() else None


def _plain(values: Values, *, weak: bool = False) -> Quantity:
    return Quantity(
        frozenset(_measure("number", 1.0, value) for value in values), frozenset(values), weak=weak, bare=True
    )


def _quantity(measures: frozenset[Measure]) -> Quantity:
    """Return what a complete figure says; the day and the year of a date are bare numbers."""
    amounts = frozenset(amount for kind, amount in measures if kind == "number" and isinstance(amount, float))
    return Quantity(measures, amounts, bare=bool(amounts))


def _measure(dimension: str, factor: float, number: float) -> Measure:
    if dimension == "fahrenheit":
        return "celsius", float(f"{(number - 32) / 1.8:.9g}")
    return dimension, float(f"{number * factor:.9g}")
