"""Word lists made ready for lookups."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from hexcache.domain.guards.lexicon.affixes import Pair, compile_affixes
from hexcache.domain.guards.lexicon.model import Lexicon, Phrases
from hexcache.domain.guards.lexicon.numerals import compile_numerals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from hexcache.domain.guards.lexicon.vocabulary import Vocabulary

# Lists that are looked up by the word as it stands, and lists that are looked up by concept.
_WORD_SETS: Final = """
function particles lettered leaving auxiliaries passive_auxiliaries determiners not_gerunds
participles personal openers question_words asked_parties asked_things substitutes causatives do_support purpose_markers becoming_markers place_markers exchanging_markers degrees markers from_markers to_markers
directed_markers symmetric_markers replacing_markers coordinating speaker subordinators negators half_negators excepting freed_of universal waiting in_time lacking empty_negations
"""
# Lists that are looked up in the order of a text, which has grammar as it stands and content by concept.
_ORDER_SETS: Final = "before after first then once over having wishing joints"
_TIMING: Final = "before after first then once over"
_CONCEPT_SETS: Final = """
soft relations carrying exchanging symmetric attributed replacing before_infinitives negating_verbs preventing holding trouble flaws removing unknowing
"""


def compile_lexicon(words: Vocabulary) -> Lexicon:
    """Return the lexicon of a vocabulary; this takes some milliseconds, so keep it."""
    roots = _roots(words)
    naming = _Naming(words.stem, roots)
    for group in words.synonyms.strip().splitlines():
        naming.group(group.split())
    classes = _classes(words.names, naming)
    noun_classes = _classes(words.nouns, naming)
    opposites, contradictory, converse = _opposites(words.antonyms, naming)
    word_sets = {name: frozenset(getattr(words, name).split()) for name in _WORD_SETS.split()}
    concept_sets = {
        name: frozenset(map(naming.concept, getattr(words, name).split())) for name in _CONCEPT_SETS.split()
    }
    order_sets = {
        name: frozenset(
            word if word in word_sets["function"] else naming.concept(word) for word in getattr(words, name).split()
        )
        for name in _ORDER_SETS.split()
    }
    negating = concept_sets["negating_verbs"] | concept_sets["preventing"] | concept_sets["holding"]
    return Lexicon(
        language=words.language,
        stem=words.stem,
        roots=roots,
        contractions={form: tuple(parts.split("_")) for form, parts in _pairs(words.contractions)},
        concepts=naming.concepts,
        capital_concepts=naming.capital_concepts,
        phrases=naming.phrases(),
        classes=classes,
        noun_classes=noun_classes,
        akin=_akin(words.akin, naming),
        opposites=opposites,
        prefixes=compile_affixes(_pairs(words.opposite_prefixes)),
        suffixes=compile_affixes(_pairs(words.opposite_suffixes)),
        abilities=tuple(words.abilities.split()),
        no_prefix=frozenset(map(words.stem, words.no_prefix.split())),
        contradictory=contradictory,
        converse=converse,
        negator_roots=frozenset(roots.get(word) or words.stem(word) for word in words.negators.split()),
        negating_roots=frozenset(root for root, concept in naming.concepts.items() if concept in negating),
        other_questions=frozenset(
            pair for one, other in _pairs(words.other_questions) for pair in ((one, other), (other, one))
        ),
        gerund_endings=tuple(words.gerund_endings.split()),
        participle_endings=tuple(words.participle_endings.split()),
        numerals=compile_numerals(words),
        timing=frozenset().union(*(order_sets[name] for name in _TIMING.split())),
        **order_sets,
        **word_sets,
        **concept_sets,
    )


class _Naming:
    """Gives every word and phrase of the lists its concept; the first list that claims a word keeps it."""

    def __init__(self, stem: Callable[[str], str], roots: Mapping[str, str]) -> None:
        self._stem = stem
        self._roots = roots
        self.concepts: dict[str, str] = {}
        self.capital_concepts: dict[str, str] = {}
        self._phrases: dict[tuple[str, ...], str] = {}

    def group(self, members: Iterable[str]) -> str:
        """Register synonyms and return their concept: the one that a member has already, or else the first member."""
        listed = [member.removeprefix("^") for member in members]
        known = (self._registered(member) for member in listed)
        concept = next((name for name in known if name), listed[0])
        for member, written in zip(listed, members, strict=True):
            self._register(member, concept, capital=written.startswith("^"))
        return concept

    def concept(self, member: str) -> str:
        """Return the concept of a word or phrase, which is registered when it is new."""
        return self._registered(member) or self.group([member])

    def known(self, member: str) -> str:
        """Return the concept that a word or phrase has in a text, without registering it."""
        key = self._key(member)
        return self._registered(member) or (key[0] if len(key) == 1 else member)

    def phrases(self) -> Phrases:
        """Return every phrase by its first root, the longest first."""
        found: defaultdict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for key, concept in self._phrases.items():
            found[key[0]].append((key[1:], concept))
        return {first: tuple(sorted(rest, key=lambda item: -len(item[0]))) for first, rest in found.items()}

    def _key(self, member: str) -> tuple[str, ...]:
        return tuple(self._roots.get(part) or self._stem(part) for part in member.replace("-", "_").split("_"))

    def _registered(self, member: str) -> str | None:
        key = self._key(member)
        return self._phrases.get(key) if len(key) > 1 else self.concepts.get(key[0])

    def _register(self, member: str, concept: str, *, capital: bool) -> None:
        key = self._key(member)
        if len(key) > 1:
            self._phrases.setdefault(key, concept)
        elif capital:
            self.capital_concepts.setdefault(member, concept)
        else:
            self.concepts.setdefault(key[0], concept)


def _roots(words: Vocabulary) -> dict[str, str]:
    roots = {word: word for word in words.kept.split()}
    for lemma, forms in _pairs(words.irregular):
        roots.update(dict.fromkeys(forms.split(","), roots.get(lemma) or words.stem(lemma)))
    for base in words.comparable.split():
        roots.update(dict.fromkeys(_compared(base), words.stem(base)))
    return roots


def _compared(base: str) -> Iterator[str]:
    """Yield the comparative and the superlative of a short English adjective; other languages leave `comparable` empty."""
    doubled = base + base[-1] if len(base) == 3 and base[-1] in "gdtnm" else base
    root = doubled[:-1] + "i" if base.endswith("y") else doubled.removesuffix("e")
    yield root + "er"
    yield root + "est"


def _classes(listed: Mapping[str, str], naming: _Naming) -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name, members in listed.items():
        for member in members.split():
            found[naming.group(member.split("="))].add(name)
    return {concept: frozenset(names) for concept, names in found.items()}


def _akin(lines: str, naming: _Naming) -> dict[str, frozenset[int]]:
    """Return the numbers of the groups that each concept is in."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines.strip().splitlines()):
        for word in line.split():
            groups[word].append(number)
    found: defaultdict[str, list[int]] = defaultdict(list)
    for word, numbers in groups.items():
        found[naming.known(word)] += numbers
    return {concept: frozenset(numbers) for concept, numbers in found.items()}


def _opposites(lines: str, naming: _Naming) -> tuple[dict[str, frozenset[str]], frozenset[Pair], frozenset[Pair]]:
    opposites: defaultdict[str, set[str]] = defaultdict(set)
    marked: dict[str, set[Pair]] = {"!": set(), "~": set()}
    for line in lines.strip().splitlines():
        mark, pairs = line[0], _line_pairs(line.lstrip("!~ "), naming)
        for one, other in pairs:
            opposites[one].add(other)
            if mark in marked:
                marked[mark].add((one, other))
    return {one: frozenset(others) for one, others in opposites.items()}, frozenset(marked["!"]), frozenset(marked["~"])


def _line_pairs(line: str, naming: _Naming) -> Iterator[Pair]:
    left, right = ([naming.concept(word) for word in side.split()] for side in line.split("|"))
    for one in left:
        for other in right:
            if one != other:
                yield one, other
                yield other, one


def _pairs(text: str) -> Iterator[Pair]:
    for item in text.split():
        one, _, other = item.partition("=")
        yield one, other
