"""The port for stores that keep entries and find the nearest ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence

    from hexcache.domain.collection import Collection
    from hexcache.domain.entry import Candidate, Entry, Record, Selection
    from hexcache.domain.scope import Scope
    from hexcache.domain.vectors import Matrix, Vector


@runtime_checkable
class VectorStore(Protocol):
    """Keeps the entries of one collection and ranks them against a vector, within one scope.

    The contract, which holds for every method:

    * Times are seconds since the epoch, floats; `now` is given by the caller, and an entry is live while
      `now < expires_at`. Expired entries are never returned or counted.
    * Every vector goes through the gate, `hexcache.domain.vectors.admit`, before any statement carries it: a store
      calls it itself (a vector that passed already passes again at no cost), and what it refuses is an
      `InvalidInputError` before anything is written. What the gate returned is stored: of unit length for `cos`.
    * Scores are floats on the scale of `hexcache.domain.similarity`, higher is closer, whatever the server reports.
    * A row that cannot be read back (malformed, corrupt) is not there: it is left out, and never an error.
    * Empty means `[]`; deleting what is not there deletes nothing; an empty list of ids or entries does nothing.
    * A backend's own exception never escapes: it is chained to a `BackendError` (`BackendUnavailableError`,
      `BackendTimeoutError`) or `ConfigurationError`.
    * Every method but `close` raises `ConfigurationError` before `provision` has succeeded once, and
      `BackendUnavailableError` after `close`.
    * Methods may be called from several threads (tasks, for `AsyncVectorStore`) and processes at once.
    """

    def provision(self, collection: Collection) -> Collection:
        """Create what the collection needs where it is not there, and return what is recorded of it.

        May be called again, and by several processes at once.

        Raises:
            SchemaMismatchError: the collection is there and was made for another dimension, measure or embedder
                (`Collection.require` decides).
        """

    def put(self, entries: Sequence[Entry]) -> None:
        """Write entries; one with an id that is there replaces it whole. When it returns, `get` and `search` see them.

        Of several entries with one id the last wins. An entry without a vector is found by `get` alone.
        """

    def get(self, document_ids: Sequence[str], *, now: float) -> list[Record | None]:
        """Return the live record of each id, None where there is none, in the order of `document_ids`."""

    def search(
        self, scope: Scope, vector: Vector, limit: int, *, now: float, min_score: float | None = None
    ) -> list[Candidate]:
        """Return the live entries of `scope` nearest to `vector`, best first.

        Only rows whose scope is exactly `scope` are considered, and the server restricts them, not the caller. Ranking
        and scoring use one measure. Equal scores come in ascending order of `document_id` where a search is exact.
        Expired rows take no place among the `limit`.

        Args:
            scope: the scope to search.
            vector: numbers, shape (d,).
            limit: the most candidates to return, at least 1.
            now: seconds since the epoch.
            min_score: leave out candidates that score lower; None keeps all.
        """

    def touch(self, document_id: str, expires_at: float, *, now: float) -> bool:
        """Set the expiry of a live entry and nothing else; False where there is no such entry."""

    def delete(self, document_ids: Sequence[str]) -> int:
        """Delete entries and return how many of them were there."""

    def clear(self, selection: Selection) -> None:
        """Delete every entry that meets all conditions of `selection`; without a condition, the whole collection.

        The record of what the collection was made for stays.
        """

    def count(self, *, now: float) -> int:
        """Return the number of live entries in the collection."""

    def scan(self, *, now: float, batch_size: int = 500) -> Iterator[list[Entry]]:
        """Yield every live entry with scope and vector, in lists of at most `batch_size`, never all in memory.

        Entries written or deleted while it runs may or may not be yielded; no entry is yielded twice.
        """

    def close(self) -> None:
        """Release what the store itself opened; what it was given stays open. May be called twice."""


@runtime_checkable
class AsyncVectorStore(Protocol):
    """`VectorStore` with `await`: the same contract, method by method."""

    async def provision(self, collection: Collection) -> Collection:
        """As `VectorStore.provision`."""

    async def put(self, entries: Sequence[Entry]) -> None:
        """As `VectorStore.put`."""

    async def get(self, document_ids: Sequence[str], *, now: float) -> list[Record | None]:
        """As `VectorStore.get`."""

    async def search(
        self, scope: Scope, vector: Vector, limit: int, *, now: float, min_score: float | None = None
    ) -> list[Candidate]:
        """As `VectorStore.search`."""

    async def touch(self, document_id: str, expires_at: float, *, now: float) -> bool:
        """As `VectorStore.touch`."""

    async def delete(self, document_ids: Sequence[str]) -> int:
        """As `VectorStore.delete`."""

    async def clear(self, selection: Selection) -> None:
        """As `VectorStore.clear`."""

    async def count(self, *, now: float) -> int:
        """As `VectorStore.count`."""

    def scan(self, *, now: float, batch_size: int = 500) -> AsyncIterator[list[Entry]]:
        """As `VectorStore.scan`."""

    async def close(self) -> None:
        """As `VectorStore.close`."""


@runtime_checkable
class SearchesMany(Protocol):
    """An ability: several searches of one scope in one round trip or one matrix product."""

    def search_many(
        self, scope: Scope, vectors: Matrix, limit: int, *, now: float, min_score: float | None = None
    ) -> list[list[Candidate]]:
        """Return, for each row of `vectors` (n, d), what `search` returns for it."""


@runtime_checkable
class AsyncSearchesMany(Protocol):
    """`SearchesMany` with `await`."""

    async def search_many(
        self, scope: Scope, vectors: Matrix, limit: int, *, now: float, min_score: float | None = None
    ) -> list[list[Candidate]]:
        """As `SearchesMany.search_many`."""


@runtime_checkable
class GetsAndSearches(Protocol):
    """An ability: `get` and `search` in one round trip, for a lookup whose vector is known already."""

    def get_and_search(
        self,
        document_ids: Sequence[str],
        scope: Scope,
        vector: Vector,
        limit: int,
        *,
        now: float,
        min_score: float | None = None,
    ) -> tuple[list[Record | None], list[Candidate] | None]:
        """Return what `get` returns for `document_ids`, and what `search` returns for the rest.

        In place of the candidates None may come where every id has a record, and there is at least one: whoever finds
        what he asks for by its id needs no other. A failure of the search alone is no error then.
        """


@runtime_checkable
class AsyncGetsAndSearches(Protocol):
    """`GetsAndSearches` with `await`."""

    async def get_and_search(
        self,
        document_ids: Sequence[str],
        scope: Scope,
        vector: Vector,
        limit: int,
        *,
        now: float,
        min_score: float | None = None,
    ) -> tuple[list[Record | None], list[Candidate] | None]:
        """As `GetsAndSearches.get_and_search`."""


@runtime_checkable
class Purges(Protocol):
    """An ability, of key-value stores too: remove expired rows that the server does not remove by itself."""

    def purge(self, *, now: float, batch_size: int = 1_000, progress: Callable[[int], object] = lambda _: None) -> int:
        """Remove rows that expired before `now`, in short transactions of `batch_size`, and return how many.

        `progress` is called after each transaction with the number of rows that it removed.
        """


@runtime_checkable
class AsyncPurges(Protocol):
    """`Purges` with `await`."""

    async def purge(
        self, *, now: float, batch_size: int = 1_000, progress: Callable[[int], object] = lambda _: None
    ) -> int:
        """As `Purges.purge`."""


@runtime_checkable
class Analyzes(Protocol):
    """An ability: let the server look anew at what is there, which its planner goes by, after much was written."""

    def analyze(self) -> None:
        """Refresh the server's statistics; it may take as long as it wants."""


@runtime_checkable
class AsyncAnalyzes(Protocol):
    """`Analyzes` with `await`."""

    async def analyze(self) -> None:
        """As `Analyzes.analyze`."""


@runtime_checkable
class Describes(Protocol):
    """An ability: say what the store is and chose, for `doctor`; the same name in both flavours, without I/O."""

    def describe(self) -> dict[str, str]:
        """Return facts by name, such as server version, index kind and why; never a secret."""
