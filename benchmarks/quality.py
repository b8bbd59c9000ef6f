"""How often opposites are served and paraphrases found, by kind: bare, with the default guards, with the strict ones.

    python benchmarks/quality.py                                    # the pairs that the tests use
    python benchmarks/quality.py pairs.jsonl --split dev            # labelled pairs of your own
    python benchmarks/quality.py --embedder sentence_transformers   # another embedder

A file of pairs has one JSON object a line: the questions "a" and "b", "same" (whether one answer serves both), and, if
you like, "kind" and "split". Guards written with a set of pairs in view do well on that set: judge them on another.
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
SWEEP = (0.50, 0.60, 0.65, 0.70, 0.75, 0.80, 0.85, 0.90)


@dataclass(frozen=True)
class Judged:
    """One pair, its score, and the guard that refuses it under each preset, if any."""

    same: bool
    kind: str
    score: float
    refused: dict[str, str | None]

    def served(self, preset: str, threshold: float) -> bool:
        return self.score >= threshold and self.refused[preset] is None


def main() -> None:
    options = arguments()
    pairs = [json.loads(line) for line in options.pairs.read_text(encoding="utf-8").splitlines() if line.strip()]
    pairs = [pair for pair in pairs if options.split in {None, pair.get("split")}]
    judged = list(judge(pairs, options.embedder))
    console = Console()
    console.print(f"{len(pairs)} pairs of {options.pairs.name}, threshold {options.threshold:.2f}")
    for same, title in ((False, "different questions that are served"), (True, "paraphrases that are found")):
        console.print(by_kind([pair for pair in judged if pair.same is same], title, options.threshold))
    console.print(by_threshold(judged))
    console.print(by_guard(judged, options.threshold))
    console.print(duration(pairs))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="?", type=Path, default=OWN_PAIRS)
    parser.add_argument("--split", help="only pairs of this split")
    parser.add_argument("--threshold", type=float, default=DEFAULT_THRESHOLD)
    parser.add_argument("--embedder", default="wordllama", help="an installed embedder's name")
    return parser.parse_args()


def judge(pairs, backend):
    chains = {preset: guard_chain(preset) for preset in PRESETS}
    settings = settings_of({"embedder": {"backend": backend}}, {})
    with contextmanager(open_embedder)(Registry(), settings) as embedder:
        left, right = (unit(embedder.embed_documents([pair[side] for pair in pairs])) for side in "ab")
    for pair, score in zip(pairs, np.einsum("ij,ij->i", left, right), strict=True):
        refusals = {preset: chain(pair["a"], pair["b"]) for preset, chain in chains.items()}
        refused = {preset: refusal and refusal.guard for preset, refusal in refusals.items()}
        yield Judged(pair["same"], pair.get("kind", ""), float(score), refused)


def unit(matrix):
    return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


def by_kind(judged, title, threshold):
    """Return the share that is served of each kind; the last columns say what guards take from the bare share."""
    kinds = defaultdict(list)
    for pair in judged:
        kinds[pair.kind].append(pair)
    table = numeric_table("kind", "n", *PRESETS, "refused by default", "by strict", title=title)
    for kind, members in [*sorted(kinds.items()), ("all", judged)]:
        if kind == "all":
            table.add_section()
        shares = [share(pair.served(preset, threshold) for pair in members) for preset in PRESETS]
        lost = [shares[0] - with_guards for with_guards in shares[1:]]
        table.add_row(kind, str(len(members)), *(f"{value:.3f}" for value in (*shares, *lost)))
    return table


def by_threshold(judged):
    table = numeric_table("threshold", *PRESETS, title="over the threshold: paraphrases found / different ones served")
    for threshold in SWEEP:
        cells = []
        for preset in PRESETS:
            found = share(pair.served(preset, threshold) for pair in judged if pair.same)
            served = share(pair.served(preset, threshold) for pair in judged if not pair.same)
            cells.append(f"{found:.3f} / {served:.3f}")
        table.add_row(f"{threshold:.2f}", *cells)
    return table


def by_guard(judged, threshold):
    """Return who refuses what would have been served, under the strict preset."""
    table = numeric_table("guard", "different", "paraphrases", title="who refuses near pairs, under strict")
    counts = {True: Counter(), False: Counter()}
    for pair in judged:
        if pair.score >= threshold:
            counts[pair.same][pair.refused["strict"]] += 1
    for guard in guard_chain("strict").guards:
        table.add_row(guard.name, str(counts[False][guard.name]), str(counts[True][guard.name]))
    return table


def duration(pairs):
    """Return what the default guards take for one pair whose texts they have never seen, in the best of three runs."""
    chain, lexicon = guard_chain("default"), english()
    runs = []
    for run in range(3):
        seconds = []
        for number, pair in enumerate(pairs[:500]):
            asked, cached = (f"{pair[side]} ({run} {number})" for side in "ab")
            started = time.perf_counter()
            chain(asked, cached)
            seconds.append(time.perf_counter() - started)
        runs.append(statistics.median(seconds))
    return f"all default guards on one new pair, {lexicon.language}: p50 {min(runs) * 1e6:.0f} microseconds"


def numeric_table(first, *others, title):
    table = Table(first, title=title, title_justify="left")
    for name in others:
        table.add_column(name, justify="right")
    return table


def share(values):
    counted = list(values)
    return sum(counted) / len(counted) if counted else 0.0


if __name__ == "__main__":
    main()
