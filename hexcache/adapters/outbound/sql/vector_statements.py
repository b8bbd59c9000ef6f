"""Searches in the table of vectors, where the server compares them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy import bindparam

from hexcache.adapters.outbound.sql import vectors as spell
from hexcache.adapters.outbound.sql.scope_sizes import COMPARED, FEW, MOST
from hexcache.adapters.outbound.sql.statement import Statement
from hexcache.adapters.outbound.sql.statements import answer_columns, live
from hexcache.adapters.outbound.sql.vector_types import PLAIN
from hexcache.domain.similarity import Similarity

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from sqlalchemy.sql.elements import ColumnElement

    from hexcache.adapters.outbound.sql.schema import CollectionTables
    from hexcache.adapters.outbound.sql.vector_kinds import VectorKind

    Way: TypeAlias = Literal["walk", "wide", "all", "live"]

_WALKS: Final[dict[str, int]] = {"walk": 1, "wide": 4}
_WIDEST: Final = 1_000
_BESIDE: Final = 48
_PAGE: Final = 8_192
_HEADERS: Final = 24


class NearestStatements:
    """Searches of one scope, :this_scope, through the graph or by comparing all of it.

    The server looks for the nearest first, and reads what they say afterwards, for those within :furthest alone: a
    minimum inside the walk would make a miss walk to its end. Each returns (distance, document_id, record...) by
    distance; what is too far or not live has no document_id.

    There are four ways. "walk" goes through the graph, "wide" looks at four times as many candidates; both pass over
    what is not live. "all" compares the whole scope, "live" what is live of it, which takes longer.

    Args:
        tables: the tables.
        vectors: that of the vectors.
        kind: how vectors are held.
        width: candidates that a walk looks at.
    """

    def __init__(self, tables: CollectionTables, vectors: sa.Table, kind: VectorKind, width: int) -> None:
        self._tables, self._vectors, self._kind, self._width = tables, vectors, kind, width
        self._made: dict[tuple[int, str, str], Statement] = {}
        scopes = tables.scopes.c
        self._scope = sa.select(scopes.id).where(scopes.scope_key == bindparam("this_scope")).scalar_subquery()
        self.sizes = self._sizes()

    @property
    def has_several(self) -> bool:
        """Whether one statement can search for several vectors."""
        return self._kind.name != "mariadb"

    @property
    def can_widen(self) -> bool:
        """Whether "wide" is worth a try where nothing is near: where distances have a scale, and the width is said."""
        return self._kind.name != "mariadb" and self._kind.similarity is Similarity.COS

    def one(self, limit: int, way: Way) -> Statement:
        """Return the search for the vector :vector, which `vectors.ready` made.

        Args:
            limit: how many to look at; part of the text, because a plan for any number is not the plan for a few.
            way: how.
        """
        return self._get(limit, way, self._one)

    def several(self, limit: int, way: Way) -> Statement:
        """Return the search for the :count vectors that :vectors holds one after the other.

        Rows begin with the number of the vector, from 1.
        """
        return self._get(limit, way, self._several)

    def _get(self, limit: int, way: Way, make: Callable[[int, Way], sa.Select[Any]]) -> Statement:
        key = limit, way, make.__name__
        if key not in self._made:
            self._made[key] = Statement(make(limit, way))
        return self._made[key]

    def _one(self, limit: int, way: Way) -> sa.Select[Any]:
        vector = spell.ready_parameter("vector")
        near = self._nearest(vector, self._told(vector, way), limit, way).subquery("near")
        rows = self._described(near)
        return sa.select(near.c.distance, *self._columns()).select_from(rows).order_by(near.c.distance)

    def _several(self, limit: int, way: Way) -> sa.Select[Any]:
        number, part = spell.parts("vectors", "count", self._kind.dimension)
        # The offset keeps the planner from cutting a vector out again for each row that it is compared with.
        parts = sa.select(number.label("number"), self._told(part, way).label("vector"))
        asked = parts.offset(sa.literal_column("0")).subquery("asked")
        near = self._nearest(asked.c.vector, asked.c.vector, limit, way).lateral("near")
        rows = self._described(asked.join(near, sa.true()), near)
        columns = sa.select(asked.c.number, near.c.distance, *self._columns()).select_from(rows)
        return columns.order_by(asked.c.number, near.c.distance)

    def _told(self, vector: ColumnElement[Any], way: Way) -> ColumnElement[Any]:
        """Return a vector whose coming tells the server how to walk, in this statement alone."""
        if way not in _WALKS or self._kind.name == "mariadb":
            return vector
        settings = {"hnsw.ef_search": str(min(_WIDEST, self._width * _WALKS[way]))}
        if self._kind.iterative:
            settings["hnsw.iterative_scan"] = "strict_order"
        said = [
            sa.func.set_config(*(sa.literal_column(f"'{word}'") for word in pair), sa.true())
            for pair in settings.items()
        ]
        done = sa.select(sa.func.concat(*said) != sa.literal_column("''")).scalar_subquery()
        return sa.case((done, vector))

    def _nearest(self, vector: ColumnElement[Any], asked: ColumnElement[Any], limit: int, way: Way) -> sa.Select[Any]:
        row, walk = self._vectors.c, way in _WALKS
        far = spell.distance(self._kind, row.embedding, vector)
        order = spell.order(self._kind, row.embedding, asked) if walk else far + sa.literal_column("0")  # no index's
        if self._kind.name == "mariadb":  # its drivers write a vector into the text each time that it is named
            far = order = order.label("distance")
        found = sa.select(row.id, far.label("distance")).order_by(order).limit(sa.literal_column(str(limit)))
        if walk:
            return found.where(_opaque(row.scope_id == self._scope, self._is_live()))
        found = found.where(self._inside())
        if way == "live":
            entries = self._tables.entries
            found = found.join(entries, entries.c.id == row.id).where(live(entries))
        return found

    def _inside(self) -> ColumnElement[bool]:
        """Return the condition for rows of the scope, in the form for which a planner always takes the index.

        It would read the whole table for a new scope beside one that its statistics take for the only one.
        """
        return self._vectors.c.scope_id.between(self._scope, self._scope)

    def _is_live(self) -> ColumnElement[bool]:
        entries = self._tables.entries.alias("life")
        return sa.select(live(entries)).where(entries.c.id == self._vectors.c.id).scalar_subquery()

    def _described(self, near: Any, last: Any = None) -> Any:  # noqa: ANN401 - SQLAlchemy's FROM clauses
        entries, last = self._tables.entries, near if last is None else last
        wanted = sa.and_(
            entries.c.id == last.c.id,
            last.c.distance <= bindparam("furthest", type_=sa.Double()),
            live(entries),
        )
        return near.outerjoin(entries, wanted)

    def _columns(self) -> list[ColumnElement[Any]]:
        return [self._tables.entries.c.document_id, *answer_columns(self._tables.entries)]

    def _sizes(self) -> Statement:
        """Return the statement for (rows of the scope, at most as many as are worth comparing; rows of the table).

        The table's size in bytes is known at once and counts dead rows, which a walk meets as well.
        """
        inside: sa.Select[Any] = sa.select(sa.literal_column("1")).where(self._inside())
        if self._kind.name == "mariadb":  # a limit is a number there
            known = sa.table(
                "tables", *map(sa.column, ("table_schema", "table_name", "table_rows")), schema="information_schema"
            )
            here = sa.and_(known.c.table_schema == sa.func.database(), known.c.table_name == self._vectors.name)
            size: ColumnElement[Any] = sa.select(known.c.table_rows).where(here).scalar_subquery()
            most: ColumnElement[Any] = sa.literal_column(str(MOST))
        else:
            pages = sa.func.pg_relation_size(sa.func.to_regclass(self._vectors.name))
            size = pages / sa.literal_column(_row_bytes(self._kind))
            few = sa.func.sqrt(size * sa.literal_column(str(COMPARED))) + sa.literal_column(str(FEW))
            most = sa.cast(few if self._kind.iterative else size, sa.BigInteger)
        some = inside.limit(most).subquery("some")
        return Statement(sa.select(sa.select(sa.func.count()).select_from(some).scalar_subquery(), size))


def _row_bytes(kind: VectorKind) -> str:
    """Return the bytes that a row of a full page takes of it."""
    row = _BESIDE + (4 * kind.dimension if kind.dimension <= PLAIN else 0)
    return f"{_PAGE / ((_PAGE - _HEADERS) // row):.1f}"


def _opaque(here: ColumnElement[bool], alive: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return a filter of rows of the graph that the planner takes for true of half of them, whatever it knows.

    With conditions of its own it may read all rows of the scope instead, when its statistics are old or not there.
    """
    return sa.case((here, alive)).is_(sa.true())
