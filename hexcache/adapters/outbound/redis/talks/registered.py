"""What the kinds without a query engine share: every place lists its scopes, and every scope its documents."""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import TYPE_CHECKING, Any, Final

from typing_extensions import override

from hexcache.adapters.outbound.redis import statements
from hexcache.adapters.outbound.redis.places import document_id
from hexcache.adapters.outbound.redis.records import READ, expiry, fields, milliseconds, read_entry, tag_keys
from hexcache.adapters.outbound.redis.script import scripted
from hexcache.adapters.outbound.redis.talk import Page, checked, chunked, demand, is_last, pairs
from hexcache.adapters.outbound.redis.talks.kind import IndexKind, registry_key
from hexcache.domain.scope import field_key
from hexcache.domain.ttl import is_live

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hexcache.adapters.outbound.redis.places import Place
    from hexcache.adapters.outbound.redis.script import Script
    from hexcache.adapters.outbound.redis.talk import Command, Raw, Replies, Talk
    from hexcache.domain.entry import Entry, Selection
    from hexcache.domain.vectors import Vector

_PUT_AT_ONCE: Final = 64
_AT_ONCE: Final = 100
_LISTED: Final = 1_000


class Registered(IndexKind):
    """Documents that scripts write into lists of their scope, and take out of them."""

    put_script: Script
    delete_script: Script
    clear_scope_script: Script
    clear_tagged_script: Script

    @abstractmethod
    def stored(self, entry: Entry) -> tuple[bytes | str, str | int]:
        """Return the vector as the script stores it, the empty text for none, and the script's extra argument."""

    @abstractmethod
    def read_vectors(self, place: Place, scope_key: str, names: Sequence[bytes]) -> list[Command]:
        """Return one command for each name that reads its vector."""

    @abstractmethod
    def parse_vector(self, reply: Raw) -> Vector | None:
        """Return the vector in a reply to such a command, None for none; `ValueError` where it cannot be read."""

    @override
    def create(self) -> Talk[None]:
        yield from ()

    @override
    def put(self, entries: Sequence[Entry]) -> Talk[None]:
        for place, named in self.placed_entries(entries).items():
            for part in chunked(named, _PUT_AT_ONCE):
                commands = [self._put(place, name, entry) for name, entry in part]
                replies = yield from self._run(place, [*commands, statements.marked(place)])
                if not replies[-1]:  # the server has lost its data, and the record of the collection with it
                    yield from self.restore()

    def _put(self, place: Place, name: bytes, entry: Entry) -> Command:
        record, scope = entry.record, entry.scope
        end = milliseconds(record.expires_at)
        vector, extra = self.stored(entry)
        return self.put_script.call(
            (registry_key(place),),
            name,
            scope.key,
            expiry(record.expires_at),
            "" if end is None else end,
            ",".join(tag_keys(record.tags)),
            f"{scope.tenant_key} {scope.model_key}",
            vector,
            extra,
            *fields(entry),
        )

    def _run(self, place: Place, commands: Sequence[Command], *, again: bool = True) -> Talk[Replies]:
        answer = yield from scripted({place: commands}, again=again)
        return self.accepted(answer[place])

    def accepted(self, replies: Raw) -> Replies:
        """Return the replies, none of which is a refusal."""
        return checked(replies)

    @override
    def delete(self, document_ids: Sequence[str]) -> Talk[int]:
        deleted = 0
        for place, named in self.placed(document_ids).items():
            key = (registry_key(place),)
            commands = [
                self.delete_script.call(key, *(part for pair in pairs for part in pair))
                for pairs in chunked(named, _AT_ONCE)
            ]
            deleted += sum((yield from self._run(place, commands, again=False)))
        return deleted

    @override
    def clear(self, selection: Selection) -> Talk[None]:
        for place in self.places:
            scopes = yield from self.scopes(place)
            chosen = [scope for scope, labels in scopes.items() if _is_chosen(scope, labels, selection)]
            if selection.tag is not None:
                yield from self._clear_tagged(place, field_key("tag", selection.tag), set(chosen))
            else:
                for scope in chosen:
                    yield from self._clear_scope(place, scope)

    def _clear_scope(self, place: Place, scope: str) -> Talk[None]:
        """Drop a scope's vectors at once, then its documents in short scripts."""
        first, before = "1", math.inf
        while True:
            command = self.clear_scope_script.call((registry_key(place),), scope, _AT_ONCE, first)
            (left,) = yield from self._run(place, [command])
            if not 0 < left < before:  # somebody may be writing faster than this
                return
            first, before = "0", left

    def _clear_tagged(self, place: Place, tag: str, scopes: set[str]) -> Talk[None]:
        cursor: Any = b"0"
        while True:
            listing: Command = (b"SSCAN", place.stem + b"t:" + tag.encode(), cursor, b"COUNT", _AT_ONCE)
            ((cursor, members),) = (yield from demand({place: [listing]}))[place]
            chosen = [member for member in members if member[:64].decode() in scopes]
            if chosen:
                yield from self._run(place, [self.clear_tagged_script.call((registry_key(place),), tag, *chosen)])
            if is_last(cursor):
                return

    def scopes(self, place: Place) -> Talk[dict[str, tuple[str, str]]]:
        """Return the keys of all scopes of a place, each with the keys of its tenant and model."""
        known: dict[str, tuple[str, str]] = {}
        cursor: Any = b"0"
        while True:
            listing: Command = (b"HSCAN", registry_key(place), cursor, b"COUNT", _LISTED)
            ((cursor, found),) = (yield from demand({place: [listing]}))[place]
            for scope, labels in pairs(found):
                tenant, _, model = labels.decode().partition(" ")
                known[scope.decode()] = (tenant, model)
            if is_last(cursor):
                return known

    @override
    def count(self, now: float) -> Talk[int]:
        total = 0
        for place in self.places:
            scopes = list((yield from self.scopes(place)))
            for part in chunked(scopes, _LISTED):
                commands: list[Command] = [
                    (b"ZCOUNT", place.stem + b"m:" + scope.encode(), f"({now!r}", b"+inf") for scope in part
                ]
                total += sum((yield from demand({place: commands}))[place])
        return total

    @override
    def scan(self, now: float, batch_size: int) -> Talk[None]:
        for place in self.places:
            for scope in (yield from self.scopes(place)):
                seen: set[bytes] = set()
                cursor: Any = b"0"
                while True:
                    key = place.stem + b"m:" + scope.encode()
                    listing: Command = (b"ZSCAN", key, cursor, b"COUNT", min(batch_size, _LISTED))
                    ((cursor, found),) = (yield from demand({place: [listing]}))[place]
                    fresh = [name for name, _ in pairs(found) if name not in seen]
                    seen.update(fresh)
                    for part in chunked(fresh, batch_size):
                        entries = yield from self._entries(place, scope, part, now)
                        if entries:
                            yield Page(entries)
                    if is_last(cursor):
                        break

    def _entries(self, place: Place, scope: str, names: Sequence[bytes], now: float) -> Talk[list[Entry]]:
        """Return the live entries among some documents of a scope."""
        stem = place.stem + b"d:"
        documents: list[Command] = [(b"HMGET", stem + name, *READ, b"s") for name in names]
        replies = (yield from demand({place: [*documents, *self.read_vectors(place, scope, names)]}))[place]
        found = []
        for name, values, raw in zip(names, replies, replies[len(names) :], strict=False):
            try:
                entry = read_entry(document_id(name), values[:-1], values[-1], self.parse_vector(raw))
            except ValueError:
                continue
            if entry is not None and is_live(entry.record.expires_at, now):
                found.append(entry)
        return found


def _is_chosen(scope: str, labels: tuple[str, str], selection: Selection) -> bool:
    """Return whether a scope meets the conditions on scope, tenant and model."""
    tenant, model = labels
    return (
        (selection.scope is None or selection.scope.key == scope)
        and (selection.tenant is None or field_key("tenant", selection.tenant) == tenant)
        and (selection.model is None or field_key("model", selection.model) == model)
    )
