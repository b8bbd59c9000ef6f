"""Where a text says "not" and means it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hexcache.domain.guards.text import is_stop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hexcache.domain.guards.lexicon import Entry, Lexicon
    from hexcache.domain.guards.tokens import Words

_SCOPE: Final = 4
_WIDE_SCOPE: Final = 6
_EXCEPTED: Final = 3


def find_negations(words: Words, entries: Sequence[Entry], lexicon: Lexicon) -> list[int]:
    """Return the positions of the negations that mean it.

    "Don't I need a visa?", "can't you tell me", "I don't know how" and "no problem" contain none.
    """
    candidates = [index for index, entry in enumerate(entries) if entry.negates]
    return [index for index in candidates if _negates(index, words, entries, lexicon)]


def _negates(position: int, words: Words, entries: Sequence[Entry], lexicon: Lexicon) -> bool:
    if words[position] in lexicon.negators:
        return not _is_empty(position, words, entries, lexicon)
    if words[position] in lexicon.half_negators:
        return _excepts(position, words, lexicon)
    concept = entries[position].concept
    if concept in lexicon.negating_verbs:
        return words[position + 1 : position + 2] == ("to",)
    return _prevents(position, words, lexicon, gerund=concept in lexicon.preventing)


def _excepts(position: int, words: Words, lexicon: Lexicon) -> bool:
    """Sugar free, apart from Spain, all files but one; but not: all of it is free, all pay but I."""
    word, before, after = words[position], words[max(0, position - _EXCEPTED) : position], words[position + 1 :][:1]
    if not before:
        return False
    if after and f"{word}_{after[0]}" in lexicon.excepting:
        return True
    if word == "free":
        return before[-1] in lexicon.freed_of
    if word != "but" or not after or is_stop(after[0]) or after[0] in lexicon.personal - lexicon.determiners:
        return False
    return not lexicon.universal.isdisjoint(before) and not any(map(is_stop, before))


def _prevents(position: int, words: Words, lexicon: Lexicon, *, gerund: bool) -> bool:
    """Stop (my dog from) barking, but not: stop the service, stop a running service."""
    before = ""
    for word in words[position + 1 : position + 1 + _WIDE_SCOPE]:
        if is_stop(word):
            return False
        if _is_gerund(word, lexicon) and (before == "from" or (gerund and before not in lexicon.determiners)):
            return True
        before = word
    return False


def _is_gerund(word: str, lexicon: Lexicon) -> bool:
    return word.endswith(lexicon.gerund_endings) and word not in lexicon.not_gerunds


def _is_empty(position: int, words: Words, entries: Sequence[Entry], lexicon: Lexicon) -> bool:
    """Tell whether a negation says nothing about the matter."""
    word, after = words[position], words[position + 1 : position + 1 + _WIDE_SCOPE]
    if word == "no" and (not after or is_stop(after[0]) or after[0][:1].isdigit()):
        return True
    if not lexicon.empty_negations.isdisjoint(("_".join((word, *after[:1])), "_".join((word, *after[:2])))):
        return True
    if position and words[position - 1] == "or":
        return True
    if word == "never":
        return "before" in after
    return _is_question_tag(position, words, lexicon) or _is_about_the_speaker(position, after, entries, lexicon)


def _is_question_tag(position: int, words: Words, lexicon: Lexicon) -> bool:
    """Don't I need it; isn't the shop open; ..., doesn't it; why don't you tell me."""
    after = words[position + 1] if position + 1 < len(words) else ""
    if words[position] != "n't" or not after:
        return False
    before = words[position - 2] if position > 1 else ""
    if before == "why":
        return after == "you"
    opens = not before or is_stop(before) or before in lexicon.openers
    if words[position - 1] in lexicon.passive_auxiliaries:
        return opens and words[-1] == "?" and not after.endswith(lexicon.gerund_endings)
    return opens and after in lexicon.personal


def _is_about_the_speaker(position: int, after: Words, entries: Sequence[Entry], lexicon: Lexicon) -> bool:
    """I don't know how; not sure whether; I can't figure out why."""
    near = entries[position + 1 : position + 1 + _SCOPE]
    if any(entry.concept in lexicon.unknowing for entry in near):
        return "mind" in after or any(word in lexicon.question_words for word in after)
    return False
