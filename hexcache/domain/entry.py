"""What a store keeps and returns: entries, records, candidates; and what it is asked to clear."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hexcache.domain.errors import InvalidInputError
from hexcache.domain.keys import scope_key_of
from hexcache.domain.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hexcache.domain.vectors import Vector


@dataclass(frozen=True, slots=True)
class Record:
    """One cached answer as a lookup reads it: everything but the vector and the scope's texts.

    Attributes:
        document_id: digest of the query, "-", key of the scope.
        query: the question as it was asked; any Python text.
        value: the encoded answer.
        created_at: when it was written, seconds since the epoch.
        expires_at: from when on it must not be served, seconds since the epoch; None is never.
        ttl: the lifetime in seconds that it was written with, which a sliding renewal uses again; None is forever.
        tags: names of what the answer was made from.
        metadata: a small text-to-text mapping.
    """

    document_id: str
    query: str = field(repr=False)
    value: bytes = field(repr=False)
    created_at: float
    expires_at: float | None = None
    ttl: float | None = None
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def scope_key(self) -> str:
        """The key of the scope that this record was written in, read from its id."""
        return scope_key_of(self.document_id)


@dataclass(frozen=True, slots=True)
class Entry:
    """A record with what only writing, exporting and searching need.

    Attributes:
        record: the answer.
        scope: the whole scope, texts included, so that an export can be loaded elsewhere.
        vector: float32 (d,) that passed the gate, or None: then only the exact tier finds the entry.
    """

    record: Record
    scope: Scope
    vector: Vector | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a search found, with its score on the collection's measure."""

    record: Record
    score: float


@dataclass(frozen=True, slots=True)
class Selection:
    """What to clear: the conditions are ANDed, and none of them selects the whole collection.

    Attributes:
        tenant: this tenant's entries only; the empty text is the empty tenant.
        model: this model's entries only.
        scope: this scope's entries only.
        tag: entries that carry this tag only.
    """

    tenant: str | None = None
    model: str | None = None
    scope: Scope | None = None
    tag: str | None = None

    @classmethod
    def of(cls, tenant: str | None, model: str | None, scope: Scope | None, tag: str | None) -> Selection:
        """Return the selection, every condition checked.

        Raises:
            InvalidInputError: a condition is not of its type.
        """
        for name, value in (("tenant", tenant), ("model", model), ("tag", tag)):
            if value is not None:
                check_text(name, value)
        if scope is not None and not isinstance(scope, Scope):
            raise InvalidInputError(f"scope must be a Scope, got {type(scope).__name__!r}; pass Scope(model=...)")
        return cls(tenant, model, scope, tag)

    @property
    def everything(self) -> bool:
        """Whether no condition was given."""
        return self.tenant is None and self.model is None and self.scope is None and self.tag is None

    def matches(self, scope: Scope, tags: Sequence[str]) -> bool:
        """Return whether an entry of `scope` with `tags` is selected."""
        return (
            (self.tenant is None or self.tenant == scope.tenant)
            and (self.model is None or self.model == scope.model)
            and (self.scope is None or self.scope.key == scope.key)
            and (self.tag is None or self.tag in tags)
        )


def check_text(name: str, value: object) -> str:
    """Return `value` where it is text; any length and any character are allowed.

    Raises:
        InvalidInputError: it is not text.
    """
    if not isinstance(value, str):
        raise InvalidInputError(f"{name} must be text, got {type(value).__name__!r}; pass a str")
    return value


def check_tags(tags: Iterable[str] | None) -> tuple[str, ...]:
    """Return the tags without repeats, in their order.

    Raises:
        InvalidInputError: one text instead of several, or something that is not text.
    """
    if tags is None:
        return ()
    if isinstance(tags, (str, bytes)):
        raise InvalidInputError(f"tags must be several texts, got one {type(tags).__name__!r}; pass a list")
    try:
        several = list(tags)
    except TypeError as error:
        raise InvalidInputError(f"tags must be several texts, got {type(tags).__name__!r}; pass a list") from error
    return tuple(dict.fromkeys(check_text("a tag", tag) for tag in several))


def check_metadata(metadata: Mapping[str, str] | None) -> dict[str, str]:
    """Return a copy of a text-to-text mapping.

    Raises:
        InvalidInputError: it is not a mapping of text to text.
    """
    items: Any = {} if metadata is None else metadata
    try:
        pairs = dict(items)
    except (TypeError, ValueError) as error:
        raise InvalidInputError(f"metadata must be a mapping, got {type(items).__name__!r}; pass a dict") from error
    return {check_text("a metadata key", key): check_text("a metadata value", pairs[key]) for key in pairs}
