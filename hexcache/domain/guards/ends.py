"""Where a text goes to and where it comes from: "from A to B", "a B out of A", "replace A with B", "leave A for B"."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, takewhile
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hexcache.domain.guards.lexicon import Lexicon
    from hexcache.domain.guards.reading import Reading
    from hexcache.domain.guards.walk import Item

Pair: TypeAlias = tuple[str, str]
Run: TypeAlias = "list[Item]"

# The concept of the number that "one" is, which may stand for a thing: "a smart one".
ONE: Final = ("number", 1.0)
_NONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Ends:
    """The ends of one text.

    Attributes:
        goals: What it goes to, in order.
        starts: What it comes from.
        guessed: Those starts that may be something else: A in "convert A to B", and in "a copy of A".
        spoken: Everything that it speaks of.
        things: What of that is certainly a thing and no verb.
    """

    goals: tuple[str, ...]
    starts: frozenset[str]
    guessed: frozenset[str]
    spoken: frozenset[str]
    things: frozenset[str]


def may_part(one: Reading, other: Reading, lexicon: Lexicon) -> bool:
    """Tell whether two texts may name other ends, as far as can be told at a glance."""
    if not lexicon.exchanging.isdisjoint(one.content | other.content):
        return True
    if not lexicon.wishing.isdisjoint(one.order) or not lexicon.wishing.isdisjoint(other.order):
        return True
    if not (one.going or other.going):
        return not (one.coming <= other.coming or other.coming <= one.coming)
    if not one.going.isdisjoint(other.coming) or not other.going.isdisjoint(one.coming):
        return True
    left, right = one.going - other.going, other.going - one.going
    turned = not left.isdisjoint(other.concepts), not right.isdisjoint(one.concepts)
    ends = bool(other.going or other.coming), bool(one.going or one.coming)
    return (turned[0] and ends[0]) or (turned[1] and ends[1])


def other_end(one: Ends, other: Ends, lexicon: Lexicon) -> Pair | None:
    """Return two parties of which each text goes to another one, or None."""
    turned = _turned_back(one, other, lexicon) or _turned_back(other, one, lexicon)
    return turned or _other_goal(one, other, lexicon) or _other_start(one, other, lexicon)


def same_way(one: Ends, other: Ends, lexicon: Lexicon) -> bool:
    """Tell whether two texts name one goal, and another party that both speak of: import into B, export A to B."""
    shared = {concept for concept in one.spoken & other.spoken if concept in lexicon.classes}
    goals = set(one.goals) & set(other.goals)
    return any(shared - {goal} for goal in goals) and other_end(one, other, lexicon) is None


def ends_of(reading: Reading, lexicon: Lexicon) -> Ends:
    """Return the ends of a text."""
    runs = list(_runs(reading.items))
    finding = _Finding(reading, lexicon)
    for run, following in zip(runs, [*runs[1:], None], strict=False):
        finding.take(run, following)
    if finding.exchanging:
        finding.give_up(_given_up(runs, lexicon))
    finding.wish(*_wished(reading.order, lexicon))
    return finding.ends(runs)


class _Finding:
    """The ends of a text as they are found, one row of words after the other."""

    def __init__(self, reading: Reading, lexicon: Lexicon) -> None:
        self.exchanging = not lexicon.exchanging.isdisjoint(reading.concepts)
        self._reading, self._lexicon = reading, lexicon
        self._one = str(ONE) if not lexicon.substitutes.isdisjoint(reading.spelt) else ""
        self._spoken = frozenset(reading.parts.told.keys() - lexicon.soft - lexicon.negators)
        self._goals: dict[str, None] = {}
        self._starts: set[str] = set()
        self._weak = set(reading.parts.guessed)
        self._things: set[str] = set()

    def take(self, run: Run, following: Run | None) -> None:
        """Sort the words of one row by the preposition before it."""
        hard = _heads([item.concept for item in run if item.concept in self._spoken and item.concept != self._one])
        kind, determined = self._kind(run[0].marker), self._is_determined(run[0].concept)
        self._things.update(one for one in hard if determined or is_thing(one, self._reading, self._lexicon))
        if kind == "from" or self._is_placed(run[0].marker):
            self._things.update(hard[:1])
        if kind == "to":
            self._goals.update(dict.fromkeys(hard if determined else _first_goal(hard, self._things)))
        elif kind == "from":
            self._starts.update(hard)
        elif kind == "of" and following and self._kind(following[0].marker) == "to":
            self._starts.update(hard)
            self._weak.update(hard)

    def give_up(self, concepts: Iterable[str]) -> None:
        """Take what is replaced or left for something else."""
        given_up = self._spoken.intersection(concepts)
        self._starts |= given_up
        self._things |= given_up

    def wish(self, had: tuple[str, ...], wanted: tuple[str, ...]) -> None:
        """Take what somebody has and what somebody wants in its place."""
        here, there = self._spoken.intersection(had), self._spoken.intersection(wanted)
        self._starts |= here - there
        self._weak |= here - there
        self._goals.update(dict.fromkeys(sorted(there - here)))

    def ends(self, runs: list[Run]) -> Ends:
        """Return what was found, and what is a start as far as can be guessed."""
        starts = frozenset(self._starts | _guesses(runs, self._reading.parts.guessed & self._spoken))
        neither = starts | self._lexicon.exchanging
        goals = tuple(goal for goal in self._goals if goal not in neither)
        return Ends(goals, starts, frozenset(self._weak), self._spoken, frozenset(self._things))

    def _kind(self, marker: str) -> str:
        preposition, lexicon = marker.rpartition(" ")[2], self._lexicon
        if preposition in lexicon.to_markers or preposition in lexicon.becoming_markers:
            return "to"
        if self.exchanging and preposition in lexicon.exchanging_markers:
            return "to"
        return "from" if preposition in lexicon.from_markers else "of" if preposition == "of" else ""

    def _is_placed(self, marker: str) -> bool:
        """Tell whether only things stand behind a preposition, never verbs."""
        preposition = marker.rpartition(" ")[2]
        exchanging = self.exchanging and preposition in self._lexicon.exchanging_markers
        return exchanging or preposition in self._lexicon.place_markers

    def _is_determined(self, concept: str) -> bool:
        """Tell whether an article or the like stands before a concept."""
        order = self._reading.order
        place = order.index(concept)
        return place > 0 and order[place - 1] in self._lexicon.determiners


def is_unlisted(concept: str, reading: Reading) -> bool:
    """Tell whether a concept is a number, or a name that the lexicon does not know."""
    return concept[0] == "(" or concept in reading.unknown


def is_thing(concept: str, reading: Reading, lexicon: Lexicon) -> bool:
    """Tell whether a concept cannot be a verb: "to pay" goes nowhere."""
    return concept in lexicon.classes or is_unlisted(concept, reading)


def are_alike(one: str, other: str, lexicon: Lexicon) -> bool:
    """Tell whether two concepts are of one class: two products, two currencies."""
    return any(
        not classes.get(one, _NONE).isdisjoint(classes.get(other, _NONE))
        for classes in (lexicon.classes, lexicon.noun_classes)
    )


def _runs(items: Iterable[Item]) -> Iterator[Run]:
    """Yield the words of content in a row that one preposition stands before."""
    run: Run = []
    for item in items:
        if run and (item.position != run[-1].position + 1 or item.marker not in {"", run[0].marker}):
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def _guesses(runs: list[Run], guessed: frozenset[str]) -> set[str]:
    return {concept for run in runs for concept in _heads([one.concept for one in run if one.concept in guessed])}


def _heads(hard: list[str]) -> list[str]:
    """Return what of some words in a row can be an end: of a name with a number the number, "Node 18"."""
    return hard[-1:] if hard and hard[-1][0] == "(" else hard


def _first_goal(hard: list[str], things: set[str]) -> list[str]:
    """Return what follows "to"; a name behind a verb is the verb's: "to leave Ann" does not go to Ann."""
    return hard if hard and hard[0] in things else hard[:1]


def _given_up(runs: list[Run], lexicon: Lexicon) -> list[str]:
    """Return what is replaced or left for something else: A in "replace A with B", A and C in "replace A and C"."""
    behind = False
    for index, run in enumerate(runs):
        verb = next((place for place, item in enumerate(run) if item.concept in lexicon.exchanging), -1)
        behind = behind or verb >= 0
        found = [item for item in run[verb + 1 :] if verb >= 0 or not item.marker]
        if behind and found:
            coordinated = takewhile(lambda other: _is_coordinated(other, lexicon), runs[index + 1 :])
            return [item.concept for item in (*found, *chain.from_iterable(coordinated))]
    return []


def _wished(order: tuple[str, ...], lexicon: Lexicon) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what stands on both sides of "and" in "I have an A and need a B"."""
    joint = next((index for index, word in enumerate(order) if word in lexicon.joints), 0)
    had, wanted = order[:joint], order[joint + 1 :]
    if lexicon.having.isdisjoint(had) or lexicon.wishing.isdisjoint(wanted):
        return (), ()
    return had, wanted


def _is_coordinated(run: Run, lexicon: Lexicon) -> bool:
    """Tell whether one word follows "and"; with several the first may be a verb: "leave A and join B"."""
    return run[0].marker in lexicon.coordinating and len(run) == 1


def _turned_back(there: Ends, back: Ends, lexicon: Lexicon) -> Pair | None:
    """Find what one text goes to and the other comes from, where both speak of the other end."""
    both = there.things & back.things
    for goal in (goal for goal in there.goals if goal in back.starts):
        for start in (*there.starts, *back.goals):
            if start == goal or start not in there.spoken or start not in back.spoken:
                continue
            if goal in back.guessed and both.isdisjoint(back.goals) and start not in back.goals:
                continue  # "use the printer to print"
            certain = start in there.starts - there.guessed or start in both
            if (certain and goal in both) or are_alike(start, goal, lexicon):
                return start, goal
    return None


def _other_goal(first: Ends, second: Ends, lexicon: Lexicon) -> Pair | None:
    """Find a goal of each text that the other speaks of and does not go to, where one is a start or both are alike."""
    things = first.things | second.things
    for one in (goal for goal in first.goals if goal not in second.goals and goal in second.spoken):
        for other in (goal for goal in second.goals if goal not in first.goals and goal in first.spoken):
            started = (one in second.starts or other in first.starts) and {one, other} <= things
            if started or are_alike(one, other, lexicon):
                return other, one
    return None


def _other_start(first: Ends, second: Ends, lexicon: Lexicon) -> Pair | None:
    """Find a certain start of each text that the other speaks of and does not come from, where both are alike."""
    left, right = first.starts - first.guessed, second.starts - second.guessed
    for one in sorted(left & second.spoken - second.starts):
        for other in sorted(right & first.spoken - first.starts):
            if are_alike(one, other, lexicon):
                return one, other
    return None
