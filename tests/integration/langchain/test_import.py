"""What langchain-community's `CassandraSemanticCache` cached is taken over by one command."""

from __future__ import annotations

import hashlib
import json
import time

import numpy as np
import pytest
from cassandra.cluster import Cluster
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.load import dumps
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGeneration, Generation
from typer.testing import CliRunner

from hexcache import open_cache
from hexcache.adapters.inbound.cli.main import app
from hexcache.adapters.inbound.langchain import CassandraSemanticCache, SemanticCacheBridge
from hexcache.testing.contracts.suite import fresh_name
from tests.environment import isolate

KEYSPACE = "langchain_original"
EMBEDDING = DeterministicFakeEmbedding(size=16)
QUESTION = "What is a cache?"
CHAT = dumps([SystemMessage("Be brief."), HumanMessage("How do I reset my password?")])
TURN = dumps([HumanMessage("Hi"), AIMessage("Hello!"), HumanMessage("And in German?")])
ANSWERS = {
    QUESTION: [Generation(text="A store.", generation_info={"finish_reason": "stop"})],
    CHAT: [ChatGeneration(message=AIMessage("Use the link.", response_metadata={"model_name": "m"}))],
    TURN: [ChatGeneration(message=AIMessage("Hallo!"))],
}
NO_VECTOR = [9.0] + [0.0] * 15


@pytest.fixture(autouse=True)
def isolated(monkeypatch, tmp_path):
    isolate(monkeypatch, tmp_path)


@pytest.fixture(scope="module")
def node(server_url):
    host, port = server_url("cassandra").rsplit(":", 1)
    return host, int(port)


@pytest.fixture(scope="module")
def session(node):
    cluster = Cluster([node[0]], port=node[1], protocol_version=5)
    session = cluster.connect()
    replication = "{'class': 'SimpleStrategy', 'replication_factor': 1}"
    session.execute(f"CREATE KEYSPACE IF NOT EXISTS {KEYSPACE} WITH replication = {replication}")
    yield session
    cluster.shutdown()


@pytest.fixture(scope="module")
def empty_table(session):
    """Return the name of a table of the original's shape."""
    table = fresh_name()
    session.execute(
        f"CREATE TABLE {KEYSPACE}.{table} (row_id text PRIMARY KEY, attributes_blob text, body_blob text, "
        "metadata_s map<text, text>, vector vector<float, 16>)"
    )
    return table


@pytest.fixture
def table(session, empty_table):
    """Return the name of a table that the original filled."""
    session.execute(f"TRUNCATE {KEYSPACE}.{empty_table}")
    for prompt, answer in ANSWERS.items():
        put(session, empty_table, prompt, body(answer))
    return empty_table


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def body(answer):
    return json.dumps([dumps(generation) for generation in answer])


def put(session, table, prompt, answer, ttl=0, vector=NO_VECTOR):
    session.execute(
        f"INSERT INTO {KEYSPACE}.{table} (row_id, attributes_blob, body_blob, metadata_s, vector) "
        f"VALUES (%s, %s, %s, %s, {vector}) USING TTL {ttl}",
        (
            f"{md5(prompt)}-{md5('llm')}",
            json.dumps({"_prompt": prompt}, separators=(",", ":"), sort_keys=True),
            answer,
            {"_llm_string_hash": md5("llm")},
        ),
    )


@pytest.fixture
def config(tmp_path):
    """Return a configuration file that names a SQLite file."""
    arguments = "{embeddings: 'langchain_core.embeddings:DeterministicFakeEmbedding', arguments: {size: 16}}"
    file = tmp_path / "hexcache.yaml"
    file.write_text(
        f"store: {{backend: sql, options: {{url: 'sqlite:///{tmp_path / 'cache.db'}'}}}}\n"
        f"embedder: {{backend: langchain, options: {arguments}}}\n",
        encoding="utf-8",
    )
    return file


@pytest.fixture
def run(node, config):
    """Return a function that runs the import and returns what it counted."""

    def run(table, *more, code=0):
        where = ["--keyspace", KEYSPACE, "--contact-points", node[0], "--port", str(node[1]), "--config", str(config)]
        words = ["import", "langchain-cassandra", "--table", table, "--json", *where, *more]
        result = CliRunner().invoke(app, words)
        assert result.exit_code == code, result.output
        return json.loads(result.stdout)

    return run


def counts(**numbers):
    return {"imported": 0, "present": 0, "expired": 0, "unreadable": 0} | numbers


def test_a_running_bridge_finds_what_was_imported(run, table, config):
    assert run(table) == counts(imported=3)
    with open_cache(config) as cache:
        bridge = SemanticCacheBridge(cache)
        assert {prompt: bridge.lookup(prompt, "llm") for prompt in ANSWERS} == ANSWERS
        assert bridge.lookup(QUESTION, "another llm") is None


def test_prompts_are_taken_apart_and_embedded_anew(run, table, config):
    run(table)
    with open_cache(config) as cache:
        found = {entry.record.query: entry.vector for entry in cache.export()}
        assert set(found) == {QUESTION, "How do I reset my password?", ""}
    assert found[""] is None
    for text in (QUESTION, "How do I reset my password?"):
        vector = np.asarray(EMBEDDING.embed_query(text))
        assert found[text] @ vector == pytest.approx(np.linalg.norm(vector))


def test_stored_vectors_of_plain_prompts_are_kept_on_request(run, table, config):
    run(table, "--keep-vectors")
    with open_cache(config) as cache:
        found = {entry.record.query: entry.vector for entry in cache.export()}
    assert found[QUESTION].tolist() == [1.0] + [0.0] * 15
    assert found["How do I reset my password?"][0] < 0.99


def test_an_import_that_is_repeated_adds_what_is_new_and_changes_nothing_else(run, session, table, config):
    run(table)
    with open_cache(config) as cache:
        SemanticCacheBridge(cache).update(QUESTION, "llm", [Generation(text="newer")])
    put(session, table, "Another question?", body(ANSWERS[QUESTION]))
    assert run(table) == counts(imported=1, present=3)
    with open_cache(config) as cache:
        assert SemanticCacheBridge(cache).lookup(QUESTION, "llm") == [Generation(text="newer")]


def test_the_remaining_lifetime_and_the_age_are_kept(run, session, table, config):
    put(session, table, "Short-lived?", body(ANSWERS[QUESTION]), ttl=3600)
    before = time.time()
    run(table)
    with open_cache(config) as cache:
        records = {entry.record.query: entry.record for entry in cache.export()}
    assert records[QUESTION].expires_at is None
    assert before + 3000 < records["Short-lived?"].expires_at <= time.time() + 3600
    assert records["Short-lived?"].created_at <= before


def test_rows_that_cannot_be_read_are_counted_and_left_out(run, session, table):
    put(session, table, "Damaged?", body(ANSWERS[QUESTION])[:-5])
    session.execute(f"INSERT INTO {KEYSPACE}.{table} (row_id) VALUES ('nothing')")
    assert run(table, code=1) == counts(imported=3, unreadable=2)


def test_pages_smaller_than_the_table_are_all_read(run, table):
    assert run(table, "--batch-size", "1") == counts(imported=3)


def test_the_source_is_not_changed(run, session, table):
    before = sorted(map(str, session.execute(f"SELECT * FROM {KEYSPACE}.{table}")))
    run(table)
    assert sorted(map(str, session.execute(f"SELECT * FROM {KEYSPACE}.{table}"))) == before


def test_into_the_heir_of_the_original_in_the_same_keyspace(session, node, table, tmp_path):
    file = tmp_path / "cassandra.yaml"
    options = f"{{contact_points: '{node[0]}', port: {node[1]}, keyspace: {KEYSPACE}, replication: 1, visibility: 0}}"
    embedder = "{embeddings: 'langchain_core.embeddings:DeterministicFakeEmbedding', arguments: {size: 16}}"
    file.write_text(
        f"store: {{backend: cassandra, options: {options}}}\n"
        f"embedder: {{backend: langchain, options: {embedder}}}\n"
        f"cache: {{collection: {table}, similarity: dot}}\n",
        encoding="utf-8",
    )
    result = CliRunner().invoke(app, ["import", "langchain-cassandra", "--table", table, "--config", str(file)])
    assert result.exit_code == 0, result.output
    cache = CassandraSemanticCache(session, KEYSPACE, EMBEDDING, table, store_options={"visibility": 0.0})
    assert {prompt: cache.lookup(prompt, "llm") for prompt in ANSWERS} == ANSWERS


def test_a_table_or_keyspace_that_is_missing_is_named(node, config):
    words = ["import", "langchain-cassandra", "--table", "t", "--config", str(config)]
    assert "--keyspace" in CliRunner().invoke(app, words).stderr
    where = ["--keyspace", KEYSPACE, "--contact-points", node[0], "--port", str(node[1])]
    missing = CliRunner().invoke(app, [*words, *where])
    assert (missing.exit_code, "Traceback" in missing.stderr) == (4, False)
    wrong = CliRunner().invoke(app, ["import", "langchain-cassandra", "--table", "t; DROP", *where])
    assert wrong.exit_code == 3


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_table_that_the_original_itself_filled(run, session, config):
    from langchain_community.cache import CassandraSemanticCache as Original  # which warns of its own end

    table = fresh_name()
    theirs = Original(session, KEYSPACE, EMBEDDING, table)
    for prompt, answer in ANSWERS.items():
        theirs.update(prompt, "llm", answer)
    assert run(table) == counts(imported=3)
    with open_cache(config) as cache:
        assert {prompt: SemanticCacheBridge(cache).lookup(prompt, "llm") for prompt in ANSWERS} == ANSWERS
