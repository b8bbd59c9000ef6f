"""Searching: the scope's mirror catches up, ranks, and the records of the best are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hexcache.adapters.outbound.sql.gate import Gate
from hexcache.adapters.outbound.sql.rows import record_of, scope_key, text_of
from hexcache.adapters.outbound.sql.statements import FollowStatements
from hexcache.domain.entry import Candidate
from hexcache.domain.ttl import is_live

if TYPE_CHECKING:
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

_TRIES: Final = (False,) * 7 + (True,)
_BATCH: Final = 2_048
_FEW: Final = 1_024
_SHORT: Final = 8_192


class Searcher(Gate):
    """Searches the scopes of one collection, exactly.

    Every search sees what any process had committed when it began. On SQLite one number says whether anything changed
    at all; the scope's counters say what: its rows written since, and whether rows went, whose ids are then compared.
    """

    def __init__(self, tables: CollectionTables, collection: Collection, mirrors: Mirrors, reader: Reader) -> None:
        super().__init__(collection)
        self._mirrors = mirrors
        self._reader = reader
        self._follow = FollowStatements(tables)

    def search(
        self, session: Session, scope: Scope, vector: Vector, limit: int, now: float, min_score: float | None
    ) -> list[Candidate]:
        """Return the nearest live entries of a scope."""
        mirror = self._mirrors.of(scope.key)
        for last in _TRIES:
            self._catch_up(session, scope, mirror)
            ranking = session.compute(mirror.work, mirror.block.top, vector, limit, now, min_score)
            records = self._records(session, scope, mirror, ranking, now)
            if len(records) == len(ranking) or last:
                break
        return _candidates(ranking, records)

    def search_many(
        self, session: Session, scope: Scope, vectors: Matrix, limit: int, now: float, min_score: float | None
    ) -> list[list[Candidate]]:
        """Return, for each row of `vectors`, the nearest live entries of a scope."""
        mirror = self._mirrors.of(scope.key)
        for last in _TRIES:
            self._catch_up(session, scope, mirror)
            work = mirror.work * len(vectors)
            rankings = session.compute(work, mirror.block.top_many, vectors, limit, now, min_score)
            found = list({pair[0]: pair for ranking in rankings for pair in ranking}.values())
            records = self._records(session, scope, mirror, found, now)
            if len(records) == len(found) or last:
                break
        return [_candidates(ranking, records) for ranking in rankings]

    def _records(
        self, session: Session, scope: Scope, mirror: Mirror, ranking: Ranking, now: float
    ) -> dict[str, Record]:
        """Return the live records of a ranking by id. What is gone or cannot be read leaves the mirror."""
        generation, records, missing = mirror.recent.generation, {}, {}
        for name, _ in ranking:
            record = mirror.recent.get(name)
            if record is None:
                missing[mirror.row_ids.get(name, 0)] = name
            else:
                records[name] = record
        if missing:
            read = self._reader.by_row_id(session, missing, mirror.scope_id)
            mirror.recent.keep(read, generation)
            if mirror.has_grown:
                self._mirrors.weigh(scope.key, mirror)
            records |= read
            if len(read) < len(missing):
                self._drop(session, mirror, {name: row_id for row_id, name in missing.items() if name not in read})
        return {name: record for name, record in records.items() if is_live(record.expires_at, now)}

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
                self._follow_scope(session, here, mirror, local=version is not None)
            self._mirrors.weigh(scope.key, mirror)
        if version is not None:
            mirror.saw(session.number, version)

    def _follow_scope(self, session: Session, here: dict[str, bytes], mirror: Mirror, *, local: bool) -> None:
        """Bring a mirror up to date. The counters are read first: what is written meanwhile is seen the next time."""
        state = session.rows(self._follow.state, here)
        scope_id, changed, removed = state[0] if state else (0, 0, 0)
        if scope_id != mirror.scope_id:
            mirror.restart(scope_id)
        if removed > mirror.changed and len(mirror.row_ids):
            mirror.keep({row[0] for row in session.rows(self._follow.ids, {"scope_id": scope_id})})
        if changed > mirror.changed:
            params = {"scope_id": scope_id, "after": mirror.changed}
            count = 0
            for rows in session.batches(self._follow.changes, params, _BATCH):
                mirror.absorb(rows)
                count += len(rows)
            if local and count <= _FEW:
                self._keep_records(session, mirror, params)
        mirror.changed = changed

    def _keep_records(self, session: Session, mirror: Mirror, params: dict[str, int]) -> None:
        """Keep the short records of a few new rows: where a scan is quick, reading one would double the search."""
        generation = mirror.recent.generation
        records = {}
        for name, *answer in session.rows(self._follow.records, {**params, "longest": _SHORT}):
            document_id = text_of(name)
            record = None if document_id is None else record_of(document_id, answer)
            if record is not None:
                records[record.document_id] = record
        mirror.recent.keep(records, generation)


def _candidates(ranking: Ranking, records: dict[str, Record]) -> list[Candidate]:
    return [Candidate(records[name], score) for name, score in ranking if name in records]
