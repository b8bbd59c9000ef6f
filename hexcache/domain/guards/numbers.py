"""The guard of numbers: amounts, units, versions, dates and times."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final, TypeAlias

from hexcache.domain.guards.lexicon.en import english
from hexcache.domain.guards.reading import far_apart, read

if TYPE_CHECKING:
    from hexcache.domain.guards.lexicon import Lexicon
    from hexcache.domain.guards.quantities import Quantity

Quantities: TypeAlias = tuple["Quantity", ...]

# How much else may differ where two units are exchanged.
_CLOSE: Final = 2


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
        left, right = unmatched(one.quantities, other.quantities), unmatched(other.quantities, one.quantities)
        pair = _conflict(left, right, close=not far_apart(one, other, _CLOSE))
        if pair is not None:
            return f"{_readable(pair[0])} against {_readable(pair[1])}"
        if one.content == other.content:
            return next((f"{_readable(extra)} in one text only" for extra in (*left, *right) if not extra.weak), None)
        return None


def unmatched(one: Quantities, other: Quantities) -> Quantities:
    """Return the quantities of a text that the other has not got; a bare number is matched by as much of anything."""
    measures = {measure for quantity in other for measure in quantity.measures}
    amounts = {amount for quantity in other for amount in quantity.amounts}
    bare = {amount for quantity in other if quantity.bare for amount in quantity.amounts}
    return tuple(
        quantity
        for quantity in dict.fromkeys(one)
        if quantity.measures.isdisjoint(measures) and quantity.amounts.isdisjoint(amounts if quantity.bare else bare)
    )


def _conflict(left: Quantities, right: Quantities, *, close: bool) -> tuple[Quantity, Quantity] | None:
    """Return two quantities that cannot both be right.

    One said in passing conflicts with its own kind, and with another such if little else differs: not "in a pound" for
    "in an ounce".
    """
    for one in left:
        for other in right:
            if one.like(other) or not (one.weak or other.weak) or (close and one.weak and other.weak):
                return one, other
    return None


def _readable(quantity: Quantity) -> str:
    kind, amount = min(quantity.measures, key=str)
    number = f"{amount:g}" if isinstance(amount, float) else amount
    return number if kind in {"number", "version", "literal"} else f"{kind} {number}"
