"""Entries that move into another cache get that cache's vectors."""

from __future__ import annotations

from hexcache.application.revectoring import with_vectors
from hexcache.domain.entry import Entry, Record
from hexcache.domain.scope import EVERYWHERE
from hexcache.testing.fakes import DeterministicEmbedder


def entry(query):
    return Entry(Record("id", query, b"", 0.0), EVERYWHERE)


def test_each_distinct_question_is_embedded_once():
    embedder = DeterministicEmbedder()
    moved = with_vectors(embedder, [entry("a"), entry("b"), entry("a")])
    assert sorted(embedder.texts) == ["a", "b"]
    assert [each.vector.tolist() for each in moved] == [embedder.embed_query(text).tolist() for text in "aba"]


def test_a_question_that_would_be_cut_off_or_is_empty_gets_none():
    embedder = DeterministicEmbedder()
    assert [each.vector for each in with_vectors(embedder, [entry(""), entry("x" * 9)], characters=8)] == [None, None]
    assert embedder.calls == 0


def test_no_entry_asks_nobody():
    embedder = DeterministicEmbedder()
    assert with_vectors(embedder, []) == []
    assert embedder.calls == 0
