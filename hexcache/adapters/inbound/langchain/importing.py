"""Taking over the entries of the original: into any cache, found by the running service, and never twice."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hexcache.adapters.inbound.langchain.asking import Asked, MultiTurn, asked
from hexcache.adapters.inbound.langchain.generations import encode_generations
from hexcache.adapters.inbound.langchain.original_rows import OriginalRow, read_row
from hexcache.application.revectoring import with_vectors
from hexcache.domain.entry import Entry, Record
from hexcache.domain.errors import CorruptEntryError, InvalidInputError
from hexcache.domain.keys import document_id, key_encoder
from hexcache.domain.values import value_codec
from hexcache.domain.vectors import admit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from hexcache.application.policy import CacheOptions
    from hexcache.application.semantic_cache import SemanticCache
    from hexcache.domain.collection import Collection
    from hexcache.domain.vectors import Vector


@dataclass(slots=True)
class Tally:
    """What became of the rows."""

    imported: int = 0
    present: int = 0
    expired: int = 0
    unreadable: int = 0


class Importer:
    """Imports batches of rows that langchain-community's `CassandraSemanticCache` wrote.

    An entry that is there already is left alone, so that an import which was interrupted is started again and goes on,
    and what the service has stored since then is kept.

    Args:
        cache: where to.
        collection: what the cache's collection was made for.
        options: the options that the cache was opened with.
        tenant: the tenant of the imported entries.
        multi_turn: as the running bridge has it.
        keep_vectors: take the stored vectors of plain prompts, in place of embedding the prompts again.
        clock: returns seconds since the epoch.
    """

    def __init__(
        self,
        cache: SemanticCache,
        collection: Collection,
        options: CacheOptions,
        *,
        tenant: str = "",
        multi_turn: MultiTurn | str = MultiTurn.EXACT,
        keep_vectors: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.tally = Tally()
        self._cache = cache
        self._collection = collection
        self._encode_key = key_encoder(options.get("key_encoder", "sha256"))
        self._codec = value_codec(options.get("codec", "text"))
        self._tenant = tenant
        self._multi_turn = MultiTurn.of(multi_turn)
        self._keep_vectors = keep_vectors
        self._clock = clock

    def load(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Import one batch of rows, and count what became of each."""
        now = self._clock()
        entries = {entry.record.document_id: entry for entry in self._entries(rows, now)}
        there = self._cache.store.get(list(entries), now=now)
        missing = [entry for entry, record in zip(entries.values(), there, strict=True) if record is None]
        self.tally.present += len(entries) - len(missing)
        kept = [entry for entry in missing if entry.vector is not None]
        embedded = with_vectors(self._cache.embedder, [entry for entry in missing if entry.vector is None])
        self.tally.imported += self._cache.load([*kept, *embedded])

    def _entries(self, rows: Iterable[Mapping[str, Any]], now: float) -> Iterable[Entry]:
        for row in rows:
            try:
                read = read_row(row)
                entry = self._entry(read, now)
            except (CorruptEntryError, InvalidInputError):
                self.tally.unreadable += 1
                continue
            if entry.record.expires_at is not None and entry.record.expires_at <= now:
                self.tally.expired += 1
            else:
                yield entry

    def _entry(self, row: OriginalRow, now: float) -> Entry:
        ask = asked(row.prompt, row.model, self._tenant, self._multi_turn)
        record = Record(
            document_id=document_id(self._encode_key(ask.query), ask.scope.key),
            query=ask.query,
            value=self._codec.encode(encode_generations(row.generations)),
            created_at=row.written_at,
            expires_at=None if row.seconds_left is None else now + row.seconds_left,
            ttl=row.seconds_left,
        )
        return Entry(record, ask.scope, self._vector(row, ask))

    def _vector(self, row: OriginalRow, ask: Asked) -> Vector | None:
        if not self._keep_vectors or row.vector is None or ask.query != row.prompt:
            return None
        return admit(list(row.vector), self._collection.dimension, self._collection.similarity)
