"""The containers: overrides for tests, a place inside other people's containers, and every installed backend."""

from __future__ import annotations

import asyncio

import pytest
from dependency_injector import containers, providers

from hexcache import CacheError, MissingExtraError, SemanticCache, Settings
from hexcache.adapters.outbound.memory.sync import MemoryVectorStore
from hexcache.application.bootstrap.container import AsyncCacheContainer, CacheContainer
from hexcache.application.bootstrap.parts import chosen
from hexcache.application.bootstrap.registry import Kind, Registry
from hexcache.testing.fakes import DeterministicEmbedder


def test_a_container_without_settings_says_what_is_missing():
    with pytest.raises(Exception, match="settings"):
        CacheContainer().cache()


def test_a_container_refuses_settings_of_another_type():
    with pytest.raises(Exception, match="Settings"):
        CacheContainer(settings={"store": {"backend": "memory"}}).cache()


def test_an_override_stands_in_for_a_part_and_the_real_one_is_never_opened():
    container = CacheContainer(settings=Settings(store={"backend": "no such backend"}))
    store = MemoryVectorStore("mine")
    with container.store.override(providers.Object(store)):
        cache = container.cache()
        assert cache.store is store
    container.shutdown_resources()


def test_two_caches_of_one_container_share_their_parts():
    container = CacheContainer(settings=Settings(store={"backend": "memory"}))
    first, second = container.cache(), container.cache(threshold=0.99)
    assert first.store is second.store
    container.shutdown_resources()


def test_the_container_has_a_place_in_a_container_of_somebody_else():
    class Service(containers.DeclarativeContainer):
        settings = providers.Singleton(Settings, store={"backend": "memory"})
        cache = providers.Container(CacheContainer, settings=settings)
        answerer = providers.Factory(dict, cache=cache.cache)

    service = Service()
    answerer = service.answerer()
    assert isinstance(answerer["cache"], SemanticCache)
    answerer["cache"].update("How?", "so")
    assert answerer["cache"].lookup("How?").value == "so"
    service.shutdown_resources()


REGISTRY = Registry()
INSTALLED = [
    (section, kind, name)
    for section, kind in (
        ("store", Kind.VECTOR_STORE),
        ("embedder", Kind.EMBEDDER),
        ("embeddings", Kind.KEY_VALUE_STORE),
    )
    for name in REGISTRY.names(kind)
]
NEEDS_NOTHING = {("store", "memory"), ("store", "sql"), ("embedder", "wordllama"), ("embeddings", "memory")} | {
    ("embeddings", "sql")
}


OPTIONS = {
    "fastembed": {"local_files_only": True},  # no test downloads a model
    "sentence_transformers": {"local_files_only": True},
    "langchain": {"embeddings": "no.such.package:Embeddings"},  # the one option that must be given
}


def settings_with(section, name):
    chosen_part = {"backend": name, "options": OPTIONS.get(name, {})}
    return Settings(**{"store": {"backend": "memory"}, section: chosen_part})


@pytest.mark.parametrize(("section", "kind", "name"), INSTALLED, ids=str)
def test_every_installed_plugin_can_be_loaded_without_its_driver_and_checks_its_own_options(section, kind, name):
    plugin, options = chosen(REGISTRY, settings_with(section, name), section)
    assert isinstance(options, plugin.options)
    assert plugin.options.model_config.get("extra") == "forbid"
    assert plugin.options.model_config.get("hide_input_in_errors") is True


@pytest.mark.parametrize(("section", "kind", "name"), INSTALLED, ids=str)
def test_the_container_of_every_installed_backend_builds_or_says_what_to_install_or_to_start(section, kind, name):
    container = CacheContainer(settings=settings_with(section, name))
    if section != "embedder":
        container.bare_embedder.override(providers.Object(DeterministicEmbedder()))
    try:
        built = container.cache()
    except CacheError as error:
        built = error
    finally:
        container.shutdown_resources()
    if (section, name) in NEEDS_NOTHING or not isinstance(built, Exception):
        assert isinstance(built, SemanticCache)
    else:
        assert not isinstance(built, MissingExtraError) or "pip install" in str(built)


@pytest.mark.parametrize(("section", "name"), sorted(NEEDS_NOTHING))
def test_the_async_container_of_every_backend_that_needs_nothing_builds(section, name):
    async def build():
        container = AsyncCacheContainer(settings=settings_with(section, name))
        cache = await container.cache()
        await cache.provision()
        await container.shutdown_resources()

    asyncio.run(build())
