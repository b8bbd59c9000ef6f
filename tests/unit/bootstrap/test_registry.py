"""Plugins are found through entry points, by name, and what cannot be loaded is said with what to do."""

from __future__ import annotations

import logging
import sys

import pytest

from hexcache import ConfigurationError, MissingExtraError, UnknownAdapterError
from hexcache.application.bootstrap.registry import Kind, Registry

PLUGIN = """
from pydantic import BaseModel

class Options(BaseModel):
    pass

class Plugin:
    options = Options
    def open(self, options, *, collection): ...
    def aopen(self, options, *, collection): ...

plugin = Plugin()
"""


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Return a function that installs a distribution with one module and its entry points."""
    monkeypatch.syspath_prepend(tmp_path)

    def install(distribution, entries, source=PLUGIN, extras=()):
        module = distribution.replace("-", "_") + "_plugin"
        (tmp_path / f"{module}.py").write_text(source, encoding="utf-8")
        info = tmp_path / f"{distribution.replace('-', '_')}-1.0.dist-info"
        info.mkdir()
        provided = "".join(f"Provides-Extra: {extra}\n" for extra in extras)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n{provided}")
        lines = "".join(f"{name} = {module}:{attribute}\n" for name, attribute in entries.items())
        (info / "entry_points.txt").write_text(f"[{Kind.VECTOR_STORE}]\n{lines}")
        monkeypatch.delitem(sys.modules, module, raising=False)

    return install


def test_every_kind_has_its_own_names():
    registry = Registry()
    assert {"memory", "sql"} <= set(registry.names(Kind.VECTOR_STORE))
    assert {"wordllama", "openai"} <= set(registry.names(Kind.EMBEDDER))
    assert "wordllama" not in registry.names(Kind.KEY_VALUE_STORE)


def test_an_adapter_of_somebody_else_is_found(install):
    install("acme-cache", {"acme": "plugin"})
    assert type(Registry().plugin(Kind.VECTOR_STORE, "acme")).__name__ == "Plugin"


def test_an_unknown_name_is_an_error_with_the_nearest_and_all_known_ones():
    with pytest.raises(UnknownAdapterError) as caught:
        Registry().plugin(Kind.VECTOR_STORE, "memry")
    assert "unknown vector store 'memry'; did you mean 'memory'? Known: " in str(caught.value)
    assert "sql" in str(caught.value)


def test_where_two_distributions_have_one_name_the_first_of_the_alphabet_is_taken_and_it_is_logged(install, caplog):
    install("zeta", {"shared": "plugin"})
    install("alpha", {"shared": "plugin"})
    registry = Registry()
    with caplog.at_level(logging.WARNING, "hexcache"):
        plugin = registry.plugin(Kind.VECTOR_STORE, "shared")
    assert type(plugin).__module__ == "alpha_plugin"
    assert registry.collisions(Kind.VECTOR_STORE) == {"shared": ["alpha", "zeta"]}
    assert "'shared' of alpha is used; zeta registers that name too" in caplog.text


def test_nobody_can_take_the_name_of_an_adapter_that_comes_with_hexcache(install):
    install("aaa", {"memory": "plugin"})
    plugin = Registry().plugin(Kind.VECTOR_STORE, "memory")
    assert type(plugin).__module__.startswith("hexcache.")


def test_a_distribution_that_is_found_twice_is_no_collision():
    from importlib.metadata import entry_points

    registry = Registry(lambda *, group: [*entry_points(group=group), *entry_points(group=group)])
    assert registry.collisions(Kind.VECTOR_STORE) == {}


def test_a_missing_driver_names_the_extra_to_install(install):
    install("acme-cache", {"acme": "plugin"}, "import no_such_driver", extras=["acme"])
    with pytest.raises(MissingExtraError, match=r"'no_such_driver' is not installed; .*'acme-cache\[acme\]'"):
        Registry().plugin(Kind.VECTOR_STORE, "acme")


def test_a_missing_driver_without_an_extra_is_named_itself(install):
    install("acme-cache", {"acme": "plugin"}, "import no_such_driver")
    with pytest.raises(MissingExtraError, match="'acme' of 'acme-cache' needs 'no_such_driver'; run: pip install"):
        Registry().plugin(Kind.VECTOR_STORE, "acme")


@pytest.mark.parametrize(
    ("entries", "source", "said"),
    [
        ({"acme": "nothing"}, PLUGIN, "AttributeError"),
        ({"acme": "plugin"}, "1 / 0", "ZeroDivisionError"),
        ({"acme": "plugin"}, "this is no Python", "SyntaxError"),
        ({"acme": "plugin"}, "plugin = object()", "is no plugin"),
        ({"acme": "plugin"}, PLUGIN.replace("(BaseModel)", ""), "is no plugin"),
        ({"acme": "plugin"}, PLUGIN.replace("def aopen", "def _aopen"), "is no plugin"),
    ],
)
def test_a_broken_plugin_is_a_configuration_error_that_names_it_and_its_distribution(install, entries, source, said):
    install("acme-cache", entries, source)
    with pytest.raises(ConfigurationError, match=said) as caught:
        Registry().plugin(Kind.VECTOR_STORE, "acme")
    assert "'acme'" in str(caught.value)
    assert "acme-cache" in str(caught.value)


def test_a_module_that_is_not_there_is_a_broken_plugin_and_no_missing_driver(install, tmp_path):
    install("acme-cache", {"acme": "plugin"})
    (tmp_path / "acme_cache_plugin.py").unlink()
    with pytest.raises(ConfigurationError, match="cannot be loaded") as caught:
        Registry().plugin(Kind.VECTOR_STORE, "acme")
    assert not isinstance(caught.value, MissingExtraError)
