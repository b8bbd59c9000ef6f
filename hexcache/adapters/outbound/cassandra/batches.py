"""Many writes into one partition, sent as one statement: to the server they are one mutation, and cost little more."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hexcache.adapters.outbound.cassandra.statements import Request

_MOST_ROWS: Final = 32
_MOST_BYTES: Final = 128 * 1_024  # far below the 16 MiB that a node takes as one mutation


class Batch(NamedTuple):
    """Writes into one partition.

    Attributes:
        requests: at least two, without pages.
    """

    requests: Sequence[Request]


def together(writes: Iterable[Request], columns: int) -> Iterator[Request | Batch]:
    """Yield writes, those into one partition as batches; a write that is alone or large stays alone.

    Args:
        writes: each begins with the values of its partition key.
        columns: how many there are.
    """
    groups: dict[tuple[bytes | None, ...], list[Request]] = defaultdict(list)
    sizes: dict[tuple[bytes | None, ...], int] = defaultdict(int)
    for write in writes:
        key = tuple(write.values[:columns])
        size = sum(len(value) for value in write.values if value)
        if groups[key] and (len(groups[key]) >= _MOST_ROWS or sizes[key] + size > _MOST_BYTES):
            yield _one(groups.pop(key))
            del sizes[key]
        groups[key].append(write)
        sizes[key] += size
    yield from map(_one, groups.values())


def _one(group: Sequence[Request]) -> Request | Batch:
    return group[0] if len(group) == 1 else Batch(group)
