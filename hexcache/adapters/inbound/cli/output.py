"""Writing to people and to programs: tables, JSON, progress; no colour and no bar where nobody watches."""

from __future__ import annotations

import json
import logging
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from hexcache.domain.keys import encode_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rich.console import Console
    from rich.table import Table

_PIPED_WIDTH = 160


def console(*, err: bool = False) -> Console:
    """Return a console on standard output, or on standard error."""
    from hexcache.adapters.inbound.cli.screen import Screen

    made = Screen(stderr=err, highlight=False, markup=False, emoji=False)
    if not made.is_terminal:
        made.width = max(made.width, _PIPED_WIDTH)
    return made


def print_json(data: object) -> None:
    """Print one JSON document, ASCII only, so that any text survives any pipe."""
    sys.stdout.write(json.dumps(data, ensure_ascii=True, allow_nan=False, indent=2) + "\n")


def print_raw(value: str | bytes) -> None:
    """Print a cached answer as it is, any byte of it, and a line end."""
    sys.stdout.flush()
    sys.stdout.buffer.write((_as_given(value) if isinstance(value, str) else value) + b"\n")
    sys.stdout.buffer.flush()


def _as_given(text: str) -> bytes:
    """Return the bytes that an argument or a file had; those that are not UTF-8 are lone surrogates in the text."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return encode_text(text)


def note(text: str) -> None:
    """Tell the person something that is not the result: on standard error."""
    sys.stderr.write(printable(text, None) + "\n")
    sys.stderr.flush()


@contextmanager
def log_silenced() -> Iterator[None]:
    """Keep the log still about what the command itself says."""
    logger = logging.getLogger("hexcache")
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = False


def printable(text: str, limit: int | None = 200) -> str:
    """Return `text` for a terminal: on one line, cut at `limit`, what a terminal would obey written as escapes."""
    if limit is not None and len(text) > limit:
        text = text[: limit - 1] + "…"
    return "".join(char if char.isprintable() else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def table(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], *, numbers: Sequence[int] = ()
) -> Table:
    """Return a table of printable cells; the columns `numbers` are right-aligned."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, title_style="bold", header_style="bold")
    for index, name in enumerate(columns):
        made.add_column(name, justify="right" if index in numbers else "left", overflow="fold")
    for row in rows:
        made.add_row(*(cell if isinstance(cell, Text) else Text(printable(str(cell))) for cell in row))
    return made


def coloured(text: str, style: str) -> Any:  # noqa: ANN401 - rich's Text
    """Return printable text in a colour, for a table's cell."""
    from rich.text import Text

    return Text(printable(text), style=style)


@contextmanager
def progress(label: str, total: int | None, *, quiet: bool = False) -> Iterator[Callable[[int], object]]:
    """Yield what is called after each item; draws a bar with rate and time left where a person watches."""
    screen = console(err=True)
    if quiet or not screen.is_terminal:
        yield lambda _: None
        return
    from rich import progress as bars

    columns = (
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
        bars.TextColumn("{task.fields[rate]}"),
        bars.TimeRemainingColumn(),
    )
    with bars.Progress(*columns, console=screen, transient=True) as bar:
        task = bar.add_task(label, total=total, rate="")
        tasks = bar.tasks

        def step(number: int) -> None:
            speed = tasks[0].speed
            bar.update(task, advance=number, rate=f"{speed:,.0f}/s" if speed else "")

        yield step
