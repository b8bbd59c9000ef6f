"""How often opposites are served and paraphrases found, by kind: bare, with the default guards, with the strict ones.

    python benchmarks/quality.py                                    # the pairs that the tests use
    python benchmarks/quality.py pairs.jsonl --split dev            # labelled pairs of your own
    python benchmarks/quality.py --embedder fastembed               # another embedder than the default one and MiniLM

The embedders stand side by side. MiniLM is `minilm.py` beside this script, which fetches its weights at the first use;
without a network say ``--embedder wordllama``.

A file of pairs has one JSON object a line: the questions "a" and "b", "same" (whether one answer serves both), and, if
you like, "kind", "split" and "source". Guards written with a set of pairs in view do well on that set: judge them on
another.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from minilm import MiniLM
from rich.console import Console
from rich.table import Table

from hexcache.application.bootstrap.opening import settings_of
from hexcache.application.bootstrap.parts import open_embedder
from hexcache.application.bootstrap.registry import Registry
from hexcache.application.policy import DEFAULT_THRESHOLD
from hexcache.domain.guards import guard_chain
from hexcache.domain.guards.lexicon.en import english

OWN_PAIRS = Path(__file__).parents[1] / "tests" / "data" / "guard_pairs.jsonl"
PRESETS = ("off", "default", "strict")
WIDTH = 128
FORGOTTEN = 600  # more than the guards remember
SWEEP = (0.50, 0.60, 0.65, 0.70, 0.75, 0.80, 0.85, 0.90)


@dataclass(frozen=True)
class Judged:
    """One pair, its score by each embedder, and the guard that refuses it under each preset, if any."""

    same: bool
    kind: str
    scores: dict[str, float]
    refused: dict[str, str | None]

    def served(self, embedder: str, preset: str, threshold: float) -> bool:
        return self.scores[embedder] >= threshold and self.refused[preset] is None


def main() -> None:
    options = arguments()
    pairs = [json.loads(line) for line in options.pairs.read_text(encoding="utf-8").splitlines() if line.strip()]
    for name in ("split", "source"):
        wanted = getattr(options, name)
        pairs = [pair for pair in pairs if wanted in {None, pair.get(name)}]
    judged = judge(pairs, options.embedder)
    console = Console(width=WIDTH)
    console.print(f"{len(pairs)} pairs of {options.pairs.name}, threshold {options.threshold:.2f}")
    for same, title in ((False, "different questions that are served"), (True, "paraphrases that are found")):
        console.print(by_kind([pair for pair in judged if pair.same is same], title, options))
    console.print(by_threshold(judged, options.embedder))
    console.print(by_guard(judged, options))
    console.print(duration(pairs))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="?", type=Path, default=OWN_PAIRS)
    parser.add_argument("--split", help="only pairs of this split")
    parser.add_argument("--source", help="only pairs from this source")
    parser.add_argument("--threshold", type=float, default=DEFAULT_THRESHOLD)
    parser.add_argument("--embedder", action="append", help="an installed embedder's name; say it again for another")
    options = parser.parse_args()
    options.embedder = options.embedder or ["wordllama", "minilm"]
    return options


def judge(pairs, embedders):
    """Return every pair with what the embedders and the guards make of it."""
    chains = {preset: guard_chain(preset) for preset in PRESETS}
    columns = {embedder: scores(pairs, embedder) for embedder in embedders}
    judged = []
    for index, pair in enumerate(pairs):
        refusals = {preset: chain(pair["a"], pair["b"]) for preset, chain in chains.items()}
        refused = {preset: refusal and refusal.guard for preset, refusal in refusals.items()}
        score = {embedder: column[index] for embedder, column in columns.items()}
        judged.append(Judged(pair["same"], pair.get("kind", ""), score, refused))
    return judged


def scores(pairs, name):
    with contextmanager(opened)(name) as embedder:
        texts = list(dict.fromkeys(pair[side] for pair in pairs for side in "ab"))
        vectors = dict(zip(texts, unit(embedder.embed_documents(texts)), strict=True))
    return [float(vectors[pair["a"]] @ vectors[pair["b"]]) for pair in pairs]


def opened(name):
    """Yield an embedder by its name."""
    if name == "minilm":
        yield MiniLM()
    else:
        yield from open_embedder(Registry(), settings_of({"embedder": {"backend": name}}, {}))


def unit(matrix):
    return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


def by_kind(judged, title, options):
    """Return the share of each kind that is served, bare and with each preset, by each embedder."""
    kinds = defaultdict(list)
    for pair in judged:
        kinds[pair.kind].append(pair)
    table = numeric_table("kind", "n", *headings(options.embedder), title=title)
    for kind, members in [*sorted(kinds.items()), ("all", judged)]:
        if kind == "all":
            table.add_section()
        shares = [
            share(pair.served(embedder, preset, options.threshold) for pair in members)
            for embedder in options.embedder
            for preset in PRESETS
        ]
        table.add_row(kind, str(len(members)), *(f"{value:.3f}" for value in shares))
    return table


def by_threshold(judged, embedders):
    title = "over the threshold: paraphrases found / different ones served"
    table = numeric_table("threshold", *headings(embedders), title=title)
    for threshold in SWEEP:
        cells = []
        for embedder in embedders:
            for preset in PRESETS:
                found = share(pair.served(embedder, preset, threshold) for pair in judged if pair.same)
                served = share(pair.served(embedder, preset, threshold) for pair in judged if not pair.same)
                cells.append(f"{found:.3f} / {served:.3f}")
        table.add_row(f"{threshold:.2f}", *cells)
    return table


def headings(embedders):
    """Return the columns: the presets under each embedder."""
    return [f"{embedder}\n{preset}" for embedder in embedders for preset in PRESETS]


def by_guard(judged, options):
    """Return who refuses what the first embedder would have served, under the strict preset."""
    first = options.embedder[0]
    table = numeric_table("guard", "different", "paraphrases", title=f"who refuses near pairs, {first}, strict")
    counts = {True: Counter(), False: Counter()}
    for pair in judged:
        if pair.scores[first] >= options.threshold:
            counts[pair.same][pair.refused["strict"]] += 1
    for guard in guard_chain("strict").guards:
        table.add_row(guard.name, str(counts[False][guard.name]), str(counts[True][guard.name]))
    return table


def duration(pairs):
    """Return what the default guards take for one pair whose texts they do not remember, in the best of three runs."""
    chain, lexicon = guard_chain("default"), english()
    runs = []
    for _ in range(3):
        for number in range(FORGOTTEN):  # what the run before has read
            chain(f"question {number}", "answer")
        seconds = []
        for pair in distinct(pairs)[:1000]:
            started = time.perf_counter()
            chain(pair["a"], pair["b"])
            seconds.append(time.perf_counter() - started)
        runs.append(statistics.median(seconds))
    return f"all default guards on one new pair, {lexicon.language}: p50 {min(runs) * 1e6:.0f} microseconds"


def distinct(pairs):
    """Return the pairs of which no text was in an earlier one."""
    seen, found = set(), []
    for pair in pairs:
        texts = {pair["a"], pair["b"]}
        if seen.isdisjoint(texts):
            found.append(pair)
        seen |= texts
    return found


def numeric_table(first, *others, title):
    table = Table(title=title, title_justify="left")
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, justify="right")
    return table


def share(values):
    counted = list(values)
    return sum(counted) / len(counted) if counted else 0.0


if __name__ == "__main__":
    main()
