"""One file of questions as a replay reads it: row by row, with what was wrong in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hexcache.adapters.inbound.cli.questions import STDIN, BadRowError, Format, detected, lines_of, read_questions
from hexcache.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hexcache.adapters.inbound.cli.questions import Row


@dataclass(slots=True)
class QuestionFile:
    """A file of questions.

    Attributes:
        path: the file; `-` is standard input.
        form: how it is written.
        needs_answers: whether a row without an answer ends the reading.
        bad: what was wrong with the rows that were left out.
    """

    path: Path
    form: Format
    needs_answers: bool = False
    bad: list[BadRowError] = field(default_factory=list)

    def rows(self) -> Iterator[Row]:
        """Yield the rows that can be used.

        Raises:
            InvalidInputError: a row has no answer and needs one.
        """
        with lines_of(self.path) as opened:
            form, lines = detected(opened, self.form, self.path.name)
            for row in read_questions(lines, form, self.bad.append):
                if self.needs_answers and row.answer is None:
                    raise InvalidInputError(f"line {row.line}: has no answer to keep; add a column, or --answers")
                yield row

    def total(self) -> int | None:
        """Return the number of rows, None where the file can be read only once."""
        if str(self.path) == STDIN or not self.path.is_file():
            return None
        number = sum(1 for _ in self.rows())
        self.bad.clear()
        return number
