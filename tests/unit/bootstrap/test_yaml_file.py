"""A configuration file is plain data, and what is wrong with it is said with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from hexcache.application.bootstrap.yaml_file import parse_config, read_config_file
from hexcache.domain.errors import ConfigurationError


def parse(text):
    return parse_config(Path("hexcache.yaml"), text)


def test_a_mapping_of_sections_is_read_with_the_line_of_each_key():
    file = parse("store:\n  backend: redis\n  options:\n    url: redis://h\n")
    assert file.values == {"store": {"backend": "redis", "options": {"url": "redis://h"}}}
    assert file.where(("store", "options", "url")) == "hexcache.yaml:4"


def test_the_place_of_a_key_that_is_not_there_is_that_of_the_nearest_one_above():
    assert parse("store:\n  backend: sql\n").where(("store", "options", "url")) == "hexcache.yaml:1"


@pytest.mark.parametrize("text", ["", "# nothing but a comment\n", "---\n", "null\n"])
def test_an_empty_file_says_nothing(text):
    assert parse(text).values == {}


HOSTILE = {
    "a Python object": ("store: !!python/object/apply:os.system ['true']\n", "hexcache.yaml:1"),
    "a key that is there twice": (
        "store: {}\ncache: {}\nstore: {}\n",
        "hexcache.yaml:3: the key 'store' is there twice",
    ),
    "a nested key that is there twice": ("store:\n  backend: sql\n  backend: redis\n", "hexcache.yaml:3"),
    "a list": ("- store\n", "must be a mapping"),
    "a text": ("just words\n", "must be a mapping"),
    "broken YAML": ("store: {backend: sql\ncache: [\n", "hexcache.yaml:"),
    "a tab": ("store:\n\tbackend: sql\n", "hexcache.yaml:2"),
    "two documents": ("store: {}\n---\nstore: {}\n", "hexcache.yaml:"),
    "a control character": ("store: \x00\n", "is not YAML"),
    "an unknown alias": ("store: *nobody\n", "hexcache.yaml:1"),
    "a list as a key": ("? [a, b]\n: c\n", "hexcache.yaml:1"),
    "a number as a key": ("store: {}\n1: 2\n", "hexcache.yaml:2: the key '1' is not text"),
    "a bare on as a key": ("cache:\n  on: 2\n", "hexcache.yaml:2: the key 'on' is not text"),
    "a date that is none": ("cache: {ttl: 2024-13-45}\n", "is not YAML"),
    "an endless alias": ("store: &a [*a]\n", "values once aliases are followed"),
    "deep nesting": ("a: " + "[" * 5_000 + "]" * 5_000, "nested too deeply"),
}


@pytest.mark.parametrize(("text", "said"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_a_configuration_error_that_names_the_file(text, said):
    with pytest.raises(ConfigurationError) as caught:
        parse(text)
    assert said in str(caught.value)
    assert "hexcache.yaml" in str(caught.value)


def test_a_small_file_that_is_huge_as_data_is_refused():
    text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    text += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10))
    with pytest.raises(ConfigurationError, match="once aliases are followed"):
        parse(text)


def test_an_anchor_that_is_used_as_it_should_be_is_allowed():
    assert parse("store: &s {backend: memory}\nembeddings: *s\n").values["embeddings"] == {"backend": "memory"}


def test_a_merge_key_is_allowed_and_overridden():
    file = parse("store: &s {backend: memory, options: {}}\nembeddings:\n  <<: *s\n  backend: sql\n")
    assert file.values["embeddings"] == {"backend": "sql", "options": {}}


def test_no_value_of_the_file_is_in_its_repr():
    assert "hunter2" not in repr(parse("store: {options: {password: hunter2}}\n"))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: None, "cannot be read"),
        (lambda path: path.mkdir(), "cannot be read"),
        (lambda path: path.write_bytes(b"store: \xff\xfe\n"), "is not UTF-8"),
        (lambda path: path.write_bytes(b"#" * 1_000_001), "is larger than"),
    ],
    ids=["missing", "folder", "not UTF-8", "too large"],
)
def test_a_file_that_cannot_be_read_is_a_configuration_error(tmp_path, make, said):
    path = tmp_path / "hexcache.yaml"
    make(path)
    with pytest.raises(ConfigurationError, match=said):
        read_config_file(path)


def test_a_name_that_no_file_can_have_is_a_configuration_error():
    with pytest.raises(ConfigurationError, match="is no path"):
        read_config_file(Path("hexcache\0.yaml"))


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path):
    path = tmp_path / "hexcache.yaml"
    path.write_bytes("store: {backend: memory}\n".encode("utf-8-sig"))
    assert read_config_file(path).values == {"store": {"backend": "memory"}}
