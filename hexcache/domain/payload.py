"""Tags and metadata as one ASCII text, for stores that keep them in one column or field."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from hexcache.domain.errors import CorruptEntryError
from hexcache.domain.keys import decode_text, encode_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Labels = tuple[tuple[str, ...], dict[str, str]]

_EMPTY: Final = ""
# JSON writes a character beyond the BMP as two surrogates, so it cannot hold two that stood alone next to each other.
_AMBIGUOUS: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_AS_BYTES: Final = "utf-8"


def encode_labels(tags: Sequence[str], metadata: Mapping[str, str]) -> str:
    """Return tags and metadata as ASCII JSON, the empty text for none; any Python text survives."""
    if not tags and not metadata:
        return _EMPTY
    if any(map(_AMBIGUOUS.search, (*tags, *metadata, *metadata.values()))):
        parts = [*_mapped(tags, metadata, lambda text: encode_text(text).decode("latin-1")), _AS_BYTES]
    else:
        parts = [list(tags), dict(metadata)]
    return json.dumps(parts, ensure_ascii=True, separators=(",", ":"))


def decode_labels(text: str | bytes) -> Labels:
    """Return what `encode_labels` was given.

    Raises:
        CorruptEntryError: the text is something else.
    """
    if not text:
        return (), {}
    try:
        tags, metadata, *form = json.loads(text)
        return _mapped(tuple(tags), dict(metadata), _FORMS[tuple(form)])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise CorruptEntryError("stored tags and metadata cannot be read; delete the entry") from error


def _mapped(tags: Sequence[str], metadata: Mapping[str, str], change: Callable[[Any], str]) -> Labels:
    return tuple(map(change, tags)), {change(name): change(value) for name, value in metadata.items()}


def _same(text: object) -> str:
    if not isinstance(text, str):
        raise TypeError(type(text).__name__)
    return text


def _from_bytes(text: object) -> str:
    return decode_text(_same(text).encode("latin-1"))


_FORMS: Final[dict[tuple[str, ...], Callable[[object], str]]] = {(): _same, (_AS_BYTES,): _from_bytes}
