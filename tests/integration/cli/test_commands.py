"""The small commands: lookup, update, explain, stats, clear, purge."""

from __future__ import annotations

import base64
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hexcache import Scope, open_cache

QUESTION, PARAPHRASE, OPPOSITE = (
    "How do I reset my password?",
    "How can I reset my password?",
    "How can I not reset my password?",
)


@pytest.fixture
def stored(run):
    """Store one answer, and return its document id."""
    return run("update", QUESTION, "Click on forgot.").stdout.strip()


def test_an_answer_that_was_stored_is_found_by_a_paraphrase(run, stored):
    result = run("lookup", PARAPHRASE)
    assert result.stdout == "Click on forgot.\n"
    assert "semantic hit, score 0.98" in result.stderr
    assert QUESTION in result.stderr


def test_a_miss_prints_nothing_and_exits_with_one(run, stored):
    assert run("lookup", "What is the weather?", code=1).stdout == ""


def test_a_hit_as_json_has_everything(run, run_json):
    run("update", QUESTION, "so", "--tag", "doc:1", "--tag", "doc:2", "--metadata", "by=me", "--ttl", "1h")
    data = run_json("lookup", QUESTION)
    assert (data["hit"], data["exact"], data["score"], data["value"], data["query"]) == (
        True,
        True,
        1.0,
        "so",
        QUESTION,
    )
    assert (data["tags"], data["metadata"]) == (["doc:1", "doc:2"], {"by": "me"})
    assert data["expires_at"] - data["created_at"] == pytest.approx(3_600)


def test_a_miss_as_json_is_json(run_json, stored):
    assert run_json("lookup", "What is the weather?", code=1) == {"hit": False}


def test_the_id_that_is_printed_is_that_of_the_entry(stored):
    with open_cache() as cache:
        assert cache.delete(stored) == 1


def test_an_answer_is_found_in_its_own_scope_only(run):
    run("update", QUESTION, "so", "--tenant", "a", "--model", "m", "--context", "c")
    run("lookup", QUESTION, code=1)
    run("lookup", QUESTION, "--tenant", "a", "--model", "m", code=1)
    assert run("lookup", QUESTION, "--tenant", "a", "--model", "m", "--context", "c").stdout == "so\n"


def test_a_collection_is_its_own_world(run, stored):
    run("lookup", QUESTION, "--collection", "other", code=1)


def test_an_answer_is_read_from_standard_input(run):
    run("update", QUESTION, "-", stdin="line one\nline two\n")
    assert run("lookup", QUESTION).stdout == "line one\nline two\n"


def test_a_lifetime_is_the_caches_own_unless_one_is_given(run, run_json, monkeypatch):
    monkeypatch.setenv("HEXCACHE_CACHE__TTL", "1d")
    run("update", "a?", "so")
    run("update", "b?", "so", "--ttl", "forever")
    first, second = run_json("lookup", "a?"), run_json("lookup", "b?")
    assert (first["expires_at"] - first["created_at"], second["expires_at"]) == (pytest.approx(86_400), None)


def test_threshold_and_age_can_be_given_for_one_call(run, stored):
    run("lookup", PARAPHRASE, "--threshold", "0.999", code=1)
    run("lookup", PARAPHRASE, "--max-age", "0s", code=1)
    run("lookup", PARAPHRASE, "--max-age", "1h")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["lookup", "q", "--threshold", "nan"], 2, "threshold must be a finite number"),
        (["lookup", "q", "--max-age", "soon"], 2, "max_age 'soon' is not a duration"),
        (["update", "q", "a", "--ttl", "-5"], 2, "ttl must be above zero"),
        (["update", "q", "a", "--metadata", "novalue"], 2, "has no '='"),
        (["lookup", "q", "--collection", "a b"], 3, "collection name 'a b' is not allowed"),
        (["lookup", "q", "--config", "nowhere.yaml"], 3, "nowhere.yaml: cannot be read"),
        (["lookup"], 2, "Missing argument"),
        (["nope"], 2, "No such command"),
    ],
)
def test_wrong_input_is_one_error_with_its_exit_code(run, arguments, code, said):
    result = run(*arguments, code=code)
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_the_codec_json_takes_and_prints_json(run, run_json, monkeypatch):
    monkeypatch.setenv("HEXCACHE_CACHE__CODEC", "json")
    run("update", QUESTION, '{"a": [1, "é"]}')
    assert run("lookup", QUESTION).stdout == '{"a": [1, "é"]}\n'
    assert run_json("lookup", QUESTION)["value"] == {"a": [1, "é"]}
    assert "is not JSON" in run("update", QUESTION, "{", code=2).stderr


def test_the_codec_bytes_takes_and_prints_any_byte(run, run_json, monkeypatch):
    monkeypatch.setenv("HEXCACHE_CACHE__CODEC", "bytes")
    run("update", QUESTION, "-", stdin=b"\xff\x00")
    assert run("lookup", QUESTION).stdout_bytes == b"\xff\x00\n"
    assert run_json("lookup", QUESTION)["value"] == {"base64": base64.b64encode(b"\xff\x00").decode()}


@pytest.mark.parametrize("text", ["\udcff", "nul \x00", "\x1b[31m", "", "x" * 1_000_000])
def test_any_text_is_stored_and_found(run, run_json, text):
    run("update", f"q {text}", text)
    assert run_json("lookup", f"q {text}")["value"] == text
    run("lookup", f"q {text}")
    run("explain", f"q {text}")


def test_explain_shows_candidates_scores_verdicts_and_the_reason(run, stored):
    output = run("explain", OPPOSITE).stdout
    for said in ("MISS", "0.95", "refused by a guard", "polarity", QUESTION, "threshold"):
        assert said in output
    assert run("explain", PARAPHRASE).stdout.startswith("HIT A cached question scores 0.98")


def test_explain_as_json_has_the_same(run_json, stored):
    data = run_json("explain", OPPOSITE)
    assert (data["hit"], data["searched"], len(data["candidates"])) == (False, True, 1)
    assert data["candidates"][0]["guard"] == "polarity"


def test_explain_says_that_the_entries_are_in_another_scope(run, stored):
    assert "holds 1 entries in other scopes" in run("explain", QUESTION, "--model", "other").stdout


def test_explain_shows_no_more_than_asked_for(run, run_json, stored):
    run("update", "How do I change my address?", "so")
    assert len(run_json("explain", QUESTION, "--limit", "1")["candidates"]) == 1


def test_stats_count_the_entries_and_describe_the_store(run, run_json, stored):
    data = run_json("stats")
    assert (data["backend"], data["entries"], data["dimension"]) == ("sql", 1, 256)
    assert data["store"]
    assert "entries" in run("stats").stdout


def test_stats_count_by_tenant_and_model_on_demand(run, run_json, stored):
    run("update", "a?", "so", "--tenant", "t", "--model", "m")
    run("update", "b?", "so", "--tenant", "t", "--model", "m")
    assert run_json("stats", "--scopes")["scopes"] == [
        {"tenant": "t", "model": "m", "entries": 2},
        {"tenant": "", "model": "", "entries": 1},
    ]
    assert "scopes" in run("stats", "--scopes").stdout


def fill():
    with open_cache() as cache:
        for tenant in ("a", "b"):
            for model in ("m", "n"):
                cache.update("q", "so", scope=Scope(tenant, model, "c"), tags=[f"doc:{tenant}"])
        cache.update("q", "so")


@pytest.mark.parametrize(
    ("arguments", "left"),
    [
        ([], 0),
        (["--tenant", "a"], 3),
        (["--tenant", ""], 4),
        (["--model", "m", "--tenant", "a"], 4),
        (["--tag", "doc:b"], 3),
        (["--tag", "doc:b", "--model", "m"], 4),
        (["--context", "c", "--tenant", "a", "--model", "m"], 4),
        (["--context", "c"], 5),
        (["--collection", "other"], 5),
    ],
)
def test_clear_drops_what_meets_all_conditions(run, arguments, left):
    fill()
    run("clear", "--yes", *arguments)
    with open_cache() as cache:
        assert cache.count() == left


def test_clear_asks_nobody_when_nobody_is_there_and_drops_nothing(run, stored):
    assert "pass --yes" in run("clear", code=2).stderr
    run("lookup", QUESTION)


@pytest.mark.parametrize(("said", "code", "left"), [("y\n", 0, 0), ("n\n", 1, 1), ("", 1, 1)])
def test_clear_asks_a_person_first(run, run_json, stored, monkeypatch, said, code, left):
    import hexcache.adapters.inbound.cli.clear as module

    monkeypatch.setattr(module, "_somebody_is_there", lambda: True)
    assert "Drop all 1 entries in collection 'default' on 'sql'?" in run("clear", stdin=said, code=code).stderr
    assert run_json("stats")["entries"] == left


def test_purge_removes_what_expired(run):
    run("update", "a?", "so", "--ttl", "1ms")
    run("update", "b?", "so")
    assert "removed 1 expired entries" in run("purge").stderr
    assert "removed 0 expired entries" in run("purge").stderr


def test_purge_removes_expired_embeddings_too_and_tells_of_stores_that_need_none(run):
    Path("hexcache.yaml").write_text("embeddings: {backend: sql, options: {url: 'sqlite:///vectors.db'}}\n")
    run("update", "a?", "so")
    assert "removed 0 expired embeddings" in run("purge").stderr
    Path("hexcache.yaml").write_text("embeddings: {backend: memory}\n")
    assert "nothing to do: 'memory' removes expired embeddings by itself" in run("purge").stderr


def test_ddl_prints_statements_that_make_what_check_accepts(run):
    Path("hexcache.yaml").write_text(
        "store: {options: {url: 'sqlite:///made.db', provision: check}}\n"
        "embeddings: {backend: sql, options: {url: 'sqlite:///made.db', provision: check}}\n"
    )
    assert "lacks hexcache_catalog" in run("stats", code=3).stderr
    with closing(sqlite3.connect("made.db")) as connection:
        connection.executescript(run("ddl").stdout)
    run("update", "a?", "so")
    assert run("lookup", "a?").stdout == "so\n"


def test_ddl_asks_no_server_where_the_dialect_is_named(run):
    Path("hexcache.yaml").write_text("store: {options: {url: 'postgresql://nobody@127.0.0.1:1/nothing'}}\n")
    printed = run("ddl", "--dialect", "postgresql", "--collection", "docs").stdout
    assert "CREATE TABLE IF NOT EXISTS hexcache_docs_entries" in printed
    assert "no dialect 'nix'" in run("ddl", "--dialect", "nix", code=3).stderr


def test_ddl_says_when_a_store_has_no_statements(run):
    Path("hexcache.yaml").write_text("store: {backend: memory}\nembeddings: {backend: memory}\n")
    result = run("ddl")
    assert result.stdout == ""
    assert "the store 'memory' has no statements to print" in result.stderr
    assert "the embeddings' store 'memory' has no statements to print" in result.stderr


def test_the_default_database_is_a_file_of_the_working_directory(run, stored):
    assert Path("hexcache.db").exists()


def test_debug_adds_the_traceback_to_the_line(run):
    assert "Traceback" in run("--debug", "lookup", "q", "--config", "nowhere.yaml", code=3).stderr


def test_a_defect_is_one_line_and_an_exit_code_of_its_own(run, monkeypatch):
    import hexcache.adapters.inbound.cli.session as module

    def fail(*_):
        raise ZeroDivisionError("boom")

    monkeypatch.setattr(module, "settings_for", fail)
    assert run("lookup", "q", code=70).stderr.startswith("error: ZeroDivisionError: boom; this is a defect of hexcache")


def test_an_interruption_is_one_line_and_an_exit_code_of_its_own(run, monkeypatch):
    import hexcache.adapters.inbound.cli.session as module

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "settings_for", interrupt)
    assert run("lookup", "q", code=130).stderr == "error: interrupted\n"
