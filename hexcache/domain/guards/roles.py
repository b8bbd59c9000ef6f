"""Who stands where: texts of one frame in which two parties have changed places."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from hexcache.domain.guards.lexicon import Lexicon
    from hexcache.domain.guards.reading import Reading

Pair: TypeAlias = tuple[str, str]
Frame: TypeAlias = tuple[str, ...]

# Longer frames are not looked at: so long a text is not about one exchange.
_LONGEST: Final = 24
# How far behind "possible" and the like the "to" of its verb is looked for.
_REACH: Final = 4
_SPEAKER: Final = "(i)"
_ASKED: Final = "(who)"


def exchanged_in_frame(one: Reading, other: Reading, lexicon: Lexicon) -> Pair | None:
    """Return the parties that have changed places where nothing else differs: "string to list", "list to string"."""
    if one.content != other.content or one.passive != other.passive:
        return None
    if max(len(one.order), len(other.order)) > 2 * _LONGEST:
        return None
    (first, second), names = (_told(reading, lexicon) for reading in (one, other)), one.named
    whole = tuple(_frame(words, lexicon, frozenset(), names) for words in (first, second))
    if whole[0] == whole[1]:
        return None
    silent = symmetric_markers(one, other, lexicon) | {_SPEAKER}
    if not (one.understood and other.understood):
        telling = lexicon.directed_markers | lexicon.replacing_markers
        known = (lexicon.concepts, lexicon.akin, telling)
        silent |= {word for word in one.concepts if not any(word in words for words in known)}
    soft = lexicon.soft - one.named
    narrower = (
        [_frame(words, lexicon, left_out, names) for words in (first, second)]
        for left_out in (soft | lexicon.speaker, soft, lexicon.speaker)
    )
    for left, right in chain(narrower, [whole]):
        if left != right and len(left) <= _LONGEST and sorted(left) == sorted(right):
            pair = _exchange(left, right, silent, lexicon)
            if pair:
                return pair
    return None


def symmetric_markers(one: Reading, other: Reading, lexicon: Lexicon) -> frozenset[str]:
    """Return the prepositions around which two parties may change places: not "with" in "replace A with B"."""
    replacing = not lexicon.replacing.isdisjoint(one.concepts & other.concepts)
    return lexicon.symmetric_markers - lexicon.replacing_markers if replacing else lexicon.symmetric_markers


def crossed(one: Reading, other: Reading, pivots: Pair, lexicon: Lexicon) -> bool:
    """Tell whether the parties of two converse words are on the other side of each: "A before B", "B after A"."""
    first, second = pivots if pivots[0] in one.order else pivots[::-1]
    (left, right), (before, behind) = _sides(one, first, lexicon), _sides(other, second, lexicon)
    if left & behind and right & before:
        return True
    if one.passive == other.passive:
        return False
    agents, patients = (behind, right & before) if other.passive else (right, left & behind)
    return bool(patients) and not agents - patients - lexicon.soft  # "buy stamps" is "stamps are sold"


def _sides(reading: Reading, pivot: str, lexicon: Lexicon) -> tuple[frozenset[str], frozenset[str]]:
    """Return what stands before and behind a concept, the speaker among it."""
    if pivot not in reading.order:
        return frozenset(), frozenset()
    place = reading.order.index(pivot)
    soft, pieces = lexicon.soft - reading.named, (reading.order[:place], reading.order[place + 1 :])
    parts = (_frame(words, lexicon, soft, reading.named) for words in pieces)
    before, behind = (frozenset(part) - lexicon.markers for part in parts)
    return before, behind


def _answered(words: Frame, lexicon: Lexicon) -> Frame:
    """Put who is asked for where the answer stands: "(who) taught Ann", but "did Ann teach (who)"."""
    if len(words) < 2 or words[0] not in lexicon.asked_parties or words[1] in lexicon.function - lexicon.auxiliaries:
        return words
    return (*words[1:], _ASKED) if words[1] in lexicon.auxiliaries else (_ASKED, *words[1:])


def _frame(words: Frame, lexicon: Lexicon, left_out: frozenset[str], names: frozenset[str]) -> Frame:
    """Return the speaker, the content and the prepositions in order, from the first word of content on.

    A name is content although it may be a little word too: the language Go.
    """
    found: list[str] = []
    for word in words:
        if word in left_out:
            continue
        if word in lexicon.speaker:
            found.append(_SPEAKER)
        elif word in lexicon.markers:
            if found:
                found.append(_marker(word, lexicon))
        elif word not in lexicon.function or word in lexicon.subordinators or word in names:
            found.append(word)
    return tuple(found)


def _told(reading: Reading, lexicon: Lexicon) -> Frame:
    """Return all words of a text, who is asked for where the answer stands, without the "to" of a verb.

    "Is she able to call him", "is it possible for her to call him".
    """
    words = reading.order
    heads = [index for index, word in enumerate(words) if word in lexicon.before_infinitives]
    if heads:
        near = (range(head + 1, min(head + 1 + _REACH, len(words))) for head in heads)
        gone = {next((index for index in reach if words[index] in lexicon.to_markers), -1) for reach in near}
        words = tuple([word for index, word in enumerate(words) if index not in gone])
    return _answered(words, lexicon)


def _marker(word: str, lexicon: Lexicon) -> str:
    if word in lexicon.to_markers:
        return "to"
    return "from" if word in lexicon.from_markers else word


def _exchange(left: Frame, right: Frame, silent: frozenset[str], lexicon: Lexicon) -> Pair | None:
    """Find X and Y in "... X between Y ..." and "... Y between X ...", where what is between tells them apart."""
    start = next(index for index, word in enumerate(left) if word != right[index])
    end = next(index for index, word in enumerate(reversed(left)) if word != right[-1 - index])
    left, right = left[start : len(left) - end], right[start : len(right) - end]
    length = len(left)
    for first in range(1, length - 1):
        if left[:first] != right[length - first :]:
            continue
        for last in range(1, length - first):
            between = left[first : length - last]
            if left[length - last :] == right[:last] and between == right[last : length - first]:
                parties = left[:first], left[length - last :]
                if _are_parties(*parties, between, silent, lexicon):
                    return parties[0][0], parties[1][0]
    return None


def _are_parties(one: Frame, other: Frame, between: Frame, silent: frozenset[str], lexicon: Lexicon) -> bool:
    """Tell whether it matters which of two pieces comes first: not in "A and B", nor in "is A safe with B".

    They are content, or a preposition each that has a direction: "from A to B" is "to B from A".
    """
    if lexicon.markers.issuperset(one) or lexicon.markers.issuperset(other):
        return len(one) == len(other) == 1 and lexicon.directed_markers.issuperset(one + other)
    if not lexicon.markers.isdisjoint((one[-1], other[-1])) or between[-1] in silent & lexicon.replacing_markers:
        return False
    return _ASKED in one + other or not silent.issuperset(between)
