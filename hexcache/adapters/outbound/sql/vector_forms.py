"""How each driver takes float32 numbers as a parameter."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import sqlalchemy as sa
from typing_extensions import override

from hexcache.adapters.outbound.sql.upsert import MYSQL

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Dialect

    from hexcache.domain.vectors import Matrix, Vector

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
        if dialect.name in MYSQL:
            return _as_bytes
        if self.form == "several":
            return _SEVERAL.get(dialect.driver, _as_array_text)
        return _FORMS.get(dialect.driver, _as_text)


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


def _as_bytes(vector: Vector) -> bytes:
    return np.asarray(vector, "<f4").tobytes()


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
