"""The guard of direction: who does what to whom, and from where to where."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, ClassVar, Final, TypeAlias

from hexcache.domain.guards.ends import are_alike, is_unlisted, may_part, other_end
from hexcache.domain.guards.lexicon.en import english
from hexcache.domain.guards.reading import Reading, far_apart, read
from hexcache.domain.guards.roles import exchanged_in_frame, sides_exchanged, symmetric_markers
from hexcache.domain.guards.sequence import reversed_in_time

if TYPE_CHECKING:
    from hexcache.domain.guards.lexicon import Lexicon

Pair: TypeAlias = tuple[str, str]

# Where more words differ, the parts cannot be told.
_MOST_APART: Final = 4
# Where so many words differ, it is looked at still where each text goes to.
_MOST_REWORDED: Final = 8
# More parties than these are not looked at: so long a text is not about one exchange.
_MOST_PARTIES: Final = 20
# In longer texts than this it is not looked at where they go to.
_LONGEST_WAY: Final = 12
_NONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class DirectionGuard:
    """Refuses "from B to A" for "from A to B", and "B pays A" for "A pays B"."""

    lexicon: Lexicon = field(default_factory=english, repr=False)
    name: ClassVar[str] = "direction"

    def __call__(self, asked: str, cached: str) -> str | None:
        """Return the parties that changed places, or None."""
        one, other = read(asked, self.lexicon), read(cached, self.lexicon)
        if far_apart(one, other, _MOST_REWORDED):
            return None
        pair = None if far_apart(one, other, _MOST_APART) else exchanged(one, other, self.lexicon)
        if pair is None or _made_good(one, other, self.lexicon):
            pair = apart_in_ends(one, other, self.lexicon) or reversed_in_time(one, other, self.lexicon)
        if pair is None:
            return None
        return f"{pair[0]} and {pair[1]} have changed places"


def _made_good(one: Reading, other: Reading, lexicon: Lexicon) -> bool:
    """Tell whether an opposite word makes up for it: "A is larger than B" says what "B is smaller than A" says."""
    only_one, only_other = one.concepts - other.concepts, other.concepts - one.concepts
    return any(not lexicon.opposites.get(concept, _NONE).isdisjoint(only_other) for concept in only_one)


def exchanged(one: Reading, other: Reading, lexicon: Lexicon) -> Pair | None:
    """Return two parties that play each other's part in the other text, or None."""
    if _keep_order(one, other) or not _tell_apart(one, other, lexicon):
        return None
    pair = exchanged_in_frame(one, other, lexicon) or _around_a_relation(one, other, lexicon)
    if pair or not (one.understood and other.understood):
        return pair
    first, second = one.parts.told, other.parts.told
    shared = [concept for concept in first if concept in second]
    if len(shared) < 2:  # it takes two
        return None
    return _swapped_parts(one, other, lexicon) or _swapped_places(one, other, first, second, shared, lexicon)


def _keep_order(one: Reading, other: Reading) -> bool:
    """Tell whether all that two texts share stands in one order, and in one voice: nobody has changed places."""
    if one.passive != other.passive or (one.roots == other.roots and one.spelt != other.spelt):
        return False
    here, there = set(one.order), set(other.order)
    return [word for word in one.order if word in there] == [word for word in other.order if word in here]


def apart_in_ends(one: Reading, other: Reading, lexicon: Lexicon) -> Pair | None:
    """Return two parties of which each text goes to another one, in whatever words: "A to B", "how to get A from B"."""
    if not (one.understood and other.understood) or max(len(one.items), len(other.items)) > _LONGEST_WAY:
        return None
    if not may_part(one, other, lexicon) or len(one.concepts & other.concepts) < 2:
        return None
    if not _tell_apart(one, other, lexicon):
        return None
    return other_end(one.ends, other.ends, lexicon)


def _tell_apart(one: Reading, other: Reading, lexicon: Lexicon) -> bool:
    """Tell whether it can be told of two texts who is who, and whether it matters."""
    return can_be_told(one, other) and not _is_symmetric(one, lexicon) and not _is_symmetric(other, lexicon)


def _around_a_relation(one: Reading, other: Reading, lexicon: Lexicon) -> Pair | None:
    """Find two parties that are on the other side of one relation each: "with A below B", "where B is under A"."""
    for relation in lexicon.relations & one.concepts & other.concepts:
        if not lexicon.opposites.get(relation, _NONE).isdisjoint(one.concepts | other.concepts):
            continue  # "before or after"
        pair = sides_exchanged(one, other, relation, lexicon)
        if pair:
            return pair
    return None


def can_be_told(one: Reading, other: Reading) -> bool:
    """Tell whether it can be told of two texts who is who: they are understood, and not too long."""
    return one.half_understood and other.half_understood and max(len(one.items), len(other.items)) <= _MOST_PARTIES


def _is_symmetric(reading: Reading, lexicon: Lexicon) -> bool:
    """Tell whether two parties may change places: in "is A the same as B", but not in "with the same number"."""
    return any(
        concept not in lexicon.attributed or not _describes(concept, reading, lexicon)
        for concept in lexicon.symmetric & reading.concepts
    )


def _describes(concept: str, reading: Reading, lexicon: Lexicon) -> bool:
    """Tell whether a word only describes what follows it: "the same number", but not: "the same number as"."""
    if concept not in reading.order:
        return False
    place = reading.order.index(concept)
    following = reading.order[place + 1 : place + 3]
    return bool(following) and following[0] not in lexicon.function and lexicon.markers.isdisjoint(following)


def _swapped_parts(one: Reading, other: Reading, lexicon: Lexicon) -> Pair | None:
    """Find two concepts of which each has the other's preposition; "A to B" alone does not tell "from A" from "A"."""
    first, second, guessed = one.parts.told, other.parts.told, one.parts.guessed | other.parts.guessed
    moved = [concept for concept in first if first[concept] != second.get(concept, first[concept])]
    symmetric = symmetric_markers(one, other, lexicon)
    directed = lexicon.directed_markers | (lexicon.symmetric_markers - symmetric)
    for left, right in combinations(moved, 2):
        if lexicon.soft.isdisjoint((left, right)) and first[left] == second[right] and first[right] == second[left]:
            parts = frozenset((first[left], first[right]))
            if (
                parts - {""} <= symmetric
                or parts & lexicon.coordinating
                or (parts == {"", "from"} and not guessed.isdisjoint((left, right)))
            ):
                continue
            if parts == {"", "of"} and "(" in (left[0], right[0]):  # "the value of A is 5", "A has a value of 5"
                continue
            if "" not in parts or _are_told_apart(left, right, one, other, parts & directed, lexicon):
                return left, right
    return None


def _are_told_apart(
    left: str, right: str, one: Reading, other: Reading, directed: frozenset[str], lexicon: Lexicon
) -> bool:
    """Tell whether it matters which of two has a preposition: parties of a direction, or the first word of the same."""
    turned = other.order.index(left) > other.order.index(right)
    same_words = one.concepts == other.concepts and len(one.order) == len(other.order)
    if turned and (same_words or are_alike(left, right, lexicon)):
        return True
    return bool(directed) and (turned or (_is_party(left, one) and _is_party(right, one)))


def _is_party(concept: str, reading: Reading) -> bool:
    """Tell whether a concept is certainly a thing or a person: a number, a name, a listed noun."""
    return concept in reading.named or is_unlisted(concept, reading)


def _swapped_places(
    one: Reading, other: Reading, first: dict[str, str], second: dict[str, str], shared: list[str], lexicon: Lexicon
) -> Pair | None:
    """Find two concepts that have changed places around a verb, in one voice or in both."""
    here = [concept for concept in dict.fromkeys(item.concept for item in one.items) if concept in shared]
    there = [concept for concept in dict.fromkeys(item.concept for item in other.items) if concept in shared]
    if one.passive != other.passive:
        voices = (one, other) if one.passive else (other, one)
        return _other_voice(*voices)
    if one.passive:
        return None
    return _transposed(here, there, first, second) or _other_subject(here, there, first, second, one, other, lexicon)


def _other_voice(passive: Reading, active: Reading) -> Pair | None:
    """Find who does it in "is A paid by B" and has it done in "does A pay B", or gets it in "does A lend to B"."""
    first, second = passive.parts.told, active.parts.told
    order, other = [item.concept for item in passive.items], [item.concept for item in active.items]
    for agent in (concept for concept in first if first[concept] == "by" and second.get(concept) in {"", "to"}):
        for patient in order[: max(0, order.index(agent) - 1)]:
            if first.get(patient) != "" or second.get(patient) != "":
                continue
            if second[agent] == "to" or other.index(agent) - other.index(patient) > 1:
                return patient, agent
    return None


def _transposed(here: list[str], there: list[str], first: dict[str, str], second: dict[str, str]) -> Pair | None:
    moved = [index for index, concept in enumerate(here) if concept != there[index]]
    if len(moved) != 2:
        return None
    (left, right), between = (here[index] for index in moved), here[moved[0] + 1 : moved[1]]
    around_a_verb = any(first[concept] == second[concept] == "" for concept in between)
    bare = first[left] == first[right] == second[left] == second[right]
    return (left, right) if around_a_verb and bare and there[moved[0]] == right else None


def _other_subject(
    here: list[str],
    there: list[str],
    first: dict[str, str],
    second: dict[str, str],
    one: Reading,
    other: Reading,
    lexicon: Lexicon,
) -> Pair | None:
    """Find the subjects of one verb: "A lends money to B" against "B lends A money"."""
    left, right = here[0], there[0]
    names = one.named | one.unknown
    if left == right or here[1] != there[1] or not {left, right} <= names | other.named | other.unknown:
        return None
    opening = _opens(left, one, lexicon) and _opens(right, other, lexicon)
    if not {first[right], second[left]} <= lexicon.directed_markers | {""}:
        return None
    return (left, right) if opening and first[left] == second[right] else None


def _opens(concept: str, reading: Reading, lexicon: Lexicon) -> bool:
    """Tell whether no other content stands before a concept: in "forward Ann's letter to Bob" Ann is no subject."""
    before = next(item for item in reading.items if item.concept == concept or item.concept not in lexicon.soft)
    return before.concept == concept
