"""Tags and metadata as one ASCII text, for stores that keep them in one column or field."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hexcache.domain.errors import CorruptEntryError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_EMPTY = ""


def encode_labels(tags: Sequence[str], metadata: Mapping[str, str]) -> str:
    """Return tags and metadata as ASCII JSON, the empty text for none; any Python text survives."""
    if not tags and not metadata:
        return _EMPTY
    return json.dumps([list(tags), dict(metadata)], ensure_ascii=True, separators=(",", ":"))


def decode_labels(text: str | bytes) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return what `encode_labels` was given.

    Raises:
        CorruptEntryError: the text is something else.
    """
    if not text:
        return (), {}
    try:
        tags, metadata = json.loads(text)
        labels = tuple(tags), dict(metadata)
    except (ValueError, TypeError) as error:
        raise CorruptEntryError("stored tags and metadata cannot be read; delete the entry") from error
    if not all(isinstance(part, str) for part in (*labels[0], *labels[1], *labels[1].values())):
        raise CorruptEntryError("stored tags and metadata are not texts; delete the entry")
    return labels
