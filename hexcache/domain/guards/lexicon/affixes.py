"""Words that are opposites by their form: import and export, lock and unlock, careful and careless."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Pair: TypeAlias = tuple[str, str]
Affixes: TypeAlias = "Mapping[str, frozenset[str]]"

_LONGEST: Final = 7
_SHORTEST_STEM: Final = 3


def compile_affixes(pairs: Iterable[Pair]) -> dict[str, frozenset[str]]:
    """Return what may stand for each affix in an opposite; an empty one is found from the other side."""
    found: dict[str, set[str]] = {}
    for one, other in pairs:
        for first, second in ((one, other), (other, one)):
            if first:
                found.setdefault(first, set()).add(second)
    return {affix: frozenset(others) for affix, others in found.items()}


def opposite_forms(root: str, prefixes: Affixes, suffixes: Affixes, abilities: tuple[str, ...] = ()) -> frozenset[str]:
    """Return the roots that would be opposites of a root by form; most of them are no words.

    Args:
        root: a root.
        prefixes: what may stand for each prefix.
        suffixes: what may stand for each ending.
        abilities: endings that say what can be done, which leave the verb: "unreachable", "reach".
    """
    by_prefix = frozenset(_with_prefixes(root, prefixes))
    verbs = (form[: -len(end)] for form in by_prefix for end in abilities if form.endswith(end))
    return by_prefix.union((verb for verb in verbs if len(verb) > _SHORTEST_STEM), _with_suffixes(root, suffixes))


def _with_prefixes(root: str, prefixes: Affixes) -> Iterator[str]:
    for length in range(1, min(_LONGEST, len(root) - _SHORTEST_STEM) + 1):
        stem = root[length:]
        for other in prefixes.get(root[:length], ()):
            if len(stem) > _SHORTEST_STEM or length + len(other) > 1:
                yield other + stem
                yield other + stem + "e"  # "mute", but "unmut"


def _with_suffixes(root: str, suffixes: Affixes) -> Iterator[str]:
    for length in range(1, min(_LONGEST, len(root) - _SHORTEST_STEM) + 1):
        for other in suffixes.get(root[-length:], ()):
            yield root[:-length] + other
