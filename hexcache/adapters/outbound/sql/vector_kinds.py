"""How a database holds the vectors of a collection: what can be asked of it, and the choice, which is pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, Protocol

from hexcache.domain.errors import ConfigurationError, SchemaMismatchError
from hexcache.domain.similarity import Similarity

if TYPE_CHECKING:
    from typing import TypeAlias

    from hexcache.domain.collection import Collection

    KindName: TypeAlias = Literal["portable", "vector", "halfvec", "mariadb"]
    Version: TypeAlias = tuple[int, ...]

ITERATIVE: Final = (0, 8)
"""The pgvector whose scans walk on until a filter has left enough rows."""

MARIADB_LINKS: Final = 16
"""MariaDB's own default of 6 finds the nearest of 3,000 in 96 of 100 searches; with 16 it found all."""

_HNSW: Final = (0, 5)
_HALFVEC: Final = (0, 7)
_MARIADB: Final = (11, 7)
_LONGEST: Final = {"vector": 2_000, "halfvec": 4_000}
_LONGEST_COLUMN: Final = {"vector": 16_000, "halfvec": 16_000, "mariadb": 16_383}


class VectorOptions(Protocol):
    """The options that the choice depends on."""

    @property
    def vectors(self) -> Literal["auto", "server", "portable"]:
        """Who compares vectors."""

    @property
    def precision(self) -> Literal["single", "half"]:
        """What the numbers in an index are."""

    @property
    def search_width(self) -> int:
        """How many candidates an index looks at in a search."""

    @property
    def links(self) -> int | None:
        """How many neighbours an index keeps of each vector."""

    @property
    def build_width(self) -> int | None:
        """How many candidates an index looks at for a new vector."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What was asked of a database. The defaults are those of one that has no vectors.

    Attributes:
        dialect: SQLAlchemy's name of the engine.
        server: the product, "PostgreSQL", "MariaDB", "MySQL" or the dialect's name.
        version: the server's version.
        extension: the version of pgvector in this database; None where it is not installed.
        available: the version that CREATE EXTENSION would install; None where the server has none.
        may_create: whether this user may run CREATE EXTENSION.
        elsewhere: the schema that the extension is in, where the search path does not find its types.
    """

    dialect: str
    server: str = ""
    version: Version = ()
    extension: Version | None = None
    available: Version | None = None
    may_create: bool = False
    elsewhere: str | None = None


@dataclass(frozen=True, slots=True)
class VectorKind:
    """How the vectors of one collection are kept and compared.

    Attributes:
        name: what the catalog records.
        dimension: numbers in each vector.
        similarity: the measure.
        indexed: whether there is a graph; without one every vector of a scope is compared.
        iterative: whether a walk through the graph goes on until a filter has left enough rows.
        extension: whether CREATE EXTENSION comes first.
        links: neighbours of each vector in the graph; None leaves it to the server.
        build_width: candidates that are looked at for a new vector; None leaves it to the server.
        why: the reason, for `describe`.
    """

    name: KindName
    dimension: int
    similarity: Similarity
    indexed: bool = False
    iterative: bool = False
    extension: bool = False
    links: int | None = None
    build_width: int | None = None
    why: str = ""

    @property
    def on_server(self) -> bool:
        """Whether the server compares vectors: they are in a table of their own then."""
        return self.name != "portable"


def portable(collection: Collection, why: str = "asked for") -> VectorKind:
    """Return the kind that every engine can hold: blobs in rows, compared in the process that searches."""
    return VectorKind("portable", collection.dimension, collection.similarity, why=why)


def choose(
    facts: Facts, options: VectorOptions, collection: Collection, name: str, recorded: str | None = None
) -> VectorKind:
    """Return how a collection's vectors are held: as recorded, or else by the options and what the database can do.

    Args:
        facts: what the database can do.
        options: what is wanted.
        collection: what the vectors have in common.
        name: the collection's name, for messages.
        recorded: the kind in the catalog; None where the collection is not there yet.

    Raises:
        ConfigurationError: the server is to compare vectors and cannot, with what to do.
        SchemaMismatchError: the collection was made with another kind than is wanted, or than the database has now.
    """
    if recorded is not None:
        return _as_recorded(facts, options, collection, name, recorded)
    if options.vectors == "portable":
        return portable(collection)
    objection = _objection(facts) or _misfit(facts, collection)
    if objection is None:
        return _on_server(facts, options, collection, _fitting(facts, options, collection))
    if options.vectors == "server":
        raise ConfigurationError(f"vectors: server is not possible for collection {name!r}: {objection}")
    return portable(collection, objection)


def _as_recorded(facts: Facts, options: VectorOptions, collection: Collection, name: str, recorded: str) -> VectorKind:
    if recorded not in ("portable", "vector", "halfvec", "mariadb"):
        raise SchemaMismatchError(
            f"collection {name!r} keeps its vectors as {recorded!r}, which this hexcache does not know; use a newer one"
        )
    if options.vectors == ("server" if recorded == "portable" else "portable"):
        raise SchemaMismatchError(
            f"collection {name!r} was made with {recorded!r} vectors, and the option vectors says {options.vectors!r}; "
            "leave it at auto, or export the entries and import them into a new collection"
        )
    if recorded == "portable":
        return portable(collection, "the collection was made so")
    if (objection := _objection(facts)) is not None:
        raise SchemaMismatchError(f"collection {name!r} keeps {recorded!r} vectors, but {objection}")
    return replace(_on_server(facts, options, collection, recorded), why="the collection was made so")


def _objection(facts: Facts) -> str | None:
    """Return why the server cannot compare vectors, and what would change that; None where it can."""
    if facts.dialect == "postgresql":
        return _postgres_objection(facts)
    if facts.server != "MariaDB":
        return f"{facts.server or facts.dialect} has no vectors that it can search"
    return None if facts.version >= _MARIADB else f"MariaDB {dotted(facts.version)} has no vectors; 11.8 has"


def _misfit(facts: Facts, collection: Collection) -> str | None:
    """Return why the server cannot compare such vectors; None where it can."""
    if facts.server == "MariaDB" and collection.similarity is Similarity.DOT:
        return "MariaDB has no inner product; use the measure cos, which is the same on vectors of unit length"
    most = _LONGEST_COLUMN["mariadb" if facts.server == "MariaDB" else "vector"]
    return f"its columns hold at most {most} numbers" if collection.dimension > most else None


def _postgres_objection(facts: Facts) -> str | None:
    if facts.elsewhere:
        return (
            f"the extension vector is in schema {facts.elsewhere!r}, which is not in this user's search_path; "
            "add it there (ALTER ROLE ... SET search_path)"
        )
    if facts.extension is not None:
        return None
    if facts.available is None:
        return "this PostgreSQL server has no pgvector; install its package on the server"
    if facts.may_create:
        return None
    return (
        "pgvector is not enabled in this database and this user may not enable it; "
        "let a database administrator run: CREATE EXTENSION vector"
    )


def _fitting(facts: Facts, options: VectorOptions, collection: Collection) -> str:
    if facts.dialect != "postgresql":
        return "mariadb"
    halves = options.precision == "half" or collection.dimension > _LONGEST["vector"]
    return "halfvec" if halves and _pgvector(facts) >= _HALFVEC else "vector"


def _on_server(facts: Facts, options: VectorOptions, collection: Collection, name: str) -> VectorKind:
    made = VectorKind(
        name,  # type: ignore[arg-type] # one of the names
        collection.dimension,
        collection.similarity,
        links=options.links,
        build_width=options.build_width,
    )
    if name == "mariadb":
        why = f"MariaDB {dotted(facts.version)} has vectors"
        return replace(made, indexed=True, iterative=True, links=options.links or MARIADB_LINKS, why=why)
    version = _pgvector(facts)
    return replace(
        made,
        indexed=version >= _HNSW and collection.dimension <= _LONGEST[name],
        iterative=version >= ITERATIVE,
        extension=facts.extension is None,
        why=f"pgvector {dotted(version)} is there",
    )


def _pgvector(facts: Facts) -> Version:
    return facts.extension or facts.available or ()


def described(kind: VectorKind, options: VectorOptions) -> str:
    """Return what is said of an index, for `describe`."""
    if not kind.indexed:
        return "none: every vector of a scope is compared, because no index of this server takes such vectors"
    scan = "walks on until enough are left" if kind.iterative else "walks once, for scopes that fill the table"
    return (
        f"HNSW graph, {'half' if kind.name == 'halfvec' else 'single'} precision, width {options.search_width}, {scan}"
    )


def dotted(version: Version) -> str:
    """Return a version as it is written."""
    return ".".join(str(part) for part in version)
