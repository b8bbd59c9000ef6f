"""Rows of the table that langchain-community's `CassandraSemanticCache` fills, read without running any of its code.

A row is (row_id, body_blob, vector, attributes_blob, metadata_s): the prompt is in the attributes, the MD5 of the
model's description in the metadata, and the body is a JSON list of generations, each as LangChain serialises it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from hexcache.adapters.inbound.langchain.generations import MESSAGES, build
from hexcache.domain.errors import CorruptEntryError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from langchain_core.outputs import Generation

COLUMNS: Final = ("row_id", "body_blob", "attributes_blob", "metadata_s")
"""The columns to read."""

TIMED: Final = "body_blob"
"""The column whose times are the row's."""

VECTOR: Final = "vector"

_HASH: Final = re.compile(r"[0-9a-f]{32}")
_ESCAPED: Final = "__lc_escaped__"


@dataclass(frozen=True, slots=True)
class OriginalRow:
    """One cached answer of the original.

    Attributes:
        prompt: as LangChain handed it over.
        model: the MD5 digest of the model's description.
        generations: the answer.
        written_at: seconds since the epoch.
        seconds_left: its remaining lifetime; None is forever.
        vector: the prompt's vector, where it was read.
    """

    prompt: str = field(repr=False)
    model: str
    generations: list[Generation] = field(repr=False)
    written_at: float
    seconds_left: float | None
    vector: Any = field(default=None, repr=False)


def read_row(row: Mapping[str, Any]) -> OriginalRow:
    """Return what is in a row.

    Raises:
        CorruptEntryError: something is missing or not as the original writes it.
    """
    try:
        told = {**json.loads(row["attributes_blob"] or "{}"), **(row["metadata_s"] or {})}
        prompt, model = told["_prompt"], told["_llm_string_hash"]
        if not isinstance(prompt, str) or not _HASH.fullmatch(model):
            raise _unreadable("prompt")
        return OriginalRow(
            prompt, model, _generations(row["body_blob"]), row["written_at"], row["seconds_left"], row.get(VECTOR)
        )
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise _unreadable(type(error).__name__) from None  # without the cause, which may quote the answer


def _unreadable(what: str) -> CorruptEntryError:
    return CorruptEntryError(f"a row of the table cannot be read ({what!r}); it is left out")


def _generations(body: str) -> list[Generation]:
    items = json.loads(body)
    found = [_generation(json.loads(item) if isinstance(item, str) else item) for item in items]
    if not found:
        raise _unreadable("no generation")
    return found


def _generation(item: dict[str, Any]) -> Generation:
    if item.get("lc") != 1:  # as versions before serialisation wrote them: the fields alone
        return build("Generation", {"text": item["text"], "generation_info": item.get("generation_info")}, None)
    name, fields = _constructor(item)
    message = fields.get("message")
    if message is None:
        return build(name, _unescaped(fields), None)
    message_name, said = _constructor(message)
    if message_name not in MESSAGES:
        raise _unreadable("message")
    return build(name, _unescaped({**fields, "message": None}), (message_name, _unescaped(said)))


def _constructor(item: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the class and the arguments of what LangChain serialised; secrets and unknown objects are none."""
    path = item["id"]
    if item.get("lc") != 1 or item.get("type") != "constructor" or path[0] not in ("langchain", "langchain_core"):
        raise _unreadable("object")
    return path[-1], item["kwargs"]


def _unescaped(value: Any) -> Any:  # noqa: ANN401 - plain data of any shape
    """Return data as it was before LangChain wrapped what looks like a serialised object of its own."""
    if isinstance(value, list):
        return [_unescaped(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {_ESCAPED}:
        return value[_ESCAPED]
    return {key: _unescaped(item) for key, item in value.items()}
