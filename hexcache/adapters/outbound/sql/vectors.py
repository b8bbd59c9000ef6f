"""Vectors on their way into a server's statements and out of its rows, and how it says that two are near."""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from typing_extensions import override

from hexcache.adapters.outbound.sql.vector_types import VectorType
from hexcache.domain.similarity import Similarity, clamp_cosine
from hexcache.domain.vectors import is_storable

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Dialect
    from sqlalchemy.sql.compiler import SQLCompiler
    from sqlalchemy.sql.elements import ColumnElement

    from hexcache.adapters.outbound.sql.session import Session
    from hexcache.adapters.outbound.sql.vector_kinds import VectorKind
    from hexcache.domain.vectors import Matrix, Vector

_OPERATORS: Final = {Similarity.COS: "<=>", Similarity.DOT: "<#>", Similarity.L2: "<->"}
_ROUNDING: Final = 1e-5
_TAUGHT: Final = "hexcache.vectors"
_ARRAY: Final = struct.Struct(">iiiii")  # dimensions, no NULLs, the type float4, items, the first index


class Floats(sa.types.UserDefinedType[Any]):
    """A parameter: float32 numbers in whatever form the driver takes them.

    Args:
        form: whether they are one vector or an array of several, one after the other.
    """

    cache_ok = True

    def __init__(self, form: Literal["one", "several"] = "one") -> None:
        self.form = form

    @override
    def get_col_spec(self, **_: Any) -> str:
        return "REAL[]"

    @override
    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        if self.form == "several":
            return _SEVERAL.get(dialect.driver, _as_array_text)
        return _FORMS.get(dialect.driver, _as_text)


class as_vector(FunctionElement[Any]):  # noqa: N801 - SQLAlchemy's functions are lower case
    """A parameter as the server's vector."""

    inherit_cache = True
    type = Floats()


@compiles(as_vector)
def _as_vector(element: as_vector, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own
    value = compiler.process(element.clauses, **options)
    if compiler.dialect.driver == "asyncpg":  # it encodes arrays itself; of a vector it knows only the text
        return f"CAST(CAST({value} AS REAL[]) AS VECTOR)"
    return f"CAST({value} AS VECTOR)"


class PgVector(bytes):
    """A vector in PostgreSQL's binary form, for psycopg: a type of ours, so that no adapter of the caller's is met."""

    __slots__ = ()


def _as_pgvector(vector: Vector) -> PgVector:
    return PgVector(len(vector).to_bytes(2, "big") + b"\0\0" + np.asarray(vector).astype(">f4").tobytes())


def _as_pgarray(vectors: Matrix) -> PgVector:
    items = np.empty(vectors.size, [("length", ">i4"), ("value", ">f4")])
    items["length"], items["value"] = 4, vectors.reshape(-1)
    return PgVector(_ARRAY.pack(1, 0, 700, vectors.size, 1) + items.tobytes())


def _as_list(vector: Vector) -> list[float]:
    floats: list[float] = vector.reshape(-1).tolist()
    return floats


def _as_text(vector: Vector) -> str:
    return "[" + ",".join(map(repr, vector.tolist())) + "]"


def _as_array_text(vectors: Matrix) -> str:
    return "{" + ",".join(map(repr, _as_list(vectors))) + "}"


_SEVERAL: Final[dict[str, Callable[[Any], Any]]] = {
    "psycopg": _as_pgarray,
    "psycopg_async": _as_pgarray,
    "asyncpg": _as_list,
}
_FORMS: Final[dict[str, Callable[[Any], Any]]] = {
    "psycopg": _as_pgvector,
    "psycopg_async": _as_pgvector,
    "asyncpg": _as_list,
}


def teach(session: Session) -> None:
    """Let a connection of psycopg's send `PgVector`, once; other drivers need nothing."""
    connection: Any = session.connection  # type: ignore[attr-defined] # where a server has vectors, it is SQLAlchemy's
    known = connection.info
    if _TAUGHT not in known:
        known[_TAUGHT] = True
        if connection.dialect.driver in ("psycopg", "psycopg_async"):
            from hexcache.adapters.outbound.sql.psycopg_vectors import register

            register(connection.connection.driver_connection)


def parameter(name: str) -> ColumnElement[Any]:
    """Return a parameter that is a vector."""
    return as_vector(sa.bindparam(name, type_=Floats()))


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


def sent(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a vector's column as bytes."""
    return sa.func.vector_send(column, type_=sa.LargeBinary())


def distance(kind: VectorKind, column: ColumnElement[Any], vector: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the server's distance, in full precision."""
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
        return math.inf
    if similarity is Similarity.DOT:
        return -min_score + _ROUNDING * max(1.0, abs(min_score))
    if similarity is Similarity.COS:
        return 1.0 - min_score + _ROUNDING
    return math.inf if min_score <= 0.0 else math.sqrt(max(0.0, 1.0 / min_score - 1.0)) * (1.0 + _ROUNDING) + 1e-9


def score(similarity: Similarity, far: float) -> float:
    """Return the score of a distance; NaN, as servers report it of zero vectors, stays NaN."""
    if similarity is Similarity.COS:
        return clamp_cosine(1.0 - far)
    return -far if similarity is Similarity.DOT else 1.0 / (1.0 + far * far)


def decoded(data: Any, dimension: int) -> Vector | None:  # noqa: ANN401 - whatever the driver makes of bytes
    """Return the vector in what `vector_send` gave, None where there is none that may be stored."""
    if data is None or len(data) != 4 + 4 * dimension:
        return None
    vector = np.frombuffer(data, ">f4", offset=4).astype("<f4")
    return vector if is_storable(vector) else None
