"""Putting a cached embedder's policy together from what its constructor was given; the same for both flavours."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, TypedDict

from hexcache.application.monitor import Monitor
from hexcache.application.plans.cached_embedding import EmbeddingPolicy
from hexcache.application.policy import OnError
from hexcache.domain.errors import ConfigurationError, InvalidInputError
from hexcache.domain.keys import key_encoder
from hexcache.domain.ttl import ttl_seconds

if TYPE_CHECKING:
    from hexcache.domain.keys import KeyEncoder
    from hexcache.domain.ttl import TtlLike
    from hexcache.ports.embedder import AsyncEmbedder, Embedder


class EmbeddingOptions(TypedDict, total=False):
    """The options of a cached embedder, all keyword arguments of `CachedEmbedder` and `AsyncCachedEmbedder`.

    Attributes:
        namespace: keeps caches apart that share a store, and must be given where the embedder has no name.
        key_encoder: "sha256" (default), "sha512", "blake2b", "sha1" or a callable from text to text.
        batch_size: texts read, embedded and written at once; None (default) takes all of one call together.
        cache_queries: whether queries are cached too, under keys of their own; default True.
        ttl: lifetime of a stored vector; None (default) is forever.
        on_error: "miss" (default): a failing store only costs the embedding; or "raise".
    """

    namespace: str
    key_encoder: str | KeyEncoder
    batch_size: int | None
    cache_queries: bool
    ttl: TtlLike
    on_error: OnError | str


def embedding_policy(embedder: Embedder | AsyncEmbedder, options: EmbeddingOptions) -> EmbeddingPolicy:
    """Return the policy that `options` describe.

    Raises:
        ConfigurationError: one of them cannot work, or is not an option.
    """
    unknown = set(options) - set(EmbeddingOptions.__annotations__)
    if unknown:
        known = ", ".join(EmbeddingOptions.__annotations__)
        raise ConfigurationError(f"unknown option {min(unknown)!r}; use one of: {known}")
    namespace = options.get("namespace", "")
    if embedder.passport.anonymous and not namespace:
        warnings.warn(
            "an embedder without a name shares its keys with every other one; pass namespace='...' to tell them apart",
            UserWarning,
            stacklevel=4,
        )
    try:
        return EmbeddingPolicy(
            namespace=namespace,
            identity=embedder.passport.identity,
            encode_key=key_encoder(options.get("key_encoder", "sha256")),
            batch_size=_batch_size(options.get("batch_size")),
            cache_queries=bool(options.get("cache_queries", True)),
            ttl=ttl_seconds(options.get("ttl")),
            raises=OnError.of(options.get("on_error", OnError.MISS)) is OnError.RAISE,
            read_passport=lambda: embedder.passport,
            monitor=Monitor(),
        )
    except InvalidInputError as error:
        raise ConfigurationError(str(error)) from error


def _batch_size(size: int | None) -> int | None:
    if size is not None and (not isinstance(size, int) or isinstance(size, bool) or size < 1):
        raise ConfigurationError(f"batch_size must be a whole number of at least 1 or None, got {size!r}")
    return size
