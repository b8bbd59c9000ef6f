"""`hexcache config`: every value with its source, and everything that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest


def test_show_has_every_value_with_its_source(run_json, monkeypatch):
    Path("hexcache.yaml").write_text("store: {backend: memory}\ncache:\n  ttl: 7d\n")
    monkeypatch.setenv("HEXCACHE_STORE__OPTIONS__MAX_ENTRIES", "5")
    rows = {
        row["key"]: (row["value"], row["source"], row["where"])
        for row in run_json("config", "show", "--collection", "c")
    }
    assert rows["store.backend"] == ("memory", "file", "hexcache.yaml:1")
    assert rows["cache.ttl"] == ("7d", "file", "hexcache.yaml:3")
    assert rows["store.options.max_entries"] == (5, "environment", "HEXCACHE_STORE__OPTIONS__MAX_ENTRIES")
    assert rows["cache.collection"] == ("c", "argument", "argument")
    assert rows["cache.on_error"] == ("miss", "default", "")


@pytest.mark.parametrize("command", ["show", "check"])
def test_no_secret_is_shown(run, monkeypatch, command):
    monkeypatch.setenv("HEXCACHE_STORE__OPTIONS__URL", "postgresql+psycopg://me:hunter2@host/db")
    monkeypatch.setenv("HEXCACHE_EMBEDDER__BACKEND", "openai")
    monkeypatch.setenv("HEXCACHE_EMBEDDER__OPTIONS__API_KEY", "hunter2")
    monkeypatch.setenv("HEXCACHE_EMBEDDER__OPTIONS__MODEL", "m")
    result = run("config", command)
    assert "hunter2" not in result.output
    if command == "show":
        assert "postgresql+psycopg://me:**********@host/db" in result.stdout


def test_show_is_a_table_for_people(run):
    output = run("config", "show").stdout
    assert "configuration from defaults and environment" in output
    assert "sqlite:///hexcache.db" in output


def test_show_warns_of_unknown_variables_once(run, monkeypatch):
    monkeypatch.setenv("HEXCACHE_THRESHOLD", "0.9")
    result = run("config", "show")
    assert (
        result.stderr == "warning: unknown variable 'HEXCACHE_THRESHOLD'; did you mean 'HEXCACHE_CACHE__THRESHOLD'?\n"
    )


def test_check_says_that_all_is_well(run, run_json):
    assert run("config", "check").stderr == "ok: defaults and environment\n"
    assert run_json("config", "check") == {"ok": True, "problems": []}


@pytest.mark.parametrize(
    ("file", "variables", "said"),
    [
        ("stroe: {}", {}, "unknown key 'stroe'; did you mean 'store'?"),
        ("store: {backend: memry}", {}, "unknown vector store 'memry'; did you mean 'memory'?"),
        ("store: {backend: memory, options: {max_entris: 1}}", {}, "unknown key 'store.options.max_entris'"),
        ("cache: {threshold: x}", {}, "'cache.threshold' is wrong"),
        ("store: [", {}, "hexcache.yaml:"),
        ("", {"HEXCACHE_THRESHOLD": "1"}, "unknown variable 'HEXCACHE_THRESHOLD'"),
        ("", {"HEXCACHE_STROE__BACKEND": "sql"}, "unknown variable 'HEXCACHE_STROE__BACKEND'"),
    ],
)
def test_check_reports_what_is_wrong_and_exits_with_three(run, run_json, monkeypatch, file, variables, said):
    Path("hexcache.yaml").write_text(file)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    result = run("config", "check", code=3)
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
    data = run_json("config", "check", code=3)
    assert (data["ok"], said in data["problems"][0]) == (False, True)


def test_nothing_is_opened_by_a_check(run):
    run("config", "check")
    run("config", "show")
    assert not Path("hexcache.db").exists()
