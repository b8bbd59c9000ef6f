"""`hexcache doctor`: it finds what is wrong with a store, touches nobody's entries and removes its own."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from hexcache import BackendError, open_cache
from hexcache.adapters.inbound.cli.checkup import Level, judged
from hexcache.adapters.outbound.memory.sync import MemoryVectorStore
from hexcache.domain.entry import Candidate, Record


def levels(data):
    return {finding["check"]: finding["level"] for finding in data["findings"]}


@pytest.mark.parametrize("backend", ["memory", "sql"])
@pytest.mark.parametrize("similarity", ["cos", "dot", "l2"])
def test_a_healthy_backend_passes_every_check(run_json, monkeypatch, backend, similarity):
    monkeypatch.setenv("HEXCACHE_STORE__BACKEND", backend)
    monkeypatch.setenv("HEXCACHE_CACHE__SIMILARITY", similarity)
    monkeypatch.setenv("HEXCACHE_CACHE__THRESHOLD", "0.5")
    data = run_json("doctor")
    assert data["ok"]
    assert set(levels(data).values()) == {"ok"}
    assert {"exact repeat", "paraphrase", "scopes", "measure", "expiry", "latency", "cleaned up"} <= set(levels(data))


@pytest.mark.parametrize("codec", ["text", "json", "bytes"])
def test_every_codec_is_examined_with_an_answer_that_it_takes(run_json, monkeypatch, codec):
    monkeypatch.setenv("HEXCACHE_CACHE__CODEC", codec)
    assert run_json("doctor")["ok"]


def test_people_get_marks_and_facts(run):
    output = run("doctor").stdout
    for said in ("✓ store", "wordllama", "ranks and scores as numpy does", "✓ cleaned up"):
        assert said in output


def rows():
    with sqlite3.connect("hexcache.db") as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
    connection.close()
    return found


def test_entries_that_were_there_stay_and_those_of_the_checks_go(run):
    with open_cache() as cache:
        cache.update("How do I reset my password?", "the user's own answer")
    run("doctor")
    with open_cache() as cache:
        assert cache.count() == 1
        assert cache.lookup("How do I reset my password?").value == "the user's own answer"
    entries = next(found for name, found in rows().items() if name.endswith("_entries"))
    assert len(entries) == 1


def test_what_the_checks_wrote_goes_when_a_check_fails_with_an_error(run, monkeypatch):
    import hexcache.adapters.inbound.cli.checkup as module

    def fail(*_):
        raise BackendError("the index is gone")

    monkeypatch.setattr(module, "_measure", fail)
    assert run("doctor", code=4).stderr == "error: the index is gone\n"
    with open_cache() as cache:
        assert cache.count() == 0


def test_a_folder_as_database_is_one_line(run, monkeypatch):
    Path("folder").mkdir()
    monkeypatch.setenv("HEXCACHE_STORE__OPTIONS__URL", "sqlite:///folder")
    result = run("doctor", code=4)
    assert result.stderr.startswith("error: ")
    assert len(result.stderr.splitlines()) == 1


def test_a_store_that_forgets_fails(run_json, monkeypatch):
    monkeypatch.setenv("HEXCACHE_STORE__BACKEND", "memory")
    monkeypatch.setattr(MemoryVectorStore, "put", lambda self, entries: None)
    data = run_json("doctor", code=1)
    assert not data["ok"]
    assert {name for name, level in levels(data).items() if level == "failed"} == {
        "exact repeat",
        "paraphrase",
        "measure",
    }


def test_a_store_that_ignores_expiry_fails(run_json, monkeypatch):
    monkeypatch.setenv("HEXCACHE_STORE__BACKEND", "memory")
    search = MemoryVectorStore.search
    monkeypatch.setattr(
        MemoryVectorStore, "search", lambda self, *args, now, **more: search(self, *args, now=0.0, **more)
    )
    assert levels(run_json("doctor", code=1))["expiry"] == "failed"


def test_a_paraphrase_below_the_threshold_is_a_warning_only(run_json, monkeypatch):
    monkeypatch.setenv("HEXCACHE_CACHE__THRESHOLD", "0.999")
    data = run_json("doctor")
    assert (data["ok"], levels(data)["paraphrase"]) == (True, "warning")


def candidates(scores):
    return [Candidate(Record(f"id-{name}", name, b"", 0.0), score) for name, score in scores.items()]


EXPECTED = {"a": 0.9, "b": 0.5, "c": 0.1}


@pytest.mark.parametrize(
    ("reported", "level"),
    [
        ({"a": 0.9, "b": 0.5, "c": 0.1}, Level.OK),
        ({"a": 0.900001, "b": 0.5, "c": 0.1}, Level.OK),
        ({"a": 0.91, "b": 0.5, "c": 0.1}, Level.WARNING),
        ({"a": 0.9, "b": 0.5}, Level.WARNING),
        ({"a": 0.95, "b": 0.75, "c": 0.55}, Level.FAILED),
        ({"b": 0.5, "a": 0.9, "c": 0.1}, Level.FAILED),
        ({}, Level.FAILED),
    ],
    ids=["the same", "rounded", "quantised", "a row missing", "rescaled", "another order", "nothing"],
)
def test_scores_and_order_of_a_store_are_compared_with_the_true_ones(reported, level):
    assert judged("cos", candidates(reported), EXPECTED).level is level
