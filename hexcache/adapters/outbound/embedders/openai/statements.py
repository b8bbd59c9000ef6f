"""Requests to an OpenAI-compatible server, their replies, and when to try again: pure, tested without a server.

`embedding` is a plan: it yields `Post` and `Wait`, receives a `Reply`, a `NoReply` or (after `Wait`) None, and returns
the matrix. The two executors perform its steps, with and without `await`, and go on with `advance`.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from hexcache.domain.collection import Passport
from hexcache.domain.embedding import well_formed
from hexcache.domain.errors import EmbedderError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from hexcache.adapters.outbound.embedders.settings import OpenAIOptions
    from hexcache.domain.embedding import Intake
    from hexcache.domain.vectors import Matrix

# Dimension and input window in tokens of the models that OpenAI itself serves; it makes their vectors unit length.
_KNOWN: Final = {
    "text-embedding-3-small": (1_536, 8_191),
    "text-embedding-3-large": (3_072, 8_191),
    "text-embedding-ada-002": (1_536, 8_191),
}
_TOO_LARGE: Final = 413
_RETRIED: Final = {408, 429}
_FIRST_WAIT: Final = 0.5
# What a server calls an error may be shown, its message not: it can quote the text or the key.
_ERROR_CODE: Final = re.compile(r"[a-z][a-z_]{0,47}")
_ADVICE: Final = {
    400: "check that no text is empty or too long, and that the model takes 'dimensions' and 'encoding_format'",
    401: "it does not accept the API key: set OPENAI_API_KEY or the option 'api_key'",
    403: "the API key may not use this model: use another key or another 'model'",
    404: "it has no such model or no such path: check the options 'model' and 'base_url'",
    413: "a single text is too large for it: shorten the text",
    422: "it does not take this input: make 'batch_size' smaller",
    429: "too many requests or no quota left: ask for more, or raise 'max_retries' and 'max_wait'",
}


@dataclass(frozen=True, slots=True)
class Post:
    """A step: send this body, answer with a `Reply` or a `NoReply`."""

    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Wait:
    """A step: let this time pass."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered.

    Attributes:
        status: the HTTP status.
        body: the body.
        retry_after: the header `Retry-After`: seconds or a date.
        received_at: when it came, in seconds since the epoch.
    """

    status: int
    body: bytes = field(repr=False)
    retry_after: str | None = None
    received_at: float = 0.0


@dataclass(frozen=True, slots=True)
class NoReply:
    """That no answer came, and whether another attempt can change that."""

    error: Exception
    retry: bool


Step: TypeAlias = Post | Wait
Outcome: TypeAlias = Reply | NoReply | None
Plan: TypeAlias = "Generator[Step, Outcome, Matrix]"


def passport_of(options: OpenAIOptions) -> Passport:
    """Return what is known of the model before it has embedded anything."""
    dimension, window = _KNOWN.get(options.model, (None, None))
    return Passport(
        provider="openai",
        model=options.model,
        dimension=options.dimensions or dimension,
        unit_length=options.model in _KNOWN,
        window=options.window or window,
    )


def advance(plan: Plan, outcome: Outcome = None) -> Step | Matrix:
    """Give `plan` the outcome of its last step and return the next one, or the matrix when it is done."""
    try:
        return plan.send(outcome)
    except StopIteration as done:
        matrix: Matrix = done.value
        return matrix


def embedding(texts: Sequence[str], options: OpenAIOptions, intake: Intake, chance: Callable[[], float]) -> Plan:
    """Embed `texts` in batches.

    Args:
        texts: the texts; lone surrogates are replaced.
        options: what was set.
        intake: takes in each batch's vectors.
        chance: gives a number from 0 to 1 for each wait, so that clients which failed together come back apart.

    Raises:
        EmbedderError: the server refused, failed or stayed away, or its vectors cannot be used.
    """
    clean = [well_formed(text) for text in texts]
    parts = [intake.take([], 0)] if not clean else []
    for start in range(0, len(clean), options.batch_size):
        parts += yield from _batch(clean[start : start + options.batch_size], options, intake, chance)
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _batch(
    texts: list[str], options: OpenAIOptions, intake: Intake, chance: Callable[[], float]
) -> Generator[Step, Outcome, list[Matrix]]:
    """Embed one batch, halved for as long as the server calls it too large."""
    reply = yield from _answered(request_body(texts, options), options, chance)
    if reply.status == _TOO_LARGE and len(texts) > 1:
        half = len(texts) // 2
        first = yield from _batch(texts[:half], options, intake, chance)
        return first + (yield from _batch(texts[half:], options, intake, chance))
    if not 200 <= reply.status < 300:
        raise EmbedderError(refusal(reply, options))
    return [intake.take(rows_of(reply.body), len(texts))]


def _answered(body: bytes, options: OpenAIOptions, chance: Callable[[], float]) -> Generator[Step, Outcome, Reply]:
    """Send `body` until there is an answer that another attempt would not change."""
    outcome = yield Post(body)
    for attempt in range(options.max_retries):
        wait = seconds_before_retry(outcome, attempt, options.max_wait, chance())
        if wait is None:
            break
        yield Wait(wait)
        outcome = yield Post(body)
    if isinstance(outcome, Reply):
        return outcome
    error = outcome.error if outcome else None
    raise EmbedderError(
        f"no answer from {options.base_url!r}: {type(error).__name__!r}, {options.timeout!r} s allowed; check that it "
        "runs and the options 'base_url' and 'timeout'"
    ) from error


def seconds_before_retry(outcome: Outcome, attempt: int, max_wait: float, chance: float) -> float | None:
    """Return how long to wait after failed `attempt` (from 0) and before the next; None makes none."""
    if isinstance(outcome, Reply):
        retry, asked = outcome.status in _RETRIED or outcome.status >= 500, _asked_wait(outcome)
    else:
        retry, asked = outcome is not None and outcome.retry, 0.0
    if not retry or asked > max_wait:
        return None
    return max(asked, min(max_wait, _FIRST_WAIT * 2.0 ** min(attempt, 30)) * (1 + chance) / 2)


def _asked_wait(reply: Reply) -> float:
    """Return the seconds that the server asks to wait, 0 where it says nothing that can be read."""
    if not reply.retry_after:
        return 0.0
    try:
        return max(0.0, float(reply.retry_after))  # in this order NaN is 0
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(reply.retry_after).timestamp() - reply.received_at)
    except (ValueError, OverflowError):
        return 0.0


def request_body(texts: Sequence[str], options: OpenAIOptions) -> bytes:
    """Return the body that asks for the vectors of `texts`; what servers may not know is sent only when set."""
    body: dict[str, Any] = {"model": options.model, "input": texts}
    if options.dimensions is not None:
        body["dimensions"] = options.dimensions
    if options.encoding_format == "base64":
        body["encoding_format"] = "base64"
    return json.dumps(body, ensure_ascii=False).encode()


def rows_of(body: bytes) -> list[Any]:
    """Return the vectors in a reply in the order of the texts, whatever order they came in.

    Raises:
        EmbedderError: the body is not a list of embeddings.
    """
    try:
        found = {item["index"]: _row(item["embedding"]) for item in json.loads(body)["data"]}
        return [found[index] for index in range(len(found))]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise EmbedderError(
            "the server's reply is no list of embeddings; check that 'base_url' is an OpenAI-compatible API"
        ) from error


def _row(value: Any) -> Any:  # noqa: ANN401 - a list of numbers or base64 of float32; `as_matrix` judges
    return np.frombuffer(base64.b64decode(value, validate=True), dtype="<f4") if isinstance(value, str) else value


def refusal(reply: Reply, options: OpenAIOptions) -> str:
    """Return what to tell about a reply that is no success."""
    code = _error_code(reply.body)
    named = f"{reply.status!r} ({code!r})" if code else f"{reply.status!r}"
    advice = _ADVICE.get(reply.status, "see the server's log, or try again later")
    return f"{options.base_url!r} answered {named} for model {options.model!r}; {advice}"


def _error_code(body: bytes) -> str | None:
    try:
        error = json.loads(body)["error"]
        codes = [error.get("code"), error.get("type")]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return next((code for code in codes if isinstance(code, str) and _ERROR_CODE.fullmatch(code)), None)
