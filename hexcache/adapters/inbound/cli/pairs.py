"""Reading files of labelled pairs: CSV, tab-separated or JSONL with the columns `a`, `b` and `same`."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any, Final

from hexcache.adapters.inbound.cli.questions import BadRowError, Format, detected, lines_of
from hexcache.domain.feedback import LabelledPair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

_LABELS: Final = {
    **dict.fromkeys(("1", "true", "yes", "same"), True),
    **dict.fromkeys(("0", "false", "no", "different"), False),
}
_WANTED: Final = "name the columns or keys 'a', 'b' and 'same'"


def read_pairs(path: Path, form: Format, bad: Callable[[BadRowError], None]) -> list[LabelledPair]:
    """Return the pairs of a file; what cannot be used is given to `bad` and left out."""
    with lines_of(path) as opened:
        written, lines = detected(opened, form, path.name)
        records = _objects(lines, bad) if written is Format.JSONL else _cells(lines, written)
        return list(_pairs(records, bad))


def _pairs(records: Iterable[tuple[int, dict[str, Any]]], bad: Callable[[BadRowError], None]) -> Iterator[LabelledPair]:
    for line, record in records:
        try:
            yield _pair(line, record)
        except BadRowError as error:
            bad(error)


def _pair(line: int, record: dict[str, Any]) -> LabelledPair:
    a, b, same = (record.get(name) for name in ("a", "b", "same"))
    if not isinstance(a, str) or not isinstance(b, str):
        raise BadRowError(f"line {line}: has no two texts; {_WANTED}")
    label = _LABELS.get(str(same).strip().lower())
    if label is None:
        raise BadRowError(f"line {line}: 'same' must be one of {', '.join(_LABELS)}")
    return LabelledPair(a, b, label)


def _objects(lines: Iterable[str], bad: Callable[[BadRowError], None]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            bad(BadRowError(f"line {number}: is not JSON; write one object a line"))
            continue
        yield number, value if isinstance(value, dict) else {}


def _cells(lines: Iterable[str], form: Format) -> Iterator[tuple[int, dict[str, Any]]]:
    reader = csv.DictReader(lines, delimiter="\t" if form is Format.TSV else ",")
    csv.field_size_limit(2**31 - 1)
    for row in reader:
        yield reader.line_num, {str(name).strip().lower(): cell for name, cell in row.items()}
