"""`hexcache export` and `hexcache load`: nothing is changed on the way, and what is bad is said and left out."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from hexcache import InvalidInputError, Scope, open_cache
from hexcache.adapters.inbound.cli.values import packed, unpacked
from hexcache.testing.fakes import DeterministicEmbedder

HOSTILE = [
    "plain",
    "",
    "caf\u00e9 \u20ac \U0001f600",
    "\ud83d\ude00",
    "lone \udcff",
    "nul \x00",
    "line\nbreak\u2028",
    '"quoted"\\',
]


def fill():
    with open_cache({"store": {"options": {"url": "sqlite:///from.db"}}}, codec="bytes") as cache:
        for number, text in enumerate(HOSTILE):
            scope = Scope(f"tenant {text}", "model", f"context {text}")
            cache.update(f"question {text}", b"\x00\xff" + bytes([number]), scope=scope, ttl=1_000, tags=["a", "doc:1"])
        cache.update("x" * 5_000, b"text", metadata={"source": "w\u00f6rld"})
        return entries(cache)


def entries(cache):
    found = sorted(cache.export(), key=lambda entry: entry.record.document_id)
    return [(entry, None if entry.vector is None else entry.vector.tobytes()) for entry in found]


@pytest.fixture
def config():
    Path("from.yaml").write_text("store: {options: {url: 'sqlite:///from.db'}}\n")
    Path("to.yaml").write_text("store: {options: {url: 'sqlite:///to.db'}}\n")


def test_what_is_exported_and_loaded_is_the_same_to_the_last_bit(run, config):
    before = fill()
    run("export", "all.jsonl", "-c", "from.yaml")
    assert "loaded 9 entries" in run("load", "all.jsonl", "-c", "to.yaml").stderr
    with open_cache("to.yaml", codec="bytes") as cache:
        assert entries(cache) == before


def test_an_export_is_ascii_and_one_json_object_a_line(run, config):
    fill()
    run("export", "all.jsonl", "-c", "from.yaml")
    lines = Path("all.jsonl").read_text(encoding="ascii").splitlines()
    assert len([json.loads(line) for line in lines]) == 9


def test_standard_output_and_input_are_files(run, config):
    before = fill()
    exported = run("export", "-", "-c", "from.yaml").stdout
    run("load", "-", "-c", "to.yaml", stdin=exported)
    with open_cache("to.yaml", codec="bytes") as cache:
        assert entries(cache) == before


def test_an_export_can_be_of_one_tenant(run, config):
    fill()
    run("export", "one.jsonl", "-c", "from.yaml", "--tenant", "tenant plain")
    assert [json.loads(line)["query"] for line in Path("one.jsonl").read_text().splitlines()] == ["question plain"]


def test_an_export_that_fails_leaves_the_file_that_was_there(run, config, monkeypatch):
    fill()
    Path("all.jsonl").write_text("the old one")
    import hexcache.adapters.inbound.cli.entries as module

    def fail(*_):
        raise OSError(28, "No space left on device", "all.jsonl")

    monkeypatch.setattr(module, "entry_line", fail)
    run("export", "all.jsonl", "-c", "from.yaml", code=5)
    assert Path("all.jsonl").read_text() == "the old one"
    assert not list(Path().glob("*.part")) + list(Path().glob(".*.part"))


def test_an_export_into_a_folder_that_is_not_there_is_one_line(run):
    assert run("export", "nowhere/all.jsonl", code=5).stderr == "error: nowhere/all.jsonl: No such file or directory\n"


@pytest.mark.parametrize("data", [text.encode("utf-8", "surrogatepass") for text in HOSTILE] + [b"\xff", b"\xed\xa0"])
def test_bytes_survive_json_whatever_they_are(data):
    assert unpacked(json.loads(json.dumps(packed(data))), "value") == data


@pytest.mark.parametrize("data", [5, None, ["a"], {"base64": "?"}, {"base64": 5}, {"base64": "", "more": 1}])
def test_what_is_no_packed_value_is_refused(data):
    with pytest.raises(InvalidInputError, match="'value' must be a text"):
        unpacked(data, "value")


def lines(*objects):
    path = Path("pairs.jsonl")
    path.write_text("".join(json.dumps(each) + "\n" for each in objects))
    return path


def test_questions_with_answers_are_loaded_with_their_own_labels_and_the_scope_of_the_options(run):
    path = lines(
        {"question": "How?", "answer": "so", "ttl": "1h", "tags": ["doc:1"], "metadata": {"by": "me"}},
        {"query": "Why?", "value": "therefore", "model": "other", "ttl": None},
    )
    run("load", path, "--model", "m", "--tenant", "t")
    with open_cache(ttl="7d") as cache:
        how, why = (cache.lookup(q, scope=Scope("t", m)) for q, m in (("How?", "m"), ("Why?", "other")))
    assert (how.value, how.tags, dict(how.metadata), how.expires_at - how.created_at) == (
        "so",
        ("doc:1",),
        {"by": "me"},
        pytest.approx(3_600),
    )
    assert (why.value, why.expires_at) == ("therefore", None)


BAD = {
    "no JSON": ("{", "is not JSON"),
    "no object": ("[1]", "must be an object"),
    "no question": ('{"answer": "so"}', "question must be text"),
    "no answer": ('{"question": "How?"}', "has no answer"),
    "an answer that is no text": ('{"question": "How?", "answer": 5}', "a value must be text"),
    "an unknown key": ('{"question": "How?", "answer": "so", "tgas": []}', "unknown key 'tgas'"),
    "a ttl that is none": ('{"question": "How?", "answer": "so", "ttl": -5}', "ttl must be above zero"),
    "tags that are a text": ('{"question": "How?", "answer": "so", "tags": "a"}', "tags must be several texts"),
    "metadata that is a list": (
        '{"question": "How?", "answer": "so", "metadata": ["a"]}',
        "metadata must be a mapping",
    ),
    "a tenant that is a number": ('{"question": "How?", "answer": "so", "tenant": 5}', "scope tenant must be text"),
    "a vector that is none": (
        '{"scope": {}, "vector": "AAAA", "query": "q", "value": "v", "created_at": 1}',
        "'vector' is",
    ),
    "a time that is none": (
        '{"scope": {}, "vector": null, "query": "q", "value": "v", "created_at": "x"}',
        "'created_at'",
    ),
    "a lifetime that is none": (
        '{"scope": {}, "vector": null, "query": "q", "value": "v", "created_at": 1, "ttl": -1}',
        "ttl must be above zero",
    ),
    "a scope that is none": (
        '{"scope": 5, "vector": null, "query": "q", "value": "v", "created_at": 1}',
        "'scope' must be",
    ),
}


@pytest.mark.parametrize(("line", "said"), BAD.values(), ids=BAD)
def test_a_bad_line_is_reported_with_its_number_and_skipped(run, line, said):
    Path("pairs.jsonl").write_text(f'{{"question": "Why?", "answer": "so"}}\n\n{line}\n')
    result = run("load", "pairs.jsonl", code=1)
    assert "skipped: line 3: " in result.stderr
    assert said in result.stderr
    assert "loaded 1 entries, 1 lines skipped" in result.stderr


def test_strict_stops_at_the_first_bad_line(run):
    Path("pairs.jsonl").write_text("{\n")
    assert run("load", "pairs.jsonl", "--strict", code=2).stderr.startswith("error: line 1: is not JSON")


def test_the_outcome_of_a_load_is_json_on_demand(run_json):
    Path("pairs.jsonl").write_text('{"question": "Why?", "answer": "so"}\n{\n')
    assert run_json("load", "pairs.jsonl", code=1) == {"loaded": 1, "expired": 0, "skipped": 1}


def exported_line(run):
    run("load", lines({"question": "How do I reset my password?", "answer": "so"}))
    return json.loads(run("export", "-").stdout)


def test_unknown_keys_of_exported_entries_are_named_once(run):
    line = exported_line(run)
    result = run("load", lines({**line, "colour": "red"}, {**line, "colour": "blue", "rank": 1}))
    assert result.stderr.count("colour") == 1
    assert "the keys 'colour', 'rank'" in result.stderr


def test_vectors_of_another_embedder_are_refused_whole(run):
    line = exported_line(run)
    line["collection"]["model"] = "another"
    result = run("load", lines(line), code=3)
    assert "made for wordllama/another with 256 dimensions" in result.stderr
    assert "--embed" in result.stderr


def test_embed_makes_the_vectors_anew_and_keeps_the_times(run):
    line = exported_line(run)
    line |= {"created_at": 1_000.0, "expires_at": time.time() + 500, "ttl": 500.0}
    line["collection"]["dimension"] = 3
    run("clear", "--yes")
    run("load", lines(line), "--embed")
    with open_cache() as cache:
        hit = cache.lookup("How can I reset my password?")
    assert (hit.exact, hit.value, hit.created_at, hit.expires_at) == (False, "so", 1_000.0, line["expires_at"])


def test_a_vector_that_cannot_be_used_is_one_bad_line(run):
    line = exported_line(run)
    assert "line 1: " in run("load", lines({**line, "vector": line["vector"][:-8]}), code=1).stderr


def test_expired_entries_are_not_loaded(run):
    line = exported_line(run)
    run("clear", "--yes")
    assert "loaded 0 entries, 1 had expired" in run("load", lines({**line, "expires_at": 5.0})).stderr


def test_more_lines_than_a_batch_are_loaded(run, run_json):
    path = lines(*({"question": f"question {number}", "answer": "so"} for number in range(25)))
    assert run_json("load", path, "--batch-size", "10")["loaded"] == 25
    assert run_json("stats")["entries"] == 25


def test_a_file_that_is_not_there_is_one_line(run):
    assert run("load", "nowhere.jsonl", code=5).stderr == "error: nowhere.jsonl: No such file or directory\n"


def test_an_export_of_another_embedder_can_be_loaded_with_embed_only(run):
    with open_cache({"store": {"options": {"url": "sqlite:///other.db"}}}, embedder=DeterministicEmbedder()) as cache:
        cache.update("How do I reset my password?", "so")
        from hexcache.adapters.inbound.cli.entries import entry_line
        from hexcache.domain.collection import Collection
        from hexcache.domain.similarity import Similarity

        made_for = Collection.of(cache.embedder.passport, Similarity.COS)
        Path("other.jsonl").write_text("".join(entry_line(entry, made_for) + "\n" for entry in cache.export()))
    run("load", "other.jsonl", code=3)
    run("load", "other.jsonl", "--embed")
    assert run("lookup", "How can I reset my password?").stdout == "so\n"


def test_a_load_lets_the_server_look_at_the_tables(run, server_url):
    url = server_url("postgres")
    Path("hexcache.yaml").write_text(f"store: {{backend: sql, options: {{url: '{url}', prefix: loaded_}}}}\n")
    run("load", lines(*({"question": f"What is {number}?", "answer": "so"} for number in range(20))))
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        known = connection.exec_driver_sql("SELECT DISTINCT tablename FROM pg_stats WHERE tablename LIKE 'loaded_%%'")
        assert {"loaded_default_entries", "loaded_default_vectors"} <= set(known.scalars())
