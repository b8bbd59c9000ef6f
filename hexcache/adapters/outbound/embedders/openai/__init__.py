"""`openai`: any server with an OpenAI-compatible embeddings endpoint (OpenAI, Ollama, vLLM, TEI and others)."""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from hexcache.adapters.outbound.embedders.settings import OpenAIOptions
from hexcache.domain.errors import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from types import ModuleType

    from hexcache.ports.embedder import AsyncEmbedder, Embedder


class OpenAIPlugin:
    """Opens the embedder with an HTTP client of its own."""

    options = OpenAIOptions

    @contextmanager
    def open(self, options: OpenAIOptions) -> Iterator[Embedder]:
        """Open the embedder for threads; no request is made yet."""
        httpx = _httpx()
        from hexcache.adapters.outbound.embedders.openai.sync import OpenAIEmbedder

        with httpx.Client() as client:
            yield OpenAIEmbedder(client, options)

    @asynccontextmanager
    async def aopen(self, options: OpenAIOptions) -> AsyncIterator[AsyncEmbedder]:
        """Open the embedder for the event loop; no request is made yet."""
        httpx = _httpx()
        from hexcache.adapters.outbound.embedders.openai.aio import AsyncOpenAIEmbedder

        async with httpx.AsyncClient() as client:
            yield AsyncOpenAIEmbedder(client, options)


def _httpx() -> ModuleType:
    try:
        import httpx
    except ImportError as error:
        raise MissingExtraError.of("openai", "httpx") from error
    return httpx


plugin = OpenAIPlugin()
