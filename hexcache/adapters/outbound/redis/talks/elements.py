"""Documents in vector sets of Redis 8: one set for each scope and place; cosine only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from typing_extensions import override

from hexcache.adapters.outbound.redis import scripts
from hexcache.adapters.outbound.redis.places import document_id
from hexcache.adapters.outbound.redis.records import read_record
from hexcache.adapters.outbound.redis.script import scripted
from hexcache.adapters.outbound.redis.talks.kind import SPARE, best, registry_key
from hexcache.adapters.outbound.redis.talks.registered import Registered
from hexcache.domain.entry import Candidate
from hexcache.domain.similarity import clamp_cosine, from_half_cosine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hexcache.adapters.outbound.redis.places import Place
    from hexcache.adapters.outbound.redis.talk import Command, Raw, Talk
    from hexcache.domain.collection import Collection
    from hexcache.domain.entry import Entry
    from hexcache.domain.scope import Scope
    from hexcache.domain.vectors import Vector

_WORDS: Final = {"none": "NOQUANT", "q8": "Q8", "bin": "BIN"}
_WARNINGS: Final = {
    "q8": "q8 rounds vectors to 8 bits: near scores tie, and an exact match may score 0.998",
    "bin": "bin keeps one bit of each number: scores are rough, and a threshold means little",
}
_ROUNDING: Final = 1e-6


class Elements(Registered):
    """The index kind `vector_set`.

    Args:
        collection: what it is made for.
        places: where its documents are.
        quantization: `none`, `q8` or `bin`.
        search_width: how many candidates a search keeps.
    """

    put_script = scripts.PUT_ELEMENT
    delete_script = scripts.DELETE_ELEMENTS
    clear_scope_script = scripts.CLEAR_SCOPE_ELEMENTS
    clear_tagged_script = scripts.CLEAR_TAGGED_ELEMENTS
    touch_script = scripts.TOUCH_ELEMENT

    def __init__(self, collection: Collection, places: Sequence[Place], quantization: str, search_width: int) -> None:
        super().__init__(collection, places)
        self._quantization = quantization
        self._width = search_width

    @override
    def stored(self, entry: Entry) -> tuple[bytes | str, str | int]:
        return "" if entry.vector is None else entry.vector.tobytes(), _WORDS[self._quantization]

    @override
    def search_many(
        self, scope: Scope, vectors: Sequence[Vector], limit: int, now: float, min_score: float | None
    ) -> Talk[list[list[Candidate]]]:
        blobs = [vector.tobytes() for vector in vectors]
        least = "-inf" if min_score is None else repr((1.0 + min_score) / 2.0 - _ROUNDING)
        commands: dict[Place, list[Command]] = {
            place: [
                scripts.SEARCH_ELEMENTS.call(
                    (registry_key(place),), scope.key, blob, limit, repr(now), least, self._width, SPARE
                )
                for blob in blobs
            ]
            for place in self.places
        }
        found: list[list[Candidate]] = [[] for _ in vectors]
        answer = yield from scripted(commands)
        for replies in self.outages.reachable(answer).values():
            for candidates, rows in zip(found, self.accepted(replies), strict=True):
                candidates.extend(_candidates(rows, min_score))
        return [best(candidates, limit) for candidates in found]

    @override
    def read_vectors(self, place: Place, scope_key: str, names: Sequence[bytes]) -> list[Command]:
        key = place.stem + b"v:" + scope_key.encode()
        return [(b"VEMB", key, name) for name in names]

    @override
    def parse_vector(self, reply: Raw) -> Vector | None:
        return None if reply is None else np.array([float(number) for number in reply], np.float32)

    @override
    def describe(self) -> dict[str, str]:
        facts = {
            "index": "vector_set",
            "quantization": self._quantization,
            "graph": f"search width {self._width}",
        }
        if self._quantization in _WARNINGS:
            facts["warning"] = _WARNINGS[self._quantization]
        return facts


def _candidates(rows: Raw, min_score: float | None) -> list[Candidate]:
    candidates = []
    for name, half, values in rows:
        score = clamp_cosine(from_half_cosine(float(half)))
        try:
            record = read_record(document_id(name), values)
        except ValueError:
            continue
        if record is not None and (min_score is None or score >= min_score):
            candidates.append(Candidate(record, score))
    return candidates
