"""What LangChain hands over is taken apart: the last human text is the question, all else is its context."""

from __future__ import annotations

import json

import pytest
from langchain_core.load import dumps
from langchain_core.messages import AIMessage, ChatMessage, HumanMessage, SystemMessage, ToolMessage

from hexcache.adapters.inbound.langchain.asking import MultiTurn, asked, model_key
from hexcache.adapters.inbound.langchain.prompts import read_prompt
from hexcache.domain.errors import ConfigurationError

SYSTEM = SystemMessage("You are the help desk of a bank. " * 100)
PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}


def read(*messages):
    return read_prompt(dumps(list(messages)))


def test_a_plain_prompt_is_the_question():
    prompt = read_prompt("What is a cache?")
    assert (prompt.text, prompt.context, prompt.history) == ("What is a cache?", "", False)


@pytest.mark.parametrize(
    "plain",
    ["", "[", "[]", "[1, 2]", '["a"]', '[{"lc": 1}]', '[{"lc": 1, "type": "constructor", "id": []}]', "[" * 5000],
)
def test_what_only_looks_like_messages_is_a_plain_prompt(plain):
    assert read_prompt(plain).text == plain


def test_of_a_chat_the_last_human_text_is_the_question():
    prompt = read(SYSTEM, HumanMessage("How do I reset my password?"))
    assert (prompt.text, prompt.history) == ("How do I reset my password?", False)


def test_questions_behind_one_system_text_share_their_context():
    assert read(SYSTEM, HumanMessage("one")).context == read(SYSTEM, HumanMessage("two")).context


def test_another_system_text_is_another_context():
    assert read(SYSTEM, HumanMessage("one")).context != read(SystemMessage("Be brief."), HumanMessage("one")).context


def test_a_chat_never_shares_the_context_of_a_plain_prompt():
    assert read(HumanMessage("one")).context != read_prompt("one").context


def test_text_in_blocks_is_the_same_question_as_text():
    blocks = HumanMessage([{"type": "text", "text": "one", "cache_control": {"type": "ephemeral"}}])
    assert read(SYSTEM, blocks) == read(SYSTEM, HumanMessage("one"))


def test_a_picture_goes_into_the_context():
    with_picture = read(HumanMessage([{"type": "text", "text": "What is this?"}, PICTURE]))
    assert with_picture.text == "What is this?"
    assert with_picture.context != read(HumanMessage("What is this?")).context
    assert not with_picture.history


@pytest.mark.parametrize(
    "earlier",
    [
        [HumanMessage("Hi"), AIMessage("Hello!")],
        [HumanMessage("Hi")],
        [AIMessage("How can I help?")],
        [ChatMessage("Hello!", role="assistant")],
    ],
    ids=["a turn", "a human text", "a greeting", "another role"],
)
def test_a_text_after_other_turns_continues_a_conversation(earlier):
    prompt = read(SYSTEM, *earlier, HumanMessage("And in German?"))
    assert (prompt.text, prompt.history) == ("And in German?", True)


def test_a_tool_s_answer_after_the_text_continues_a_conversation():
    call = AIMessage("", tool_calls=[{"name": "weather", "args": {"city": "Bonn"}, "id": "1"}])
    prompt = read(HumanMessage("Will it rain?"), call, ToolMessage("No.", tool_call_id="1"))
    assert (prompt.text, prompt.history) == ("Will it rain?", True)


def test_another_answer_of_a_tool_is_another_context():
    one, two = (read(HumanMessage("Will it rain?"), ToolMessage(said, tool_call_id="1")) for said in ("No.", "Yes."))
    assert one.context != two.context


def test_without_a_human_text_there_is_no_question_to_embed():
    prompt = read(SYSTEM, AIMessage("Hello!"))
    assert (prompt.text, prompt.history) == ("", True)


def test_a_chat_message_of_a_user_is_a_human_text():
    prompt = read(ChatMessage("Be brief.", role="developer"), ChatMessage("one", role="user"))
    assert (prompt.text, prompt.history) == ("one", False)


def test_what_differs_from_run_to_run_is_left_out_of_the_context():
    usage = {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}
    noisy = AIMessage("Hello!", id="run-1", response_metadata={"id": "chatcmpl-1"}, usage_metadata=usage)
    question = HumanMessage("And in German?")
    assert read(HumanMessage("Hi"), noisy, question) == read(HumanMessage("Hi"), AIMessage("Hello!"), question)


def test_an_unknown_kind_of_message_counts_as_history():
    alien = {"lc": 1, "type": "not_implemented", "id": ["mine", "NoteMessage"], "repr": "NoteMessage('x')"}
    prompt = read_prompt(json.dumps([alien, json.loads(dumps(HumanMessage("one")))]))
    assert (prompt.text, prompt.history) == ("one", True)


def test_a_conversation_is_asked_by_its_key_alone():
    prompt = dumps([HumanMessage("Hi"), AIMessage("Hello!"), HumanMessage("And in German?")])
    other = dumps([HumanMessage("Hi"), AIMessage("Hello!"), HumanMessage("And in French?")])
    assert asked(prompt, "m").query == ""
    assert asked(prompt, "m").scope != asked(other, "m").scope


def test_a_conversation_may_be_asked_by_its_wording():
    prompt = dumps([HumanMessage("Hi"), AIMessage("Hello!"), HumanMessage("And in German?")])
    ask = asked(prompt, "m", multi_turn=MultiTurn.SEMANTIC)
    assert ask.query == "And in German?"
    assert ask.scope.context == read_prompt(prompt).context


def test_the_scope_holds_tenant_and_model():
    scope = asked("one", model_key("gpt"), "acme").scope
    assert (scope.tenant, scope.model, scope.context) == ("acme", "aeebd1980c6662678028fc899ba441eb", "")


def test_an_unknown_mode_is_named():
    with pytest.raises(ConfigurationError, match="'fuzzy'"):
        MultiTurn.of("fuzzy")
