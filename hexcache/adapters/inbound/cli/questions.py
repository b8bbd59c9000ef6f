"""Reading files of questions: plain text, CSV, tab-separated or JSONL, one row at a time."""

from __future__ import annotations

import csv
import io
import json
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, Final

from hexcache.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

STDIN: Final = "-"
_NAMES: Final = {
    "question": ("question", "query", "prompt"),
    "answer": ("answer", "value", "response"),
    "expected": ("expected", "outcome"),
    "label": ("label", "intent"),
}


class Format(StrEnum):
    """How a file of questions is written."""

    AUTO = "auto"
    TEXT = "text"
    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"


_BY_SUFFIX: Final = {".csv": Format.CSV, ".tsv": Format.TSV, ".jsonl": Format.JSONL, ".ndjson": Format.JSONL}


class Outcome(StrEnum):
    """What becomes of one question; a file may say which one it expects."""

    EXACT = "exact"
    SEMANTIC = "semantic"
    REFUSED = "refused"  # a miss, because a guard turned away what was near enough
    MISS = "miss"


@dataclass(frozen=True, slots=True)
class Row:
    """One question of a file.

    Attributes:
        line: the line that it ends on, counted from 1.
        question: the question.
        answer: the answer, where the file has it.
        expected: what should become of it, where the file says so.
        label: what questions with one answer have in common, where the file says so.
    """

    line: int
    question: str = field(repr=False)
    answer: str | None = field(default=None, repr=False)
    expected: Outcome | None = None
    label: str | None = field(default=None, repr=False)


class BadRowError(InvalidInputError):
    """A row that cannot be used; the message names the line and never quotes it."""


@contextmanager
def lines_of(path: Path) -> Iterator[Iterator[str]]:
    """Open a text file, or standard input for `-`, line by line; bytes that are not UTF-8 become lone surrogates."""
    if str(path) == STDIN:
        yield iter(io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", errors="surrogateescape", newline=""))
        return
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        yield iter(file)


def read_questions(lines: Iterable[str], form: Format, bad: Callable[[BadRowError], None]) -> Iterator[Row]:
    """Yield the rows of a file; what cannot be used is given to `bad` and left out.

    Args:
        lines: the lines, with their ends.
        form: how they are written; never `AUTO`, see `detected`.
        bad: called with the error of a row that cannot be used.
    """
    records = {Format.TEXT: _texts, Format.JSONL: _objects}.get(form) or _cells(form)
    for line, record in records(lines, bad):
        try:
            row = _row(line, record)
        except BadRowError as error:
            bad(error)
            continue
        if row is not None:
            yield row


def detected(lines: Iterator[str], form: Format, name: str) -> tuple[Format, Iterator[str]]:
    """Return the format of a file, by the option, else by its name, else by its first line; and all its lines."""
    if form is not Format.AUTO:
        return form, lines
    suffix = "." + name.rpartition(".")[2].lower()
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix], lines
    first = next(lines, "")
    return _by_first_line(first), chain([first], lines)


def _by_first_line(line: str) -> Format:
    if line.startswith("{"):
        return Format.JSONL
    names = [name.strip().lower() for name in line.rstrip("\r\n").split("\t")]
    return Format.TSV if len(names) > 1 and names[0] in _NAMES["question"] else Format.TEXT


def _texts(lines: Iterable[str], _: object) -> Iterator[tuple[int, dict[str, object]]]:
    for number, line in enumerate(lines, 1):
        yield number, {"question": line.rstrip("\r\n")}


def _objects(lines: Iterable[str], bad: Callable[[BadRowError], None]) -> Iterator[tuple[int, dict[str, object]]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            bad(BadRowError(f"line {number}: is not JSON; write one object a line"))
            continue
        if isinstance(value, (str, dict)):
            yield number, {"question": value} if isinstance(value, str) else value
        else:
            bad(BadRowError(f"line {number}: is neither an object nor a text; write {{'question': ...}}"))


def _cells(form: Format) -> Callable[[Iterable[str], object], Iterator[tuple[int, dict[str, object]]]]:
    def read(lines: Iterable[str], bad: object) -> Iterator[tuple[int, dict[str, object]]]:  # noqa: ARG001 - as the others
        reader = csv.reader(lines) if form is Format.CSV else csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        csv.field_size_limit(2**31 - 1)
        names: list[str] | None = None
        for cells in reader:
            if names is None:
                names, has_header = _header(cells)
                if has_header:
                    continue
            yield reader.line_num, {name: cell or None for name, cell in zip(names, cells, strict=False)}

    return read


def _header(cells: list[str]) -> tuple[list[str], bool]:
    """Return the names of the columns, and whether the first row gave them."""
    names = [cell.strip().lower() for cell in cells]
    if any(name in _NAMES["question"] for name in names):
        return names, True
    return ["question", "answer", "expected"], False


def _row(line: int, record: dict[str, object]) -> Row | None:
    question, answer, expected = (_field(line, record, name) for name in ("question", "answer", "expected"))
    if question is None or not question.strip():
        if any(value is not None for value in record.values() if value != question):
            raise BadRowError(f"line {line}: has no question; name the column or key 'question'")
        return None
    return Row(line, question, answer, _outcome(line, expected), _label(record))


def _field(line: int, record: dict[str, object], name: str) -> str | None:
    for known in _NAMES[name]:
        value = record.get(known)
        if isinstance(value, str):
            return value
        if value is not None:
            raise BadRowError(f"line {line}: {known!r} must be text, got {type(value).__name__!r}")
    return None


def _label(record: dict[str, object]) -> str | None:
    """Return the label, a text or a whole number; anything else is somebody else's column."""
    for known in _NAMES["label"]:
        value = record.get(known)
        if isinstance(value, (str, int)) and str(value).strip():
            return str(value).strip()
    return None


def _outcome(line: int, expected: str | None) -> Outcome | None:
    if expected is None or not expected.strip():
        return None
    try:
        return Outcome(expected.strip().lower())
    except ValueError:
        known = ", ".join(Outcome)
        raise BadRowError(f"line {line}: expected {expected.strip()[:40]!r} is none of: {known}") from None
