"""Word lists made ready for lookups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from hexcache.domain.guards.lexicon.affixes import Affixes, compile_affixes, opposite_forms
from hexcache.domain.guards.lexicon.numerals import Numerals, compile_numerals
from hexcache.domain.guards.text import is_stop

if TYPE_CHECKING:
    from hexcache.domain.guards.lexicon.vocabulary import Vocabulary

Pair: TypeAlias = tuple[str, str]
Phrases: TypeAlias = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]

# Lists that are looked up by the word as it stands, and lists that are looked up by concept.
_WORD_SETS: Final = (
    "function", "particles", "lettered", "leaving", "auxiliaries", "passive_auxiliaries", "determiners", "not_gerunds", "participles", "personal", "openers", "question_words", "degrees",
    "markers", "from_markers", "to_markers", "directed_markers", "symmetric_markers", "subordinators", "negators", "empty_negations",
)  # fmt: skip
_CONCEPT_SETS: Final = (
    "soft",
    "symmetric",
    "replacing",
    "negating_verbs",
    "preventing",
    "holding",
    "trouble",
    "unknowing",
)


# So many words are remembered, if they are not longer than this.
_REMEMBERED: Final = 16384
_LONGEST_REMEMBERED: Final = 40


class Entry(NamedTuple):
    """What the lexicon knows of one word.

    Attributes:
        word: The word itself.
        root: What its forms have in common.
        concept: What its synonyms have in common, or the root.
        known: Whether the word lists have it.
        grammar: Whether it carries grammar rather than content, as marks do.
        leads: Whether a phrase begins with it.
        counts: Whether a quantity may begin with it.
        negates: Whether it may be a negation.
        opposites: The roots that are its opposites by form, if they are words at all.
    """

    word: str
    root: str
    concept: str
    known: bool
    grammar: bool
    leads: bool
    counts: bool
    negates: bool
    opposites: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lexicon:
    """The word lists of one language, ready for lookups.

    A *root* is what a word's forms have in common; a *concept* is what synonyms have in common, a root when it has none.
    """

    language: str
    stem: Callable[[str], str]
    roots: Mapping[str, str]
    contractions: Mapping[str, tuple[str, ...]]
    concepts: Mapping[str, str]
    capital_concepts: Mapping[str, str]
    phrases: Phrases
    classes: Mapping[str, frozenset[str]]
    noun_classes: Mapping[str, frozenset[str]]
    akin: Mapping[str, frozenset[int]]
    opposites: Mapping[str, frozenset[str]]
    prefixes: Affixes
    suffixes: Affixes
    no_prefix: frozenset[str]
    contradictory: frozenset[Pair]
    converse: frozenset[Pair]
    function: frozenset[str]
    soft: frozenset[str]
    particles: frozenset[str]
    leaving: frozenset[str]
    auxiliaries: frozenset[str]
    determiners: frozenset[str]
    gerund_endings: tuple[str, ...]
    not_gerunds: frozenset[str]
    passive_auxiliaries: frozenset[str]
    participle_endings: tuple[str, ...]
    participles: frozenset[str]
    personal: frozenset[str]
    openers: frozenset[str]
    question_words: frozenset[str]
    other_questions: frozenset[Pair]
    degrees: frozenset[str]
    markers: frozenset[str]
    from_markers: frozenset[str]
    to_markers: frozenset[str]
    lettered: frozenset[str]
    replacing: frozenset[str]
    symmetric: frozenset[str]
    symmetric_markers: frozenset[str]
    directed_markers: frozenset[str]
    subordinators: frozenset[str]
    negators: frozenset[str]
    negator_roots: frozenset[str]
    negating_roots: frozenset[str]
    negating_verbs: frozenset[str]
    preventing: frozenset[str]
    holding: frozenset[str]
    trouble: frozenset[str]
    unknowing: frozenset[str]
    empty_negations: frozenset[str]
    numerals: Numerals

    def entry(self, word: str) -> Entry:
        """Return what the lexicon knows of a lower-case word."""
        return _remembered(word, self) if len(word) <= _LONGEST_REMEMBERED else _entry(word, self)

    def opposite_forms(self, root: str) -> frozenset[str]:
        """Return the roots that are a root's opposites by form; a negation of its own is none."""
        if root in self.no_prefix or root in self.negator_roots:
            return frozenset()
        return opposite_forms(root, self.prefixes, self.suffixes) - self.negator_roots

    def root(self, word: str) -> str:
        """Return the root of a lower-case word."""
        return self.roots.get(word) or self.stem(word)

    def concept(self, member: str) -> str:
        """Return the concept of a word, or of a phrase that is joined with underscores, as the word lists write it."""
        first, *rest = (self.root(part) for part in member.replace("-", "_").split("_"))
        if not rest:
            return self.concepts.get(first, first)
        return next((concept for tail, concept in self.phrases.get(first, ()) if tail == tuple(rest)), member)


@lru_cache(maxsize=_REMEMBERED)
def _remembered(word: str, lexicon: Lexicon) -> Entry:
    return _entry(word, lexicon)


def _entry(word: str, lexicon: Lexicon) -> Entry:
    root = lexicon.root(word)
    concept = lexicon.concepts.get(root)
    figure = word[-1].isdigit() and not word[0].isalpha() and word not in lexicon.concepts
    return Entry(
        word=word,
        root=root,
        concept=concept or root,
        known=concept is not None,
        grammar=word in lexicon.function or is_stop(word),
        leads=root in lexicon.phrases,
        counts=figure or word in lexicon.numerals.openers,
        negates=word in lexicon.negators or root in lexicon.negating_roots,
        opposites=lexicon.opposite_forms(root),
    )


def compile_lexicon(words: Vocabulary) -> Lexicon:
    """Return the lexicon of a vocabulary; this takes some milliseconds, so keep it."""
    roots = _roots(words)
    naming = _Naming(words.stem, roots)
    for group in words.synonyms.strip().splitlines():
        naming.group(group.split())
    classes = _classes(words.names, naming)
    noun_classes = _classes(words.nouns, naming)
    opposites, contradictory, converse = _opposites(words.antonyms, naming)
    word_sets = {name: frozenset(getattr(words, name).split()) for name in _WORD_SETS}
    concept_sets = {name: frozenset(map(naming.concept, getattr(words, name).split())) for name in _CONCEPT_SETS}
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
        roots.update(dict.fromkeys(forms.split(","), words.stem(lemma)))
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
