"""Any hexcache cache as LangChain's cache, global or of one model."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from langchain_core.caches import BaseCache
from typing_extensions import override

from hexcache.adapters.inbound.langchain.asking import Asked, MultiTurn, asked, model_key
from hexcache.adapters.inbound.langchain.generations import decode_generations, encode_generations, why_not_kept
from hexcache.application.async_semantic_cache import AsyncSemanticCache
from hexcache.domain.errors import CacheError, ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from langchain_core.outputs import Generation

    from hexcache.application.semantic_cache import SemanticCache
    from hexcache.domain.hit import Hit

_LOG = logging.getLogger("hexcache")


class SemanticCacheBridge(BaseCache):
    """LangChain's cache, made of a hexcache cache.

    Of a chat the last human text is looked up, in a scope made of everything else: system text, earlier turns, tools,
    media, the model and its parameters. Looking up and storing never raise into the call of the model.

    Answers that are empty, cut off, filtered or failed are not stored.

    Args:
        cache: a `SemanticCache` (asynchronous calls run it in threads) or an `AsyncSemanticCache` (synchronous calls
            are misses then).
        async_cache: answers the asynchronous calls, beside a `SemanticCache` on the same store.
        tenant: whose data may be in the answers.
        multi_turn: "exact" (default): a text that continues a conversation is answered for the very same conversation
            only; or "semantic": its wording may differ, what came before may not.
        threshold: the lowest score that is served; None is the cache's own.
    """

    def __init__(
        self,
        cache: SemanticCache | AsyncSemanticCache,
        *,
        async_cache: AsyncSemanticCache | None = None,
        tenant: str = "",
        multi_turn: MultiTurn | str = MultiTurn.EXACT,
        threshold: float | None = None,
    ) -> None:
        self.threshold = threshold
        self._sync: SemanticCache | None = None if isinstance(cache, AsyncSemanticCache) else cache
        self._async: AsyncSemanticCache | None = cache if isinstance(cache, AsyncSemanticCache) else async_cache
        self._tenant = tenant
        self._multi_turn = MultiTurn.of(multi_turn)
        self._open = _FailsOpen()

    @override
    def lookup(self, prompt: str, llm_string: str) -> list[Generation] | None:
        found = self.lookup_with_id(prompt, llm_string)
        return None if found is None else found[1]

    @override
    async def alookup(self, prompt: str, llm_string: str) -> list[Generation] | None:
        found = await self.alookup_with_id(prompt, llm_string)
        return None if found is None else found[1]

    def lookup_with_id(self, prompt: str, llm_string: str) -> tuple[str, list[Generation]] | None:
        """Return the id of the entry that answers `prompt`, and the answer; None where there is none."""
        with self._open:
            ask = self._asked(prompt, llm_string)
            return _answered(self._sync_cache().lookup(ask.query, scope=ask.scope, threshold=self.threshold))
        return None

    async def alookup_with_id(self, prompt: str, llm_string: str) -> tuple[str, list[Generation]] | None:
        """As `lookup_with_id`."""
        cache = self._async_cache()
        if cache is None:
            return await asyncio.to_thread(self.lookup_with_id, prompt, llm_string)
        with self._open:
            ask = self._asked(prompt, llm_string)
            return _answered(await cache.lookup(ask.query, scope=ask.scope, threshold=self.threshold))
        return None

    def lookup_with_id_through_llm(
        self,
        prompt: str,
        llm: Any,  # noqa: ANN401 - an LLM or a chat model
        stop: list[str] | None = None,
    ) -> tuple[str, list[Generation]] | None:
        """As `lookup_with_id`, for a model in place of the text that LangChain describes it by."""
        return self.lookup_with_id(prompt, _described(llm, stop))

    async def alookup_with_id_through_llm(
        self,
        prompt: str,
        llm: Any,  # noqa: ANN401 - as above
        stop: list[str] | None = None,
    ) -> tuple[str, list[Generation]] | None:
        """As `lookup_with_id_through_llm`."""
        return await self.alookup_with_id(prompt, _described(llm, stop))

    @override
    def update(self, prompt: str, llm_string: str, return_val: Sequence[Generation]) -> None:
        with self._open:
            if why_not_kept(return_val) is None:
                ask = self._asked(prompt, llm_string)
                self._sync_cache().update(ask.query, encode_generations(return_val), scope=ask.scope)

    @override
    async def aupdate(self, prompt: str, llm_string: str, return_val: Sequence[Generation]) -> None:
        cache = self._async_cache()
        if cache is None:
            await asyncio.to_thread(self.update, prompt, llm_string, return_val)
            return
        with self._open:
            if why_not_kept(return_val) is None:
                ask = self._asked(prompt, llm_string)
                await cache.update(ask.query, encode_generations(return_val), scope=ask.scope)

    def delete_by_document_id(self, document_id: str) -> None:
        """Delete the entry with the id that a lookup returned; raises where it cannot be deleted."""
        self._sync_cache().delete(document_id)

    async def adelete_by_document_id(self, document_id: str) -> None:
        """As `delete_by_document_id`."""
        cache = self._async_cache()
        if cache is None:
            await asyncio.to_thread(self.delete_by_document_id, document_id)
        else:
            await cache.delete(document_id)

    @override
    def clear(self, **kwargs: Any) -> None:
        """Delete everything, or what `SemanticCache.clear` selects by the same arguments; raises where it cannot."""
        self._sync_cache().clear(**kwargs)

    @override
    async def aclear(self, **kwargs: Any) -> None:
        """As `clear`."""
        cache = self._async_cache()
        if cache is None:
            await asyncio.to_thread(self.clear, **kwargs)
        else:
            await cache.clear(**kwargs)

    def _asked(self, prompt: str, llm_string: str) -> Asked:
        return asked(prompt, model_key(llm_string), self._tenant, self._multi_turn)

    def _sync_cache(self) -> SemanticCache:
        if self._sync is None:
            raise ConfigurationError("the bridge has an asynchronous cache only; await the model, or give both")
        return self._sync

    def _async_cache(self) -> AsyncSemanticCache | None:
        return self._async


def _answered(hit: Hit | None) -> tuple[str, list[Generation]] | None:
    if hit is None:
        return None
    return hit.document_id, hit.value if isinstance(hit.value, list) else decode_generations(hit.value)


def _described(llm: Any, stop: list[str] | None) -> str:  # noqa: ANN401 - an LLM or a chat model
    """Return the text by which LangChain tells a model and its parameters from others."""
    if hasattr(llm, "_get_llm_string"):
        return str(llm._get_llm_string(stop=stop))  # noqa: SLF001 - a chat model has no public way to say it
    fields = llm.asdict() if hasattr(llm, "asdict") else llm.dict()  # langchain-core 1.4.2 renamed it
    return str(sorted({**fields, "stop": stop}.items()))


class _FailsOpen:
    """A context that ends quietly whatever went wrong in it: a cache must not fail the call of the model.

    Each kind of error is logged once; ours with its message, which quotes no prompt, others by their class alone.
    """

    def __init__(self) -> None:
        self._logged: set[str] = set()

    def __enter__(self) -> None:
        """Nothing to set up."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> bool:
        """Swallow errors, and let cancellation and interrupts pass."""
        if not isinstance(error, Exception):
            return False
        name = type(error).__name__
        if name not in self._logged:
            self._logged.add(name)
            message = error if isinstance(error, CacheError) else "see the documentation of the cache's parts"
            _LOG.warning("LangChain is served without the cache: %s: %s", name, message)
        return True
