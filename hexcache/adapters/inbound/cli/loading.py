"""Loading lines in batches: exported entries with their times and vectors, or questions with answers."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from hexcache.adapters.inbound.cli.entries import exported, is_exported, unknown_keys
from hexcache.adapters.inbound.cli.values import unpacked
from hexcache.application.revectoring import with_vectors
from hexcache.domain.entry import Entry, check_metadata, check_tags, check_text
from hexcache.domain.errors import InvalidInputError, SchemaMismatchError
from hexcache.domain.scope import Scope
from hexcache.domain.ttl import is_live, ttl_seconds
from hexcache.domain.values import value_codec
from hexcache.domain.vectors import admit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hexcache.application.bootstrap.settings import Settings
    from hexcache.application.semantic_cache import SemanticCache
    from hexcache.domain.collection import Collection

Labels: TypeAlias = tuple[Scope, "float | str | None", tuple[str, ...], tuple[tuple[str, str], ...]]
"""Scope, ttl ("" for the cache's own), tags and metadata: what pairs must share to be stored in one call."""

_OWN_TTL = ""
_KEYS = ("question", "query", "answer", "value", "ttl", "tags", "metadata", "tenant", "model", "context")


@dataclass(frozen=True, slots=True)
class Pair:
    """A question with its answer, and how they are stored."""

    question: str
    value: Any
    labels: Labels


class Loader:
    """Loads batches of lines into a cache.

    Args:
        cache: where to.
        settings: its settings.
        collection: what its collection was made for.
        scope: stands for what a pair does not say of its own scope.
        embed: embed the questions of exported entries anew.
    """

    def __init__(
        self, cache: SemanticCache, settings: Settings, collection: Collection, scope: Scope, *, embed: bool
    ) -> None:
        options = settings.cache.options()
        self._cache = cache
        self._codec = options.get("codec", "text")
        self._collection = collection
        self._scope = scope
        self._embed = embed
        self.loaded = 0
        self.expired = 0
        self.bad = 0
        self.ignored: set[str] = set()

    def load(self, lines: Iterable[tuple[int, str]]) -> list[InvalidInputError]:
        """Load one batch of (number, line), and return what was wrong with the lines that were left out.

        Raises:
            SchemaMismatchError: an entry's vector is of another embedder or measure.
        """
        entries: list[Entry] = []
        pairs: list[Pair] = []
        errors = []
        for number, line in lines:
            try:
                self._read(line, entries, pairs)
            except InvalidInputError as error:
                errors.append(InvalidInputError(f"line {number}: {error}"))
        self._store(entries, pairs)
        self.bad += len(errors)
        return errors

    def _read(self, line: str, entries: list[Entry], pairs: list[Pair]) -> None:
        if not line.strip():
            return
        data = _object(line)
        if not is_exported(data):
            pairs.append(self._pair(data))
        elif (entry := self._entry(data)) is not None:
            entries.append(entry)

    def _entry(self, data: dict[str, Any]) -> Entry | None:
        self.ignored |= unknown_keys(data)
        if self._embed:
            data = {**data, "vector": None}
        read = exported(data)
        if not is_live(read.entry.record.expires_at, time.time()):
            self.expired += 1
            return None
        if read.entry.vector is None:
            return read.entry
        self._require_same(read.collection)
        ours = self._collection
        return replace(read.entry, vector=admit(read.entry.vector, ours.dimension, ours.similarity))

    def _require_same(self, theirs: Collection | None) -> None:
        if theirs is None:
            return
        try:
            theirs.require(self._collection, "of the file")
        except SchemaMismatchError:
            raise SchemaMismatchError(
                f"the entries were made for {_described(theirs)}, and this collection for "
                f"{_described(self._collection)}; load with --embed to embed the questions anew"
            ) from None

    def _pair(self, data: dict[str, Any]) -> Pair:
        unknown = sorted(set(data) - set(_KEYS))
        if unknown:
            raise InvalidInputError(f"has the unknown key {unknown[0]!r}; known: {', '.join(_KEYS)}")
        question = check_text("question", data.get("question", data.get("query")))
        value = self._value(data)
        scope = Scope(*(data.get(name, getattr(self._scope, name)) for name in ("tenant", "model", "context")))
        ttl = ttl_seconds(data["ttl"]) if "ttl" in data else _OWN_TTL
        metadata = tuple(sorted(check_metadata(data.get("metadata")).items()))
        return Pair(question, value, (scope, ttl, check_tags(data.get("tags")), metadata))

    def _value(self, data: dict[str, Any]) -> Any:  # noqa: ANN401 - what the codec takes
        if "answer" not in data and "value" not in data:
            raise InvalidInputError("has no answer; name the key 'answer'")
        value = data.get("answer", data.get("value"))
        if self._codec == "bytes":
            value = unpacked(value, "answer")
        value_codec(self._codec).encode(value)
        return value

    def _store(self, entries: list[Entry], pairs: list[Pair]) -> None:
        if entries:
            self.loaded += self._cache.load(with_vectors(self._cache.embedder, entries) if self._embed else entries)
        groups: defaultdict[Labels, list[tuple[str, Any]]] = defaultdict(list)
        for pair in pairs:
            groups[pair.labels].append((pair.question, pair.value))
        for (scope, ttl, tags, metadata), group in groups.items():
            lifetime: Any = {} if ttl == _OWN_TTL else {"ttl": ttl}
            self._cache.update_many(group, scope=scope, tags=tags, metadata=dict(metadata), **lifetime)
            self.loaded += len(group)


def _object(line: str) -> dict[str, Any]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        raise InvalidInputError("is not JSON; write one object a line") from None
    if not isinstance(data, dict):
        raise InvalidInputError(f"must be an object with 'question' and 'answer', got {type(data).__name__!r}")
    return data


def _described(collection: Collection) -> str:
    name = f"{collection.provider}/{collection.model}"
    return f"{name} with {collection.dimension} dimensions and {str(collection.similarity)!r}"
