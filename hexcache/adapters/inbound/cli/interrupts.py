"""Interrupts that wait until what they would leave half done is done."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self


class Postponed:
    """Within it an interrupt of the main thread only takes note of itself; `deliver` raises it afterwards.

    A program that was just started is nobody's if the interrupt comes before its starter knows of it.
    """

    def __init__(self) -> None:
        """Take no note yet."""
        self._came = False
        self._main = threading.current_thread() is threading.main_thread()
        self._before = signal.getsignal(signal.SIGINT)

    def __enter__(self) -> Self:
        if self._main:
            signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._main:
            signal.signal(signal.SIGINT, self._before)

    def deliver(self) -> None:
        """Let an interrupt that came do what it does."""
        if self._came and callable(self._before):
            self._came = False
            self._before(signal.SIGINT, None)

    def _note(self, *_: object) -> None:
        self._came = True
