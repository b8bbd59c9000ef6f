"""The port for a second opinion on a hit: a cross-encoder, a model of entailment, a language model as judge."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class Verifier(Protocol):
    """Says whether a cached answer may be served, after the score and the guards found nothing against it.

    It may do input and output and take its time: the cache waits no longer than its deadline. Whatever it raises, a
    late answer and one that is neither True nor False are a refusal. It may be called from several threads (tasks) at
    once, and with texts and answers of any content.
    """

    def verify(self, asked: str, cached: str, answer: Any) -> bool:  # noqa: ANN401 - what the cache's codec returns
        """Return whether `answer`, which was given to `cached`, answers `asked`."""


@runtime_checkable
class AsyncVerifier(Protocol):
    """`Verifier` with `await`."""

    async def verify(self, asked: str, cached: str, answer: Any) -> bool:  # noqa: ANN401 - as above
        """As `Verifier.verify`."""
