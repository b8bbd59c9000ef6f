"""LangChain's generations as a text and back, by an allow-list of classes, and which of them are worth keeping.

The stored form names classes out of a fixed table and nothing else: no import path, no environment, no code. Whatever
is not in the table, or does not fit its class, is a corrupt entry, which is a miss.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from langchain_core import messages, outputs

from hexcache.domain.errors import CorruptEntryError, InvalidInputError
from hexcache.domain.keys import encode_text
from hexcache.domain.values import ValueCodec

if TYPE_CHECKING:
    from collections.abc import Sequence

GENERATIONS: Final[dict[str, type[outputs.Generation]]] = {
    kind.__name__: kind
    for kind in (outputs.Generation, outputs.GenerationChunk, outputs.ChatGeneration, outputs.ChatGenerationChunk)
}
"""Every class that a generation may have, by name."""

MESSAGES: Final[dict[str, type[messages.BaseMessage]]] = {
    kind.__name__: kind
    for kind in (
        messages.AIMessage,
        messages.AIMessageChunk,
        messages.ChatMessage,
        messages.ChatMessageChunk,
        messages.FunctionMessage,
        messages.FunctionMessageChunk,
        messages.HumanMessage,
        messages.HumanMessageChunk,
        messages.SystemMessage,
        messages.SystemMessageChunk,
        messages.ToolMessage,
        messages.ToolMessageChunk,
    )
}
"""Every class that the message of a chat generation may have, by name."""

_FINISH: Final = ("finish_reason", "stop_reason", "done_reason")
# An answer that was cut off, filtered or failed, as LangChain and the providers behind it spell that.
_UNFINISHED: Final = frozenset({"error", "content_filter", "length", "max_tokens", "safety"})
_THOUGHTS: Final = frozenset({"reasoning", "thinking", "redacted_thinking"})


def encode_generations(generations: Sequence[outputs.Generation]) -> str:
    """Return the stored form of `generations`: JSON.

    Raises:
        InvalidInputError: one is of a class that is not in the table, or holds what JSON cannot.
    """
    try:
        return json.dumps([_taken_apart(generation) for generation in generations], default=_plain)
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidInputError("an answer holds what JSON cannot; it is not cached") from error


def decode_generations(text: str | bytes) -> list[outputs.Generation]:
    """Return what `encode_generations` wrote.

    Raises:
        CorruptEntryError: it is anything else.
    """
    try:
        found = [_put_together(item) for item in json.loads(text)]
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        # Without the cause: a validation error quotes the answer.
        kind = type(error).__name__
        raise CorruptEntryError(f"a stored answer cannot be read back ({kind!r}); ask the model again") from None
    if not found:
        raise CorruptEntryError("a stored answer is empty; ask the model again")
    return found


CODEC: Final = ValueCodec(encode_text, decode_generations)
"""The codec of a cache that is LangChain's alone: an answer that cannot be read lets the next best one through."""


def build(name: str, fields: dict[str, Any], message: tuple[str, dict[str, Any]] | None) -> outputs.Generation:
    """Return the generation of the class `name`; KeyError, TypeError or ValueError where it cannot be one."""
    kind = GENERATIONS[name]
    if issubclass(kind, outputs.ChatGeneration):
        if message is None:
            raise TypeError("a chat generation without a message")
        return kind(message=MESSAGES[message[0]](**message[1]), generation_info=fields.get("generation_info"))
    return kind(text=fields["text"], generation_info=fields.get("generation_info"))


def why_not_kept(generations: Sequence[outputs.Generation]) -> str | None:
    """Return why an answer must not be cached, or None: served again, a broken answer would stay broken."""
    if not generations:
        return "there is no generation"
    for generation in generations:
        if reason := _finish_reason(generation) & _UNFINISHED:
            return f"the model stopped for {min(reason)!r}"
        if _is_empty(generation):
            return "the answer is empty and calls no tool"
    return None


def _taken_apart(generation: outputs.Generation) -> dict[str, Any]:
    parts: dict[str, Any] = {"class": _name(generation, GENERATIONS), "generation_info": generation.generation_info}
    if not isinstance(generation, outputs.ChatGeneration):
        return parts | {"text": generation.text}
    message = generation.message
    data = message.model_dump(exclude_defaults=True, warnings=False)
    return parts | {"message": {"class": _name(message, MESSAGES), "data": data | {"content": message.content}}}


def _name(thing: object, allowed: dict[str, type[Any]]) -> str:
    name = type(thing).__name__
    if allowed.get(name) is not type(thing):
        raise TypeError(f"{name!r} is not a class that can be read back")
    return name


def _put_together(item: dict[str, Any]) -> outputs.Generation:
    message = item.get("message")
    return build(item["class"], item, None if message is None else (message["class"], message["data"]))


def _plain(value: object) -> Any:  # noqa: ANN401 - plain data of any shape
    """Return what providers put into their answers' metadata as plain data."""
    for method in ("model_dump", "isoformat", "tolist"):  # models, times, numpy's numbers
        if callable(getattr(value, method, None)):
            return getattr(value, method)()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__!r} is no plain data")


def _finish_reason(generation: outputs.Generation) -> set[str]:
    said = [generation.generation_info or {}]
    if isinstance(generation, outputs.ChatGeneration):
        said.append(generation.message.response_metadata)
    return {str(info[key]).lower() for info in said for key in _FINISH if info.get(key)}


def _is_empty(generation: outputs.Generation) -> bool:
    if generation.text.strip():
        return False
    if not isinstance(generation, outputs.ChatGeneration):
        return True
    message = generation.message
    called = getattr(message, "tool_calls", None) or {"tool_calls", "function_call"} & message.additional_kwargs.keys()
    return not called and not _says_anything(message.content)


def _says_anything(content: object) -> bool:
    """Return whether a message without text has something else to say: a picture, sound, a block of another kind."""
    blocks = content if isinstance(content, list) else []
    return any(
        isinstance(block, dict) and block.get("type", "text") not in _THOUGHTS | {"text"} and len(block) > 1
        for block in blocks
    )
