"""Every value with who gave it, and everything that is wrong, without a secret."""

from __future__ import annotations

import pytest

from hexcache import Settings
from hexcache.application.bootstrap.overview import overview, problems
from hexcache.application.bootstrap.registry import Registry
from hexcache.application.policy import DEFAULTS


def shown(settings):
    return {row.key: row for row in overview(settings, Registry())}


def test_every_option_of_a_cache_is_shown_with_the_default_that_holds():
    rows = shown(Settings())
    assert {key.partition(".")[2] for key in rows if key.startswith("cache.")} == {"collection", *DEFAULTS}
    assert rows["cache.threshold"].value == DEFAULTS["threshold"]
    assert {row.source for row in rows.values()} == {"default"}


def test_the_options_of_a_plugin_are_shown_with_its_own_defaults():
    rows = shown(Settings(store={"backend": "memory"}, embedder={"options": {"dimension": 64}}))
    assert (rows["store.options.max_entries"].value, rows["store.options.max_entries"].source) == (None, "default")
    assert (rows["embedder.options.dimension"].value, rows["embedder.options.dimension"].source) == (64, "argument")


def test_the_place_of_each_value_is_shown(tmp_path, monkeypatch):
    (tmp_path / "hexcache.yaml").write_text("store:\n  backend: memory\n")
    monkeypatch.setenv("HEXCACHE_CACHE__TTL", "7d")
    rows = shown(Settings(cache={"threshold": 0.9}))
    assert [(rows[key].source, rows[key].where) for key in ("store.backend", "cache.ttl", "cache.threshold")] == [
        ("file", "hexcache.yaml:2"),
        ("environment", "HEXCACHE_CACHE__TTL"),
        ("argument", "argument"),
    ]


@pytest.mark.parametrize(
    "embedder",
    [
        {"backend": "openai", "options": {"api_key": "hunter2", "headers": {"X-Gateway": "hunter2"}}},
        {"backend": "openai", "options": {"api_kye": "x", "password": "hunter2"}},
        {"backend": "unknown", "options": {"api_key": "hunter2", "url": "http://me:hunter2@host"}},
    ],
    ids=["valid", "invalid", "unknown plugin"],
)
def test_no_secret_is_shown_even_when_the_plugin_cannot_say_what_is_one(embedder):
    settings = Settings(embedder=embedder)
    assert "hunter2" not in repr(overview(settings, Registry())) + repr(problems(settings, Registry()))


def test_a_secret_that_only_the_environment_of_the_provider_has_is_masked(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "hunter2")
    assert shown(Settings(embedder={"backend": "openai"}))["embedder.options.api_key"].value == "**********"


def test_functions_are_shown_by_their_names():
    assert shown(Settings(cache={"codec": (len, repr)}))["cache.codec"].value == ["len", "repr"]


def test_a_configuration_that_can_work_has_no_problem():
    assert problems(Settings(), Registry()) == []


def test_all_problems_are_found_at_once(monkeypatch):
    monkeypatch.setenv("HEXCACHE_THRESHOLD", "0.9")
    settings = Settings(store={"backend": "memry"}, embeddings={"backend": "memory", "options": {"max_entris": 1}})
    found = problems(settings, Registry())
    assert len(found) == 3
    for said in ("HEXCACHE_THRESHOLD", "'memry'", "max_entris"):
        assert any(said in problem for problem in found)
