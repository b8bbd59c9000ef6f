"""What the server's rows say; a row that cannot be read is not there."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hexcache.adapters.outbound.cassandra.windows import UNSEARCHED, Window, parse_window
from hexcache.domain.entry import Candidate, Record
from hexcache.domain.errors import CorruptEntryError, InvalidInputError
from hexcache.domain.keys import decode_text, scope_key_of
from hexcache.domain.payload import decode_labels
from hexcache.domain.scope import Scope
from hexcache.domain.similarity import Similarity, clamp_cosine, from_half_cosine
from hexcache.domain.ttl import is_live
from hexcache.domain.vectors import admit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Final

    from hexcache.adapters.outbound.cassandra.statements import Row, Rows
    from hexcache.domain.collection import Collection
    from hexcache.domain.vectors import Vector

_SCORES: Final[dict[Similarity, Callable[[float], float]]] = {
    Similarity.COS: lambda value: clamp_cosine(from_half_cosine(value)),
    Similarity.DOT: from_half_cosine,
    Similarity.L2: float,
}
_KEY_LENGTH: Final = 64

LONGEST_ID: Final = 10_000
"""Characters that an id may have: the server's limit for a key is 64 KiB."""


def is_scope_key(text: str) -> bool:
    """Return whether `text` is the key of a scope: a digest in hex."""
    return len(text) == _KEY_LENGTH and text.isascii() and text.isalnum()


def scope_key_in(document_id: str) -> str | None:
    """Return the scope key that a document id ends with, None where it cannot be an id of ours."""
    key = scope_key_of(document_id)
    return key if is_scope_key(key) and len(document_id) <= LONGEST_ID else None


def record_of(document_id: str, row: Row) -> Record | None:
    """Return the record in a row of `query, value, created_at, expires_at, ttl, labels`."""
    query, value, created_at, expires_at, ttl, labels = row[:6]
    if value is None or not _is_number(created_at) or not _is_number(expires_at):
        return None
    try:
        tags, metadata = decode_labels(labels)
        text = decode_text(query)
    except (CorruptEntryError, UnicodeDecodeError, TypeError):
        return None
    end = None if expires_at == math.inf else expires_at
    return Record(document_id, text, value, created_at, end, ttl, tags, metadata)


def _is_number(value: object) -> bool:
    return isinstance(value, float) and not math.isnan(value)


def live_record(document_id: str, rows: Rows, now: float) -> Record | None:
    """Return the record in the only row of `rows` where there is one and it is live."""
    record = record_of(document_id, rows[0]) if rows else None
    return record if record is not None and is_live(record.expires_at, now) else None


def text_of(data: bytes | None) -> str:
    """Return the text in a column; the empty text where there is none."""
    try:
        return decode_text(data or b"")
    except UnicodeDecodeError:
        return ""


def id_of(data: bytes | None, scope_key: str) -> str | None:
    """Return the document id in a column where it is an id of this scope."""
    document_id = text_of(data)
    return document_id if scope_key_of(document_id) == scope_key else None


def candidate_of(row: Row, scope_key: str, similarity: Similarity) -> Candidate | None:
    """Return the candidate in a row of `document_id`, record, score."""
    document_id, score = id_of(row[0], scope_key), row[7]
    record = None if document_id is None else record_of(document_id, row[1:7])
    if record is None or not _is_number(score):
        return None
    return Candidate(record, _SCORES[similarity](score))


def hides(found: Rows, width: int, limit: int, now: float, lowest: float, similarity: Similarity) -> bool:
    """Return whether expired rows may have kept live ones out of what a search of one partition returned.

    Args:
        found: rows of `candidate_of`, best first.
        width: how many were asked for.
        limit: how many live ones are wanted.
        now: seconds since the epoch.
        lowest: candidates that score lower are not wanted.
        similarity: the measure.
    """
    if len(found) < width or sum(not _is_expired(row, now) for row in found) >= limit:
        return False
    last = found[-1][7]
    return any(_is_expired(row, now) for row in found) and not (_is_number(last) and _SCORES[similarity](last) < lowest)


def _is_expired(row: Row, now: float) -> bool:
    return _is_number(row[4]) and row[4] <= now


def windows_of(rows: Rows) -> tuple[int, dict[int, set[Window]]]:
    """Return a scope's current generation, and the windows of each generation."""
    generation = 0
    windows: dict[int, set[Window]] = {}
    for current, owner, name in rows:
        generation = current or 0
        window = None if owner is None else parse_window(name)
        if window is not None:
            windows.setdefault(owner, set()).add(window)
    return generation, windows


def windows_in(text: str | None) -> list[Window]:
    """Return the windows that an exact entry names, the latest first; none for an entry that searches do not find."""
    windows = (parse_window(name) for name in (text or "").split(" "))
    return [window for window in windows if window is not None and window is not UNSEARCHED]


def scope_of(rows: Rows, scope_key: str) -> Scope | None:
    """Return the scope whose texts are in `rows`, None where they are missing or of another scope."""
    texts: Row = rows[0] if rows else (None,)
    if None in texts:
        return None
    try:
        scope = Scope(*(decode_text(text) for text in texts))
    except UnicodeDecodeError:
        return None
    return scope if scope.key == scope_key else None


def best(candidates: Iterable[Candidate], limit: int, lowest: float, now: float) -> list[Candidate]:
    """Return the best live candidates, one of each id; of two versions of one id the later written counts."""
    latest: dict[str, Candidate] = {}
    for candidate in candidates:
        known = latest.get(candidate.record.document_id)
        if known is None or _version(known) < _version(candidate):
            latest[candidate.record.document_id] = candidate
    found = [
        candidate
        for candidate in latest.values()
        if candidate.score >= lowest and is_live(candidate.record.expires_at, now)
    ]
    found.sort(key=lambda candidate: (-candidate.score, candidate.record.document_id))
    return found[:limit]


def _version(candidate: Candidate) -> tuple[float, float]:
    record = candidate.record
    return record.created_at, math.inf if record.expires_at is None else record.expires_at


def vector_of(found: Rows, shape: Collection) -> Vector | None:
    """Return the vector in the only row of `found`, None where there is none that the gate lets in."""
    numbers = found[0][0] if found else None
    try:
        return None if numbers is None else admit(numbers, shape.dimension, shape.similarity)
    except InvalidInputError:
        return None


def is_live_end(created_at: object, expires_at: object, now: float) -> bool:
    """Return whether the times in a row are those of an entry that is live at `now`."""
    return _is_number(created_at) and isinstance(expires_at, float) and now < expires_at
