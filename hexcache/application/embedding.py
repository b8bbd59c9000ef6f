"""Glue between what users call an embedder and the port: callables, LangChain-style objects, threads."""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Any, TypeVar

from typing_extensions import override

from hexcache.domain.collection import Passport
from hexcache.domain.embedding import Intake, as_matrix, failure, well_formed
from hexcache.domain.errors import EmbedderError, InvalidInputError
from hexcache.ports.embedder import AsyncEmbedder, AsyncEmbedsQueries, CountsTokens, Embedder, EmbedsQueries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from hexcache.domain.vectors import Matrix, Vector

_Made = TypeVar("_Made", bound="_AnonymousEmbedder")


class _AnonymousEmbedder:
    """What the two embedders made of functions have in common: everything but the call."""

    def __init__(
        self,
        function: Callable[[list[str]], Any],
        *,
        query: Callable[[str], Any] | None = None,
        dimension: int | None = None,
        window: int | None = None,
    ) -> None:
        self._function = function
        self._query = query
        self._intake = Intake(Passport(dimension=dimension or _dimension_of(function), window=window))

    @property
    def passport(self) -> Passport:
        return self._intake.passport

    def _call_for(self, text: str) -> tuple[Callable[[Any], Any], Any]:
        """Return the function that embeds a query and what to call it with."""
        text = well_formed(text)
        return (self._function, [text]) if self._query is None else (self._query, text)

    def _vector(self, result: Any) -> Vector:  # noqa: ANN401 - whatever the user's function returned
        """Return the one vector in what the function of `_call_for` returned."""
        vector: Vector = self._intake.take(result if self._query is None else [result], 1)[0]
        return vector


class CallableEmbedder(_AnonymousEmbedder, Embedder, EmbedsQueries):
    """An embedder made of a function from a list of texts to an (n, d) array.

    It has no name, so a collection can compare its dimension only. What the function raises is chained to an
    `EmbedderError`.

    Args:
        function: takes a list of texts, returns numbers of shape (n, d). An attribute `dimension` of it is
            believed.
        query: takes one query, returns numbers of shape (d,); without it `function` embeds queries too.
        dimension: numbers in each vector; None learns it from the first.
        window: input window in tokens; None where it is unknown.
    """

    @override
    def embed_documents(self, texts: Sequence[str]) -> Matrix:
        result = _called(self._function, _well_formed(texts)) if texts else []
        return self._intake.take(result, len(texts))

    @override
    def embed_query(self, text: str) -> Vector:
        return self._vector(_called(*self._call_for(text)))

    @override
    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        if self._query is None:
            return self.embed_documents(texts)
        return self._intake.take([self.embed_query(text) for text in texts], len(texts))


class AsyncCallableEmbedder(_AnonymousEmbedder, AsyncEmbedder, AsyncEmbedsQueries):
    """`CallableEmbedder` for the event loop: coroutine functions are awaited, others called in a thread."""

    @override
    async def embed_documents(self, texts: Sequence[str]) -> Matrix:
        result = await _awaited(self._function, _well_formed(texts)) if texts else []
        return self._intake.take(result, len(texts))

    @override
    async def embed_query(self, text: str) -> Vector:
        return self._vector(await _awaited(*self._call_for(text)))

    @override
    async def embed_queries(self, texts: Sequence[str]) -> Matrix:
        if self._query is None:
            return await self.embed_documents(texts)
        return self._intake.take([await self.embed_query(text) for text in texts], len(texts))


class ThreadedEmbedder(AsyncEmbedder, AsyncEmbedsQueries):
    """An `AsyncEmbedder` that does the work of an `Embedder` in threads, off the event loop.

    A call that is cancelled ends at once; its thread finishes the work and nobody sees the result.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        if isinstance(embedder, CountsTokens):
            self.count_tokens = embedder.count_tokens

    @property
    @override
    def passport(self) -> Passport:
        return self._embedder.passport

    @override
    async def embed_documents(self, texts: Sequence[str]) -> Matrix:
        return await asyncio.to_thread(self._embedder.embed_documents, texts)

    @override
    async def embed_query(self, text: str) -> Vector:
        return await asyncio.to_thread(self._embedder.embed_query, text)

    @override
    async def embed_queries(self, texts: Sequence[str]) -> Matrix:
        return await asyncio.to_thread(embed_queries, self._embedder, texts)


def embed_queries(embedder: Embedder, texts: Sequence[str]) -> Matrix:
    """Return what `embed_query` returns for each text, in one call where the embedder is able to."""
    if isinstance(embedder, EmbedsQueries):
        return embedder.embed_queries(texts)
    return as_matrix([embedder.embed_query(text) for text in texts], len(texts), embedder.passport.dimension)


def as_embedder(candidate: Any) -> Embedder:  # noqa: ANN401 - a user's object of any of the shapes below
    """Return an `Embedder` made of `candidate`.

    Args:
        candidate: an `Embedder`, which is returned as it is; an object with `embed_documents` and
            `embed_query`, such as LangChain's; or a callable from a list of texts to an (n, d) array.

    Raises:
        InvalidInputError: it is none of these, or asynchronous.
    """
    _refuse_class(candidate)
    methods = _has_methods(candidate)
    if _is_async(candidate.embed_documents if methods else candidate):
        raise InvalidInputError(f"{_name(candidate)} is asynchronous; use it with AsyncSemanticCache or aopen_cache")
    if not methods:
        return CallableEmbedder(_function(candidate))
    embedder: Embedder = candidate
    return embedder if hasattr(candidate, "passport") else _of_methods(CallableEmbedder, candidate)


def as_async_embedder(candidate: Any) -> AsyncEmbedder:  # noqa: ANN401 - as `as_embedder`
    """Return an `AsyncEmbedder` made of `candidate`; what is not asynchronous runs in threads.

    Args:
        candidate: an `AsyncEmbedder`, which is returned as it is; anything that `as_embedder` takes; or a
            coroutine function from a list of texts to an (n, d) array.

    Raises:
        InvalidInputError: it is none of these.
    """
    _refuse_class(candidate)
    if not _has_methods(candidate):
        return AsyncCallableEmbedder(_function(candidate))
    native = _is_async(candidate.embed_documents)
    if hasattr(candidate, "passport"):
        embedder: AsyncEmbedder = candidate if native else ThreadedEmbedder(candidate)
        return embedder
    prefix = "a" if not native and _is_async(getattr(candidate, "aembed_query", None)) else ""
    return _of_methods(AsyncCallableEmbedder, candidate, prefix)


def _of_methods(kind: type[_Made], candidate: object, prefix: str = "") -> _Made:
    """Return an embedder made of `embed_documents` and `embed_query`, or their twins with `prefix`."""
    documents, query = (getattr(candidate, f"{prefix}embed_{what}") for what in ("documents", "query"))
    return kind(documents, query=query, dimension=_dimension_of(candidate))


def _has_methods(candidate: object) -> bool:
    return all(callable(getattr(candidate, name, None)) for name in ("embed_documents", "embed_query"))


def _is_async(function: object) -> bool:
    return any(inspect.iscoroutinefunction(each) for each in (function, type(function).__call__))


def _dimension_of(candidate: object) -> int | None:
    dimension = getattr(candidate, "dimension", None)
    return dimension if type(dimension) is int and dimension > 0 else None


def _refuse_class(candidate: object) -> None:
    if isinstance(candidate, type):
        raise InvalidInputError(f"{candidate.__name__!r} is a class; pass an embedder made of it")


def _function(candidate: Any) -> Callable[[list[str]], Any]:  # noqa: ANN401 - as `as_embedder`
    if callable(candidate):
        function: Callable[[list[str]], Any] = candidate
        return function
    raise InvalidInputError(
        f"{_name(candidate)} is no embedder; pass an object with embed_documents and embed_query, "
        "or a callable from a list of texts to an array of shape (n, d)"
    )


def _well_formed(texts: Iterable[str]) -> list[str]:
    return [well_formed(text) for text in texts]


def _name(candidate: object) -> str:
    return f"an object of type {type(candidate).__name__!r}"


def _called(function: Callable[[Any], Any], argument: object) -> Any:  # noqa: ANN401 - whatever the function returns
    try:
        return function(argument)
    except EmbedderError:
        raise
    except Exception as error:
        raise failure(error) from error


async def _awaited(function: Callable[[Any], Any], argument: object) -> Any:  # noqa: ANN401 - as `_called`
    try:
        result = function(argument) if _is_async(function) else await asyncio.to_thread(function, argument)
        return await result if inspect.isawaitable(result) else result
    except EmbedderError:
        raise
    except Exception as error:
        raise failure(error) from error
