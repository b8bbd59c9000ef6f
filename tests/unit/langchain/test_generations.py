"""Generations survive being stored, and nothing but generations comes back."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, ChatMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, Generation, GenerationChunk

from hexcache.adapters.inbound.langchain.generations import decode_generations, encode_generations, why_not_kept
from hexcache.domain.errors import CorruptEntryError, InvalidInputError

CALL = {"name": "weather", "args": {"city": "Bonn"}, "id": "1", "type": "tool_call"}
USAGE = {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3, "input_token_details": {"cache_read": 1}}


def chat(content="yes", info=None, **fields):
    return ChatGeneration(message=AIMessage(content, **fields), generation_info=info)


@pytest.mark.parametrize(
    "generation",
    [
        Generation(text="yes", generation_info={"finish_reason": "stop", "logprobs": [-0.5, float("-inf")]}),
        GenerationChunk(text="yes"),
        chat("", tool_calls=[CALL], usage_metadata=USAGE, response_metadata={"model_name": "m"}, id="run-1"),
        chat([{"type": "text", "text": "yes"}, {"type": "image", "data": "AAAA"}], additional_kwargs={"refusal": None}),
        chat("yes\ud800", invalid_tool_calls=[{"name": "f", "args": "{", "id": "2", "error": "x"}]),
        ChatGeneration(message=ChatMessage("yes", role="assistant")),
        ChatGenerationChunk(
            message=AIMessageChunk("yes", tool_call_chunks=[{"name": "f", "args": "{}", "id": "1", "index": 0}])
        ),
    ],
    ids=["text", "text chunk", "tools", "blocks", "invalid tools", "role", "chat chunk"],
)
def test_a_generation_comes_back_as_it_was(generation):
    (back,) = decode_generations(encode_generations([generation]))
    assert type(back) is type(generation)
    assert back == generation


def test_several_generations_come_back_in_a_list_and_in_order():
    generations = (Generation(text="one"), chat("two"))
    back = decode_generations(encode_generations(generations))
    assert isinstance(back, list)
    assert back == list(generations)


def test_plain_data_of_providers_is_kept():
    info = {"time": dt.datetime(2026, 1, 2, tzinfo=dt.UTC), "logprob": np.float32(0.5), "tags": {"b", "a"}}
    (back,) = decode_generations(encode_generations([Generation(text="yes", generation_info=info)]))
    assert back.generation_info == {"time": "2026-01-02T00:00:00+00:00", "logprob": 0.5, "tags": ["a", "b"]}


def test_what_json_cannot_hold_is_refused():
    with pytest.raises(InvalidInputError):
        encode_generations([Generation(text="yes", generation_info={"raw": object()})])


def test_a_class_that_could_not_be_read_back_is_refused():
    class Mine(Generation):
        pass

    with pytest.raises(InvalidInputError):
        encode_generations([Mine(text="yes")])


STORED = encode_generations([chat("yes", tool_calls=[CALL])])
TEXT = {"class": "Generation", "text": "yes"}


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "yes",
        STORED[:-5],
        STORED.encode()[:40] + b"\xff\xfe" + STORED.encode()[40:],
        "null",
        "[]",
        "{}",
        "7",
        json.dumps([None]),
        json.dumps(["yes"]),
        json.dumps([TEXT | {"text": 7}]),
        json.dumps([TEXT | {"generation_info": "x"}]),
        json.dumps([{"class": "Generation"}]),
        json.dumps([TEXT | {"class": "PromptTemplate"}]),
        json.dumps([TEXT | {"class": ["Generation"]}]),
        json.dumps([TEXT, {"class": "ChatGeneration"}]),
        STORED.replace("AIMessage", "PromptTemplate"),
        STORED.replace('"content"', '"text"'),
        json.dumps([{"lc": 1, "type": "secret", "id": ["PATH"]}]),
        json.dumps([{"lc": 1, "type": "constructor", "id": ["langchain", "schema", "output", "Generation"]}]),
        "[" * 100_000,
    ],
)
def test_a_damaged_answer_is_a_corrupt_entry(damaged):
    with pytest.raises(CorruptEntryError):
        decode_generations(damaged)


def test_a_damaged_answer_is_not_quoted():
    with pytest.raises(CorruptEntryError) as caught:
        decode_generations(json.dumps([{"class": "Generation", "text": ["my secret"]}]))
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_data_that_looks_like_a_serialised_object_stays_data(monkeypatch):
    monkeypatch.setenv("HEXCACHE_TEST_SECRET", "hush")
    bait = {"lc": 1, "type": "secret", "id": ["HEXCACHE_TEST_SECRET"]}
    (back,) = decode_generations(encode_generations([chat("yes", additional_kwargs={"bait": bait})]))
    assert back.message.additional_kwargs == {"bait": bait}


@pytest.mark.parametrize(
    "generation",
    [
        Generation(text=""),
        Generation(text=" \n"),
        chat(""),
        chat([{"type": "text", "text": ""}]),
        chat([{"type": "thinking", "thinking": "hm"}]),
        Generation(text="yes", generation_info={"finish_reason": "length"}),
        chat("yes", response_metadata={"finish_reason": "content_filter"}),
        chat("yes", info={"finish_reason": "error"}),
        chat("yes", response_metadata={"stop_reason": "max_tokens"}),
        chat("yes", response_metadata={"finish_reason": "SAFETY"}),
    ],
)
def test_a_broken_answer_is_not_kept(generation):
    assert why_not_kept([generation])
    assert why_not_kept([Generation(text="yes"), generation])


@pytest.mark.parametrize(
    "generation",
    [
        Generation(text="yes"),
        Generation(text="yes", generation_info={"finish_reason": "stop"}),
        chat("", tool_calls=[CALL], response_metadata={"finish_reason": "tool_calls"}),
        chat("", additional_kwargs={"function_call": {"name": "f", "arguments": "{}"}}),
        chat([{"type": "image", "data": "AAAA"}]),
    ],
)
def test_a_whole_answer_is_kept(generation):
    assert why_not_kept([generation]) is None


def test_no_answer_is_not_kept():
    assert why_not_kept([])
