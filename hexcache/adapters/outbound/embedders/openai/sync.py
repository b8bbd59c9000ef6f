"""The executor for threads."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from typing_extensions import override

from hexcache.adapters.outbound.embedders.openai import statements
from hexcache.adapters.outbound.embedders.openai.wire import no_reply, reply_of, request_of
from hexcache.adapters.outbound.embedders.symmetric import SymmetricEmbedder
from hexcache.domain.embedding import Intake

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import httpx

    from hexcache.adapters.outbound.embedders.settings import OpenAIOptions
    from hexcache.domain.collection import Passport
    from hexcache.domain.vectors import Matrix


class OpenAIEmbedder(SymmetricEmbedder):
    """Embeds texts on any server with an OpenAI-compatible embeddings endpoint.

    Args:
        client: is used and never closed.
        options: server, model and limits.
        sleep: lets seconds pass before another attempt.
    """

    def __init__(
        self, client: httpx.Client, options: OpenAIOptions, *, sleep: Callable[[float], object] = time.sleep
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
    def embed_documents(self, texts: Sequence[str]) -> Matrix:
        plan = statements.embedding(texts, self._options, self._intake, random.random)
        step = statements.advance(plan)
        while isinstance(step, (statements.Post, statements.Wait)):
            step = statements.advance(plan, self._perform(step))
        return step

    def _perform(self, step: statements.Step) -> statements.Outcome:
        if isinstance(step, statements.Wait):
            self._sleep(step.seconds)
            return None
        try:
            return reply_of(self._client.post(**self._request, content=step.body))
        except Exception as error:  # noqa: BLE001 - whatever it is, the plan chains it to ours
            return no_reply(error)
