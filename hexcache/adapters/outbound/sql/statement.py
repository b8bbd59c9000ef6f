"""A statement in the two forms in which it is run: through SQLAlchemy, and as text through SQLite's driver."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import bindparam, types
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import TypeAlias

    from sqlalchemy.engine import Dialect
    from sqlalchemy.sql.elements import BindParameter
    from sqlalchemy.sql.expression import Executable

    Row: TypeAlias = Sequence[Any]
    Params: TypeAlias = Mapping[str, Any]

_PLAIN_DRIVERS: Final = frozenset({"psycopg", "psycopg_async", "pymysql", "asyncmy"})
_PLAIN_TYPES: Final = (types.LargeBinary, types.Integer, types.Double, types.String, types.NullType)

MOST: Final = 512
"""The most values of one IN list: below every engine's limit of parameters."""


class Statement:
    """One statement, built once, with named parameters."""

    __slots__ = ("_direct", "_text", "core")

    def __init__(self, core: Executable) -> None:
        self.core = core
        self._text: str | None = None
        self._direct: dict[str, Direct | None] = {}

    @property
    def text(self) -> str:
        """The statement in SQLite's SQL, its parameters marked by name; compiled at first use."""
        if self._text is None:
            self._text = _compiled(self.core)
        return self._text

    def direct(self, named: Dialect) -> Direct | None:
        """Return the statement as a server's driver takes it; None where SQLAlchemy has to convert something for it."""
        try:
            return self._direct[named.driver]
        except KeyError:
            made = self._direct[named.driver] = _direct(self.core, named)
            return made


class Direct(NamedTuple):
    """A statement in the driver's own form, which takes a fifth less time than one that SQLAlchemy prepares each time.

    Attributes:
        text: the statement.
        order: the names of the parameters in the order of their marks; None where the marks have names.
    """

    text: str
    order: tuple[str, ...] | None

    def given(self, params: Params) -> Any:  # noqa: ANN401 - as the driver takes it
        """Return parameters as the driver takes them."""
        return params if self.order is None else tuple(params[name] for name in self.order)


class Many:
    """A statement with an IN list, made for each length that is asked for.

    Lengths are rounded up to powers of two and the list is filled with its last value, so that few statements are made
    and the driver keeps them prepared.
    """

    def __init__(self, build: Callable[[list[BindParameter[Any]]], Executable]) -> None:
        self._build = build
        self._made: dict[int, tuple[Statement, tuple[str, ...]]] = {}

    def __call__(self, values: Sequence[Any], **others: object) -> tuple[Statement, dict[str, Any]]:
        """Return the statement for `values` (1 to `MOST`) and its parameters, `others` among them."""
        size = len(values)
        statement, names = self._made.get(size) or self._make(size)
        padded = values if len(names) == size else [*values, *[values[-1]] * (len(names) - size)]
        return statement, {**dict(zip(names, padded, strict=True)), **others}

    def _make(self, size: int) -> tuple[Statement, tuple[str, ...]]:
        room = 1 << (size - 1).bit_length()
        if room == size:
            names = tuple(f"item_{number}" for number in range(size))
            made = Statement(self._build([bindparam(name) for name in names])), names
        else:
            made = self._made.get(room) or self._make(room)
        self._made[size] = made
        return made


def chunks(values: Sequence[Any], size: int = MOST) -> Sequence[Sequence[Any]]:
    """Return `values` in pieces of at most `size`."""
    if 0 < len(values) <= size:
        return (values,)
    return [values[start : start + size] for start in range(0, len(values), size)]


@lru_cache(maxsize=1)
def dialect() -> SQLiteDialect_pysqlite:
    """Return SQLite's dialect with named parameters."""
    return SQLiteDialect_pysqlite(paramstyle="named")


def _direct(core: Executable, named: Dialect) -> Direct | None:
    """Compile a statement for a driver that takes and gives bytes, numbers and texts as they are."""
    if named.driver not in _PLAIN_DRIVERS:
        return None
    made: Any = core.compile(dialect=named)  # type: ignore[attr-defined] # as below
    binds = made.binds.values()
    kinds = [bind.type for bind in binds]
    kinds += [column.type for column in made._result_columns or ()]  # noqa: SLF001 - there is no other way
    plain = all(isinstance(kind, _PLAIN_TYPES) for kind in kinds) and all(bind.required for bind in binds)
    if not plain or made.escaped_bind_names:
        return None
    return Direct(str(made), tuple(made.positiontup) if made.positional else None)


def _compiled(core: Executable) -> str:
    return str(core.compile(dialect=dialect()))  # type: ignore[attr-defined] # every executable here has it
