"""Values under text keys, spread over a cluster by the keys themselves."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from hexcache.adapters.outbound.redis.places import Place, key_slot
from hexcache.adapters.outbound.redis.statements import literal_pattern, unlink
from hexcache.adapters.outbound.redis.talk import Page, Survey, chunked, demand, is_last
from hexcache.adapters.outbound.redis.talks.desk import CLOSED
from hexcache.domain.errors import BackendUnavailableError, ConfigurationError
from hexcache.domain.keys import decode_text, encode_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hexcache.adapters.outbound.redis.talk import Command, Talk, Topology

_KEYS_AT_ONCE: Final = 1_000
_LISTED: Final = 1_000
_LONGEST: Final = 1 << 52


class ValueDesk:
    """The talks of a key-value store.

    Args:
        prefix: what every key begins with.
    """

    def __init__(self, prefix: str) -> None:
        if not prefix:
            raise ConfigurationError("the prefix is empty; name one, so that no key of another application is touched")
        self._stem = f"{prefix}:values:".encode()
        self._topology: Topology | None = None
        self._closed = False

    def close(self) -> None:
        """Refuse everything from now on."""
        self._closed = True

    def mget(self, keys: Sequence[str]) -> Talk[list[bytes | None]]:
        """Return the value of each key: one round trip."""
        names = [self._stem + encode_text(key) for key in keys]
        groups: dict[Place, list[int]] = defaultdict(list)
        for position, place in enumerate((yield from self._places(names))):
            groups[place].append(position)
        values: list[bytes | None] = [None] * len(names)
        if not groups:
            return values
        answer = yield from demand({place: self._reads(names, wanted) for place, wanted in groups.items()})
        for place, wanted in groups.items():
            for position, value in zip(wanted, chain.from_iterable(answer[place]), strict=True):
                values[position] = value
        return values

    @staticmethod
    def _reads(names: Sequence[bytes], wanted: Sequence[int]) -> list[Command]:
        return [(b"MGET", *(names[position] for position in part)) for part in chunked(wanted, _KEYS_AT_ONCE)]

    def mset(self, items: Mapping[str, bytes], ttl: float | None) -> Talk[None]:
        """Write all items."""
        self._check_open()
        end = _lifetime(ttl)
        for part in chunked(list(items.items()), _KEYS_AT_ONCE):
            names = [self._stem + encode_text(key) for key, _ in part]
            places = yield from self._places(names)
            commands: dict[Place, list[Command]] = defaultdict(list)
            for place, name, (_, value) in zip(places, names, part, strict=True):
                commands[place].append((b"SET", name, value, *end))
            yield from demand(commands)

    def mdelete(self, keys: Sequence[str]) -> Talk[int]:
        """Delete keys and return how many of them were there."""
        self._check_open()
        deleted = 0
        for part in chunked(list(dict.fromkeys(keys)), _KEYS_AT_ONCE):
            names = [self._stem + encode_text(key) for key in part]
            groups: dict[Place, list[bytes]] = defaultdict(list)
            for place, name in zip((yield from self._places(names)), names, strict=True):
                groups[place].append(name)
            commands = {place: [unlink(group)] for place, group in groups.items()}
            answer = yield from demand(commands, again=False)
            deleted += sum(sum(replies) for replies in answer.values())
        return deleted

    def yield_keys(self, prefix: str) -> Talk[None]:
        """Yield pages of all keys that begin with `prefix`; a key is remembered by a number, so that it comes once."""
        pattern = literal_pattern(self._stem + encode_text(prefix))
        topology = yield from self._survey()
        seen: set[int] = set()
        for place in topology.primaries:
            cursor: Any = b"0"
            while True:
                command: Command = (b"SCAN", cursor, b"MATCH", pattern, b"COUNT", _LISTED)
                ((cursor, found),) = (yield from demand({place: [command]}))[place]
                fresh = [name for name in found if hash(name) not in seen]
                seen.update(map(hash, fresh))
                keys = [key for key in map(self._key, dict.fromkeys(fresh)) if key is not None]
                if keys:
                    yield Page(keys)
                if is_last(cursor):
                    break

    def _key(self, name: bytes) -> str | None:
        try:
            return decode_text(name[len(self._stem) :])
        except UnicodeDecodeError:
            return None

    def _places(self, names: Sequence[bytes]) -> Talk[list[Place]]:
        """Return the place of each name: one for all outside a cluster, one for each slot in it."""
        topology = yield from self._survey()
        if not topology.cluster:
            return [topology.primaries[0]] * len(names)
        known: dict[int, Place] = {}
        return [known.setdefault(slot, Place(b"", slot)) for slot in map(key_slot, names)]

    def _survey(self) -> Talk[Topology]:
        self._check_open()
        if self._topology is None:
            self._topology = yield Survey()
        return self._topology

    def _check_open(self) -> None:
        if self._closed:
            raise BackendUnavailableError(CLOSED)


def _lifetime(ttl: float | None) -> tuple[bytes | int, ...]:
    """Return how SET is told a lifetime; nothing where it never ends, or later than a server can count."""
    if ttl is None or ttl * 1_000.0 >= _LONGEST:
        return ()
    return b"PX", max(1, math.ceil(ttl * 1_000.0))
