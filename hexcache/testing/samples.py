"""What the suites write and ask: entries, vectors, and the texts that adapters trip over."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from hexcache.domain.entry import Entry, Record
from hexcache.domain.keys import document_id, encode_text
from hexcache.domain.scope import Scope
from hexcache.domain.similarity import Similarity
from hexcache.domain.vectors import admit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from hexcache.domain.vectors import Matrix, Vector

DIMENSION: Final = 8
SCOPE: Final = Scope("acme", "model-1", "be brief")

HOSTILE_TEXTS: Final[dict[str, str]] = {
    "empty": "",
    "space": " ",
    "trailing space": "a ",
    "upper case": "A",
    "star": "*",
    "question mark": "a?",
    "percent and underscore": "%_",
    "brackets": "[a-z]",
    "braces": "{a}",
    "bar": "a|b",
    "colon and dash": "a:b-c",
    "slashes": "../a/\\b",
    "single quote": "it's",
    "double quote": 'say "x"',
    "statement": "'; DROP TABLE entries; --",
    "query language": "@scope:{*} => [KNN 1 @vector $v]",
    "line break": "a\r\nb",
    "tab": "\t",
    "accent composed": "\u00e9",
    "accent decomposed": "e\u0301",
    "right to left": "\u05e9\u05dc\u05d5\u05dd",
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "NUL": "a\x00b",
    "only NUL": "\x00",
    "lone surrogate": "\ud83d",
    "swapped surrogates": "\ude00\ud83d",
    "very long": "long " * 20_000,
}
"""Texts by what is difficult in them; no two are equal, and some differ in one respect only."""

LOOKALIKES: Final = ("a", "A", "a ", " a", "a\x00", "ab", "\u00e4", "a\u0308", "a*", "a%", "a_", "a\n")
"""Different texts that some comparison takes for equal, or one for a prefix or a pattern of another."""


def query_key(query: str) -> str:
    """Return the default encoder's key of `query`."""
    return hashlib.sha256(encode_text(query), usedforsecurity=False).hexdigest()


def vectors(count: int, seed: int = 1, dimension: int = DIMENSION) -> Matrix:
    """Return `count` unit vectors that are the same on every machine, float32 (n, d)."""
    rows = np.random.default_rng(seed).standard_normal((count, dimension))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def near(vector: Vector, cosine: float, seed: int = 1) -> Vector:
    """Return a unit vector whose cosine with the unit vector `vector` is `cosine`."""
    start = vector.astype(np.float64)
    aside = np.random.default_rng(seed).standard_normal(len(start))
    aside -= (aside @ start) * start
    aside /= np.linalg.norm(aside)
    return np.asarray(cosine * start + np.sqrt(max(0.0, 1.0 - cosine**2)) * aside, np.float32)


def reference_score(similarity: Similarity, a: npt.ArrayLike, b: npt.ArrayLike) -> float:
    """Return the score of two vectors in float64, straight from the definition of the measure."""
    x, y = np.asarray(a, np.float64), np.asarray(b, np.float64)
    if similarity is Similarity.COS:
        return float(x @ y / np.sqrt((x @ x) * (y @ y)))
    if similarity is Similarity.DOT:
        return float(x @ y)
    return float(1.0 / (1.0 + (x - y) @ (x - y)))


class Samples:
    """Makes entries that are written `now`, for one measure.

    Attributes:
        now: the clock that the suite runs by.
        similarity: the measure whose gate the vectors pass.
    """

    def __init__(self, now: Callable[[], float], similarity: Similarity) -> None:
        self.now = now
        self.similarity = similarity

    def vector(self, numbers: npt.ArrayLike) -> Vector:
        """Return `numbers` as the gate lets them in."""
        return admit(numbers, None, self.similarity)

    def entry(
        self,
        query: str,
        vector: npt.ArrayLike | None = None,
        *,
        scope: Scope = SCOPE,
        value: bytes = b"an answer",
        ttl: float | None = None,
        key: str | None = None,
        **fields: Any,
    ) -> Entry:
        """Return an entry; its id is made of `key`, or of the default encoder's key of `query`."""
        now = self.now()
        record = Record(
            document_id=document_id(query_key(query) if key is None else key, scope.key),
            query=query,
            value=value,
            created_at=now,
            expires_at=None if ttl is None else now + ttl,
            ttl=ttl,
        )
        return Entry(replace(record, **fields), scope, None if vector is None else self.vector(vector))

    def entries(self, rows: Sequence[npt.ArrayLike] | Matrix, name: str = "q", **fields: Any) -> list[Entry]:
        """Return one entry for each vector, their queries numbered."""
        return [self.entry(f"{name}{number}", row, **fields) for number, row in enumerate(rows)]
