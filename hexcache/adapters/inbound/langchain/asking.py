"""From LangChain's two strings to a question in a scope: what every way in of this package asks a cache."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from hexcache.adapters.inbound.langchain.prompts import read_prompt
from hexcache.domain.errors import ConfigurationError
from hexcache.domain.keys import digest_fields, encode_text
from hexcache.domain.scope import Scope


class MultiTurn(StrEnum):
    """How a question that continues a conversation is looked up: by its key alone, or by its wording too."""

    EXACT = "exact"
    SEMANTIC = "semantic"

    @classmethod
    def of(cls, value: MultiTurn | str) -> MultiTurn:
        """Return the mode named `value` (ConfigurationError where there is none)."""
        try:
            return cls(value)
        except ValueError:
            raise ConfigurationError(f"unknown multi_turn {value!r}; use 'exact' or 'semantic'") from None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a cache takes it."""

    query: str = field(repr=False)
    scope: Scope


def asked(prompt: str, model: str, tenant: str = "", multi_turn: MultiTurn = MultiTurn.EXACT) -> Asked:
    """Return the question that `prompt` asks and the scope that it asks in.

    Where only the key may answer, the text goes into the scope too and the question is empty: a cache embeds no empty
    text, and finds the entry by its key alone.

    Args:
        prompt: as LangChain hands it over.
        model: what `model_key` returned.
        tenant: whose data may be in the answer.
        multi_turn: what is done with a text that continues a conversation.
    """
    read = read_prompt(prompt)
    if read.history and multi_turn is MultiTurn.EXACT:
        return Asked("", Scope(tenant, model, digest_fields("langchain turn", read.context, read.text)))
    return Asked(read.text, _scope(tenant, model, read.context))


@lru_cache(maxsize=512)
def _scope(tenant: str, model: str, context: str) -> Scope:
    """Return a scope, which many questions share; its key is a digest of the three."""
    return Scope(tenant, model, context)


def model_key(llm_string: str) -> str:
    """Return the model of a scope for LangChain's description of a model and its parameters.

    It is the MD5 digest, because that is all that `CassandraSemanticCache` of langchain-community kept of it: entries
    that are imported from there are found by a running service.
    """
    return hashlib.md5(encode_text(llm_string), usedforsecurity=False).hexdigest()
