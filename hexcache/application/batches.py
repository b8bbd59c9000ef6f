"""Cutting a stream into lists of bounded size."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of at most `size`, reading no further ahead than that."""
    stream = iter(items)
    while batch := list(islice(stream, size)):
        yield batch
