"""Searching: the scope's mirror catches up, ranks, and the records of the best are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hexcache.adapters.outbound.sql.rows import scope_key
from hexcache.adapters.outbound.sql.statements import FollowStatements
from hexcache.domain.entry import Candidate
from hexcache.domain.ttl import is_live
from hexcache.domain.vectors import admit, admit_many, stack

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from hexcache.adapters.outbound.sql.mirror import Mirror, Mirrors
    from hexcache.adapters.outbound.sql.reading import Reader
    from hexcache.adapters.outbound.sql.schema import CollectionTables
    from hexcache.adapters.outbound.sql.session import Session
    from hexcache.domain.collection import Collection
    from hexcache.domain.entry import Record
    from hexcache.domain.scope import Scope
    from hexcache.domain.vectors import Matrix, Vector

    Ranking: TypeAlias = list[tuple[str, float]]

_TRIES: Final = 8
_BATCH: Final = 2_048


class Searcher:
    """Searches the scopes of one collection, exactly.

    Every search sees what any process had committed when it began. On SQLite one number says whether anything changed
    at all; the scope's counters say what: its rows written since, and whether rows went, whose ids are then compared.
    """

    def __init__(self, tables: CollectionTables, collection: Collection, mirrors: Mirrors, reader: Reader) -> None:
        self._collection = collection
        self._mirrors = mirrors
        self._reader = reader
        self._follow = FollowStatements(tables)

    def admitted(self, vector: Vector) -> Vector:
        """Return a vector that passed the gate."""
        return admit(vector, self._collection.dimension, self._collection.similarity)

    def admitted_many(self, vectors: Matrix) -> Matrix:
        """Return vectors that passed the gate, as rows of one matrix."""
        dimension = self._collection.dimension
        return stack(admit_many(vectors, len(vectors), dimension, self._collection.similarity), dimension)

    def search(
        self, session: Session, scope: Scope, vector: Vector, limit: int, now: float, min_score: float | None
    ) -> list[Candidate]:
        """Return the nearest live entries of a scope."""
        return self._searched(session, scope, now, 1, lambda mirror: [mirror.block.top(vector, limit, now, min_score)])[
            0
        ]

    def search_many(
        self, session: Session, scope: Scope, vectors: Matrix, limit: int, now: float, min_score: float | None
    ) -> list[list[Candidate]]:
        """Return, for each row of `vectors`, the nearest live entries of a scope."""
        return self._searched(
            session, scope, now, len(vectors), lambda mirror: mirror.block.top_many(vectors, limit, now, min_score)
        )

    def _searched(
        self, session: Session, scope: Scope, now: float, times: int, rank: Callable[[Mirror], list[Ranking]]
    ) -> list[list[Candidate]]:
        """Rank and read. A row that is gone or unreadable by then leaves the mirror, and others take its place."""
        mirror = self._mirrors.of(scope.key)
        for _ in range(_TRIES):
            self._catch_up(session, scope, mirror)
            rankings = session.compute(mirror.work * times, rank, mirror)
            row_ids = {name: mirror.row_ids.get(name, 0) for ranking in rankings for name, _ in ranking}
            records = self._records(session, mirror, row_ids)
            live = {name: record for name, record in records.items() if is_live(record.expires_at, now)}
            if len(live) == len(row_ids):
                break
            self._drop(session, mirror, {name: row_ids[name] for name in row_ids.keys() - records.keys()})
        return [_candidates(ranking, live) for ranking in rankings]

    def _records(self, session: Session, mirror: Mirror, row_ids: dict[str, int]) -> dict[str, Record]:
        names = {row_id: name for name, row_id in row_ids.items()}
        return self._reader.by_row_id(session, names, mirror.scope_id) if names else {}

    def _drop(self, session: Session, mirror: Mirror, row_ids: dict[str, int]) -> None:
        with session.exclusive(mirror.lock):
            mirror.drop_rows(row_ids)

    def _catch_up(self, session: Session, scope: Scope, mirror: Mirror) -> None:
        version = session.version()
        if version is not None and mirror.seen.get(session.number) == version:
            return
        here = {"scope_key": scope_key(scope)}
        state = session.rows(self._follow.state, here)
        scope_id, changed, _ = state[0] if state else (0, 0, 0)
        if (scope_id, changed) != (mirror.scope_id, mirror.changed):
            with session.exclusive(mirror.lock):
                self._follow_scope(session, here, mirror)
            self._mirrors.weigh(scope.key, mirror)
        if version is not None:
            mirror.saw(session.number, version)

    def _follow_scope(self, session: Session, here: dict[str, bytes], mirror: Mirror) -> None:
        """Bring a mirror up to date. The counters are read first: what is written meanwhile is seen the next time."""
        state = session.rows(self._follow.state, here)
        scope_id, changed, removed = state[0] if state else (0, 0, 0)
        if scope_id != mirror.scope_id:
            mirror.restart(scope_id)
        if removed > mirror.changed and len(mirror.row_ids):
            mirror.keep({row[0] for row in session.rows(self._follow.ids, {"scope_id": scope_id})})
        if changed > mirror.changed:
            params = {"scope_id": scope_id, "after": mirror.changed}
            for rows in session.batches(self._follow.changes, params, _BATCH):
                mirror.absorb(rows)
        mirror.changed = changed


def _candidates(ranking: Ranking, records: dict[str, Record]) -> list[Candidate]:
    return [Candidate(records[name], score) for name, score in ranking if name in records]
