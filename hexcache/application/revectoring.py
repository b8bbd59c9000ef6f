"""Giving entries the vectors of the cache that they move into."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hexcache.application.embedding import embed_queries
from hexcache.domain.window import DEFAULT_CHARACTERS, InputWindow
from hexcache.ports.embedder import CountsTokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hexcache.domain.entry import Entry
    from hexcache.ports.embedder import Embedder


def with_vectors(embedder: Embedder, entries: Sequence[Entry], characters: int = DEFAULT_CHARACTERS) -> list[Entry]:
    """Return the entries with the vectors that `embedder` gives their questions, each distinct one embedded once.

    An entry whose question the embedder would cut off, or that is empty, has no vector: the exact tier alone finds it.

    Args:
        embedder: the embedder of the cache that the entries move into.
        entries: any entries.
        characters: the longest text where the embedder's window is unknown.
    """
    count_tokens = embedder.count_tokens if isinstance(embedder, CountsTokens) else None
    window = InputWindow(embedder.passport.window, characters, count_tokens)
    queries = list(dict.fromkeys(entry.record.query for entry in entries))
    fitting = [query for query in queries if window.refuses(query) is None]
    vectors = dict(zip(fitting, embed_queries(embedder, fitting), strict=True)) if fitting else {}
    return [replace(entry, vector=vectors.get(entry.record.query)) for entry in entries]
