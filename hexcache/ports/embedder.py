"""The port for what turns texts into vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hexcache.domain.collection import Passport
    from hexcache.domain.vectors import Matrix, Vector


@runtime_checkable
class Embedder(Protocol):
    """Turns texts into vectors.

    Equal texts give equal vectors. Any Python text is taken, lone surrogates included. What the provider raises is
    chained to an `EmbedderError`. Methods may be called from several threads (tasks) at once.
    """

    @property
    def passport(self) -> Passport:
        """Who the embedder is; `dimension` may be None until the first text was embedded, and is stable then."""

    def embed_documents(self, texts: Sequence[str]) -> Matrix:
        """Return one vector for each text, in order: float32 (n, d), (0, d) for no text (d may be 0 before the first).

        Raises:
            EmbedderError: the provider failed, was late, or returned another number of vectors.
        """

    def embed_query(self, text: str) -> Vector:
        """Return the vector of a text that is searched with: float32 (d,).

        Raises:
            EmbedderError: as `embed_documents`.
        """


@runtime_checkable
class AsyncEmbedder(Protocol):
    """`Embedder` with `await`; work that keeps a processor busy is done off the event loop."""

    @property
    def passport(self) -> Passport:
        """As `Embedder.passport`."""

    async def embed_documents(self, texts: Sequence[str]) -> Matrix:
        """As `Embedder.embed_documents`."""

    async def embed_query(self, text: str) -> Vector:
        """As `Embedder.embed_query`."""


@runtime_checkable
class EmbedsQueries(Protocol):
    """An ability: several queries in one call."""

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """Return what `embed_query` returns for each text: float32 (n, d)."""


@runtime_checkable
class AsyncEmbedsQueries(Protocol):
    """`EmbedsQueries` with `await`."""

    async def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """As `EmbedsQueries.embed_queries`."""


@runtime_checkable
class CountsTokens(Protocol):
    """An ability: count the tokens of a text as the embedder does, fast and without I/O; the same in both flavours."""

    def count_tokens(self, text: str) -> int:
        """Return the number of tokens in `text` before any is cut off."""
