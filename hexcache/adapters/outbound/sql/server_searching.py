"""Searching where the server compares vectors: one statement, whose way is chosen by how large the scope is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from hexcache.adapters.outbound.sql.gate import Gate
from hexcache.adapters.outbound.sql.rows import record_of, scope_key, text_of
from hexcache.adapters.outbound.sql.vector_statements import NearestStatements
from hexcache.adapters.outbound.sql.vectors import furthest, ready, score, teach
from hexcache.domain.entry import Candidate

if TYPE_CHECKING:
    from collections.abc import Sequence

    import sqlalchemy as sa

    from hexcache.adapters.outbound.sql.schema import CollectionTables
    from hexcache.adapters.outbound.sql.scope_sizes import ScopeSizes
    from hexcache.adapters.outbound.sql.session import Session
    from hexcache.adapters.outbound.sql.statement import Row
    from hexcache.domain.collection import Collection
    from hexcache.domain.scope import Scope
    from hexcache.domain.vectors import Matrix, Vector

_MORE: Final = 4
_UNLIKE: Final = 0.4


class ServerSearcher(Gate):
    """Searches the scopes of one collection on the server.

    Args:
        tables: the tables.
        vectors: that of the vectors.
        collection: what the vectors have in common.
        sizes: how large scopes are.
        search_width: candidates that a walk looks at.
    """

    def __init__(
        self, tables: CollectionTables, vectors: sa.Table, collection: Collection, sizes: ScopeSizes, search_width: int
    ) -> None:
        super().__init__(collection)
        self._sizes = sizes
        self._width = search_width
        self._nearest = NearestStatements(tables, vectors, sizes.kind, search_width)

    def search(
        self, session: Session, scope: Scope, vector: Vector, limit: int, now: float, min_score: float | None
    ) -> list[Candidate]:
        """Return the nearest live entries of a scope."""
        far = furthest(self._collection.similarity, min_score)
        teach(session, self._width)
        params = {"this_scope": scope_key(scope), "vector": ready(session, vector), "now": now, "furthest": far}
        rows = self._rows(session, params, limit)
        found = self._candidates(rows, min_score)
        if _hides(rows, found, far, limit):
            rows = session.rows(self._nearest.one(_MORE * limit, "live"), params)
            found = self._candidates(rows, min_score)
        return found[:limit]

    def search_many(
        self, session: Session, scope: Scope, vectors: Matrix, limit: int, now: float, min_score: float | None
    ) -> list[list[Candidate]]:
        """Return, for each row of `vectors`, the nearest live entries of a scope."""
        if not self._nearest.has_several or not len(vectors):
            return [self.search(session, scope, vector, limit, now, min_score) for vector in vectors]
        teach(session, self._width)
        key = scope_key(scope)
        self._know(session, key)
        walk = self._sizes.walks(key)
        far = furthest(self._collection.similarity, min_score)
        params = {"this_scope": key, "vectors": vectors, "count": len(vectors), "now": now, "furthest": far}
        parts: list[list[Row]] = [[] for _ in vectors]
        for row in session.rows(self._nearest.several(limit, "walk" if walk else "live"), params):
            parts[row[0] - 1].append(row[1:])
        results = []
        for part, vector in zip(parts, vectors, strict=True):
            found = self._candidates(part, min_score)
            if _hides(part, found, far, limit) or (walk and (len(part) < limit or self._doubts(part))):
                found = self.search(session, scope, vector, limit, now, min_score)
            results.append(found)
        return results

    def _rows(self, session: Session, params: dict[str, Any], limit: int) -> Sequence[Row]:
        key = params["this_scope"]
        self._know(session, key)
        if self._sizes.walks(key):
            rows = session.rows(self._nearest.one(limit, "walk"), params)
            if len(rows) >= limit and self._doubts(rows):
                rows = session.rows(self._nearest.one(limit, "wide"), params)
            if len(rows) >= limit:
                return rows
            self._know(session, key, anew=True)  # the walk came to its end: the scope may have become small
        rows = session.rows(self._nearest.one(limit, "all"), params)
        if len(rows) >= limit and any(row[0] <= params["furthest"] and row[1] is None for row in rows):
            rows = session.rows(self._nearest.one(limit, "live"), params)
        return rows

    def _doubts(self, rows: Sequence[Row]) -> bool:
        """Return whether a walk may have ended in the wrong region: there, nothing is like what was asked for."""
        return self._nearest.can_widen and bool(rows) and rows[0][0] > _UNLIKE

    def _know(self, session: Session, key: bytes, *, anew: bool = False) -> None:
        if anew or not self._sizes.is_known(key):
            count, table = session.rows(self._nearest.sizes, {"this_scope": key})[0]
            self._sizes.note(key, float(count), float(table or 0.0))

    def _candidates(self, rows: Sequence[Row], min_score: float | None) -> list[Candidate]:
        similarity = self._collection.similarity
        lowest = float("-inf") if min_score is None else min_score
        found = []
        for far, name, *answer in rows:
            closeness = score(similarity, far) if name is not None else lowest
            if name is None or not closeness >= lowest:
                continue
            document_id = text_of(name)
            record = None if document_id is None else record_of(document_id, answer)
            if record is not None:
                found.append(Candidate(record, closeness))
        found.sort(key=_by_score)
        return found


def _by_score(candidate: Candidate) -> tuple[float, str]:
    return -candidate.score, candidate.record.document_id


def _hides(rows: Sequence[Row], found: list[Candidate], far: float, limit: int) -> bool:
    """Return whether rows that cannot be read take the place of others."""
    there = sum(row[0] <= far and row[1] is not None for row in rows)
    return len(found) < min(limit, there) and len(rows) >= limit
