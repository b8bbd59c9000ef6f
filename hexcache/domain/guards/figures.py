"""What a run of digits can mean: a number, a date, a time of day, a version."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TypeAlias

Measure: TypeAlias = tuple[str, float | str]
"""A dimension and an amount in its base unit: ``("time", 5400.0)``, ``("version", "2.1.3")``."""

_GROUPED: Final = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_VERSION_DECIMAL: Final = re.compile(r"\d+\.[1-9]0")  # 3.10 comes after 3.9
_SEPARATORS: Final = re.compile(r"[.,:/-]")
_LONGEST_NUMBER: Final = 15
_MONTHS: Final = 12
_DAYS: Final = 31
_HOURS: Final = 24
_MINUTES: Final = 60


@dataclass(frozen=True, slots=True)
class Figure:
    """The readings of one run of digits.

    Attributes:
        measures: Complete readings that take no unit, one set for each thing said; a date says three.
        numbers: Plain numbers that a unit may follow; several when the notation is ambiguous, as ``1.000`` is.
        before: Other numbers in front of it, as in the range ``2-3``.
    """

    measures: tuple[frozenset[Measure], ...] = ()
    numbers: tuple[float, ...] = ()
    before: tuple[float, ...] = ()
    version: bool = False


def read_figure(chunk: str) -> Figure:
    """Return what a run of digits and separators can mean."""
    if chunk[0] == "-":
        return Figure(numbers=tuple(-number for number in read_figure(chunk[1:]).numbers))
    if chunk.isdigit():
        return _digits(chunk)
    marks = set(_SEPARATORS.findall(chunk))
    if ":" in marks:
        return _clock(chunk) if marks == {":"} else _literal(chunk)
    if "/" in marks or "-" in marks:
        return _slashed(chunk) if len(marks) == 1 else _parts(chunk)
    return _decimal(chunk, marks)


def _digits(chunk: str) -> Figure:
    if len(chunk) > _LONGEST_NUMBER or not chunk.isdecimal():
        return _literal(chunk)
    return Figure(numbers=(float(chunk),))


def _literal(chunk: str) -> Figure:
    return Figure(measures=(frozenset({("literal", chunk)}),))


def _clock(chunk: str) -> Figure:
    parts = chunk.split(":")
    if any(len(part) > 2 for part in parts) or int(parts[0]) > _HOURS or int(parts[1]) >= _MINUTES:
        return _literal(chunk)
    minutes = (int(parts[0]) % _HOURS) * _MINUTES + int(parts[1])
    return Figure(measures=(clock(minutes, exact=chunk[0] == "0" or minutes >= 13 * _MINUTES or minutes < _MINUTES),))


def clock(minutes: int, *, exact: bool) -> frozenset[Measure]:
    """Return a time of day; one that is not exact may be in the morning or in the evening."""
    half_day = _HOURS * _MINUTES // 2
    times = {minutes % (2 * half_day)} if exact else {minutes % half_day, minutes % half_day + half_day}
    return frozenset(("clock", float(time)) for time in times)


def _slashed(chunk: str) -> Figure:
    parts = _SEPARATORS.split(chunk)
    if len(parts) == 3 and all(len(part) <= 4 for part in parts):
        return _date(chunk, parts)
    if len(parts) == 2 and "/" in chunk and max(map(len, parts)) < 9 and int(parts[0]) < int(parts[1]):
        return Figure(numbers=(int(parts[0]) / int(parts[1]),))
    return _parts(chunk)


def _date(chunk: str, parts: list[str]) -> Figure:
    if len(parts[0]) == 4:
        year, month, day = (int(part) for part in parts)
        known = [(month, day)]
    else:
        one, other, year = (int(part) for part in parts)
        year += 2000 if len(parts[2]) == 2 else 0
        known = [(one, other), (other, one)]
    possible = [(month, day) for month, day in known if 1 <= month <= _MONTHS and 1 <= day <= _DAYS]
    if not possible:
        return _parts(chunk)
    if len(possible) == 2 and possible[0] != possible[1]:
        return Figure(measures=(frozenset({("day and month", f"{one}/{other}")}), _plain(year)))
    month, day = possible[0]
    return Figure(measures=(frozenset({("month", float(month))}), _plain(day), _plain(year)))


def _plain(number: float) -> frozenset[Measure]:
    return frozenset({("number", float(number))})


def _parts(chunk: str) -> Figure:
    parts = [part for part in _SEPARATORS.split(chunk) if part]
    if any(len(part) > _LONGEST_NUMBER for part in parts):
        return _literal(chunk)
    *before, last = (float(part) for part in parts)
    return Figure(numbers=(last,), before=tuple(before))


def _decimal(chunk: str, marks: set[str]) -> Figure:
    if len(chunk) > 2 * _LONGEST_NUMBER:
        return _literal(chunk)
    if len(marks) == 2:  # 5,000.50 and 5.000,50
        group, point = (",", ".") if chunk.rfind(".") > chunk.rfind(",") else (".", ",")
        return (
            Figure(numbers=(float(chunk.replace(group, "").replace(point, ".")),))
            if chunk.count(point) == 1
            else _literal(chunk)
        )
    mark = next(iter(marks))
    if mark == ".":
        return _dotted(chunk)
    if _GROUPED.fullmatch(chunk):
        return Figure(numbers=(float(chunk.replace(",", "")),))
    if chunk.count(",") == 1 and len(chunk.partition(",")[2]) <= 2:
        return Figure(numbers=(float(chunk.replace(",", ".")),))
    return _parts(chunk)


def _dotted(chunk: str) -> Figure:
    grouped = float(chunk.replace(".", "")) if _GROUPED.fullmatch(chunk) and chunk[0] != "0" else None
    if chunk.count(".") > 1:
        return (
            Figure(numbers=(grouped,)) if grouped is not None else Figure(measures=(frozenset({("version", chunk)}),))
        )
    readings = (float(chunk),) if grouped is None else (float(chunk), grouped)
    return Figure(numbers=readings, version=_VERSION_DECIMAL.fullmatch(chunk) is not None)
