"""What a text puts first and what second: "A before B", "first A and then B", "once A is over, B"."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from hexcache.domain.guards.lexicon import Lexicon
    from hexcache.domain.guards.reading import Reading

Pair: TypeAlias = tuple[str, str]
Words: TypeAlias = tuple[str, ...]
Sequence: TypeAlias = "tuple[Words, Words]"


def reversed_in_time(one: Reading, other: Reading, lexicon: Lexicon) -> Pair | None:
    """Return two things that come in one order in a text and in the other order in another, in whatever words."""
    if lexicon.timing.isdisjoint(one.order) or lexicon.timing.isdisjoint(other.order):
        return None
    first, second = _sequence(one.order, lexicon), _sequence(other.order, lexicon)
    if first is None or second is None:
        return None
    (early, late), (before, behind) = (_things(*pair, lexicon) for pair in (first, second))
    if early & behind and late & before:
        return min(early & behind), min(late & before)
    return None


def _things(early: Words, late: Words, lexicon: Lexicon) -> tuple[frozenset[str], frozenset[str]]:
    """Return what only comes first and what only comes second."""
    plain = lexicon.function | lexicon.soft | lexicon.timing | lexicon.markers
    one, other = frozenset(early) - plain, frozenset(late) - plain
    return one - other, other - one


def _sequence(words: Words, lexicon: Lexicon) -> Sequence | None:
    """Return the words of what comes first and of what comes second, where they can be told."""
    return _around(words, lexicon) or _enumerated(words, lexicon) or _once(words, lexicon)


def _around(words: Words, lexicon: Lexicon) -> Sequence | None:
    """Part "A before B" and "B after A"; where both words stand, or one stands first, nothing can be told."""
    pivots = [index for index, word in enumerate(words) if word in lexicon.before or word in lexicon.after]
    if len(pivots) != 1 or pivots[0] == 0:
        return None
    left, right = words[: pivots[0]], words[pivots[0] + 1 :]
    return (left, right) if words[pivots[0]] in lexicon.before else (right, left)


def _enumerated(words: Words, lexicon: Lexicon) -> Sequence | None:
    """Part "first A and then B", "A first and B afterwards", "A and B later"."""
    joints = [index for index, word in enumerate(words) if word in lexicon.coordinating]
    told = [index for index, word in enumerate(words) if word in lexicon.first or word in lexicon.then]
    if not joints or not told:
        return None
    later = any(words[index] in lexicon.then and index > joints[0] for index in told)
    sooner = any(words[index] in lexicon.first and index < joints[0] for index in told)
    return (words[: joints[0]], words[joints[0] + 1 :]) if later or sooner else None


def _once(words: Words, lexicon: Lexicon) -> Sequence | None:
    """Part "once A is over, B" and "B once A is done"."""
    start = next((index for index, word in enumerate(words) if word in lexicon.once), -1)
    end = next((index for index, word in enumerate(words) if word in lexicon.over and index > start), 0)
    if start < 0 or not end:
        return None
    return words[start + 1 : end], (*words[:start], *words[end + 1 :])
