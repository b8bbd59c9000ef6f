"""The Redis stores for synchronous code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from hexcache.adapters.outbound.redis.link import Link
from hexcache.adapters.outbound.redis.settings import IndexSettings
from hexcache.adapters.outbound.redis.talks.desk import VectorDesk
from hexcache.adapters.outbound.redis.talks.values import ValueDesk
from hexcache.ports.key_value_store import KeyValueStore
from hexcache.ports.vector_store import Describes, GetsAndSearches, SearchesMany, VectorStore

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import redis

    from hexcache.adapters.outbound.redis.settings import RedisConnection
    from hexcache.domain.collection import Collection
    from hexcache.domain.entry import Candidate, Entry, Record, Selection
    from hexcache.domain.scope import Scope
    from hexcache.domain.vectors import Matrix, Vector


class RedisVectorStore(VectorStore, SearchesMany, GetsAndSearches, Describes):
    """Keeps the entries of one collection in Redis.

    Args:
        where: a URL or options, whose connections are the store's own, or a client, which is used and stays open.
        name: the collection's name.
        settings: how the collection is kept and searched.
    """

    def __init__(
        self,
        where: RedisConnection | str | redis.Redis | redis.RedisCluster,
        name: str = "default",
        settings: IndexSettings | None = None,
    ) -> None:
        self._desk = VectorDesk(name, settings or IndexSettings())
        self._link = Link(where)

    @override
    def provision(self, collection: Collection) -> Collection:
        made: Collection = self._link.run(self._desk.provision(collection))
        return made

    @override
    def put(self, entries: Sequence[Entry]) -> None:
        self._link.run(self._desk.put(entries))

    @override
    def get(self, document_ids: Sequence[str], *, now: float) -> list[Record | None]:
        records: list[Record | None] = self._link.run(self._desk.get(document_ids, now))
        return records

    @override
    def search(
        self, scope: Scope, vector: Vector, limit: int, *, now: float, min_score: float | None = None
    ) -> list[Candidate]:
        found: list[Candidate] = self._link.run(self._desk.search(scope, vector, limit, now, min_score))
        return found

    @override
    def search_many(
        self, scope: Scope, vectors: Matrix, limit: int, *, now: float, min_score: float | None = None
    ) -> list[list[Candidate]]:
        found: list[list[Candidate]] = self._link.run(self._desk.search_many(scope, vectors, limit, now, min_score))
        return found

    @override
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
        talk = self._desk.get_and_search(document_ids, scope, vector, limit, now, min_score)
        both: tuple[list[Record | None], list[Candidate] | None] = self._link.run(talk)
        return both

    @override
    def touch(self, document_id: str, expires_at: float, *, now: float) -> bool:
        touched: bool = self._link.run(self._desk.touch(document_id, expires_at, now))
        return touched

    @override
    def delete(self, document_ids: Sequence[str]) -> int:
        deleted: int = self._link.run(self._desk.delete(document_ids))
        return deleted

    @override
    def clear(self, selection: Selection) -> None:
        self._link.run(self._desk.clear(selection))

    @override
    def count(self, *, now: float) -> int:
        number: int = self._link.run(self._desk.count(now))
        return number

    @override
    def scan(self, *, now: float, batch_size: int = 500) -> Iterator[list[Entry]]:
        return self._link.pages(self._desk.scan(now, batch_size))

    @override
    def describe(self) -> dict[str, str]:
        return {**self._desk.describe(), "where": self._link.where}

    @override
    def close(self) -> None:
        self._desk.close()
        self._link.close()


class RedisKeyValueStore(KeyValueStore, Describes):
    """Keeps values in Redis.

    Args:
        where: a URL or options, whose connections are the store's own, or a client, which is used and stays open.
        prefix: what every key begins with.
    """

    def __init__(
        self, where: RedisConnection | str | redis.Redis | redis.RedisCluster, *, prefix: str = "hexcache"
    ) -> None:
        self._desk = ValueDesk(prefix)
        self._link = Link(where)

    @override
    def mget(self, keys: Sequence[str], *, now: float) -> list[bytes | None]:
        values: list[bytes | None] = self._link.run(self._desk.mget(keys))
        return values

    @override
    def mset(self, items: Mapping[str, bytes], *, now: float, ttl: float | None = None) -> None:
        self._link.run(self._desk.mset(items, ttl))

    @override
    def mdelete(self, keys: Sequence[str]) -> int:
        deleted: int = self._link.run(self._desk.mdelete(keys))
        return deleted

    @override
    def yield_keys(self, prefix: str = "", *, now: float) -> Iterator[str]:
        for page in self._link.pages(self._desk.yield_keys(prefix)):
            yield from page

    @override
    def describe(self) -> dict[str, str]:
        return {"backend": "redis", "where": self._link.where}

    @override
    def close(self) -> None:
        self._desk.close()
        self._link.close()
