"""Reading a table that another program made: pages of rows, each with its times, and nothing changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from cassandra import ConsistencyLevel
from cassandra.query import SimpleStatement

from hexcache.adapters.outbound.cassandra.errors import border
from hexcache.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cassandra.cluster import Session

    from hexcache.adapters.outbound.cassandra.settings import ConnectionOptions

# As whoever made it wrote it: without quotes, so that the server lowers it.
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,221}")
_MICROSECONDS: Final = 1e6


def select(keyspace: str, table: str, columns: Sequence[str], timed: str) -> str:
    """Return the statement that reads the columns of every row, and the times of the column `timed`.

    Raises:
        ConfigurationError: a name is no name.
    """
    for name in (keyspace, table, timed, *columns):
        if not _NAME.fullmatch(name):
            raise ConfigurationError(f"{name!r} is no name of a table or column; use letters, digits and '_'")
    times = f"TTL({timed}) AS seconds_left, WRITETIME({timed}) AS written_at"
    return f"SELECT {', '.join(columns)}, {times} FROM {keyspace}.{table}"  # noqa: S608 - the names were checked


def pages(
    session: Session, options: ConnectionOptions, table: str, columns: Sequence[str], timed: str, page: int
) -> Iterator[list[Mapping[str, Any]]]:
    """Yield the rows of a table, at most `page` at a time, with `seconds_left` and `written_at` in seconds."""
    level = getattr(ConsistencyLevel, options.read_consistency)
    cql = select(options.keyspace, table, columns, timed)
    with border():
        found = session.execute(SimpleStatement(cql, fetch_size=page, consistency_level=level))
    while True:
        yield [_timed(row) for row in found.current_rows]
        if not found.has_more_pages:
            return
        with border():
            found.fetch_next_page()


def _timed(row: Any) -> Mapping[str, Any]:  # noqa: ANN401 - the driver's named tuple
    fields = row._asdict()
    written = fields["written_at"]
    return {**fields, "written_at": None if written is None else written / _MICROSECONDS}
