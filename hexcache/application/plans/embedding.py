"""Getting the vectors of queries: given, remembered, or embedded once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hexcache.application.operations import EmbedQueries
from hexcache.domain.errors import EmbedderError, InvalidInputError
from hexcache.domain.vectors import admit, admit_many

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from hexcache.application.core import CacheCore
    from hexcache.application.monitor import Tally
    from hexcache.application.operations import Plan
    from hexcache.domain.vectors import Vector


def given(core: CacheCore, vector: npt.ArrayLike | None) -> Vector | None:
    """Return the caller's own vector through the gate; InvalidInputError whatever `on_error` says."""
    return None if vector is None else admit(vector, core.dimension, core.policy.similarity)


def admitted(core: CacheCore, vectors: npt.ArrayLike, count: int) -> list[Vector]:
    """Return an embedder's vectors through the gate; what it refuses is the embedder's error."""
    try:
        return admit_many(vectors, count, core.dimension, core.policy.similarity)
    except InvalidInputError as error:
        raise EmbedderError(f"the embedder returned what cannot be used: {error}") from error


def vectors_of(core: CacheCore, queries: Sequence[str], tally: Tally) -> Plan[list[Vector | None]]:
    """Return the vector of each query, None for a text that the window refuses; each text is embedded once."""
    found: dict[str, Vector | None] = {}
    unknown: list[str] = []
    for query in queries:
        if query not in found:
            found[query] = core.recent.get(query)
            if found[query] is None and core.window.refuses(query) is None:
                unknown.append(query)
    if unknown:
        vectors = admitted(core, (yield EmbedQueries(unknown)), len(unknown))
        tally.embedded += len(unknown)
        for query, vector in zip(unknown, vectors, strict=True):
            core.recent.put(query, vector)
            found[query] = vector
    return [found[query] for query in queries]
