"""Answers on the command line: text in, the codec's kind of value, and text or plain data out."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any, Final

from hexcache.domain.errors import InvalidInputError
from hexcache.domain.keys import decode_text, encode_text

if TYPE_CHECKING:
    from hexcache.application.bootstrap.settings import Settings

_BASE64: Final = "base64"


def value_of(text: str, settings: Settings) -> Any:  # noqa: ANN401 - what the codec takes
    """Return the value that `text` stands for under the configured codec.

    Raises:
        InvalidInputError: the codec is "json" and the text is not JSON.
    """
    codec = settings.cache.options().get("codec")
    if codec == "bytes":
        return text.encode("utf-8", "surrogateescape")
    if codec != "json":
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidInputError("the configured codec is 'json' and the answer is not JSON; quote texts") from None


def raw(value: object) -> str | bytes:
    """Return what is printed for a value: texts and bytes as they are, else JSON."""
    return value if isinstance(value, (str, bytes)) else json.dumps(value, ensure_ascii=False)


def plain(value: object) -> Any:  # noqa: ANN401 - any JSON data
    """Return a value as JSON takes it."""
    return packed(value) if isinstance(value, bytes) else value


def packed(data: bytes) -> str | dict[str, str]:
    """Return bytes as JSON data: the text that they are, where that comes back the same, else base64."""
    try:
        text = decode_text(data)
        if json.loads(json.dumps(text)) == text and encode_text(text) == data:
            return text
    except UnicodeDecodeError:
        pass
    return {_BASE64: b64encode(data).decode("ascii")}


def unpacked(value: object, what: str) -> bytes:
    """Return the bytes that `packed` was given.

    Raises:
        InvalidInputError: it is neither a text nor base64.
    """
    if isinstance(value, str):
        return encode_text(value)
    if isinstance(value, dict) and set(value) == {_BASE64} and isinstance(value[_BASE64], str):
        try:
            return b64decode(value[_BASE64], validate=True)
        except ValueError:
            pass
    raise InvalidInputError(f"{what!r} must be a text, or an object with the key 'base64'")


def unpacked_text(value: object, what: str) -> str:
    """Return the text that `packed` was given in UTF-8 (InvalidInputError as `unpacked`)."""
    try:
        return decode_text(unpacked(value, what))
    except UnicodeDecodeError:
        raise InvalidInputError(f"{what!r} is no text") from None
