"""What both executors need of httpx."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypedDict

import httpx

from hexcache.adapters.outbound.embedders.openai.statements import NoReply, Reply

if TYPE_CHECKING:
    from hexcache.adapters.outbound.embedders.settings import OpenAIOptions


class Request(TypedDict):
    """The arguments that every call of `client.post` has in common."""

    url: str
    headers: dict[str, str]
    timeout: float
    follow_redirects: bool


def request_of(options: OpenAIOptions) -> Request:
    """Return what every request has in common; it holds the key, so it is never shown."""
    headers = {"content-type": "application/json"}
    if key := options.api_key.get_secret_value():
        headers["authorization"] = f"Bearer {key}"
    headers |= {name.lower(): value.get_secret_value() for name, value in options.headers.items()}
    return Request(
        url=f"{options.base_url}/embeddings", headers=headers, timeout=options.timeout, follow_redirects=False
    )


def reply_of(response: httpx.Response) -> Reply:
    """Return the reply in `response`."""
    return Reply(response.status_code, response.content, response.headers.get("retry-after"), time.time())


def no_reply(error: Exception) -> NoReply:
    """Return why there was no reply; what went wrong on the way there or back may go well the next time."""
    return NoReply(error, retry=isinstance(error, httpx.TransportError))
