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
# How many words two parties may begin or end with alike: "last year", "this year".
_SHARED: Final = 3
_SPEAKER: Final = "(i)"
_I: Final = frozenset({_SPEAKER})
_ASKED: Final = "(who)"


def exchanged_in_frame(one: Reading, other: Reading, lexicon: Lexicon) -> Pair | None:
    """Return the parties that have changed places where nothing else differs: "string to list", "list to string"."""
    if one.content != other.content or one.passive != other.passive:
        return None
    if max(len(one.order), len(other.order)) > 2 * _LONGEST:
        return None
    (first, second), names = (one.told, other.told), one.named
    whole = tuple(_frame(words, lexicon, frozenset(), names) for words in (first, second))
    if whole[0] == whole[1]:
        return _synonyms_exchanged(one, other, lexicon)
    silent = symmetric_markers(one, other, lexicon) | {_SPEAKER}
    if not (one.understood and other.understood):
        telling = lexicon.directed_markers | lexicon.replacing_markers
        known = (lexicon.concepts, lexicon.akin, telling)
        silent |= {word for word in one.concepts if not any(word in words for words in known)}
    narrower = (
        [_frame(words, lexicon, left_out, names) for words in (first, second)]
        for left_out in _left_out(one, other, lexicon)
    )
    for left, right in chain(narrower, [whole]):
        if left != right and len(left) <= _LONGEST and sorted(left) == sorted(right):
            pair = _exchange(left, right, silent, lexicon)
            if pair:
                return pair
    return None


def _left_out(one: Reading, other: Reading, lexicon: Lexicon) -> dict[frozenset[str], None]:
    """Return what may be left out of two frames: words that say little, the speaker, how a clause opens."""
    present = frozenset(one.told) | frozenset(other.told)
    soft, speaker = lexicon.soft & present - one.named, lexicon.speaker & present
    opening = soft | speaker | (lexicon.subordinators & present) | {_ASKED}
    choices = (opening, soft | speaker, soft, soft - one.concepts, soft - other.concepts, speaker)
    return dict.fromkeys(choices)


def _synonyms_exchanged(one: Reading, other: Reading, lexicon: Lexicon) -> Pair | None:
    """Return two words of one meaning that have changed places: "is the price above the cost"."""
    if one.spelt == other.spelt or one.roots != other.roots or len(one.spelt) > 2 * _LONGEST:
        return None
    left, right = (_frame(reading.spelt, lexicon, frozenset(), one.named) for reading in (one, other))
    if left == right or sorted(left) != sorted(right):
        return None
    return _exchange(left, right, symmetric_markers(one, other, lexicon), lexicon)


def symmetric_markers(one: Reading, other: Reading, lexicon: Lexicon) -> frozenset[str]:
    """Return the prepositions around which two parties may change places: not "with" in "replace A with B"."""
    replacing = not lexicon.replacing.isdisjoint(one.concepts & other.concepts)
    return lexicon.symmetric_markers - lexicon.replacing_markers if replacing else lexicon.symmetric_markers


def crossed(one: Reading, other: Reading, pivots: Pair, lexicon: Lexicon, *, compared: bool) -> bool:
    """Tell whether the parties of two converse words are on the other side of each: "A before B", "B after A"."""
    first, second = pivots if pivots[0] in one.concepts else pivots[::-1]
    (left, right), (before, behind) = _sides(one, first, lexicon), _sides(other, second, lexicon)
    if compared:
        (left, right), (before, behind) = _parted(left, right), _parted(before, behind)
    if left & behind and right & before:
        return True
    if (left <= _I and right & before) or (before <= _I and left & behind):  # "do I buy from Ann", "does Ann sell"
        return True
    if one.passive == other.passive:
        return False
    agents, patients = (behind, right & before) if other.passive else (right, left & behind)
    return bool(patients) and not agents - patients - lexicon.soft  # "buy stamps" is "stamps are sold"


def sides_exchanged(one: Reading, other: Reading, pivot: str, lexicon: Lexicon) -> Pair | None:
    """Return a word of each side of one relation that is on its other side in the other text, or None."""
    left, right = _parted(*_sides(one, pivot, lexicon))
    before, behind = _parted(*_sides(other, pivot, lexicon))
    if one.passive == other.passive and left & behind and right & before:
        return min(left & behind), min(right & before)
    return None


def _parted(left: frozenset[str], right: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Leave out what is on both sides: of "the new one" and "the old one" the one."""
    return left - right, right - left


def _sides(reading: Reading, pivot: str, lexicon: Lexicon) -> tuple[frozenset[str], frozenset[str]]:
    """Return what stands before and behind a concept, the speaker among it."""
    words = reading.told
    if pivot not in words:
        return frozenset(), frozenset()
    place = words.index(pivot)
    soft, pieces = lexicon.soft - reading.named, (words[:place], words[place + 1 :])
    parts = (_frame(words, lexicon, soft, reading.named) for words in pieces)
    before, behind = (frozenset(part) - lexicon.markers for part in parts)
    return before, behind


def _answered(words: Frame, lexicon: Lexicon, names: frozenset[str]) -> Frame:
    """Put who is asked for where the answer stands: "(who) taught Ann", but "did Ann teach (who)".

    The same holds for what is asked for: "the service calls Ann", but "does Ann call the service".
    """
    start = 1 if words and words[0] in lexicon.markers else 0
    asked = words[start] if len(words) > start + 1 else ""
    if asked not in lexicon.asked_parties and asked not in lexicon.asked_things:
        return words
    near = range(start + 1, min(start + 2 + _REACH, len(words)))
    helper = next((index for index in near if words[index] in lexicon.auxiliaries), 0)
    party = words[start + 1 : helper] or ((_ASKED,) if asked in lexicon.asked_parties else ())
    if not party or (not helper and words[start + 1] in lexicon.function):
        return words
    rest = words[helper or start + 1 :]
    if party == (_ASKED,) and rest[0] in lexicon.passive_auxiliaries:
        return (*rest, *words[:start], _ASKED)
    done = rest[0] in lexicon.do_support or not {*rest[1:2]}.isdisjoint(names | lexicon.personal | lexicon.speaker)
    if helper and (done or start):
        return _behind_verb(rest, (*words[:start], *party), lexicon)
    return (*party, *rest)


def _behind_verb(words: Frame, party: Frame, lexicon: Lexicon) -> Frame:
    """Put a party behind the verb, the second word behind the helper at the earliest, before the next preposition."""
    if party[0] in lexicon.markers or words[-1] in lexicon.markers:
        return (*words, *party)
    content = [index for index, word in enumerate(words) if word not in lexicon.function or word in lexicon.speaker]
    verb = content[1] if len(content) > 1 else len(words)
    place = next((index for index in range(verb + 1, len(words)) if words[index] in lexicon.markers), len(words))
    return (*words[:place], *party, *words[place:])


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


def told_order(reading: Reading, lexicon: Lexicon) -> Frame:
    """Return all words of a text, who is asked for where the answer stands, without the "to" of a verb.

    "Is she able to call him", "is it possible for her to call him".
    """
    words = reading.order
    if not lexicon.before_infinitives.isdisjoint(words):
        heads = [index for index, word in enumerate(words) if word in lexicon.before_infinitives]
        near = (range(head + 1, min(head + 1 + _REACH, len(words))) for head in heads)
        gone = {next((index for index in reach if words[index] in lexicon.to_markers), -1) for reach in near}
        words = tuple([word for index, word in enumerate(words) if index not in gone])
    return _answered(_caused(words, lexicon), lexicon, reading.named | reading.unknown)


def _caused(words: Frame, lexicon: Lexicon) -> Frame:
    """Return what somebody is made to do: "Ann call Bob" of "I get Ann to call Bob"."""
    for index in range(len(words) - 1):
        if words[index] in lexicon.speaker and words[index + 1] in lexicon.causatives:
            near = range(index + 2, min(index + 3 + _REACH, len(words) - 1))
            end = next((place for place in near if words[place] in lexicon.markers), 0)
            if end > index + 2 and words[end] in lexicon.to_markers and words[end + 1] not in lexicon.personal:
                return (*words[:index], *words[index + 2 : end], *words[end + 1 :])
    return words


def _marker(word: str, lexicon: Lexicon) -> str:
    if word in lexicon.to_markers:
        return "to"
    return "from" if word in lexicon.from_markers else word


def _exchange(left: Frame, right: Frame, silent: frozenset[str], lexicon: Lexicon) -> Pair | None:
    """Find X and Y in "... X between Y ..." and "... Y between X ...", where what is between tells them apart."""
    start = next(index for index, word in enumerate(left) if word != right[index])
    end = next(index for index, word in enumerate(reversed(left)) if word != right[-1 - index])
    for before in range(start, max(-1, start - _SHARED), -1):
        for behind in range(end, max(-1, end - _SHARED), -1):
            one, other = (words[before : len(words) - behind] for words in (left, right))
            if pair := _exchanged_whole(one, other, silent, lexicon):
                return pair
    return None


def _exchanged_whole(left: Frame, right: Frame, silent: frozenset[str], lexicon: Lexicon) -> Pair | None:
    """Find X and Y in "X between Y" and "Y between X"."""
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
    if not lexicon.markers.isdisjoint((one[-1], other[-1])):
        return False
    if between[-1] in silent & lexicon.replacing_markers:  # "sign with Ann", but not: "end the contract with Ann"
        return sum(1 for word in between if word not in lexicon.soft and word not in lexicon.markers) > 1
    return _ASKED in one + other or not silent.issuperset(between)
