"""The checks of `hexcache doctor`: each asks the real store and embedder something whose answer is known."""

from __future__ import annotations

import platform
import time
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from hexcache.domain.entry import Entry, Record
from hexcache.domain.keys import digest_fields, document_id
from hexcache.domain.scope import Scope
from hexcache.domain.similarity import score
from hexcache.domain.vectors import admit
from hexcache.ports.embedder import CountsTokens, EmbedsQueries
from hexcache.ports.vector_store import Describes, GetsAndSearches, Purges, SearchesMany

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hexcache.application.semantic_cache import SemanticCache
    from hexcache.domain.collection import Collection
    from hexcache.domain.entry import Candidate
    from hexcache.domain.vectors import Vector

QUESTION: Final = "How do I reset my password?"
PARAPHRASE: Final = "How can I reset my password?"

_TTL: Final = 3_600.0
_ROWS: Final = 24
_EXACT: Final = 1e-5
_APPROXIMATE: Final = 2e-2
_TIMED: Final = 20


class Level(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check, how it came out, and the facts."""

    check: str
    level: Level
    detail: str


@dataclass(frozen=True, slots=True)
class Patient:
    """What is examined.

    Attributes:
        cache: the open cache.
        collection: what its collection was made for.
        scope: a scope of the checks' own, which whoever made it clears.
        value: an answer that the cache's codec takes.
        threshold: the lowest score that is served.
    """

    cache: SemanticCache
    collection: Collection
    scope: Scope
    value: Any
    threshold: float


def examine(patient: Patient) -> Iterator[Finding]:
    """Yield every finding, in the order in which a lookup needs what is checked."""
    from hexcache import __version__

    yield Finding("versions", Level.OK, f"hexcache {__version__}, Python {platform.python_version()}")
    yield _embedder(patient)
    yield from _abilities(patient)
    yield _exact(patient)
    yield _paraphrase(patient)
    yield _isolation(patient)
    yield from _measure(patient)
    yield _latency(patient)


def _embedder(patient: Patient) -> Finding:
    embedder, passport = patient.cache.embedder, patient.cache.embedder.passport
    start = time.perf_counter()
    for number in range(_TIMED):
        embedder.embed_query(f"{QUESTION} {number}")
    each = (time.perf_counter() - start) / _TIMED * 1_000
    window = f"window {passport.window} tokens" if passport.window else "window unknown"
    return Finding("embedder", Level.OK, f"{passport.identity}, {window}, {each:.2f} ms a question")


def _abilities(patient: Patient) -> Iterator[Finding]:
    store, embedder = patient.cache.store, patient.cache.embedder
    can = {
        "searches many at once": isinstance(store, SearchesMany),
        "reads and searches in one round trip": isinstance(store, GetsAndSearches),
        "purges": isinstance(store, Purges),
        "embeds many queries at once": isinstance(embedder, EmbedsQueries),
        "counts tokens": isinstance(embedder, CountsTokens),
    }
    yield Finding(
        "capabilities", Level.OK, ", ".join(name for name, able in can.items() if able) or "none beyond the port"
    )
    if isinstance(store, Describes):
        for name, fact in store.describe().items():
            yield Finding(f"store: {name}", Level.OK, fact)


def _exact(patient: Patient) -> Finding:
    patient.cache.update(QUESTION, patient.value, scope=patient.scope, ttl=_TTL)
    hit = patient.cache.lookup(QUESTION, scope=patient.scope)
    if hit is not None and hit.exact and hit.value == patient.value:
        return Finding("exact repeat", Level.OK, "written and found by its key, the answer unchanged")
    return Finding(
        "exact repeat", Level.FAILED, "what was written is not found: is the store in another region or read-only?"
    )


def _paraphrase(patient: Patient) -> Finding:
    hit = patient.cache.lookup(PARAPHRASE, scope=patient.scope)
    if hit is not None and hit.value == patient.value:
        return Finding("paraphrase", Level.OK, f"found with score {hit.score:.4f}, threshold {patient.threshold:g}")
    explanation = patient.cache.explain(PARAPHRASE, scope=patient.scope)
    if not explanation.candidates:
        return Finding("paraphrase", Level.FAILED, "the search does not return what was written: is the index there?")
    return Finding("paraphrase", Level.WARNING, f"found and not served: {explanation.reason}")


def _isolation(patient: Patient) -> Finding:
    other = Scope(patient.scope.tenant, patient.scope.model, patient.scope.context + " other")
    if patient.cache.explain(QUESTION, scope=other).candidates:
        return Finding("scopes", Level.FAILED, "another scope sees the entry: do not use this store")
    return Finding("scopes", Level.OK, "another scope does not see the entry")


def _measure(patient: Patient) -> Iterator[Finding]:
    """Compare scores and order of a search with numpy, on vectors of many lengths, which measures rank differently."""
    scope = Scope(patient.scope.tenant, patient.scope.model, patient.scope.context)
    vectors = _sample_vectors(patient.collection)
    asked, rows = vectors[0], {f"vector {number}": vector for number, vector in enumerate(vectors[1:])}
    now = time.time()
    entries = [_entry(name, vector, scope, now) for name, vector in rows.items()]
    patient.cache.store.put(entries)
    found = patient.cache.store.search(scope, asked, _ROWS + 1, now=now)
    found = [candidate for candidate in found if candidate.record.query in rows]
    expected = {name: score(patient.collection.similarity, asked, vector) for name, vector in rows.items()}
    yield judged(str(patient.collection.similarity), found, expected)
    late = patient.cache.store.search(scope, asked, _ROWS + 1, now=now + _TTL + 1.0)
    gone = not any(candidate.record.query in rows for candidate in late)
    yield Finding("expiry", Level.OK if gone else Level.FAILED, f"expired entries are {'not ' if gone else ''}returned")


def _sample_vectors(collection: Collection) -> list[Vector]:
    chance = np.random.default_rng(7)
    directions = chance.standard_normal((_ROWS + 1, collection.dimension))
    lengths = 10.0 ** chance.uniform(-0.5, 0.5, (_ROWS + 1, 1)) / np.sqrt(collection.dimension)
    return [admit(row, collection.dimension, collection.similarity) for row in directions * lengths]


def _entry(query: str, vector: Vector, scope: Scope, now: float) -> Entry:
    key = document_id(digest_fields("hexcache doctor", query), scope.key)
    return Entry(Record(key, query, b"", now, now + _TTL, _TTL), scope, vector)


def judged(measure: str, found: Sequence[Candidate], expected: dict[str, float]) -> Finding:
    """Return whether scores and order are those of `expected`: the scores by numpy, by question."""
    if not found:
        return Finding("measure", Level.FAILED, "the search returns none of the rows that were written")
    ours = [expected[candidate.record.query] for candidate in found]
    off = max(abs(candidate.score - own) for candidate, own in zip(found, ours, strict=True))
    disorder = max((after - before for before, after in pairwise(ours)), default=0.0)
    missing = len(expected) - len(found)
    facts = f"{measure}: scores off by {off:.1e} at most, order by {max(0.0, disorder):.1e}, {missing} rows missing"
    if max(off, disorder) > _APPROXIMATE:
        return Finding("measure", Level.FAILED, f"{facts}: the store ranks or scores by another measure")
    if max(off, disorder) > _EXACT or missing:
        return Finding("measure", Level.WARNING, f"{facts}: the store is approximate")
    return Finding("measure", Level.OK, f"{facts}: ranks and scores as numpy does")


def _latency(patient: Patient) -> Finding:
    seconds = []
    for _ in range(_TIMED):
        start = time.perf_counter()
        patient.cache.lookup(PARAPHRASE, scope=patient.scope)
        seconds.append(time.perf_counter() - start)
    middle, worst = np.percentile(seconds, (50, 95)) * 1_000
    return Finding("latency", Level.OK, f"a lookup takes {middle:.2f} ms, 95 of 100 at most {worst:.2f} ms")
