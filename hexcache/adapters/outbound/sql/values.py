"""What a key-value store does with a session."""

from __future__ import annotations

import hashlib
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from hexcache.adapters.outbound.sql.arrays import ArrayStatements
from hexcache.adapters.outbound.sql.provisioning import refuse_foreign
from hexcache.adapters.outbound.sql.rows import text_of
from hexcache.adapters.outbound.sql.schema import KEY_BYTES
from hexcache.adapters.outbound.sql.statement import MOST, chunks
from hexcache.adapters.outbound.sql.statements import ValueStatements
from hexcache.adapters.outbound.sql.upsert import MYSQL
from hexcache.domain.keys import encode_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hexcache.adapters.outbound.sql.schema import ValueTable
    from hexcache.adapters.outbound.sql.session import Session
    from hexcache.adapters.outbound.sql.statement import Statement

_START: Final = KEY_BYTES - 32
_PAGE: Final = 1_000
_MYSQL_KEYS: Final = 8_192
_MYSQL_BYTES: Final = 400_000
"""What the drivers of MySQL surely send as one statement: they cut at a megabyte, and may escape every byte."""


class KeyPage(NamedTuple):
    """A page of keys, and after which one the next begins; None after the last."""

    keys: list[str]
    after: bytes | None


class Values:
    """The operations of a key-value store."""

    def __init__(self, table: ValueTable, dialect: str) -> None:
        self._table = table
        self._dialect = dialect
        self._statements = ValueStatements(table, dialect)
        self._arrays = ArrayStatements(table) if dialect == "postgresql" else None

    def create(self, session: Session) -> bool:
        """Make the table where it is not there, and return True."""
        session.create(self._table.metadata)
        return True

    def is_there(self, session: Session) -> bool:
        """Return whether the table is there, and refuse one that is somebody else's."""
        there = session.columns(self._table.values)
        refuse_foreign(self._table.values, there)
        return bool(there)

    def mget(self, session: Session, keys: Sequence[str], now: float) -> list[bytes | None]:
        """Return the live value of each key, in their order."""
        names = {key: name_key(encode_text(key)) for key in keys}
        found: dict[bytes, bytes] = {}
        for statement, params in self._reads(list(dict.fromkeys(names.values())), now):
            found |= {bytes(row[0]): bytes(row[1]) for row in session.rows(statement, params)}
        return [found.get(names[key]) for key in keys]

    def is_one_statement(self, items: Mapping[str, bytes]) -> bool:
        """Return whether `mset` sends one statement, which needs no transaction."""
        if self._dialect in MYSQL:
            return sum(len(key) + len(value) for key, value in items.items()) < _MYSQL_BYTES
        return self._arrays is not None or (len(items) == 1 and len(self._statements.put) == 1)

    def mset(self, session: Session, items: Mapping[str, bytes], expires_at: float | None) -> None:
        """Write all items, each over what is there."""
        params = [_params(encode_text(key), value, expires_at) for key, value in items.items()]
        params.sort(key=itemgetter("name_key"))  # one order for all writers, so that no two wait for each other
        if self._arrays is not None:
            session.run(self._arrays.put, self._arrays.columns(params))
            return
        for statement in self._statements.put:
            session.many(statement, params, whole=True)

    def mdelete(self, session: Session, keys: Sequence[str]) -> int:
        """Delete keys and return how many were there."""
        names = list({name_key(encode_text(key)) for key in keys})
        return sum(session.run(*self._statements.delete(part)) for part in chunks(names))

    def purge(self, session: Session, now: float, after: bytes, size: int) -> tuple[int, bytes | None]:
        """Delete at most `size` expired values with keys above `after`; return how many, and the last or None."""
        rows = session.rows(self._statements.expired, {"now": now, "after": after, "size": size})
        names = [bytes(row[0]) for row in rows]
        gone = 0
        for part in chunks(names):
            statement, params = self._statements.expire(part, now=now)
            gone += session.run(statement, params)
        return gone, names[-1] if len(names) == size else None

    def _reads(self, names: list[bytes], now: float) -> Iterator[tuple[Statement, dict[str, Any]]]:
        """Yield the statements that read values, one where the engine takes so many keys."""
        if self._arrays is not None:
            yield self._arrays.get, {"keys": names, "now": now}
            return
        for part in chunks(names, _MYSQL_KEYS if self._dialect in MYSQL else MOST):
            yield self._statements.get(part, now=now)

    def page(self, session: Session, prefix: str, after: bytes | None, now: float) -> KeyPage:
        """Return the live keys that start with `prefix`, a page of them, in the order of their bytes."""
        start = encode_text(prefix)
        least = start[:_START]
        below = upper_bound(least)
        params: dict[str, Any] = {"now": now, "size": _PAGE, "after": least if after is None else after}
        statement = self._statements.pages[after is None, below is not None]
        rows = session.rows(statement, params if below is None else {**params, "below": below})
        whole = [bytes(row[0] if row[1] is None else row[1]) for row in rows]
        keys = [text_of(key) for key in whole if key.startswith(start)]
        return KeyPage([key for key in keys if key is not None], bytes(rows[-1][0]) if len(rows) == _PAGE else None)


def name_key(key: bytes) -> bytes:
    """Return what a key is found by: itself where it is short, else its start and a digest.

    No short key has the length of these, so that no two keys meet; and both keep the order of their starts.
    """
    if len(key) < KEY_BYTES:
        return key
    return key[:_START] + hashlib.sha256(key, usedforsecurity=False).digest()


def upper_bound(prefix: bytes) -> bytes | None:
    """Return the least bytes above everything that starts with `prefix`; None where there are none."""
    kept = prefix.rstrip(b"\xff")
    return kept[:-1] + bytes([kept[-1] + 1]) if kept else None


def _params(key: bytes, value: bytes, expires_at: float | None) -> dict[str, Any]:
    short = name_key(key)
    return {"name_key": short, "name": None if short == key else key, "expires_at": expires_at, "content": bytes(value)}
