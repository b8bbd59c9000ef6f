"""Finding what somebody meant to write."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that `name` is a slip of, None where none is near."""
    return next(iter(get_close_matches(name.lower(), list(known), n=1, cutoff=0.6)), None)


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return what an error about an unknown `name` ends with: the nearest name, and all that there are."""
    names = list(known)
    match = nearest(name, names)
    listed = f"nown: {', '.join(names) or 'none'}"
    return f"did you mean {match!r}? K{listed}" if match else f"k{listed}"
