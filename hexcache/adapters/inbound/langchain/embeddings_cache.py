"""`CacheBackedEmbeddings`: the heir of LangChain's class of that name, same arguments, same keys."""

from __future__ import annotations

import logging
import warnings
from typing import TYPE_CHECKING, Literal

from langchain_core.embeddings import Embeddings
from typing_extensions import override

from hexcache.adapters.inbound.langchain.embedding_keys import key_encoder_of, query_keys
from hexcache.adapters.inbound.langchain.encoded_store import EncodedStore
from hexcache.adapters.inbound.langchain.pending import Pending
from hexcache.application.policy import OnError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from langchain_core.stores import BaseStore

_LOG = logging.getLogger("hexcache")

# Whether the warning about SHA-1 was given in this process; the original's flag has the same name and place.
_warned_about_sha1 = False


class CacheBackedEmbeddings(Embeddings):
    """Embeddings in front of which a store remembers every vector.

    A text that stands twice in one call is embedded once. What the embedder raises is raised as it is. A value that
    cannot be read is embedded again and replaced. A failing store only costs the embedding, unless `on_error="raise"`.

    Args:
        underlying_embeddings: embeds what is not stored.
        document_embedding_store: vectors by text.
        batch_size: texts that are embedded and stored together; None is all of one call.
        query_embedding_store: vectors of queries by text; None embeds every query.
        on_error: what a failing store does: "miss" (default) or "raise".
    """

    def __init__(
        self,
        underlying_embeddings: Embeddings,
        document_embedding_store: BaseStore[str, list[float]],
        *,
        batch_size: int | None = None,
        query_embedding_store: BaseStore[str, list[float]] | None = None,
        on_error: OnError | str = OnError.MISS,
    ) -> None:
        super().__init__()
        self.document_embedding_store = document_embedding_store
        self.query_embedding_store = query_embedding_store
        self.underlying_embeddings = underlying_embeddings
        self.batch_size = batch_size
        self._stores = _Stores(raises=OnError.of(on_error) is OnError.RAISE)

    @classmethod
    def from_bytes_store(
        cls,
        underlying_embeddings: Embeddings,
        document_embedding_cache: BaseStore[str, bytes],
        *,
        namespace: str = "",
        batch_size: int | None = None,
        query_embedding_cache: bool | BaseStore[str, bytes] = False,
        key_encoder: Callable[[str], str] | Literal["sha1", "blake2b", "sha256", "sha512"] = "sha1",
        on_error: OnError | str = OnError.MISS,
    ) -> Self:
        """Return embeddings that are remembered in a store of bytes.

        Args:
            underlying_embeddings: embeds what is not stored.
            document_embedding_cache: any LangChain store of bytes.
            namespace: what every key begins with; name the model here.
            batch_size: texts that are embedded and stored together; None is all of one call.
            query_embedding_cache: True keeps queries in the same store, under keys of their own, because many models
                embed queries and documents differently; another store keeps them there; False keeps none.
            key_encoder: the algorithm of the keys, or a function from a text to its key.
            on_error: what a failing store does: "miss" (default) or "raise".
        """
        if key_encoder == "sha1":
            _warn_about_sha1()
        encode = key_encoder_of(key_encoder, namespace)
        queries: EncodedStore | None = None
        if query_embedding_cache is True or query_embedding_cache is document_embedding_cache:
            queries = EncodedStore(document_embedding_cache, query_keys(encode))
        elif not isinstance(query_embedding_cache, bool):
            queries = EncodedStore(query_embedding_cache, encode)
        documents = EncodedStore(document_embedding_cache, encode)
        return cls(
            underlying_embeddings, documents, batch_size=batch_size, query_embedding_store=queries, on_error=on_error
        )

    @override
    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        pending, store = Pending(texts, self.batch_size), self.document_embedding_store
        with self._stores:
            pending.found(store.mget(pending.distinct) if texts else [])
        for batch in pending.batches():
            pairs = pending.embedded(batch, self.underlying_embeddings.embed_documents(batch))
            with self._stores:
                store.mset(pairs)
        return pending.vectors()

    @override
    async def aembed_documents(self, texts: list[str]) -> list[list[float]]:
        pending, store = Pending(texts, self.batch_size), self.document_embedding_store
        with self._stores:
            pending.found(await store.amget(pending.distinct) if texts else [])
        for batch in pending.batches():
            pairs = pending.embedded(batch, await self.underlying_embeddings.aembed_documents(batch))
            with self._stores:
                await store.amset(pairs)
        return pending.vectors()

    @override
    def embed_query(self, text: str) -> list[float]:
        store, stored = self.query_embedding_store, None
        if store is None:
            return self.underlying_embeddings.embed_query(text)
        with self._stores:
            (stored,) = store.mget([text])
        if stored is not None:
            return stored
        vector = self.underlying_embeddings.embed_query(text)
        with self._stores:
            store.mset([(text, vector)])
        return vector

    @override
    async def aembed_query(self, text: str) -> list[float]:
        store, stored = self.query_embedding_store, None
        if store is None:
            return await self.underlying_embeddings.aembed_query(text)
        with self._stores:
            (stored,) = await store.amget([text])
        if stored is not None:
            return stored
        vector = await self.underlying_embeddings.aembed_query(text)
        with self._stores:
            await store.amset([(text, vector)])
        return vector


class _Stores:
    """A context around each call of a store, in which a failure is logged, once, and costs the embedding only."""

    def __init__(self, *, raises: bool) -> None:
        self._raises = raises
        self._healthy = True

    def __enter__(self) -> None:
        """Nothing to set up."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> bool:
        """Swallow the failure of a store, and let cancellation and interrupts pass."""
        failed = isinstance(error, Exception)
        if failed and self._healthy:
            _LOG.warning("the store of embeddings fails with %s; texts are embedded anew", type(error).__name__)
        if error is None or failed:
            self._healthy = not failed
        return failed and not self._raises


def _warn_about_sha1() -> None:
    global _warned_about_sha1  # noqa: PLW0603 - once a process is the promise
    if not _warned_about_sha1:
        _warned_about_sha1 = True
        warnings.warn(
            "The default key encoder is SHA-1, whose keys can be made to collide by whoever chooses the texts; use "
            "key_encoder='sha256' or 'blake2b' for a new cache. Keys of an existing one change with it.",
            UserWarning,
            stacklevel=3,
        )
