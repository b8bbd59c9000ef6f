"""What is said later wins, key by key, and who said it is remembered."""

from __future__ import annotations

from hexcache.application.bootstrap.layers import Layer, merge


def layer(kind, values):
    return Layer(kind, values, lambda path: f"{kind} {'.'.join(path)}")


def test_a_higher_layer_replaces_single_keys():
    low = layer("file", {"cache": {"threshold": 0.8, "ttl": "7d"}})
    assert merge([low, layer("environment", {"cache": {"threshold": 0.9}})]).values == {
        "cache": {"threshold": 0.9, "ttl": "7d"}
    }


def test_options_of_the_same_backend_are_merged():
    low = layer("file", {"store": {"backend": "redis", "options": {"url": "a", "index": "flat"}}})
    high = layer("environment", {"store": {"backend": "redis", "options": {"url": "b"}}})
    assert merge([low, high]).values["store"]["options"] == {"url": "b", "index": "flat"}


def test_another_backend_drops_the_options_of_the_old_one():
    low = layer("file", {"store": {"backend": "redis", "options": {"url": "a"}}})
    merged = merge([low, layer("environment", {"store": {"backend": "memory"}})])
    assert merged.values == {"store": {"backend": "memory"}}
    assert ("store", "options", "url") not in merged.origins


def test_options_without_a_backend_go_to_the_one_below():
    low = layer("default", {"store": {"backend": "sql"}})
    merged = merge([low, layer("environment", {"store": {"options": {"url": "a"}}})])
    assert merged.values == {"store": {"backend": "sql", "options": {"url": "a"}}}


def test_a_list_or_none_replaces_what_is_below():
    low = layer("file", {"cache": {"guards": ["numbers"]}, "embeddings": {"backend": "memory"}})
    merged = merge([low, layer("argument", {"cache": {"guards": []}, "embeddings": None})])
    assert merged.values == {"cache": {"guards": []}, "embeddings": None}


def test_a_mapping_replaces_what_was_none():
    merged = merge([layer("file", {"embeddings": None}), layer("argument", {"embeddings": {"backend": "memory"}})])
    assert merged.values == {"embeddings": {"backend": "memory"}}


def test_no_layer_is_changed_by_the_merge():
    low = layer("file", {"store": {"options": {"url": "a"}}})
    merge([low, layer("argument", {"store": {"options": {"url": "b"}}})])
    assert low.values == {"store": {"options": {"url": "a"}}}


def test_the_origin_of_a_value_is_the_layer_that_gave_it():
    merged = merge([layer("file", {"cache": {"ttl": 1, "threshold": 1}}), layer("argument", {"cache": {"ttl": 2}})])
    assert merged.where(("cache", "ttl")) == "argument cache.ttl"
    assert merged.where(("cache", "threshold")) == "file cache.threshold"


def test_the_origin_of_a_missing_value_is_that_of_its_section():
    assert merge([layer("file", {"store": {}})]).where(("store", "backend")) == "file store.backend"


def test_nobody_is_the_origin_of_what_was_never_said():
    assert merge([]).where(("store", "backend")) == ""


def test_no_value_is_in_a_repr():
    low = layer("file", {"store": {"options": {"password": "hunter2"}}})
    assert "hunter2" not in repr(low) + repr(merge([low]))
