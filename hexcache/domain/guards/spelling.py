"""Whether two words are one word, misspelt or shortened."""

from __future__ import annotations

from typing import Final

_SHORTEST: Final = 4
_LONG: Final = 8
_LONGEST: Final = 32


def alike(one: str, other: str) -> bool:
    """Tell whether two words differ by a slip of the hand, or one begins the other."""
    short, long = sorted((one, other), key=len)
    if len(short) >= _SHORTEST - 1 and long.startswith(short) and "_" not in long:
        return True
    if len(short) < _SHORTEST or len(long) > _LONGEST or one[0] != other[0]:
        return False
    allowed = 2 if len(long) >= _LONG else 1
    return len(long) - len(short) <= allowed and _distance(one, other) <= allowed


def _distance(one: str, other: str) -> int:
    """Return the number of edits between two words, an exchange of neighbours counted as one."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, match in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != match))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == match:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
