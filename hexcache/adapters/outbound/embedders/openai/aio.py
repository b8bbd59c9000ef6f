"""The executor for the event loop."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

from typing_extensions import override

from hexcache.adapters.outbound.embedders.openai import statements
from hexcache.adapters.outbound.embedders.openai.wire import no_reply, reply_of, request_of
from hexcache.adapters.outbound.embedders.symmetric import AsyncSymmetricEmbedder
from hexcache.domain.embedding import Intake

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    import httpx

    from hexcache.adapters.outbound.embedders.settings import OpenAIOptions
    from hexcache.domain.collection import Passport
    from hexcache.domain.vectors import Matrix


class AsyncOpenAIEmbedder(AsyncSymmetricEmbedder):
    """`OpenAIEmbedder` with `await`."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        options: OpenAIOptions,
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._options = options
        self._request = request_of(options)
        self._intake = Intake(statements.passport_of(options))
        self._sleep = sleep

    @property
    @override
    def passport(self) -> Passport:
        return self._intake.passport

    @override
    async def embed_documents(self, texts: Sequence[str]) -> Matrix:
        plan = statements.embedding(texts, self._options, self._intake, random.random)
        step = statements.advance(plan)
        while isinstance(step, (statements.Post, statements.Wait)):
            # A batch's reply is a megabyte of JSON: it is read off the event loop.
            step = await asyncio.to_thread(statements.advance, plan, await self._perform(step))
        return step

    async def _perform(self, step: statements.Step) -> statements.Outcome:
        if isinstance(step, statements.Wait):
            await self._sleep(step.seconds)
            return None
        try:
            return reply_of(await self._client.post(**self._request, content=step.body))
        except Exception as error:  # noqa: BLE001 - whatever it is, the plan chains it to ours
            return no_reply(error)
