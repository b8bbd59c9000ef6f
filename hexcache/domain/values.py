"""Value codecs: an answer to bytes and back. Text by default; never pickle."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from hexcache.domain.errors import ConfigurationError, CorruptEntryError, InvalidInputError
from hexcache.domain.keys import decode_text, encode_text

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class ValueCodec:
    """Two functions that turn an answer into bytes and back.

    Attributes:
        encode: raises `InvalidInputError` for a value that it does not take.
        decode: raises `CorruptEntryError` for bytes that it did not make.
    """

    encode: Callable[[Any], bytes]
    decode: Callable[[bytes], Any]


CodecLike: TypeAlias = "str | ValueCodec | tuple[Callable[[Any], bytes], Callable[[bytes], Any]]"
"""`"text"`, `"json"`, `"bytes"`, a `ValueCodec`, or a pair (encode, decode)."""


def value_codec(codec: CodecLike = "text") -> ValueCodec:
    """Return the codec that `codec` names or consists of.

    Raises:
        ConfigurationError: it is none of these.
    """
    if isinstance(codec, ValueCodec):
        return codec
    if isinstance(codec, str) and codec in _CODECS:
        return _CODECS[codec]
    if isinstance(codec, tuple) and len(codec) == 2 and all(callable(part) for part in codec):
        return ValueCodec(_guarded_encode(codec[0]), _guarded_decode(codec[1]))
    known = ", ".join(_CODECS)
    raise ConfigurationError(f"unknown codec {codec!r}; use a pair of functions (encode, decode) or one of: {known}")


def _encode_text(value: object) -> bytes:
    if not isinstance(value, str):
        raise InvalidInputError(f"a value must be text, got {type(value).__name__!r}; pass codec='json' or 'bytes'")
    return encode_text(value)


def _decode_text(data: bytes) -> str:
    try:
        return decode_text(data)
    except UnicodeDecodeError as error:
        raise CorruptEntryError("a stored value is not UTF-8 text; delete the entry or use its codec") from error


def _encode_json(value: object) -> bytes:
    try:
        text = json.dumps(value, allow_nan=False, separators=(",", ":"))
        unchanged = json.loads(text) == value
    except (TypeError, ValueError, RecursionError) as error:
        kind = type(value).__name__
        raise InvalidInputError(f"a value of {kind!r} cannot be written as JSON; pass plain data or a codec") from error
    if not unchanged:
        raise InvalidInputError(
            f"a value of {type(value).__name__!r} would come back changed from JSON (tuples, keys that are not text); "
            "pass lists and text keys, or a codec"
        )
    return text.encode("ascii")


def _decode_json(data: bytes) -> Any:  # noqa: ANN401 - JSON is any plain data
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise CorruptEntryError("a stored value is not JSON; delete the entry or use its codec") from error


def _encode_bytes(value: object) -> bytes:
    if not isinstance(value, (bytes, bytearray, memoryview)):
        raise InvalidInputError(f"a value must be bytes, got {type(value).__name__!r}; pass codec='text' or 'json'")
    return bytes(value)


def _guarded_encode(encode: Callable[[Any], bytes]) -> Callable[[Any], bytes]:
    def guarded(value: object) -> bytes:
        try:
            data = encode(value)
        except Exception as error:
            raise InvalidInputError(f"the codec refused a value of {type(value).__name__!r}") from error
        return _encode_bytes(data)

    return guarded


def _guarded_decode(decode: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
    def guarded(data: bytes) -> object:
        try:
            return decode(data)
        except Exception as error:
            raise CorruptEntryError(
                "the codec cannot read a stored value; delete the entry or use its codec"
            ) from error

    return guarded


_CODECS: Final = {
    "text": ValueCodec(_encode_text, _decode_text),
    "json": ValueCodec(_encode_json, _decode_json),
    "bytes": ValueCodec(_encode_bytes, bytes),
}
