"""What stands in for the language model in a replay: the file's own answers, a command, or an echo."""

from __future__ import annotations

import shlex
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hexcache.adapters.inbound.cli.interrupts import Postponed
from hexcache.domain.errors import CacheError, InvalidInputError

if TYPE_CHECKING:
    from hexcache.adapters.inbound.cli.questions import Row


class AnswerError(CacheError):
    """The command gave no answer."""


def echo(question: str) -> str:
    """Return an answer that shows which question it was given to."""
    return f"(answer to) {question}"


@dataclass(frozen=True, slots=True)
class Command:
    """A program that reads the question on standard input and prints the answer.

    Attributes:
        arguments: the program and its arguments; no shell is involved.
        timeout: seconds that one answer may take.
    """

    arguments: tuple[str, ...]
    timeout: float

    @classmethod
    def of(cls, text: str, timeout: float) -> Command:
        """Return the command that `text` writes as a shell would.

        Raises:
            InvalidInputError: quotes are not closed, or there is nothing.
        """
        try:
            arguments = tuple(shlex.split(text))
        except ValueError as error:
            raise InvalidInputError(f"--answers {text!r} cannot be read ({error}); close the quotes") from None
        if not arguments:
            raise InvalidInputError("--answers is empty; give a command, or leave it out for a built-in echo")
        return cls(arguments, timeout)

    def __call__(self, question: str) -> str:
        """Return what the program prints, without the line end.

        Raises:
            InvalidInputError: there is no such program.
            AnswerError: it failed or took too long.
        """
        try:
            code, answer = self._run(question.encode("utf-8", "surrogatepass"))
        except OSError as error:
            raise InvalidInputError(f"--answers: {self.arguments[0]!r} cannot be run ({error.strerror})") from error
        except subprocess.TimeoutExpired as error:
            raise AnswerError(f"{self.arguments[0]!r} gave no answer within {self.timeout:g} seconds") from error
        if code:
            raise AnswerError(f"{self.arguments[0]!r} ended with exit code {code}")
        return answer.decode("utf-8", "surrogateescape").rstrip("\r\n")

    def _run(self, question: bytes) -> tuple[int, bytes]:
        """Return the exit code and what was printed; the program does not outlive the call, whatever interrupts it."""
        with Postponed() as interrupt:
            process = subprocess.Popen(  # noqa: S603 - the user's own command, without a shell
                self.arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        with process:
            try:
                interrupt.deliver()
                answer, _ = process.communicate(question, timeout=self.timeout)
            except BaseException:
                process.kill()
                raise
        return process.returncode, answer


@dataclass(frozen=True, slots=True)
class Answers:
    """The answer to each row: the file's own where it has one, else the command's, else an echo."""

    command: Command | None = None

    def __call__(self, row: Row) -> str:
        """Return the answer to `row` (AnswerError where the command gives none)."""
        if row.answer is not None:
            return row.answer
        return echo(row.question) if self.command is None else self.command(row.question)
