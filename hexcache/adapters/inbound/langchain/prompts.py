"""Reading what LangChain hands a cache: a plain prompt, or the serialised messages of a chat model, taken apart.

Of a chat only the last human text is the question. Everything around it (system text, earlier turns, tools' answers,
media) must be equal for an answer to be reused, so it becomes a digest. An envelope that is embedded whole makes
unrelated questions behind one system prompt look alike.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from hexcache.domain.keys import digest_fields

Message: TypeAlias = dict[str, Any]
"""One message as LangChain serialises it: `lc`, `type`, `id` (the class's path) and `kwargs`."""

_HUMAN: Final = frozenset({"human", "user"})
_SYSTEM: Final = frozenset({"system", "developer"})
# What differs from run to run and is not sent to the model, or says only how the answer came about.
_VOLATILE: Final = frozenset({"id", "type", "example", "response_metadata", "usage_metadata"})
# What a block of text consists of, and a hint to the provider's own cache.
_TEXT_BLOCK: Final = frozenset({"type", "text", "id", "index", "cache_control"})


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a prompt asks.

    Attributes:
        text: the last human text of a chat, or the whole of a plain prompt.
        context: a digest of everything else; empty for a plain prompt.
        history: whether the text continues a conversation, so that it cannot be understood alone.
    """

    text: str = field(repr=False)
    context: str = ""
    history: bool = False


def read_prompt(prompt: str) -> Prompt:
    """Return what `prompt` asks, whatever it is: what is no list of messages is a plain prompt."""
    messages = _messages(prompt)
    if messages is None:
        return Prompt(prompt)
    last = max((place for place, message in enumerate(messages) if _role(message) in _HUMAN), default=None)
    text, rest = _taken_apart(messages, last)
    context = digest_fields("langchain messages", json.dumps(rest, sort_keys=True, separators=(",", ":")))
    return Prompt(text, context, _is_conversation(messages, last))


def _messages(prompt: str) -> list[Message] | None:
    if not prompt.startswith("["):
        return None
    try:
        items = json.loads(prompt)
    except (ValueError, RecursionError):
        return None
    return items if isinstance(items, list) and items and all(map(_is_message, items)) else None


def _is_message(item: object) -> bool:
    if not isinstance(item, dict) or item.get("lc") != 1 or item.get("type") not in ("constructor", "not_implemented"):
        return False
    path = item.get("id")
    return isinstance(path, list) and bool(path) and "Message" in str(path[-1])


def _kwargs(message: Message) -> dict[str, Any]:
    kwargs = message.get("kwargs")
    return kwargs if isinstance(kwargs, dict) else {}


def _role(message: Message) -> str:
    """Return who speaks: "human", "system", "ai", "tool", or the role that a chat message names."""
    name = str(message["id"][-1]).removesuffix("Chunk").removesuffix("Message").lower()
    return str(_kwargs(message).get("role", name)).lower() if name == "chat" else name


def _is_conversation(messages: list[Message], last: int | None) -> bool:
    return any(place != last and _role(message) not in _SYSTEM for place, message in enumerate(messages))


def _taken_apart(messages: list[Message], last: int | None) -> tuple[str, list[Any]]:
    """Return the text of the message at `last`, and what all messages say apart from it."""
    text, rest = "", []
    for place, message in enumerate(messages):
        said = {name: value for name, value in _kwargs(message).items() if value and name not in _VOLATILE}
        if place == last:
            text, others = _text_and_others(said.pop("content", ""))
            said |= {"content": others} if others else {}
        rest.append([_role(message), said or message.get("repr", "")])
    return text, rest


def _text_and_others(content: object) -> tuple[str, list[Any]]:
    """Return the texts of a message's content, joined, and its blocks of other kinds."""
    if isinstance(content, str):
        return content, []
    texts: list[str] = []
    others: list[Any] = []
    for block in content if isinstance(content, list) else [content]:
        if isinstance(block, str):
            texts.append(block)
        elif isinstance(block, dict) and block.get("type") == "text" and isinstance(block.get("text"), str):
            texts.append(block["text"])
            others += [extra] if (extra := {name: block[name] for name in block.keys() - _TEXT_BLOCK}) else []
        else:
            others.append(block)
    return "\n".join(texts), others
