"""Values by the array on PostgreSQL: any number of keys or items is one statement, always of the same text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql

from hexcache.adapters.outbound.sql.statement import Statement
from hexcache.adapters.outbound.sql.statements import live

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hexcache.adapters.outbound.sql.schema import ValueTable
    from hexcache.adapters.outbound.sql.statement import Params


class ArrayStatements:
    """Statements on the values of a key-value store that take arrays."""

    def __init__(self, table: ValueTable) -> None:
        values, row = table.values, table.values.c
        self._names = [column.name for column in row]
        arrays = [_array(column.name, column.type) for column in row]
        self.get = Statement(
            sa.select(row.name_key, row.content).where(
                row.name_key == sa.func.any(_array("keys", row.name_key.type)), live(values)
            )
        )
        rows = sa.select(*(sa.func.unnest(array) for array in arrays))
        insert = postgresql.insert(values).from_select(self._names, rows)
        changed = {name: insert.excluded[name] for name in self._names if name != "name_key"}
        self.put = Statement(insert.on_conflict_do_update(index_elements=["name_key"], set_=changed))

    def columns(self, rows: Sequence[Params]) -> dict[str, list[Any]]:
        """Return the parameters of `put`: the columns of the rows."""
        return {name: [row[name] for row in rows] for name in self._names}


def _array(name: str, kind: sa.types.TypeEngine[Any]) -> sa.BindParameter[Any]:
    return bindparam(name, type_=postgresql.ARRAY(kind))
