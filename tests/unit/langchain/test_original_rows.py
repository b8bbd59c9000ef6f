"""Rows of the original's table are read as its class would read them, and nothing in them is run."""

from __future__ import annotations

import json

import pytest
from langchain_core.load import dumps
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, Generation, GenerationChunk

from hexcache.adapters.inbound.langchain.original_rows import read_row
from hexcache.domain.errors import CorruptEntryError

HASH = "0123456789abcdef0123456789abcdef"
CALL = {"name": "weather", "args": {"city": "Bonn"}, "id": "1", "type": "tool_call"}
USAGE = {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}


def body(*generations):
    """Return a body as the original writes it."""
    return json.dumps([dumps(generation) for generation in generations])


def row(body_blob, **fields):
    return {
        "row_id": f"{HASH}-{HASH}",
        "body_blob": body_blob,
        "attributes_blob": '{"_prompt":"What is a cache?"}',
        "metadata_s": {"_llm_string_hash": HASH},
        "written_at": 1_800_000_000.5,
        "seconds_left": 60,
    } | fields


GENERATIONS = [
    Generation(text="yes", generation_info={"finish_reason": "stop"}),
    GenerationChunk(text="yes"),
    ChatGeneration(
        message=AIMessage(
            [{"type": "text", "text": "yes"}],
            tool_calls=[CALL],
            usage_metadata=USAGE,
            response_metadata={"model_name": "m"},
        )
    ),
]


def test_prompt_model_answer_and_times_are_read():
    read = read_row(row(body(*GENERATIONS)))
    assert (read.prompt, read.model, read.written_at, read.seconds_left) == (
        "What is a cache?",
        HASH,
        1_800_000_000.5,
        60,
    )
    assert read.generations == GENERATIONS
    assert [type(each) for each in read.generations] == [type(each) for each in GENERATIONS]


def test_everything_may_be_in_the_metadata_as_older_tables_have_it():
    fields = {"attributes_blob": None, "metadata_s": {"_llm_string_hash": HASH, "_prompt": "old"}}
    assert read_row(row(body(*GENERATIONS), **fields)).prompt == "old"


def test_bodies_from_before_serialisation_are_read():
    legacy = json.dumps([{"text": "yes", "generation_info": None, "type": "Generation"}])
    assert read_row(row(legacy)).generations == [Generation(text="yes")]


def test_data_that_looks_like_a_secret_stays_data(monkeypatch):
    monkeypatch.setenv("HEXCACHE_TEST_SECRET", "hush")
    bait = {"lc": 1, "type": "secret", "id": ["HEXCACHE_TEST_SECRET"]}
    generation = ChatGeneration(message=AIMessage("yes", additional_kwargs={"bait": [bait]}))
    (read,) = read_row(row(body(generation))).generations
    assert read.message.additional_kwargs == {"bait": [bait]}


ALIEN = {"lc": 1, "type": "constructor", "id": ["langchain", "schema", "output", "Generation"], "kwargs": {"text": "x"}}
CHAT = json.loads(dumps(GENERATIONS[2]))


def chat_with(**changes):
    message = {**CHAT["kwargs"]["message"], **changes}
    return json.dumps([{**CHAT, "kwargs": {**CHAT["kwargs"], "message": message}}])


@pytest.mark.parametrize(
    "fields",
    [
        {"body_blob": None},
        {"body_blob": ""},
        {"body_blob": "yes"},
        {"body_blob": "[]"},
        {"body_blob": '["yes"]'},
        {"body_blob": body(*GENERATIONS)[:-9]},
        {"body_blob": "[" * 100_000},
        {"body_blob": json.dumps([ALIEN | {"type": "secret"}])},
        {"body_blob": json.dumps([ALIEN | {"type": "not_implemented"}])},
        {"body_blob": json.dumps([ALIEN | {"id": ["os", "system"]}])},
        {"body_blob": json.dumps([ALIEN | {"id": ["langchain", "prompts", "PromptTemplate"]}])},
        {"body_blob": json.dumps([ALIEN | {"kwargs": {"text": 7}}])},
        {"body_blob": chat_with(id=["langchain", "chat_models", "ChatOpenAI"])},
        {"body_blob": chat_with(type="secret")},
        {"attributes_blob": None},
        {"attributes_blob": "{"},
        {"attributes_blob": '{"_prompt": 7}'},
        {"metadata_s": None},
        {"metadata_s": {"_llm_string_hash": "gpt"}},
    ],
)
def test_a_damaged_row_is_a_corrupt_entry(fields):
    with pytest.raises(CorruptEntryError):
        read_row(row(body(*GENERATIONS)) | fields)


def test_chunks_of_chats_are_read():
    from langchain_core.messages import AIMessageChunk

    chunk = ChatGenerationChunk(message=AIMessageChunk("yes"))
    assert read_row(row(body(chunk))).generations == [chunk]
