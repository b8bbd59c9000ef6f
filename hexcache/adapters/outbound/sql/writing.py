"""Writing: put, touch, delete, clear and purge, each inside one transaction of the session's."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from hexcache.adapters.outbound.sql import rows as parse
from hexcache.adapters.outbound.sql.statement import chunks
from hexcache.adapters.outbound.sql.statements import RemoveStatements, WriteStatements
from hexcache.adapters.outbound.sql.vector_writing import VectorWriter
from hexcache.domain.scope import field_key
from hexcache.domain.vectors import admit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hexcache.adapters.outbound.sql.schema import CollectionTables
    from hexcache.adapters.outbound.sql.scope_sizes import ScopeSizes
    from hexcache.adapters.outbound.sql.session import Session
    from hexcache.domain.collection import Collection
    from hexcache.domain.entry import Entry, Selection
    from hexcache.domain.scope import Scope


class Prepared(NamedTuple):
    """Entries on their way into the tables.

    Attributes:
        scopes: every scope concerned, by its key, in the order in which their rows are locked.
        entries: for each entry the key of its scope, and the parameters of its row but for those of the scope.
        tags: the parameters of the tags' rows.
    """

    scopes: dict[bytes, Scope]
    entries: list[tuple[bytes, dict[str, Any]]]
    tags: list[dict[str, bytes]]


class Writer:
    """Writes to the tables of one collection."""

    def __init__(
        self, tables: CollectionTables, dialect: str, collection: Collection, sizes: ScopeSizes | None = None
    ) -> None:
        self._collection = collection
        self._write = WriteStatements(tables, dialect)
        self._remove = RemoveStatements(tables)
        self._sizes = sizes
        self._vectors = None if tables.vectors is None else VectorWriter(tables, tables.vectors, dialect)

    def prepare(self, entries: Sequence[Entry]) -> Prepared:
        """Return entries as they are written, every vector past the gate, before any statement runs."""
        last = {entry.record.document_id: self._passed(entry) for entry in entries}
        params = [(parse.scope_key(entry.scope), self._params(entry)) for entry in last.values()]
        scopes = {parse.scope_key(entry.scope): entry.scope for entry in last.values()}
        tags = [parse.tag_params(entry, row["digest"]) for entry, (_, row) in zip(last.values(), params, strict=True)]
        return Prepared({key: scopes[key] for key in sorted(scopes)}, params, [tag for some in tags for tag in some])

    def put(self, session: Session, prepared: Prepared) -> None:
        """Write entries and their tags over what is there."""
        homes = {key: self._enter(session, key, scope) for key, scope in prepared.scopes.items()}
        params = [{**row, "scope_id": homes[key][0], "seq": homes[key][1]} for key, row in prepared.entries]
        self._leave_others(session, homes, prepared)
        self._put_rows(session, params)
        for part in chunks([row["digest"] for _, row in prepared.entries]):
            session.run(*self._remove.untag(part))
        session.many(self._write.tag, prepared.tags)
        self._note(prepared)

    def touch(self, session: Session, document_id: str, expires_at: float, now: float) -> bool:
        """Move the expiry of a live entry."""
        params = {"this_digest": parse.digest(document_id), "now": now}
        homes = session.rows(self._write.home, params)
        if not homes:
            return False
        session.run(self._write.grow_home, {"home": homes[0][0]})
        return session.run(self._write.touch, {**params, "until": expires_at}) > 0

    def delete(self, session: Session, document_ids: Sequence[str]) -> int:
        """Take entries out and return how many were there."""
        return self._delete(session, list({parse.digest(document_id) for document_id in document_ids}))

    def clear(self, session: Session, selection: Selection) -> None:
        """Take out what is selected: whole scopes at once, entries with a tag one by one."""
        params, asked = _conditions(selection)
        if selection.tag is None:
            for statement in self._remove.clear(**asked):
                session.run(statement, params)
            return
        params["tag_key"] = parse.tag_key(selection.tag)
        self._delete(session, [row[0] for row in session.rows(self._remove.tagged(**asked), params)])

    def purge(self, session: Session, now: float, size: int) -> int:
        """Take out at most `size` entries that are expired, the oldest first, and return how many."""
        return self._delete(session, [row[0] for row in session.rows(self._remove.expired, {"now": now, "size": size})])

    def drop_empty_scopes(self, session: Session) -> int:
        """Take out the rows of scopes that have no entry any more."""
        return [session.run(statement, {}) for statement in self._remove.empty_scopes][-1]

    def _put_rows(self, session: Session, params: Sequence[dict[str, Any]]) -> None:
        """Write the rows of entries, and of their vectors where these have a table of their own."""
        if self._vectors is not None:
            self._vectors.put(session, [row for row in params if row["embedding"] is not None])
            params = [row for row in params if row["embedding"] is None]
        for statement in self._write.put:
            session.many(statement, params)
        if self._vectors is not None:
            self._forget(session, [row["digest"] for row in params])

    def _note(self, prepared: Prepared) -> None:
        """Note how scopes have grown, if somebody asks."""
        if self._sizes is not None:
            for key, count in Counter(key for key, _ in prepared.entries).items():
                self._sizes.grow(key, count)

    def _forget(self, session: Session, digests: Sequence[bytes]) -> None:
        """Take vectors out of their table, where there is one."""
        if self._remove.forget is not None:
            for part in chunks(digests):
                session.run(*self._remove.forget(part))

    def _params(self, entry: Entry) -> dict[str, Any]:
        params = parse.entry_params(entry)
        return params if self._vectors is None else {**params, "embedding": entry.vector}

    def _passed(self, entry: Entry) -> Entry:
        if entry.vector is None:
            return entry
        vector = admit(entry.vector, self._collection.dimension, self._collection.similarity)
        return entry if vector is entry.vector else replace(entry, vector=vector)

    def _enter(self, session: Session, key: bytes, scope: Scope) -> tuple[int, int]:
        """Lock the scope's row, making it where there is none, and return its id and its grown counter."""
        here = {"this_scope": key}
        if not session.run(self._write.grow, here):
            session.run(self._write.open_scope, parse.scope_params(scope))
        scope_id, changed = session.rows(self._write.state, here)[0]
        return scope_id, changed

    def _leave_others(self, session: Session, homes: dict[bytes, tuple[int, int]], prepared: Prepared) -> None:
        """Tell other scopes of entries that move out of them."""
        arriving: dict[bytes, list[bytes]] = {}
        for key, row in prepared.entries:
            arriving.setdefault(key, []).append(row["digest"])
        for key, digests in arriving.items():
            for part in chunks(digests):
                self._shrink(session, self._homes(session, part) - {homes[key][0]})

    def _delete(self, session: Session, digests: Sequence[bytes]) -> int:
        gone = 0
        for part in chunks(digests):
            self._shrink(session, self._homes(session, part))
            session.run(*self._remove.untag(part))
            self._forget(session, part)
            gone += session.run(*self._remove.delete(part))
        return gone

    def _homes(self, session: Session, digests: Sequence[bytes]) -> set[int]:
        return {row[0] for row in session.rows(*self._remove.homes(digests))}

    def _shrink(self, session: Session, scope_ids: set[int]) -> None:
        """Lock the rows of scopes, in one order for all writers, and note that entries went."""
        for part in chunks(sorted(scope_ids)):
            session.run(*self._remove.shrink(part))


def _conditions(selection: Selection) -> tuple[dict[str, bytes], dict[str, bool]]:
    """Return the parameters of a selection's conditions on scopes, and which of the conditions there are."""
    keys = {
        "tenant_key": None if selection.tenant is None else field_key("tenant", selection.tenant),
        "model_key": None if selection.model is None else field_key("model", selection.model),
        "scope_key": None if selection.scope is None else selection.scope.key,
    }
    params = {f"this_{name}": bytes.fromhex(key) for name, key in keys.items() if key is not None}
    return params, {name.removesuffix("_key"): key is not None for name, key in keys.items()}
