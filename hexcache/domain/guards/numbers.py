"""The guard of numbers: amounts, units, versions, dates and times."""

from __future__ import annotations

from dataclasses import dataclass, field

from hexcache.domain.guards.lexicon.en import english
from hexcache.domain.guards.reading import read
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from hexcache.domain.guards.quantities import Quantity
    from hexcache.domain.guards.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class NumbersGuard:
    """Refuses "50 mg" for "5 mg", and lets "an hour and a half" stand for "90 minutes"."""

    lexicon: Lexicon = field(default_factory=english, repr=False)
    name: ClassVar[str] = "numbers"

    def __call__(self, asked: str, cached: str) -> str | None:
        """Return the amounts that conflict, or None."""
        one, other = read(asked, self.lexicon), read(cached, self.lexicon)
        if not one.quantities and not other.quantities:
            return None
        left, right = unmatched(one.quantities, other.quantities)
        pair = _conflict(left, right)
        if pair is not None:
            return f"{_readable(pair[0])} against {_readable(pair[1])}"
        if one.content == other.content:
            return next((f"{_readable(extra)} in one text only" for extra in (*left, *right) if not extra.weak), None)
        return None


def unmatched(one: tuple[Quantity, ...], other: tuple[Quantity, ...]) -> tuple[list[Quantity], list[Quantity]]:
    """Return the quantities of each text that the other has not got."""
    left = [quantity for quantity in one if not any(quantity.agrees(match) for match in other)]
    right = [quantity for quantity in other if not any(quantity.agrees(match) for match in one)]
    return left, right


def _conflict(left: list[Quantity], right: list[Quantity]) -> tuple[Quantity, Quantity] | None:
    """Return two quantities that cannot both be right; ones said in passing conflict with their own kind only."""
    for one in left:
        for other in right:
            if one.like(other) or not (one.weak or other.weak):
                return one, other
    return None


def _readable(quantity: Quantity) -> str:
    kind, amount = min(quantity.measures, key=str)
    number = f"{amount:g}" if isinstance(amount, float) else amount
    return number if kind in {"number", "version", "literal"} else f"{kind} {number}"
