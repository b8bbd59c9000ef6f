"""Scope: what must be equal for an answer to be reusable at all."""

from __future__ import annotations

from dataclasses import dataclass, field

from hexcache.domain.errors import InvalidInputError
from hexcache.domain.keys import digest_fields


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose answer, by which model, in which context; compared exactly, never fuzzily.

    Attributes:
        tenant: whose data may be in the answer.
        model: the language model and its parameters.
        context: everything else that shaped the answer (system prompt, history, tools, media), or a digest of it.
        key: hex digest of the three, length-prefixed; no two different scopes share one.

    None is taken as the empty text; any character is allowed. A context may hold a prompt, so `repr` hides it.
    """

    tenant: str = ""
    model: str = ""
    context: str = field(default="", repr=False)
    key: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Turn None into the empty text and compute the key, once."""
        for name in ("tenant", "model", "context"):
            object.__setattr__(self, name, _text(name, getattr(self, name)))
        object.__setattr__(self, "key", digest_fields(self.tenant, self.model, self.context))

    @property
    def tenant_key(self) -> str:
        """The digest that a store keeps to find every entry of this tenant."""
        return field_key("tenant", self.tenant)

    @property
    def model_key(self) -> str:
        """The digest that a store keeps to find every entry of this model."""
        return field_key("model", self.model)


def field_key(name: str, value: str) -> str:
    """Return the digest of one named field (tenant, model or tag), safe in any key, column or query."""
    return digest_fields(name, value)


def _text(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return str.__str__(value)  # of an enum member that is text: its value, not its name
    raise InvalidInputError(f"scope {name} must be text or None, got {type(value).__name__!r}; pass str(...) yourself")


EVERYWHERE = Scope()
"""The scope of a cache that distinguishes nothing."""
