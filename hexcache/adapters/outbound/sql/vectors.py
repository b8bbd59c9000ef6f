"""Vectors on their way into a server's statements and out of its rows, and how it says that two are near."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from hexcache.adapters.outbound.sql.upsert import MYSQL
from hexcache.adapters.outbound.sql.vector_forms import Floats
from hexcache.adapters.outbound.sql.vector_types import VectorType
from hexcache.domain.similarity import Similarity, clamp_cosine
from hexcache.domain.vectors import is_storable

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import SQLCompiler
    from sqlalchemy.sql.elements import ColumnElement

    from hexcache.adapters.outbound.sql.session import Session
    from hexcache.adapters.outbound.sql.vector_kinds import VectorKind
    from hexcache.domain.vectors import Vector

_OPERATORS: Final = {Similarity.COS: "<=>", Similarity.DOT: "<#>", Similarity.L2: "<->"}
_FUNCTIONS: Final = {Similarity.COS: "VEC_DISTANCE_COSINE", Similarity.L2: "VEC_DISTANCE_EUCLIDEAN"}
_ANYWHERE: Final = 1e300
_ROUNDING: Final = 1e-5
_TAUGHT: Final = "hexcache.vectors"


class as_vector(FunctionElement[Any]):  # noqa: N801 - SQLAlchemy's functions are lower case
    """A parameter as the server's vector."""

    inherit_cache = True
    type = Floats()


@compiles(as_vector)
def _as_vector(element: as_vector, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own
    value = compiler.process(element.clauses, **options)
    if compiler.dialect.name in MYSQL:
        return value
    if compiler.dialect.driver == "asyncpg":  # it encodes arrays itself; of a vector it knows only the text
        return f"CAST(CAST({value} AS REAL[]) AS VECTOR)"
    return f"CAST({value} AS VECTOR)"


def teach(session: Session, width: int | None = None) -> None:
    """Prepare a connection for vectors, once.

    psycopg learns to send `PgVector`; other drivers need nothing. PostgreSQL is told the width with each search, in the
    same statement; MariaDB keeps it for the connection.

    Args:
        session: the connection.
        width: candidates that a walk looks at; None for writing.
    """
    connection: Any = session.connection  # type: ignore[attr-defined] # where a server has vectors, it is SQLAlchemy's
    known = connection.info
    if connection.dialect.name in MYSQL:
        if width is not None and known.get(_TAUGHT) != width:
            connection.exec_driver_sql(f"SET SESSION mhnsw_ef_search = {width:d}")
            known[_TAUGHT] = width
    elif _TAUGHT not in known:
        known[_TAUGHT] = True
        if connection.dialect.driver in ("psycopg", "psycopg_async"):
            from hexcache.adapters.outbound.sql.psycopg_vectors import register

            register(connection.connection.driver_connection)


def parameter(name: str) -> ColumnElement[Any]:
    """Return a parameter that is a vector."""
    return as_vector(sa.bindparam(name, type_=Floats()))


def ready_parameter(name: str) -> ColumnElement[Any]:
    """Return a parameter for what `ready` made of a vector, so that nothing is left to be converted."""
    return as_vector(sa.bindparam(name))


def ready(session: Session, vector: Vector) -> Any:  # noqa: ANN401 - as the driver takes it
    """Return a vector as the session's driver takes it."""
    connection: Any = session.connection  # type: ignore[attr-defined] # as in `teach`
    return Floats().bind_processor(connection.dialect)(vector)


def parts(name: str, count: str, dimension: int) -> tuple[ColumnElement[int], ColumnElement[Any]]:
    """Return number and vector of a parameter that holds :count vectors one after the other; numbers begin with 1."""
    numbers = sa.func.generate_series(sa.literal_column("1"), sa.cast(sa.bindparam(count), sa.Integer))
    number: ColumnElement[int] = numbers.table_valued("number", name="number").c.number
    size: ColumnElement[int] = sa.literal_column(str(dimension))
    first = (number - sa.literal_column("1")) * size + sa.literal_column("1")
    return number, _part(sa.bindparam(name, type_=Floats("several")), first, number * size)


class _part(FunctionElement[Any]):  # noqa: N801 - as `as_vector`
    """The vector at some places of an array."""

    inherit_cache = True
    type = Floats()


@compiles(_part)
def _as_part(element: _part, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own
    array, first, last = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST((CAST({array} AS REAL[]))[{first}:{last}] AS VECTOR)"


def sent(kind: VectorKind, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a vector's column as the bytes that `decoded` reads."""
    if kind.name == "mariadb":
        return sa.type_coerce(column, sa.LargeBinary())
    return sa.func.vector_send(column, type_=sa.LargeBinary())


def distance(kind: VectorKind, column: ColumnElement[Any], vector: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the server's distance, in full precision."""
    if kind.name == "mariadb":
        return sa.Function(_FUNCTIONS[kind.similarity], column, vector, type_=sa.Double())
    return column.op(_OPERATORS[kind.similarity], return_type=sa.Double())(vector)


def order(kind: VectorKind, column: ColumnElement[Any], vector: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the expression whose order the graph has."""
    if kind.name == "halfvec":
        half = VectorType(kind.dimension, "halfvec")
        return distance(kind, sa.cast(column, half), sa.cast(vector, half))
    return distance(kind, column, vector)


def furthest(similarity: Similarity, min_score: float | None) -> float:
    """Return a distance that whatever scores at least `min_score` is within; it may let a little more pass."""
    if min_score is None:
        return _ANYWHERE
    if similarity is Similarity.DOT:
        return -min_score + _ROUNDING * max(1.0, abs(min_score))
    if similarity is Similarity.COS:
        return 1.0 - min_score + _ROUNDING
    return _ANYWHERE if min_score <= 0.0 else math.sqrt(max(0.0, 1.0 / min_score - 1.0)) * (1.0 + _ROUNDING) + 1e-9


def score(similarity: Similarity, far: float) -> float:
    """Return the score of a distance; NaN, as servers report it of zero vectors, stays NaN."""
    if similarity is Similarity.COS:
        return far if math.isnan(far) else clamp_cosine(1.0 - far)
    return -far if similarity is Similarity.DOT else 1.0 / (1.0 + far * far)


def decoded(kind: VectorKind, data: Any) -> Vector | None:  # noqa: ANN401 - whatever the driver makes of bytes
    """Return the vector in what `sent` gave, None where there is none that may be stored."""
    header, dtype = (0, "<f4") if kind.name == "mariadb" else (4, ">f4")
    if data is None or len(data) != header + 4 * kind.dimension:
        return None
    vector = np.frombuffer(data, dtype, offset=header).astype("<f4")
    return vector if is_storable(vector) else None
