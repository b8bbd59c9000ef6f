"""`langchain`: any embeddings of LangChain, by the name of their class or made already."""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from hexcache.adapters.outbound.embedders.settings import LangChainOptions
from hexcache.domain.collection import Passport
from hexcache.domain.embedding import Intake, failure, well_formed
from hexcache.domain.errors import ConfigurationError
from hexcache.ports.embedder import AsyncEmbedder, Embedder

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence

    from hexcache.domain.vectors import Matrix, Vector


class LangChainEmbedder(Embedder):
    """Embeds with LangChain's embeddings.

    The passport names class and model where the embeddings say which model they use, so that a collection of another
    model is refused; embeddings that do not say can be told apart by their dimension only.

    Args:
        embeddings: an object with `embed_documents` and `embed_query`.
        dimension: numbers in each vector; None learns it from the first.
        window: input window in tokens; None where it is unknown.
    """

    def __init__(self, embeddings: Any, *, dimension: int | None = None, window: int | None = None) -> None:  # noqa: ANN401 - an extra's class
        self._embeddings = embeddings
        self._intake = Intake(_passport(embeddings, dimension, window))

    @property
    @override
    def passport(self) -> Passport:
        return self._intake.passport

    @override
    def embed_documents(self, texts: Sequence[str]) -> Matrix:
        vectors = _called(self._embeddings.embed_documents, _known(texts)) if texts else []
        return self._intake.take(vectors, len(texts))

    @override
    def embed_query(self, text: str) -> Vector:
        vector: Vector = self._intake.take([_called(self._embeddings.embed_query, well_formed(text))], 1)[0]
        return vector


class AsyncLangChainEmbedder(AsyncEmbedder):
    """`LangChainEmbedder` for the event loop: awaits `aembed_documents` and `aembed_query`."""

    def __init__(self, embeddings: Any, *, dimension: int | None = None, window: int | None = None) -> None:  # noqa: ANN401 - as above
        self._embeddings = embeddings
        self._intake = Intake(_passport(embeddings, dimension, window))

    @property
    @override
    def passport(self) -> Passport:
        return self._intake.passport

    @override
    async def embed_documents(self, texts: Sequence[str]) -> Matrix:
        vectors = await _awaited(self._embeddings.aembed_documents, _known(texts)) if texts else []
        return self._intake.take(vectors, len(texts))

    @override
    async def embed_query(self, text: str) -> Vector:
        vectors = [await _awaited(self._embeddings.aembed_query, well_formed(text))]
        vector: Vector = self._intake.take(vectors, 1)[0]
        return vector


class LangChainPlugin:
    """Makes embeddings of the class that is named, or takes some that are made already."""

    options = LangChainOptions

    @contextmanager
    def open(self, options: LangChainOptions) -> Iterator[Embedder]:
        """Make the embeddings."""
        yield self.wrap(_made(options), dimension=options.dimension, window=options.window)

    @asynccontextmanager
    async def aopen(self, options: LangChainOptions) -> AsyncIterator[AsyncEmbedder]:
        """As `open`, for the event loop."""
        yield self.awrap(_made(options), dimension=options.dimension, window=options.window)

    def wrap(self, embeddings: Any, *, dimension: int | None = None, window: int | None = None) -> LangChainEmbedder:  # noqa: ANN401 - as above
        """Return an embedder that is made of `embeddings`."""
        return LangChainEmbedder(embeddings, dimension=dimension, window=window)

    def awrap(
        self,
        embeddings: Any,  # noqa: ANN401 - as above
        *,
        dimension: int | None = None,
        window: int | None = None,
    ) -> AsyncLangChainEmbedder:
        """As `wrap`, for the event loop."""
        return AsyncLangChainEmbedder(embeddings, dimension=dimension, window=window)


def _known(texts: Sequence[str]) -> list[str]:
    return [well_formed(text) for text in texts]


def _called(embed: Callable[[Any], Any], what: object) -> Any:  # noqa: ANN401 - the intake judges
    try:
        return embed(what)
    except Exception as error:
        raise failure(error) from error


async def _awaited(embed: Callable[[Any], Awaitable[Any]], what: object) -> Any:  # noqa: ANN401 - as above
    try:
        return await embed(what)
    except Exception as error:
        raise failure(error) from error


def _passport(embeddings: object, dimension: int | None, window: int | None) -> Passport:
    for attribute in ("model", "model_name", "model_id"):
        model = getattr(embeddings, attribute, None)
        if isinstance(model, str) and model:
            return Passport("langchain", f"{type(embeddings).__name__}/{model}", dimension, window=window)
    return Passport(dimension=dimension, window=window)


def _made(options: LangChainOptions) -> Any:  # noqa: ANN401 - whatever class was named
    module, _, name = options.embeddings.partition(":")
    try:
        return getattr(import_module(module), name)(**options.arguments)
    except Exception as error:
        raise ConfigurationError(
            f"{options.embeddings!r} cannot be made ({type(error).__name__}); check name and arguments, and whether "
            "its package is installed; see the cause"
        ) from error


plugin = LangChainPlugin()
