"""The keys that `CacheBackedEmbeddings` of LangChain gives to texts, to the letter."""

from __future__ import annotations

import hashlib
import uuid
from typing import TYPE_CHECKING, Final

from hexcache.domain.errors import InvalidInputError
from hexcache.domain.keys import encode_text

if TYPE_CHECKING:
    from collections.abc import Callable

_SHA1_NAMESPACE: Final = uuid.UUID(int=1985)
_DIGESTS: Final = ("blake2b", "sha256", "sha512")
_QUERY: Final = "-query"


def key_encoder_of(key_encoder: Callable[[str], str] | str, namespace: str) -> Callable[[str], str]:
    """Return the function from a text to its key.

    Raises:
        InvalidInputError: there is no such algorithm, or a namespace is given beside a function.
    """
    if callable(key_encoder):
        if namespace:
            raise InvalidInputError("a key_encoder of your own takes no namespace; let the function put it in front")
        return key_encoder
    if key_encoder == "sha1":
        return lambda text: f"{namespace}{_sha1(text)}"
    if key_encoder not in _DIGESTS:
        known = ", ".join(["sha1", *_DIGESTS])
        raise InvalidInputError(f"unknown key_encoder {key_encoder!r}; use a function or one of: {known}")
    return lambda text: namespace + hashlib.new(key_encoder, encode_text(text), usedforsecurity=False).hexdigest()


def query_keys(encode: Callable[[str], str]) -> Callable[[str], str]:
    """Return the function from a query to its key in a store that holds documents too."""
    return lambda text: encode(text) + _QUERY


def _sha1(text: str) -> uuid.UUID:
    return uuid.uuid5(_SHA1_NAMESPACE, hashlib.sha1(encode_text(text), usedforsecurity=False).hexdigest())
