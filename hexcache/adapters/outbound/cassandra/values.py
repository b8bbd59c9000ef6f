"""The key-value store's flows: values under keys, each a partition of its own."""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING, Final

from hexcache.adapters.outbound.cassandra import wire
from hexcache.adapters.outbound.cassandra.statements import Request
from hexcache.adapters.outbound.cassandra.windows import lasting
from hexcache.domain.keys import decode_text, encode_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hexcache.adapters.outbound.cassandra.state import Stamps
    from hexcache.adapters.outbound.cassandra.statements import Flow, Rows

_PAGE: Final = 1_000


def mget(keys: Sequence[str], now: float) -> Flow[list[bytes | None]]:
    """Return the live value of each key."""
    asked = list(dict.fromkeys(keys))
    found = yield [Request("value", (_digest(key),)) for key in asked]
    values = {key: _live_value(rows, now) for key, rows in zip(asked, found, strict=True)}
    return [values[key] for key in keys]


def mset(stamps: Stamps, items: Mapping[str, bytes], now: float, ttl: float | None) -> Flow[None]:
    """Write all items."""
    end = math.inf if ttl is None else now + ttl
    stamp = stamps()
    seconds = 0 if ttl is None else lasting(ttl, stamp / 1e6)
    rest = (wire.double(end), wire.bigint(stamp), wire.int32(seconds))
    yield (Request("put_value", (_digest(key), encode_text(key), value, *rest)) for key, value in items.items())


def mdelete(stamps: Stamps, keys: Sequence[str]) -> Flow[int]:
    """Delete keys and return how many were there."""
    asked = list(dict.fromkeys(keys))
    found = yield [Request("value", (_digest(key),)) for key in asked]
    there = [key for key, rows in zip(asked, found, strict=True) if rows]
    stamp = wire.bigint(stamps())
    yield [Request("drop_value", (stamp, _digest(key))) for key in there]
    return len(there)


def keys_page(prefix: bytes, now: float, paging: bytes | None) -> Flow[tuple[list[str], bytes | None]]:
    """Return the live keys in one page that start with `prefix`, and where the next page begins."""
    (page,) = yield [Request("keys", (), _PAGE, paging)]
    keys = [
        text
        for key, expires_at in page.rows
        if key is not None and key.startswith(prefix) and _is_live(expires_at, now) and (text := _text(key)) is not None
    ]
    return keys, page.paging


def _digest(key: str) -> bytes:
    """Return what stands for a key in the table's primary key, which takes neither an empty one nor a very long one."""
    return hashlib.sha256(encode_text(key), usedforsecurity=False).digest()


def _text(key: bytes) -> str | None:
    try:
        return decode_text(key)
    except UnicodeDecodeError:
        return None


def _live_value(rows: Rows, now: float) -> bytes | None:
    value, expires_at = rows[0] if rows else (None, None)
    return value if _is_live(expires_at, now) else None


def _is_live(expires_at: float | None, now: float) -> bool:
    return expires_at is not None and now < expires_at
