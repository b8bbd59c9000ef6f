"""Settings: arguments over the environment over the file, checked, with nothing secret in any message."""

from __future__ import annotations

import logging
import traceback
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from hexcache import ConfigurationError, Settings, Similarity
from hexcache.application.bootstrap.sections import CacheKeywords, CacheSettings
from hexcache.application.policy import CacheOptions


def write(text, name="hexcache.yaml"):
    path = Path(name)
    path.write_text(text, encoding="utf-8")
    return path


def test_without_any_source_the_embedded_default_is_chosen():
    settings = Settings()
    assert (settings.store.backend, settings.embedder.backend, settings.embeddings) == ("sql", "wordllama", None)
    assert settings.cache.options() == {}


def test_an_argument_wins_over_the_environment_and_that_over_the_file(monkeypatch):
    write("cache: {collection: file, threshold: 0.5, ttl: 1d}\n")
    monkeypatch.setenv("HEXCACHE_CACHE__COLLECTION", "environment")
    monkeypatch.setenv("HEXCACHE_CACHE__THRESHOLD", "0.6")
    settings = Settings(cache={"collection": "argument"})
    assert (settings.cache.collection, settings.cache.threshold, settings.cache.ttl) == ("argument", 0.6, "1d")
    assert [settings.source(("cache", name)) for name in ("collection", "threshold", "ttl", "codec")] == [
        "argument",
        "environment",
        "file",
        "default",
    ]


def test_the_file_of_the_working_directory_is_read():
    write("store: {backend: memory}\n")
    settings = Settings()
    assert settings.store.backend == "memory"
    assert settings.config == Path("hexcache.yaml")


def test_a_file_that_is_named_replaces_that_of_the_working_directory(monkeypatch):
    write("cache: {ttl: 1d}\n")
    monkeypatch.setenv("HEXCACHE_CONFIG", str(write("cache: {threshold: 0.5}\n", "other.yaml")))
    assert Settings().cache.options() == {"threshold": 0.5}
    assert Settings(config=write("cache: {remembered: 5}\n", "third.yaml")).cache.options() == {"remembered": 5}


def test_a_named_file_that_is_missing_is_an_error(monkeypatch):
    monkeypatch.setenv("HEXCACHE_CONFIG", "nowhere.yaml")
    with pytest.raises(ConfigurationError, match=r"nowhere\.yaml: cannot be read"):
        Settings()


def test_a_file_cannot_name_another_one():
    write("store: {backend: sql}\nconfig: other.yaml\n")
    with pytest.raises(ConfigurationError, match=r"hexcache\.yaml:2: a file cannot name another one"):
        Settings()


def test_one_variable_swaps_the_backend_whatever_options_the_file_has(monkeypatch):
    write("store: {backend: sql, options: {url: 'sqlite:///x.db'}}\n")
    monkeypatch.setenv("HEXCACHE_STORE__BACKEND", "memory")
    settings = Settings()
    assert (settings.store.backend, settings.store.options) == ("memory", {})


def test_variables_nest_and_may_be_json(monkeypatch):
    monkeypatch.setenv("HEXCACHE_STORE", '{"backend": "redis", "options": {"index": "flat"}}')
    monkeypatch.setenv("HEXCACHE_STORE__OPTIONS__URL", "redis://h")
    monkeypatch.setenv("HEXCACHE_CACHE__TTL", "90")
    settings = Settings()
    assert settings.store.options == {"index": "flat", "url": "redis://h"}
    assert settings.cache.ttl == "90"


def test_an_empty_variable_says_nothing(monkeypatch):
    monkeypatch.setenv("HEXCACHE_STORE__BACKEND", "")
    monkeypatch.setenv("HEXCACHE_CONFIG", "")
    assert Settings().store.backend == "sql"


def test_the_variable_null_takes_away_what_the_file_says(monkeypatch):
    write("embeddings: {backend: memory}\ncache: {ttl: 7d}\n")
    monkeypatch.setenv("HEXCACHE_EMBEDDINGS", "null")
    monkeypatch.setenv("HEXCACHE_CACHE__TTL", "null")
    settings = Settings()
    assert settings.embeddings is None
    assert settings.cache.options() == {"ttl": None}


@pytest.mark.parametrize("said", ["off", "false", "no", "'off'", "False"])
def test_guards_are_off_however_yaml_writes_it(said):
    write(f"cache: {{guards: {said}}}\n")
    assert Settings().cache.guards == "off"


def test_guards_are_listed_by_a_variable(monkeypatch):
    monkeypatch.setenv("HEXCACHE_CACHE__GUARDS", '["numbers", "polarity"]')
    assert Settings().cache.guards == ["numbers", "polarity"]


@pytest.mark.parametrize(
    ("said", "guards"), [("off", "off"), ("FALSE", "off"), ("on", "default"), ("strict", "strict")]
)
def test_guards_are_switched_by_a_variable(monkeypatch, said, guards):
    monkeypatch.setenv("HEXCACHE_CACHE__GUARDS", said)
    assert Settings().cache.guards == guards


def test_a_section_that_is_named_and_left_empty_is_the_default():
    write("store:\nembedder:\nembeddings:\ncache:\n")
    settings = Settings()
    assert (settings.store.backend, settings.embedder.backend, settings.embeddings) == ("sql", "wordllama", None)
    assert settings.cache.options() == {}


def test_options_that_are_named_and_left_empty_are_none():
    write("store:\n  backend: memory\n  options:\n")
    assert Settings().store.options == {}


def test_values_that_yaml_cannot_express_are_taken_as_arguments():
    def encode(text):
        return text

    given = {"key_encoder": encode, "codec": (encode, encode), "similarity": Similarity.L2, "ttl": timedelta(days=1)}
    assert Settings(cache={**given, "guards": [encode]}).cache.options() == {**given, "guards": [encode]}


def test_the_section_cache_has_the_options_of_a_cache_and_how_it_is_opened():
    assert set(CacheSettings.model_fields) == {"collection", "on_open_error", *CacheOptions.__annotations__}
    assert set(CacheKeywords.__annotations__) == set(CacheSettings.model_fields)


WRONG = {
    "an unknown section": ("stroe: {backend: sql}", ":1: unknown key 'stroe'; did you mean 'store'?"),
    "an unknown key": ("store:\n  backnd: sql", ":2: unknown key 'store.backnd'; did you mean 'backend'?"),
    "an unknown option of the cache": (
        "cache:\n  ttl: 1\n  treshold: 1",
        ":3: unknown key 'cache.treshold'; did you mean",
    ),
    "a section that is a text": ("store: sql", ":1: 'store' must be a mapping with the keys backend, options"),
    "options that are a list": ("store:\n  options: [a]", ":2: 'store.options' must be a mapping"),
    "a backend that is missing": ("embeddings: {options: {}}", "'embeddings.backend' must be given"),
    "a backend that is a number": ("store: {backend: 5}", "'store.backend' is wrong"),
    "a threshold that is a text": ("cache: {threshold: high}", ":1: 'cache.threshold' is wrong"),
    "a threshold that is a boolean": ("cache: {threshold: yes}", "'cache.threshold' is wrong: must be a number"),
    "a threshold that is not finite": (
        "cache:\n  ttl: 1\n  threshold: .nan",
        ":3: 'cache.threshold' is wrong: threshold must be a finite number",
    ),
    "a ttl below zero": ("cache: {ttl: -1}", ":1: 'cache.ttl' is wrong: ttl must be above zero"),
    "a ttl that is none": ("cache: {ttl: soon}", "ttl 'soon' is not a duration"),
    "an unknown guard": ("cache: {guards: paranoid}", "unknown guards 'paranoid'"),
    "an unknown measure": ("cache: {similarity: manhattan}", "unknown similarity 'manhattan'"),
    "an unknown mode": ("cache: {on_error: explode}", "unknown on_error 'explode'"),
    "an unknown codec": ("cache: {codec: pickle}", "unknown codec 'pickle'"),
    "a collection that is no identifier": (
        "cache: {collection: 'x; drop'}",
        "collection name 'x; drop' is not allowed",
    ),
    "nothing remembered": ("cache: {remembered: 0}", "remembered must be a whole number of at least 1"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_a_configuration_error_with_place_key_and_reason(text, said):
    write(text)
    with pytest.raises(ConfigurationError) as caught:
        Settings()
    assert said in str(caught.value)
    assert "hexcache.yaml" in str(caught.value)


def test_every_wrong_key_is_named_at_once():
    write("stroe: {}\ncache:\n  treshold: 1\n  sliding: perhaps\n")
    with pytest.raises(ConfigurationError) as caught:
        Settings()
    places = {line.partition(": ")[0] for line in str(caught.value).splitlines()}
    assert places == {"hexcache.yaml:1", "hexcache.yaml:3", "hexcache.yaml:4"}


def test_a_wrong_variable_is_named(monkeypatch):
    monkeypatch.setenv("HEXCACHE_CACHE__THRESHOLD", "high")
    with pytest.raises(ConfigurationError, match=r"^HEXCACHE_CACHE__THRESHOLD: 'cache\.threshold' is wrong"):
        Settings()


def test_a_variable_that_is_no_json_for_a_section_is_a_configuration_error(monkeypatch):
    monkeypatch.setenv("HEXCACHE_STORE", "{hunter2")
    with pytest.raises(ConfigurationError) as caught:
        Settings()
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


def test_a_misspelt_variable_that_nests_is_an_error_that_names_the_right_one(monkeypatch):
    monkeypatch.setenv("HEXCACHE_STROE__BACKEND", "redis")
    with pytest.raises(ConfigurationError, match="did you mean 'HEXCACHE_STORE__BACKEND'"):
        Settings()


def test_an_unknown_variable_that_may_be_an_orchestrators_is_logged_once(monkeypatch, caplog):
    monkeypatch.setenv("HEXCACHE_SERVICE_HOST", "10.0.0.1")
    with caplog.at_level(logging.WARNING, "hexcache"):
        Settings().with_cache({"threshold": 0.9})
    assert [record.getMessage().partition(";")[0] for record in caplog.records] == [
        "unknown variable 'HEXCACHE_SERVICE_HOST'"
    ]


@pytest.mark.parametrize(
    "options", [{"password": "hunter2"}, {"url": "redis://me:hunter2@host/0"}, {"nodes": [{"api_key": "hunter2"}]}]
)
def test_no_secret_is_in_the_repr_of_settings(options):
    settings = Settings(store={"backend": "redis", "options": options})
    assert "hunter2" not in repr(settings) + str(settings) + repr(settings.store)


def test_no_secret_is_in_an_error_or_in_what_is_chained_to_it():
    secret = "hunter" + str(2)
    with pytest.raises(ConfigurationError) as caught:
        Settings(store={"backend": [secret], "options": {"password": secret}, "password": secret})
    assert secret not in "".join(traceback.format_exception(caught.value))


def test_arguments_over_settings_change_the_cache_and_keep_the_rest():
    write("store: {backend: memory}\ncache: {ttl: 7d}\n")
    settings = Settings().with_cache({"threshold": 0.9})
    assert (settings.store.backend, settings.cache.options()) == ("memory", {"ttl": "7d", "threshold": 0.9})
    assert (settings.source(("cache", "threshold")), settings.source(("cache", "ttl"))) == ("argument", "file")


def test_settings_that_were_read_do_not_change_with_their_sources(monkeypatch):
    settings = Settings()
    monkeypatch.setenv("HEXCACHE_STORE__BACKEND", "memory")
    assert settings.with_cache({"threshold": 0.9}).store.backend == "sql"


def test_an_unknown_argument_over_settings_is_an_error():
    with pytest.raises(ConfigurationError, match=r"unknown key 'cache\.treshold'; did you mean 'threshold'"):
        Settings().with_cache({"treshold": 0.9})


def test_a_source_speaks_of_a_section_or_does_not():
    assert not Settings().is_given("store")
    assert Settings(store={"options": {}}).is_given("store")


def test_settings_survive_a_round_trip_through_yaml():
    write("store: {backend: memory, options: {max_entries: 5}}\ncache: {threshold: 0.7}\n")
    settings = Settings()
    text = yaml.safe_dump(settings.model_dump(exclude={"config"}, exclude_unset=True))
    assert Settings(config=write(text, "again.yaml")).store == settings.store


def test_settings_are_frozen():
    with pytest.raises(Exception, match="frozen"):
        Settings().store = None


def test_sha1_is_allowed_and_warns_only_where_a_cache_is_made(recwarn):
    assert Settings(cache={"key_encoder": "sha1"}).cache.key_encoder == "sha1"
    assert not recwarn.list
