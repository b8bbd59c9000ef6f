"""A hexcache cache serves LangChain's models, and never stands in their way."""

from __future__ import annotations

import asyncio
import logging
import time

import pytest
from langchain_core.caches import BaseCache
from langchain_core.globals import get_llm_cache, set_llm_cache
from langchain_core.language_models import FakeListLLM, GenericFakeChatModel
from langchain_core.load import dumps
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGeneration, Generation

from hexcache import AsyncSemanticCache, SemanticCache
from hexcache.adapters.inbound.langchain import SemanticCacheBridge
from hexcache.adapters.outbound.memory.aio import AsyncMemoryVectorStore
from hexcache.adapters.outbound.memory.sync import MemoryVectorStore
from hexcache.domain.errors import BackendTimeoutError, ConfigurationError
from hexcache.testing.fakes import AsyncDeterministicEmbedder, DeterministicEmbedder

LONG_SYSTEM = SystemMessage("You are the help desk of a bank and answer in two sentences. " * 60)
QUESTIONS = [
    "How do I reset my password?",
    "What are your opening hours on Saturday?",
    "Which documents does a mortgage need?",
    "Can I pay with my watch?",
    "Why was my transfer to Spain rejected?",
]
ANSWER = [Generation(text="Use the link.", generation_info={"finish_reason": "stop"})]


class Counting(GenericFakeChatModel):
    """A chat model that answers with how often it was asked."""

    def __init__(self, cache: BaseCache | None = None) -> None:
        answers = (AIMessage(f"answer {number}") for number in range(1, 1000))
        super().__init__(messages=answers, cache=cache)


def test_an_answer_is_served_again(bridge):
    cache = bridge()
    assert cache.lookup("How do I reset my password?", "llm") is None
    cache.update("How do I reset my password?", "llm", ANSWER)
    assert cache.lookup("How do I reset my password?", "llm") == ANSWER


def test_an_answer_is_served_to_the_same_question_in_other_words(bridge):
    cache = bridge()
    cache.update("How do I reset my password?", "llm", ANSWER)
    assert cache.lookup("How can my password be reset?", "llm") == ANSWER


def test_a_hit_is_a_list_even_when_a_tuple_was_stored(bridge):
    cache = bridge()
    cache.update("one", "llm", tuple(ANSWER))
    assert type(cache.lookup("one", "llm")) is list


def test_another_model_or_tenant_has_its_own_answers(bridge):
    cache = bridge(tenant="acme")
    cache.update("one", "llm", ANSWER)
    assert cache.lookup("one", "llm with another temperature") is None
    cache.thing._tenant = "other"
    assert cache.lookup("one", "llm") is None


def test_unrelated_questions_behind_one_long_system_text_all_reach_the_model(bridge):
    model = Counting(bridge().thing)
    answers = [model.invoke([LONG_SYSTEM, HumanMessage(question)]).content for question in QUESTIONS]
    assert len(set(answers)) == len(QUESTIONS)


def test_unrelated_questions_stay_apart_with_the_default_embedder():
    from hexcache import open_cache

    with open_cache({"store": {"backend": "memory"}, "embedder": {"backend": "wordllama"}}) as cache:
        model = Counting(SemanticCacheBridge(cache))
        answers = [model.invoke([LONG_SYSTEM, HumanMessage(question)]).content for question in QUESTIONS]
    assert len(set(answers)) == len(QUESTIONS)


def test_a_chat_model_is_asked_once(bridge):
    cache = bridge()
    model = Counting(cache.thing)
    first = cache_call(cache, model, [LONG_SYSTEM, HumanMessage("How do I reset my password?")])
    again = cache_call(cache, model, [LONG_SYSTEM, HumanMessage("How can my password be reset?")])
    other = cache_call(cache, model, [SystemMessage("Be rude."), HumanMessage("How can my password be reset?")])
    assert (first.content, again.content, other.content) == ("answer 1", "answer 1", "answer 2")


def cache_call(cache, model, messages):
    """Return the model's answer, in the flavour of the test."""
    loop = cache._loop
    return model.invoke(messages) if loop is None else loop.run(model.ainvoke(messages))


def test_a_global_cache_serves_a_plain_model(bridge):
    before = get_llm_cache()
    set_llm_cache(bridge().thing)
    try:
        model = FakeListLLM(responses=["first", "second"])
        assert [model.invoke("How do I reset my password?") for _ in range(2)] == ["first", "first"]
    finally:
        set_llm_cache(before)


def test_a_conversation_is_answered_for_the_very_same_conversation_only(bridge, embedder):
    cache = bridge()
    turns = [HumanMessage("Hi"), AIMessage("Hello!")]
    cache.update(dumps([*turns, HumanMessage("How do I reset my password?")]), "llm", ANSWER)
    assert cache.lookup(dumps([*turns, HumanMessage("How do I reset my password?")]), "llm") == ANSWER
    assert cache.lookup(dumps([*turns, HumanMessage("How can my password be reset?")]), "llm") is None
    assert cache.lookup(dumps([HumanMessage("How do I reset my password?")]), "llm") is None
    assert embedder.texts == ["How do I reset my password?"]


def test_a_conversation_may_be_answered_by_wording(bridge):
    cache = bridge(multi_turn="semantic")
    turns = [HumanMessage("Hi"), AIMessage("Hello!")]
    cache.update(dumps([*turns, HumanMessage("How do I reset my password?")]), "llm", ANSWER)
    assert cache.lookup(dumps([*turns, HumanMessage("How can my password be reset?")]), "llm") == ANSWER
    assert cache.lookup(dumps([HumanMessage("Ho"), HumanMessage("How can my password be reset?")]), "llm") is None


def test_a_broken_answer_is_asked_for_again(bridge):
    cache = bridge()
    cut_off = ChatGeneration(message=AIMessage("It is"), generation_info={"finish_reason": "length"})
    cache.update("one", "llm", [cut_off])
    assert cache.lookup("one", "llm") is None


def test_a_hit_can_be_deleted_by_its_id(bridge):
    cache = bridge()
    cache.update("one", "llm", ANSWER)
    document_id, answer = cache.lookup_with_id("one", "llm")
    assert answer == ANSWER
    cache.delete_by_document_id(document_id)
    cache.delete_by_document_id(document_id)
    assert cache.lookup_with_id("one", "llm") is None


def test_a_hit_is_found_through_the_plain_model_itself(bridge):
    cache = bridge()
    model = FakeListLLM(responses=["first"], cache=cache.thing)
    cache_call(cache, model, "one")
    assert cache.lookup_with_id_through_llm("one", model)[1][0].text == "first"
    assert cache.lookup_with_id_through_llm("one", model, stop=["."]) is None


def test_a_hit_is_found_through_the_chat_model_itself(bridge):
    cache = bridge()
    model = Counting(cache.thing)
    cache_call(cache, model, [HumanMessage("one")])
    prompt = dumps([HumanMessage("one")])
    assert cache.lookup_with_id_through_llm(prompt, model)[1][0].text == "answer 1"
    assert cache.lookup_with_id_through_llm(prompt, model, stop=["."]) is None


def test_clear_clears_everything_or_what_its_arguments_select(bridge):
    cache = bridge(tenant="acme")
    cache.update("one", "llm", ANSWER)
    cache.clear(tenant="other")
    assert cache.lookup("one", "llm") == ANSWER
    cache.clear()
    assert cache.lookup("one", "llm") is None


@pytest.mark.parametrize("on_error", ["miss", "raise"])
def test_a_failing_store_is_a_miss_and_lets_the_answer_pass(bridge, faults, on_error):
    cache = bridge(on_error=on_error)
    cache.update("one", "llm", ANSWER)
    faults.update(get=BackendTimeoutError("late"), put=BackendTimeoutError("late"))
    assert cache.lookup("one", "llm") is None
    cache.update("one", "llm", ANSWER)
    faults.clear()
    assert cache.lookup("one", "llm") == ANSWER


def test_a_failure_is_logged_once_and_without_the_prompt(bridge, faults, caplog):
    cache = bridge(on_error="raise")
    faults["provision"] = RuntimeError("my secret prompt")
    with caplog.at_level(logging.WARNING, "hexcache"):
        for _ in range(3):
            assert cache.lookup("my secret prompt", "llm") is None
    (bridged,) = [record for record in caplog.records if "LangChain" in record.message]
    assert "secret" not in bridged.getMessage()


def test_an_answer_that_cannot_be_stored_is_passed_on(bridge):
    cache = bridge()
    cache.update("one", "llm", [Generation(text="yes", generation_info={"raw": object()})])
    assert cache.lookup("one", "llm") is None


def test_an_answer_that_cannot_be_read_is_a_miss():
    cache = SemanticCache(MemoryVectorStore(), DeterministicEmbedder())
    bridge = SemanticCacheBridge(cache)
    bridge.update("one", "llm", ANSWER)
    (entry,) = cache.export()
    cache.update("one", "no generation", scope=entry.scope)
    assert bridge.lookup("one", "llm") is None


def test_the_embedder_s_failure_is_a_miss_and_the_next_try_works(twin):
    embedder = DeterministicEmbedder()
    broken = [RuntimeError("down")]

    def embed(texts):
        if broken:
            raise broken.pop()
        return embedder.embed_documents(texts)

    embed.dimension = embedder.dimension
    cache = twin(
        SemanticCacheBridge(
            SemanticCache(MemoryVectorStore(), embed),
            async_cache=AsyncSemanticCache(AsyncMemoryVectorStore(), embed),
        )
    )
    assert cache.lookup("one", "llm") is None
    assert not broken
    cache.update("one", "llm", ANSWER)
    assert cache.lookup("one", "llm") == ANSWER


def test_a_sync_cache_alone_serves_both_flavours(twin):
    cache = twin(SemanticCacheBridge(SemanticCache(MemoryVectorStore(), DeterministicEmbedder())))
    cache.update("one", "llm", ANSWER)
    document_id, answer = cache.lookup_with_id("one", "llm")
    assert answer == ANSWER
    cache.delete_by_document_id(document_id)
    cache.clear()
    assert cache.lookup("one", "llm") is None


def test_an_async_cache_alone_is_no_cache_for_sync_calls():
    bridge = SemanticCacheBridge(AsyncSemanticCache(AsyncMemoryVectorStore(), AsyncDeterministicEmbedder()))
    bridge.update("one", "llm", ANSWER)
    assert bridge.lookup("one", "llm") is None
    with pytest.raises(ConfigurationError, match="asynchronous"):
        bridge.clear()


class Slow(AsyncDeterministicEmbedder):
    """Embeds when it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = asyncio.Event()
        self.go = asyncio.Event()

    async def embed_query(self, text):
        self.asked.set()
        await self.go.wait()
        return await super().embed_query(text)


async def slow_bridge() -> tuple[SemanticCacheBridge, Slow]:
    embedder = Slow()
    return SemanticCacheBridge(AsyncSemanticCache(AsyncMemoryVectorStore(), embedder)), embedder


def test_lookups_of_one_prompt_at_once_all_end():
    async def scenario():
        bridge, embedder = await slow_bridge()
        lookups = [asyncio.create_task(bridge.alookup("one", "llm")) for _ in range(5)]
        await embedder.asked.wait()
        embedder.go.set()
        missed = await asyncio.gather(*lookups)
        await asyncio.gather(*(bridge.aupdate("one", "llm", ANSWER) for _ in range(5)))
        return missed, await asyncio.gather(*(bridge.alookup("one", "llm") for _ in range(5)))

    missed, found = asyncio.run(scenario())
    assert missed == [None] * 5
    assert found == [ANSWER] * 5


def test_a_cancelled_lookup_is_cancelled_and_does_not_fail_the_others():
    async def scenario():
        bridge, embedder = await slow_bridge()
        cancelled, other = (asyncio.create_task(bridge.alookup("one", "llm")) for _ in range(2))
        await embedder.asked.wait()
        cancelled.cancel()
        embedder.go.set()
        return (
            (await asyncio.gather(cancelled, return_exceptions=True))[0],
            await other,
            await bridge.alookup("one", "llm"),
        )

    cancelled, other, later = asyncio.run(scenario())
    assert isinstance(cancelled, asyncio.CancelledError)
    assert (other, later) == (None, None)


def test_a_sync_cache_does_not_hold_up_the_event_loop():
    class Blocking(DeterministicEmbedder):
        def embed_query(self, text):
            while not ticked:
                time.sleep(0.001)
            return super().embed_query(text)

    ticked = []

    async def scenario():
        bridge = SemanticCacheBridge(SemanticCache(MemoryVectorStore(), Blocking()))
        lookup = asyncio.create_task(bridge.alookup("one", "llm"))
        await asyncio.sleep(0)
        ticked.append(True)
        return await lookup

    assert asyncio.run(scenario()) is None
