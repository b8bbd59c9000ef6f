"""The store without its flavour: what each method of the port asks and answers, and whether it may be called now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hexcache.adapters.outbound.redis.talks.provisioning import provision
from hexcache.adapters.outbound.redis.together import together
from hexcache.domain.collection import check_identifier
from hexcache.domain.errors import BackendUnavailableError, ConfigurationError, InvalidInputError
from hexcache.domain.vectors import admit, admit_many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hexcache.adapters.outbound.redis.settings import IndexSettings
    from hexcache.adapters.outbound.redis.talk import Talk
    from hexcache.adapters.outbound.redis.talks.kind import IndexKind
    from hexcache.adapters.outbound.redis.talks.provisioning import Provisioned
    from hexcache.domain.collection import Collection
    from hexcache.domain.entry import Candidate, Entry, Record, Selection
    from hexcache.domain.scope import Scope
    from hexcache.domain.vectors import Matrix, Vector

CLOSED: Final = "the Redis store is closed; open another one"


class VectorDesk:
    """The talks of a vector store on one collection.

    Args:
        name: the collection's name.
        settings: how it is kept.
    """

    def __init__(self, name: str, settings: IndexSettings) -> None:
        self._name = check_identifier(name)
        self._settings = settings
        self._provisioned: Provisioned | None = None
        self._closed = False

    def close(self) -> None:
        """Refuse everything from now on."""
        self._closed = True

    def provision(self, collection: Collection) -> Talk[Collection]:
        """Make the collection ready."""
        self._check_open()
        provisioned = yield from provision(self._name, self._settings, collection)
        self._provisioned = provisioned
        return provisioned.kind.collection

    def put(self, entries: Sequence[Entry]) -> Talk[None]:
        """Write entries, after every vector has passed the gate."""
        kind = self._kind()
        passed = [self._passed(entry, kind.collection) for entry in entries]
        if passed:
            yield from kind.put(passed)

    def get(self, document_ids: Sequence[str], now: float) -> Talk[list[Record | None]]:
        """Read records."""
        kind = self._kind()
        return (yield from kind.get(document_ids, now)) if document_ids else []

    def search(
        self, scope: Scope, vector: Vector, limit: int, now: float, min_score: float | None
    ) -> Talk[list[Candidate]]:
        """Search a scope."""
        kind = self._kind()
        passed = admit(vector, kind.collection.dimension, kind.collection.similarity)
        (found,) = yield from kind.search_many(scope, [passed], _limit(limit), now, min_score)
        return found

    def get_and_search(
        self,
        document_ids: Sequence[str],
        scope: Scope,
        vector: Vector,
        limit: int,
        now: float,
        min_score: float | None,
    ) -> Talk[tuple[list[Record | None], list[Candidate] | None]]:
        """Read records and search a scope."""
        kind = self._kind()
        passed = admit(vector, kind.collection.dimension, kind.collection.similarity)
        search = kind.search_many(scope, [passed], _limit(limit), now, min_score)
        if not document_ids:
            return [], (yield from search)[0]
        records, found = yield from together(kind.get(document_ids, now), search, all)
        return records, None if found is None else found[0]

    def search_many(
        self, scope: Scope, vectors: Matrix, limit: int, now: float, min_score: float | None
    ) -> Talk[list[list[Candidate]]]:
        """Search a scope with several vectors."""
        kind = self._kind()
        passed = admit_many(vectors, len(vectors), kind.collection.dimension, kind.collection.similarity)
        return (yield from kind.search_many(scope, passed, _limit(limit), now, min_score)) if passed else []

    def touch(self, document_id: str, expires_at: float, now: float) -> Talk[bool]:
        """Move the end of a document's life."""
        return (yield from self._kind().touch(document_id, expires_at, now))

    def delete(self, document_ids: Sequence[str]) -> Talk[int]:
        """Delete documents."""
        return (yield from self._kind().delete(document_ids))

    def clear(self, selection: Selection) -> Talk[None]:
        """Delete what is selected."""
        yield from self._kind().clear(selection)

    def count(self, now: float) -> Talk[int]:
        """Count live documents."""
        return (yield from self._kind().count(now))

    def scan(self, now: float, batch_size: int) -> Talk[None]:
        """Yield pages of all live entries."""
        yield from self._kind().scan(now, batch_size)

    def describe(self) -> dict[str, str]:
        """Return what is known."""
        if self._provisioned is None:
            return {"backend": "redis", "index": f"{self._settings.index} (not provisioned yet)"}
        kind = self._provisioned.kind
        facts = {**self._provisioned.facts, **kind.describe()}
        if kind.outages.numbers:
            facts["partitions away"] = ", ".join(map(str, kind.outages.numbers))
        return facts

    def _kind(self) -> IndexKind:
        self._check_open()
        if self._provisioned is None:
            raise ConfigurationError("the store is not provisioned; call provision(collection) first")
        return self._provisioned.kind

    def _check_open(self) -> None:
        if self._closed:
            raise BackendUnavailableError(CLOSED)

    @staticmethod
    def _passed(entry: Entry, collection: Collection) -> Entry:
        if entry.vector is None:
            return entry
        vector = admit(entry.vector, collection.dimension, collection.similarity)
        return entry if vector is entry.vector else type(entry)(entry.record, entry.scope, vector)


def _limit(limit: int) -> int:
    if limit < 1:
        raise InvalidInputError(f"limit must be at least 1, got {limit!r}; ask for one candidate or more")
    return limit
