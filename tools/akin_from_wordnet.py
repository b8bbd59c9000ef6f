# ruff: noqa: INP001  # a script, not a package
"""Write the English table of akin words from the WordNet 3.0 database files.

Usage: python tools/akin_from_wordnet.py /usr/share/wordnet > hexcache/domain/guards/lexicon/en/wordnet.py
(Debian and Ubuntu have the files in the package wordnet-base.)

Two words are akin when they share one of their first senses, when one verb is the next more general one of the other,
or when one adjective is listed as similar to the other. Only words that WordNet's tagged texts contain are taken.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

SENSES = 3
GENERAL_SENSES = 2
LEAST_COUNT = 3
# Verbs so general that everything is akin to them.
TOO_GENERAL = {
    *("be", "have", "do", "make", "get", "go", "act", "move", "change"),
    *("take", "put", "give", "think", "say", "cause"),
}
PARTS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}


class Synset(NamedTuple):
    """One sense: its words, and its pointers as (symbol, part of speech, offset)."""

    words: list[str]
    pointers: list[tuple[str, str, str]]


class WordNet:
    """The database files of WordNet, read into memory."""

    def __init__(self, folder: Path) -> None:
        self.counts: Counter[str] = Counter()
        for line in _lines(folder / "cntlist.rev"):
            key, _, count = line.split()
            self.counts[key.partition("%")[0]] += int(count)
        self.senses: dict[tuple[str, str], list[str]] = {}
        self.synsets: dict[tuple[str, str], Synset] = {}
        for name, part in PARTS.items():
            for line in _lines(folder / f"index.{name}"):
                fields = line.split()
                self.senses[part, fields[0]] = fields[-int(fields[2]) :]
            for line in _lines(folder / f"data.{name}"):
                self.synsets[part, line.split(maxsplit=1)[0]] = _synset(line.partition("|")[0].split())

    def common(self, part: str, offset: str, senses: int) -> list[str]:
        """Return the words of a synset that are common, and for which it is one of the first senses."""
        return [word for word in self.synsets[part, offset].words if self._is_common(word, part, offset, senses)]

    def _is_common(self, word: str, part: str, offset: str, senses: int) -> bool:
        plain = word.replace("_", "").isalpha() and word.count("_") <= 1 and len(word) > 1
        return plain and self.counts[word] >= LEAST_COUNT and offset in self.senses.get((part, word), [])[:senses]


def groups(wordnet: WordNet) -> Iterator[tuple[str, ...]]:
    """Yield the groups of words that are akin."""
    for (part, offset), synset in wordnet.synsets.items():
        words = wordnet.common(part, offset, SENSES)
        if len(words) > 1:
            yield tuple(sorted(words))
        narrow = set(wordnet.common(part, offset, GENERAL_SENSES))
        for symbol, other_part, other in synset.pointers:
            if (part, symbol) in {("v", "@"), ("a", "&")} and other_part in {"v", "a", "s"}:
                wider = set(wordnet.common(part, other, GENERAL_SENSES)) - TOO_GENERAL
                yield from (tuple(sorted((one, two))) for one in narrow for two in wider - narrow)


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="ascii") as file:
        yield from (line for line in file if not line.startswith("  "))


def _synset(fields: list[str]) -> Synset:
    count = int(fields[3], 16)
    words = [fields[4 + 2 * index].partition("(")[0].lower() for index in range(count)]
    start = 5 + 2 * count
    pointers = [fields[start + 4 * index : start + 4 * index + 3] for index in range(int(fields[start - 1]))]
    return Synset(words, [(symbol, part, offset) for symbol, offset, part in pointers])


def _licence(folder: Path) -> str:
    with (folder / "data.verb").open(encoding="ascii") as file:
        return "\n".join(line.strip().partition(" ")[2].rstrip() for line in file if line.startswith("  ")).strip()


def main() -> None:
    """Write the module to standard output."""
    folder = Path(sys.argv[1])
    table = "\n".join(" ".join(group) for group in sorted(set(groups(WordNet(folder)))))
    sys.stdout.write(f'''"""English words that are akin, from WordNet 3.0.

Source: WordNet 3.0, https://wordnet.princeton.edu. Made by tools/akin_from_wordnet.py; do not edit.
Licence, of this module only:

{_licence(folder)}
"""

from __future__ import annotations

from typing import Final

AKIN: Final = """
{table}
"""
''')


if __name__ == "__main__":
    main()
