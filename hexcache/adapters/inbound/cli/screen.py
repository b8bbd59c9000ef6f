"""The console, which leaves a broken pipe to the one place where errors become exit codes."""

from __future__ import annotations

from typing import NoReturn

from rich.console import Console
from typing_extensions import override


class Screen(Console):
    """A rich console that raises where nobody reads on, in place of ending the process."""

    @override
    def on_broken_pipe(self) -> NoReturn:
        """Raise; rich calls this while it handles the error that it then would not show."""
        raise BrokenPipeError
