"""Key encoding: digests of texts, joined so that no two different inputs give one key."""

from __future__ import annotations

import hashlib
import inspect
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from hexcache.domain.errors import ConfigurationError, InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeAlias

    KeyEncoder: TypeAlias = Callable[[str], str]
    """Text to a non-empty key; equal texts give equal keys, and different texts different ones."""

_SEPARATOR: Final = "-"


def encode_text(text: str) -> bytes:
    """Return `text` as UTF-8 bytes, lone surrogates included, so that any Python string can be stored."""
    return text.encode("utf-8", "surrogatepass")


def decode_text(data: bytes | memoryview) -> str:
    """Return the text that `encode_text` made; UnicodeDecodeError for bytes that it cannot have made."""
    return bytes(data).decode("utf-8", "surrogatepass")


def join_fields(fields: Iterable[str]) -> bytes:
    """Return the fields joined with their lengths, so that ("ab", "c") and ("a", "bc") differ."""
    parts: list[bytes] = []
    for field in fields:
        data = encode_text(field)
        parts.append(len(data).to_bytes(8, "big") + data)
    return b"".join(parts)


def digest_fields(*fields: str) -> str:
    """Return the SHA-256 hex digest of the length-prefixed fields."""
    return hashlib.sha256(join_fields(fields), usedforsecurity=False).hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def _sha512(text: str) -> str:
    return hashlib.sha512(encode_text(text), usedforsecurity=False).hexdigest()


def _blake2b(text: str) -> str:
    return hashlib.blake2b(encode_text(text), usedforsecurity=False).hexdigest()


def _sha1(text: str) -> str:
    return hashlib.sha1(encode_text(text), usedforsecurity=False).hexdigest()


_ENCODERS: Final[dict[str, KeyEncoder]] = {"sha256": _sha256, "sha512": _sha512, "blake2b": _blake2b, "sha1": _sha1}
_PACKAGE: Final = __name__.partition(".")[0]


def key_encoder(name: str | KeyEncoder = "sha256") -> KeyEncoder:
    """Return the encoder `name`: sha256, sha512, blake2b, sha1, or any callable from text to a non-empty text.

    SHA-1 warns once a process, at the caller's own line: different texts with one SHA-1 key can be made on purpose.

    Raises:
        ConfigurationError: there is no such encoder.
    """
    if callable(name):
        return _checked(name)
    if not isinstance(name, str) or name not in _ENCODERS:
        raise ConfigurationError(f"unknown key encoder {name!r}; use a callable or one of: {', '.join(_ENCODERS)}")
    if name == "sha1":
        _warn_sha1()
    return _ENCODERS[name]


def _checked(encoder: KeyEncoder) -> KeyEncoder:
    def checked(text: str) -> str:
        try:
            key = encoder(text)
        except Exception as error:
            raise InvalidInputError(f"the key encoder raised {type(error).__name__!r}; see the cause") from error
        if not isinstance(key, str) or not key:
            raise InvalidInputError(f"the key encoder returned {type(key).__name__!r}; return a non-empty text")
        return key

    return checked


@lru_cache(maxsize=1)
def _warn_sha1() -> None:
    warnings.warn(
        "SHA-1 keys can be made to collide by whoever chooses the texts; use key_encoder='sha256' or 'blake2b'.",
        UserWarning,
        stacklevel=_caller_level(),
    )


def _caller_level() -> int:
    """Return the stack level, seen from the function that warns, of the first frame outside this package."""
    frame, level = inspect.currentframe(), 0
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] in (_PACKAGE, "functools"):
        frame, level = frame.f_back, level + 1
    return level


def document_id(query_key: str, scope_key: str) -> str:
    """Return the id of the row for one question in one scope."""
    return query_key + _SEPARATOR + scope_key


def scope_key_of(document_id: str) -> str:
    """Return the scope key that `document_id` ends with; empty where it has none."""
    return document_id.rpartition(_SEPARATOR)[2] if _SEPARATOR in document_id else ""
