"""The heir of langchain-community's `CassandraSemanticCache`, on a real node."""

from __future__ import annotations

import asyncio
import enum
import inspect
import json
import sys
import warnings

import cassio
import cassio.config
import numpy as np
import pytest
from cassandra.cluster import Cluster
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import FakeListLLM
from langchain_core.load import dumps
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGeneration, Generation

from hexcache.adapters.inbound.langchain import CassandraSemanticCache, SetupMode
from hexcache.domain.errors import ConfigurationError, InvalidInputError, SchemaMismatchError
from hexcache.testing.contracts.suite import fresh_name

KEYSPACE = "langchain_heir"
ANSWER = [Generation(text="fizz", generation_info={"finish_reason": "stop"})]
SOON = {"visibility": 0.0, "timeout": 20.0}


class Fixed(Embeddings):
    """Embeds texts that it was told, and every other text as one vector."""

    def __init__(self, vectors=None, *, size=10):
        self.vectors = vectors or {}
        self.size = size
        self.texts = []

    def embed_documents(self, texts):
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text):
        self.texts.append(text)
        return list(self.vectors.get(text, [1.0] * (self.size - 1) + [0.0]))


@pytest.fixture(scope="module")
def session(server_url):
    host, port = server_url("cassandra").rsplit(":", 1)
    cluster = Cluster([host], port=int(port), protocol_version=5)
    session = cluster.connect()
    replication = "{'class': 'SimpleStrategy', 'replication_factor': 1}"
    session.execute(f"CREATE KEYSPACE IF NOT EXISTS {KEYSPACE} WITH replication = {replication}")
    yield session
    cluster.shutdown()


@pytest.fixture(scope="module")
def table():
    """Return the name of a table that the tests with ten dimensions and `dot` share, emptied by each."""
    return fresh_name()


def made(session, table, embedding=None, **options):
    options = {"keyspace": KEYSPACE, "store_options": SOON} | options
    return CassandraSemanticCache(session=session, embedding=embedding or Fixed(), table_name=table, **options)


@pytest.fixture
def cache(session, table):
    cache = made(session, table)
    cache.clear()
    return cache


def test_the_original_s_arguments_come_first_and_keep_their_defaults():
    parameters = list(inspect.signature(CassandraSemanticCache).parameters.values())
    assert [(each.name, each.default) for each in parameters[:9]] == [
        ("session", None),
        ("keyspace", None),
        ("embedding", None),
        ("table_name", "langchain_llm_semantic_cache"),
        ("distance_metric", None),
        ("score_threshold", 0.85),
        ("ttl_seconds", None),
        ("skip_provisioning", False),
        ("similarity_measure", "dot"),
    ]
    assert (parameters[9].name, parameters[9].default.name) == ("setup_mode", "SYNC")
    assert all(each.kind is each.KEYWORD_ONLY for each in parameters[10:])


def test_another_prompt_with_the_same_vector_is_a_hit_until_the_cache_is_cleared(cache):
    model = FakeListLLM(responses=["foo"] * 3, cache=cache)
    llm_string = str(sorted({**model.asdict(), "stop": None}.items()))
    cache.update("foo", llm_string, ANSWER)
    assert model.generate(["bar"]).generations == [ANSWER]
    cache.clear()
    assert model.generate(["bar"]).generations != [ANSWER]


def test_the_same_holds_on_an_event_loop_with_tables_made_at_first_use(session):
    async def scenario():
        cache = made(session, fresh_name(), setup_mode=SetupMode.ASYNC)
        model = FakeListLLM(responses=["foo"] * 3, cache=cache)
        await cache.aupdate("foo", str(sorted({**model.asdict(), "stop": None}.items())), ANSWER)
        hit = (await model.agenerate(["bar"])).generations
        await cache.aclear()
        return hit, (await model.agenerate(["bar"])).generations

    hit, miss = asyncio.run(scenario())
    assert hit == [ANSWER]
    assert miss != [ANSWER]


def test_both_flavours_see_each_other_s_entries(cache):
    async def scenario():
        await cache.aupdate("bar", "llm", ANSWER)
        document_id, _ = await cache.alookup_with_id("foo", "llm")
        await cache.adelete_by_document_id(document_id)
        return document_id

    cache.update("foo", "llm", ANSWER)
    assert cache.lookup_with_id("foo", "llm")[0] == asyncio.run(scenario())
    assert cache.lookup("foo", "llm") == ANSWER  # by the vector of the other one


def test_several_event_loops_one_after_another_are_served(cache):
    for _ in range(2):
        asyncio.run(cache.aupdate("foo", "llm", ANSWER))
        assert asyncio.run(cache.alookup("foo", "llm")) == ANSWER


def test_of_a_chat_the_last_human_text_alone_is_embedded(session, table):
    embedding = Fixed()
    cache = made(session, table, embedding)
    cache.clear()
    answer = [ChatGeneration(message=AIMessage("fizz"))]
    cache.update(dumps([SystemMessage("Be brief."), HumanMessage("foo")]), "llm", answer)
    assert embedding.texts[-1] == "foo"
    assert cache.lookup(dumps([SystemMessage("Be brief."), HumanMessage("bar")]), "llm") == answer
    assert cache.lookup(dumps([SystemMessage("Be rude."), HumanMessage("bar")]), "llm") is None


def test_guards_look_at_what_the_score_lets_through(cache, session, table):
    cache.update("How do I enable the alarm?", "llm", ANSWER)
    assert cache.lookup("How do I disable the alarm?", "llm") is None
    assert made(session, table, guards="off").lookup("How do I disable the alarm?", "llm") == ANSWER


def test_entries_live_as_long_as_they_were_told_to(session):
    cache = made(session, fresh_name(), ttl_seconds=3600)
    cache.update("foo", "llm", ANSWER)
    columns = "created_at, expires_at, TTL(value)"
    ((created_at, expires_at, left),) = session.execute(f"SELECT {columns} FROM {KEYSPACE}.{cache.table_name}_entries")
    assert expires_at - created_at == 3600
    assert left >= 3600


POINT = [1.0, 2.0, 3.0]
NEAR = [1.5, 2.0, 3.25]
SCORES = {
    "cos": np.dot(POINT, NEAR) / (np.linalg.norm(POINT) * np.linalg.norm(NEAR)),
    "dot": np.dot(POINT, NEAR),
    "l2": 1 / (1 + 0.5**2 + 0.25**2),
    "l1": 1 / (1 + 0.75),
    "max": 1 / (1 + 0.5),
}


@pytest.mark.parametrize("measure", SCORES)
def test_every_measure_of_the_original_is_a_similarity_with_a_threshold(session, measure):
    embedding = Fixed({"near": NEAR}, size=3)
    embedding.vectors["point"] = POINT
    cache = made(session, fresh_name(), embedding, similarity_measure=measure, guards="off")
    cache.update("point", "llm", ANSWER)
    cache.score_threshold = SCORES[measure] - 1e-4
    assert cache.lookup("near", "llm") == ANSWER
    assert asyncio.run(cache.alookup("near", "llm")) == ANSWER
    cache.score_threshold = SCORES[measure] + 1e-4
    assert cache.lookup("near", "llm") is None
    assert asyncio.run(cache.alookup("near", "llm")) is None


def test_the_old_name_of_the_measure_is_taken_alone(session, table):
    assert made(session, table, distance_metric="cos", setup_mode="off").similarity_measure == "cos"
    with pytest.raises(InvalidInputError, match="not both"):
        made(session, table, distance_metric="cos", similarity_measure="l2")


@pytest.mark.parametrize(
    "wrong",
    [{"similarity_measure": "hamming"}, {"setup_mode": "LATER"}, {"embedding": None}, {"keyspace": None}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_wrong_argument_is_a_value_error(session, wrong):
    with pytest.raises(ValueError, match=r"[;,] "):
        CassandraSemanticCache(**{"session": session, "keyspace": KEYSPACE, "embedding": Fixed()} | wrong)


def test_without_setup_missing_tables_are_a_miss_and_are_not_made(session):
    table = fresh_name()
    for off in ({"setup_mode": SetupMode.OFF}, {"skip_provisioning": True}):
        cache = made(session, table, **off)
        cache.update("foo", "llm", ANSWER)
        assert cache.lookup("foo", "llm") is None
        with pytest.raises(ConfigurationError, match=table):
            cache.clear()


def test_without_setup_tables_that_are_there_are_used(cache, session, table):
    cache.update("foo", "llm", ANSWER)
    assert made(session, table, setup_mode=SetupMode.OFF).lookup("foo", "llm") == ANSWER


def test_the_enumeration_of_langchain_community_is_taken(session, table):
    theirs = enum.Enum("SetupMode", ["SYNC", "ASYNC", "OFF"])
    assert [SetupMode.of(mode) for mode in theirs] == list(SetupMode)


def test_another_dimension_is_refused_when_the_cache_is_made(cache, session, table):
    with pytest.raises(SchemaMismatchError, match="dimension"):
        made(session, table, Fixed(size=7))


def test_session_and_keyspace_fall_back_to_those_of_cassio(cache, session, table, monkeypatch):
    for name in ("default_session", "default_keyspace"):
        monkeypatch.setattr(cassio.config, name, None)  # is put back in the end
    cassio.init(session=session, keyspace=KEYSPACE)
    cache.update("foo", "llm", ANSWER)
    other = CassandraSemanticCache(embedding=Fixed(), table_name=table, store_options=SOON)
    assert other.lookup("foo", "llm") == ANSWER


def test_without_a_session_anywhere_the_argument_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "cassio.config", None)
    with pytest.raises(InvalidInputError, match="session"):
        CassandraSemanticCache(embedding=Fixed())


def test_the_embedder_s_failure_is_a_miss_and_the_next_try_works(cache, session, table):
    class Flaky(Fixed):
        broken = False

        def embed_query(self, text):
            if self.broken:
                raise LookupError("down")
            return super().embed_query(text)

    embedding = Flaky()
    flaky = made(session, table, embedding)
    embedding.broken = True
    flaky.update("foo", "llm", ANSWER)
    assert flaky.lookup("foo", "llm") is None
    assert asyncio.run(flaky.alookup("foo", "llm")) is None
    embedding.broken = False
    flaky.update("foo", "llm", ANSWER)
    assert flaky.lookup("foo", "llm") == ANSWER


def test_a_session_that_was_closed_is_a_miss(server_url, table, cache):
    host, port = server_url("cassandra").rsplit(":", 1)
    cluster = Cluster([host], port=int(port), protocol_version=5)
    own = made(cluster.connect(), table)
    cluster.shutdown()
    own.update("foo", "llm", ANSWER)
    assert own.lookup("foo", "llm") is None
    assert asyncio.run(own.alookup("foo", "llm")) is None


DAMAGED = {
    "empty": b"",
    "no JSON": b"fizz",
    "cut off": b'[{"class": "Generation", "generation_info": null, "te',
    "no UTF-8": b'[{"class": "Generation", "text": "\xff\xfe"}]',
    "another shape": b'{"class": "Generation", "text": "fizz"}',
    "no generation": b"[]",
    "another class": b'[{"class": "PromptTemplate", "text": "fizz"}]',
    "wrong types": b'[{"class": "Generation", "text": ["fizz"]}]',
    "a secret": b'[{"lc": 1, "type": "secret", "id": ["PATH"]}]',
    "null": None,
}


def damage(session, table, value):
    """Overwrite the answer of the only entry in every table that has it."""
    for part, keys in (
        ("entries", ("epoch", "scope", "generation", "slot", "document_id")),
        ("vectors", ("epoch", "scope", "generation", "window", "bucket", "document_id")),
    ):
        name = f"{KEYSPACE}.{table}_{part}"
        for row in session.execute(f"SELECT {', '.join(keys)} FROM {name}"):
            where = " AND ".join(f"{key} = %s" for key in keys)
            session.execute(f"UPDATE {name} SET value = %s WHERE {where}", (value, *row))


@pytest.mark.parametrize("value", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_row_is_a_miss_and_is_replaced(cache, session, table, value):
    cache.update("foo", "llm", ANSWER)
    damage(session, table, value)
    assert cache.lookup("foo", "llm") is None
    assert cache.lookup("bar", "llm") is None
    assert asyncio.run(cache.alookup("bar", "llm")) is None
    cache.update("foo", "llm", ANSWER)
    assert cache.lookup("foo", "llm") == ANSWER


def test_a_damaged_row_lets_the_next_one_answer(cache, session, table):
    cache.update("foo", "llm", ANSWER)
    damage(session, table, b"fizz")
    cache.update("bar", "llm", ANSWER)
    assert cache.lookup("baz", "llm") == ANSWER


def test_it_opens_beside_a_table_of_the_original_without_touching_it(session):
    table = fresh_name()
    session.execute(f"CREATE TABLE {KEYSPACE}.{table} (row_id text PRIMARY KEY, body_blob text)")
    session.execute(f"INSERT INTO {KEYSPACE}.{table} (row_id, body_blob) VALUES ('a', 'b')")
    cache = made(session, table)
    cache.update("foo", "llm", ANSWER)
    cache.clear()
    assert [tuple(row) for row in session.execute(f"SELECT row_id, body_blob FROM {KEYSPACE}.{table}")] == [("a", "b")]


def test_the_default_table_name_is_the_original_s(session):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        cache = CassandraSemanticCache(session, KEYSPACE, Fixed())
    cache.update("foo", json.dumps({"model": "m"}), ANSWER)
    assert cache.lookup("foo", json.dumps({"model": "m"})) == ANSWER
