"""What all index kinds have in common: documents are hashes, read by key, spread over the places of a collection."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from hexcache.adapters.outbound.redis import statements
from hexcache.adapters.outbound.redis.places import Partitions, document_name
from hexcache.adapters.outbound.redis.records import expiry, milliseconds, read_record
from hexcache.adapters.outbound.redis.script import Script, scripted
from hexcache.adapters.outbound.redis.scripts import TOUCH
from hexcache.adapters.outbound.redis.shelves import packed_end
from hexcache.adapters.outbound.redis.talk import Ask, checked, demand
from hexcache.domain.errors import BackendError, CacheError, SchemaMismatchError
from hexcache.domain.keys import scope_key_of
from hexcache.domain.ttl import is_live

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hexcache.adapters.outbound.redis.places import Place
    from hexcache.adapters.outbound.redis.talk import Answer, Raw, Replies, Talk
    from hexcache.domain.collection import Collection
    from hexcache.domain.entry import Candidate, Entry, Record, Selection
    from hexcache.domain.scope import Scope
    from hexcache.domain.vectors import Vector

SPARE: Final = 2
"""How many more candidates than asked for are looked at: an expired document may take a place."""

_LOG: Final = logging.getLogger("hexcache.redis")


class Outages:
    """Which places cannot be asked, so that it is said once and not with every search."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._numbers = {place: number for number, place in enumerate(places)}
        self._down: dict[Place, CacheError] = {}

    @property
    def numbers(self) -> list[int]:
        """The partitions that did not answer last time."""
        return sorted(self._numbers[place] for place in self._down)

    @property
    def there(self) -> set[Place]:
        """The places that answered last time."""
        return {place for place in self._numbers if place not in self._down}

    def reachable(self, answer: Answer) -> dict[Place, Replies]:
        """Return the replies of those places that answered.

        Raises:
            CacheError: none did, or one of them failed with something else than being away.
        """
        there = {}
        for place, replies in answer.items():
            if isinstance(replies, CacheError):
                if not isinstance(replies, BackendError) or len(self._numbers) == 1:
                    raise replies
                self._went(place, replies)
            else:
                there[place] = replies
                self._came(place)
        if not there and len(answer) == len(self._numbers):
            raise next(iter(self._down.values()))
        return there

    def _went(self, place: Place, error: CacheError) -> None:
        if place not in self._down:
            _LOG.warning("partition %d cannot be asked, the others answer without it: %s", self._numbers[place], error)
        self._down[place] = error

    def _came(self, place: Place) -> None:
        if self._down and self._down.pop(place, None) is not None:
            _LOG.warning("partition %d answers again", self._numbers[place])


class IndexKind(ABC):
    """One way to keep and search the documents of a collection.

    Args:
        collection: what it is made for.
        places: where its documents are.
    """

    touch_script: Script = TOUCH

    def __init__(self, collection: Collection, places: Sequence[Place]) -> None:
        self.collection = collection
        self.partitions = Partitions(places)
        self.outages = Outages(places)
        self._recorded: dict[Place, str] = {}

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the documents are."""
        return self.partitions.places

    @abstractmethod
    def create(self) -> Talk[None]:
        """Make what the places need; harmless where it is there."""

    @abstractmethod
    def put(self, entries: Sequence[Entry]) -> Talk[None]:
        """Write entries whose vectors passed the gate."""

    @abstractmethod
    def search_many(
        self, scope: Scope, vectors: Sequence[Vector], limit: int, now: float, min_score: float | None
    ) -> Talk[list[list[Candidate]]]:
        """Search a scope with several vectors that passed the gate."""

    @abstractmethod
    def delete(self, document_ids: Sequence[str]) -> Talk[int]:
        """Delete documents and return how many were there."""

    @abstractmethod
    def clear(self, selection: Selection) -> Talk[None]:
        """Delete what is selected."""

    @abstractmethod
    def count(self, now: float) -> Talk[int]:
        """Return how many documents are live."""

    @abstractmethod
    def scan(self, now: float, batch_size: int) -> Talk[None]:
        """Yield pages of all live entries."""

    @abstractmethod
    def describe(self) -> dict[str, str]:
        """Return facts about this kind."""

    def found(self, meta: Place, record: str) -> Talk[None]:
        """Make what the places need, and remember the record of the collection.

        Raises:
            SchemaMismatchError: another record is there already.
        """
        self._recorded = {meta: record}
        yield from self.restore()

    def restore(self) -> Talk[None]:
        """Make everything again that is not there: a server may have come back without its data."""
        for meta, record in self._recorded.items():
            commands = [statements.create_collection(meta, record), statements.read_collection(meta)]
            (_, there) = (yield from demand({meta: commands}))[meta]
            if there != record.encode():
                raise SchemaMismatchError(
                    "the server lost its data, and the collection was made again for something else; open it anew"
                )
        yield from self.create()
        yield from demand({place: [statements.mark(place)] for place in self.places})

    def get(self, document_ids: Sequence[str], now: float) -> Talk[list[Record | None]]:
        """Return the live record of each id: one round trip."""
        if len(self.places) > 1:
            return (yield from self._get_spread(document_ids, now))
        (place,) = self.places
        answer: Answer = yield Ask({place: statements.read(place, map(document_name, document_ids))})
        rows = zip(document_ids, checked(answer[place]), strict=True)
        return [_live_record(document_id, values, now) for document_id, values in rows]

    def _get_spread(self, document_ids: Sequence[str], now: float) -> Talk[list[Record | None]]:
        positions: dict[Place, list[int]] = defaultdict(list)
        names = [document_name(document_id) for document_id in document_ids]
        for position, name in enumerate(names):
            positions[self.partitions.place(name)].append(position)
        answer: Answer = yield Ask(
            {place: statements.read(place, [names[at] for at in wanted]) for place, wanted in positions.items()}
        )
        records: list[Record | None] = [None] * len(names)
        there = self.outages.reachable(answer)
        if len(there) < len(answer):
            yield from self._somebody(answer)
        for place, replies in there.items():
            for position, values in zip(positions[place], checked(replies), strict=True):
                records[position] = _live_record(document_ids[position], values, now)
        return records

    def _somebody(self, answer: Answer) -> Talk[None]:
        """Make sure that some place answers, after one did not: all of them away is an error, and not a miss."""
        others: Answer = {place: [] for place in answer}
        rest = {place: [statements.marked(place)] for place in self.places if place not in answer}
        if rest:
            others = yield Ask(rest)
        self.outages.reachable({**answer, **others})

    def touch(self, document_id: str, expires_at: float, now: float) -> Talk[bool]:
        """Set the end of life of a live document; False where there is none."""
        name = document_name(document_id)
        place = self.partitions.place(name)
        end = milliseconds(expires_at)
        command = self.touch_script.call(
            (registry_key(place),),
            name,
            repr(now),
            expiry(expires_at),
            "" if end is None else end,
            packed_end(expires_at),
        )
        answer = yield from scripted({place: [command]})
        (touched,) = checked(answer[place])
        return bool(touched)

    def placed(self, document_ids: Sequence[str]) -> dict[Place, list[tuple[bytes, str]]]:
        """Return the names of ids by place, each with the key of the scope that the id ends with; no name twice."""
        groups: dict[Place, list[tuple[bytes, str]]] = defaultdict(list)
        for document_id in dict.fromkeys(document_ids):
            name = document_name(document_id)
            groups[self.partitions.place(name)].append((name, scope_key_of(document_id)))
        return groups

    def placed_entries(self, entries: Sequence[Entry]) -> dict[Place, list[tuple[bytes, Entry]]]:
        """Return entries by place with their names; of equal ids the last."""
        groups: dict[Place, list[tuple[bytes, Entry]]] = defaultdict(list)
        for document_id, entry in {entry.record.document_id: entry for entry in entries}.items():
            name = document_name(document_id)
            groups[self.partitions.place(name)].append((name, entry))
        return groups


def _live_record(document_id: str, values: Raw, now: float) -> Record | None:
    record = read_record(document_id, values)
    return record if record is not None and is_live(record.expires_at, now) else None


def registry_key(place: Place) -> bytes:
    """Return the key that scripts are given: the one that lists the scopes of a place."""
    return place.stem + b"s"


def best(found: Sequence[Candidate], limit: int) -> list[Candidate]:
    """Return the `limit` best candidates, best first, equal ones by id."""
    return sorted(found, key=lambda one: (-one.score, one.record.document_id))[:limit]
