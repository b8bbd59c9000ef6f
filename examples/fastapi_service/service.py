"""A service that answers questions over HTTP and asks its model as seldom as it can.

    uvicorn service:app --app-dir examples/fastapi_service

Which backend keeps the answers is up to the environment: HEXCACHE_STORE__BACKEND=redis and
HEXCACHE_STORE__OPTIONS__URL=redis://localhost:6379/0, say, or a file hexcache.yaml. The code knows none of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request
from pydantic import BaseModel

from hexcache import AsyncSemanticCache, CacheError, Scope, aopen_cache

MODEL = "demo|temperature=0"
READY_WITHIN = 2.0


class Question(BaseModel):
    """What a client asks, and for whom: answers of one tenant are never served to another."""

    question: str
    tenant: str = ""


class Answer(BaseModel):
    """What the client gets, and whether the model had to be asked for it."""

    answer: str
    cached: bool


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the cache once, before the first request, and close it after the last one has been answered.

    A configuration that cannot work ends the start here, with a message that says what to do.
    """
    async with aopen_cache() as cache:
        app.state.cache = cache
        yield


app = FastAPI(title="Questions and answers", lifespan=lifespan)


def the_cache(request: Request) -> AsyncSemanticCache:
    """Return the cache that the lifespan opened."""
    cache: AsyncSemanticCache = request.app.state.cache
    return cache


async def ask_model(question: str) -> str:
    """Answer a question; this is where your model is called."""
    await asyncio.sleep(0.3)
    return f"You asked: {question}"


def the_model() -> Callable[[str], Awaitable[str]]:
    """Return what answers when the cache cannot."""
    return ask_model


Cache = Annotated[AsyncSemanticCache, Depends(the_cache)]
Model = Annotated[Callable[[str], Awaitable[str]], Depends(the_model)]


@app.post("/answers")
async def answer(asked: Question, cache: Cache, model: Model) -> Answer:
    """Answer from the cache or by the model. Whoever asks the same at the same time shares one call of the model."""
    by_model: list[str] = []

    async def compute(question: str) -> str:
        by_model.append(question)
        return await model(question)

    scope = Scope(tenant=asked.tenant, model=MODEL)
    text = await cache.get_or_compute(asked.question, compute, scope=scope)
    return Answer(answer=text, cached=not by_model)


@app.delete("/answers", status_code=204)
async def forget(cache: Cache, tenant: str) -> None:
    """Delete everything that is cached for one tenant."""
    try:
        await cache.clear(tenant=tenant)
    except CacheError as error:
        raise HTTPException(503, "the cache does not answer; nothing is sure to be deleted") from error


@app.get("/health")
async def health(cache: Cache) -> dict[str, object]:
    """Say that the process lives, and how the cache is doing. No I/O: a slow store is no reason to be restarted."""
    stats = cache.stats()
    return {"status": "ok" if stats.healthy else "degraded", "lookups": stats.lookups, "hits": stats.hits}


@app.get("/ready")
async def ready(cache: Cache) -> dict[str, object]:
    """Say whether the cache answers; a load balancer sends no requests here while it does not."""
    try:
        async with asyncio.timeout(READY_WITHIN):
            return {"status": "ready", "entries": await cache.count()}
    except (CacheError, TimeoutError) as error:
        raise HTTPException(503, f"the cache does not answer ({type(error).__name__})") from error
