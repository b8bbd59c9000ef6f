"""Where a text says "not" and means it."""

from __future__ import annotations

from typing import Final, TypeAlias, TYPE_CHECKING

from hexcache.domain.guards.tokens import is_stop

if TYPE_CHECKING:
    from hexcache.domain.guards.lexicon import Lexicon

Words: TypeAlias = tuple[str, ...]

_SCOPE: Final = 4
_WIDE_SCOPE: Final = 6
_SHORTEST_GERUND: Final = 6


def find_negations(words: Words, roots: Words, lexicon: Lexicon) -> list[int]:
    """Return the positions of the negations that mean it.

    "Don't I need a visa?", "can't you tell me", "I don't know how" and "no problem" contain none.
    """
    return [position for position, word in enumerate(words) if _negates(position, word, words, roots, lexicon)]


def _negates(position: int, word: str, words: Words, roots: Words, lexicon: Lexicon) -> bool:
    if word in lexicon.negators:
        return not _is_empty(position, word, words, roots, lexicon)
    concept = lexicon.concepts.get(roots[position], roots[position])
    if concept in lexicon.negating_verbs:
        return words[position + 1 : position + 2] == ("to",)
    preventing = concept in lexicon.preventing
    return (preventing or concept in lexicon.holding) and _prevents(position, words, gerund=preventing)


def _prevents(position: int, words: Words, *, gerund: bool) -> bool:
    """Stop (my dog from) barking, but not: stop the service."""
    before = ""
    for word in words[position + 1 : position + 1 + _WIDE_SCOPE]:
        if is_stop(word):
            return False
        if word == "from" or (gerund and before not in _DETERMINERS and _is_gerund(word)):
            return True
        before = word
    return False


def _is_gerund(word: str) -> bool:
    return word.endswith("ing") and len(word) >= _SHORTEST_GERUND and word not in _NOT_GERUNDS


_DETERMINERS: Final = frozenset({"a", "an", "the", "this", "that", "my", "your", "our"})
_NOT_GERUNDS: Final = frozenset(
    {"something", "anything", "everything", "nothing", "morning", "evening", "string", "spring"}
)


def _is_empty(position: int, word: str, words: Words, roots: Words, lexicon: Lexicon) -> bool:
    after = words[position + 1 : position + 1 + _WIDE_SCOPE]
    if word == "no" and (not after or is_stop(after[0]) or after[0][:1].isdigit()):
        return True
    if after and f"{word}_{after[0]}" in lexicon.empty_negations:
        return True
    if position and words[position - 1] == "or":
        return True
    if word == "never":
        return "before" in after
    return _is_question_tag(position, word, words, lexicon) or _is_about_the_speaker(position, after, roots, lexicon)


def _is_question_tag(position: int, word: str, words: Words, lexicon: Lexicon) -> bool:
    """Don't I need it; isn't the shop open; ..., doesn't it; why don't you tell me."""
    if word != "n't":
        return False
    before, after = words[: position - 1], words[position + 1 : position + 2]
    if not after:
        return False
    if before[-1:] == ("why",):
        return after[0] == "you"
    opens = not before or is_stop(before[-1]) or before[-1] in lexicon.openers
    if words[position - 1] in {"is", "are", "was", "were"}:
        return opens and words[-1] == "?" and not after[0].endswith("ing")
    return opens and after[0] in lexicon.personal


def _is_about_the_speaker(position: int, after: Words, roots: Words, lexicon: Lexicon) -> bool:
    """I don't know how; not sure whether; I can't figure out why."""
    near = roots[position + 1 : position + 1 + _SCOPE]
    if any(lexicon.concepts.get(root, root) in lexicon.unknowing for root in near):
        return "mind" in after or any(word in lexicon.question_words for word in after)
    return False
