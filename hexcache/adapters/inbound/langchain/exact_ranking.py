"""Ranking by measures that no index knows: the caller of the store ranks a wide choice that is near by another one.

Each vector travels with its record, in the metadata, so that what a search returned can be scored. A score is a
similarity: 1 / (1 + distance), higher is closer.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from hexcache.domain.entry import Candidate, Entry, Record
from hexcache.domain.errors import CorruptEntryError
from hexcache.domain.vectors import decode_vector, encode_vector

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hexcache.domain.vectors import Vector

_KEY: Final = "langchain.vector"
_WIDTH: Final = 8
_LEAST: Final = 64
_MOST: Final = 1_000
_SLACK: Final = 1.0 - 1e-5


class ExactMeasure(StrEnum):
    """The sum of the absolute differences, or the greatest of them."""

    L1 = "l1"
    MAX = "max"


def score(measure: ExactMeasure, one: Vector, other: Vector) -> float:
    """Return how close two vectors are: in (0, 1], 1 for equal ones."""
    differences = np.abs(one.astype(np.float64) - other)
    return float(1.0 / (1.0 + (differences.sum() if measure is ExactMeasure.L1 else differences.max())))


def width(limit: int) -> int:
    """Return how many candidates to ask for, near in the Euclidean sense, to find the `limit` nearest by a measure."""
    return min(_MOST, max(_LEAST, limit * _WIDTH))


def euclidean_floor(measure: ExactMeasure, min_score: float | None, dimension: int) -> float | None:
    """Return a Euclidean score that everything reaches which reaches `min_score`; None keeps all.

    The Euclidean distance is never above the sum of the differences, nor above the greatest times the root of their
    number.
    """
    if min_score is None or min_score <= 0.0:
        return None
    distance = 1.0 / min(1.0, min_score) - 1.0
    return _SLACK / (1.0 + distance**2 * (1 if measure is ExactMeasure.L1 else dimension))


def carrying(entry: Entry) -> Entry:
    """Return the entry with its vector in the metadata of its record."""
    if entry.vector is None:
        return entry
    text = base64.b64encode(encode_vector(entry.vector)).decode("ascii")
    return replace(entry, record=replace(entry.record, metadata={**entry.record.metadata, _KEY: text}))


def bare(record: Record) -> Record:
    """Return the record without the vector in its metadata."""
    if _KEY not in record.metadata:
        return record
    return replace(record, metadata={name: text for name, text in record.metadata.items() if name != _KEY})


def ranked(
    found: Iterable[Candidate], vector: Vector, measure: ExactMeasure, limit: int, min_score: float | None
) -> list[Candidate]:
    """Return the nearest of `found` by `measure`, best first, equal scores by id; without a vector, none is."""
    pairs = ((candidate.record, _vector_of(candidate.record)) for candidate in found)
    scored = [Candidate(bare(record), score(measure, own, vector)) for record, own in pairs if own is not None]
    kept: Sequence[Candidate] = [each for each in scored if min_score is None or each.score >= min_score]
    return sorted(kept, key=lambda each: (-each.score, each.record.document_id))[:limit]


def _vector_of(record: Record) -> Vector | None:
    try:
        return decode_vector(base64.b64decode(record.metadata[_KEY], validate=True))
    except (KeyError, ValueError, binascii.Error, CorruptEntryError):
        return None
