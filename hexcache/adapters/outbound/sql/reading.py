"""Reading: records by id, counts, and pages of a scan."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hexcache.adapters.outbound.sql import rows as parse
from hexcache.adapters.outbound.sql.statement import chunks
from hexcache.adapters.outbound.sql.statements import ReadStatements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hexcache.adapters.outbound.sql.schema import CollectionTables
    from hexcache.adapters.outbound.sql.session import Session
    from hexcache.domain.entry import Entry, Record


class Page(NamedTuple):
    """A page of a scan: what of it could be read, and after which id the next one begins; None after the last."""

    entries: list[Entry]
    after: int | None


class Reader:
    """Reads the tables of one collection."""

    def __init__(self, tables: CollectionTables) -> None:
        self._read = ReadStatements(tables)
        self._kind = None if tables.vectors is None else tables.kind

    def get(self, session: Session, document_ids: Sequence[str], now: float) -> list[Record | None]:
        """Return the live record of each id, in their order."""
        names = {parse.digest(document_id): document_id for document_id in document_ids}
        found: dict[str, Record | None] = {}
        for part in chunks(list(names)):
            statement, params = self._read.by_digest(part, now=now)
            for row in session.rows(statement, params):
                name = names[bytes(row[0])]
                found[name] = parse.record_of(name, row[1:])
        return [found.get(document_id) for document_id in document_ids]

    def by_row_id(self, session: Session, names: dict[int, str], scope_id: int) -> dict[str, Record]:
        """Return the records of rows, live or not, by document id: those in the scope that can be read."""
        found = {}
        for part in chunks(list(names)):
            statement, params = self._read.by_id(part)
            for row in session.rows(statement, params):
                record = parse.record_of(names[row[0]], row[2:]) if row[1] == scope_id else None
                if record is not None:
                    found[record.document_id] = record
        return found

    def count(self, session: Session, now: float) -> int:
        """Return the number of live entries."""
        count: int = session.rows(self._read.count, {"now": now})[0][0]
        return count

    def newest(self, session: Session) -> int:
        """Return the id of the newest row, where a scan ends: what is put later is not read twice."""
        return session.rows(self._read.newest, {})[0][0] or 0

    def page(self, session: Session, after: int, until: int, size: int, now: float) -> Page:
        """Return at most `size` live entries with ids above `after`, up to `until`."""
        rows = session.rows(self._read.page, {"after": after, "until": until, "size": size, "now": now})
        entries = [entry for entry in (parse.entry_of(row[1:], self._kind) for row in rows) if entry is not None]
        return Page(entries, rows[-1][0] if len(rows) == size else None)
