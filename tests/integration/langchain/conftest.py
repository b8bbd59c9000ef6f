"""Every backend that LangChain is served from, by its configuration; and one event loop for LangChain's suites."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import lru_cache
from typing import Any

import pytest

from hexcache import AsyncSemanticCache, SemanticCache, aopen_cache, open_cache
from hexcache.application.bootstrap.registry import Kind, Registry
from hexcache.testing.contracts.suite import fresh_name
from hexcache.testing.fakes import DeterministicEmbedder
from hexcache.testing.proxy import EventLoop

BACKENDS = ("memory", "sqlite", "redis", "cassandra")
COLLECTION = fresh_name()
LOOP = pytest.StashKey[EventLoop]()


@pytest.fixture(scope="session", autouse=True)
def suite_loop(request) -> Iterator[EventLoop]:
    """Yield the loop on which coroutines among the tests run, and on which their caches are opened."""
    with EventLoop() as loop:
        request.config.stash[LOOP] = loop
        yield loop


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a coroutine among the tests: those of LangChain's suites wait for somebody who does."""
    if not inspect.iscoroutinefunction(pyfuncitem.function):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    arguments = {name: pyfuncitem.funcargs[name] for name in names}
    pyfuncitem.config.stash[LOOP].run(pyfuncitem.obj(**arguments))
    return True


@pytest.fixture(scope="session")
def cassandra_options(server_url) -> dict[str, Any]:
    host, port = server_url("cassandra").rsplit(":", 1)
    return {
        "contact_points": host,
        "port": int(port),
        "keyspace": "langchain",
        "replication": 1,
        "visibility": 0.0,
        "timeout": 20.0,
    }


@pytest.fixture(scope="session")
def backend(request, server_url, tmp_path_factory) -> Callable[[str], dict[str, Any]]:
    """Return a function from a backend's name to the section of the configuration that names it."""
    folder = tmp_path_factory.mktemp("langchain")

    def section(name: str) -> dict[str, Any]:
        if name == "memory":
            return {"backend": "memory"}
        if name == "sqlite":
            return {"backend": "sql", "options": {"url": f"sqlite:///{folder / 'cache.db'}"}}
        if name == "redis":
            return {"backend": "redis", "options": {"url": server_url("redis")}}
        return {"backend": "cassandra", "options": request.getfixturevalue("cassandra_options")}

    return section


@pytest.fixture(scope="session")
def opened() -> Iterator[ExitStack]:
    """Yield what closes at the end of the session whatever was entered in it."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture(scope="session")
def sync_cache(backend, opened) -> Callable[[str], SemanticCache]:
    """Return a function from a backend's name to a cache in it, opened once and emptied for each test."""

    @lru_cache
    def cache(name: str) -> SemanticCache:
        config = {"store": backend(name)}
        return opened.enter_context(open_cache(config, embedder=DeterministicEmbedder(), collection=COLLECTION))

    return cache


@pytest.fixture(scope="session")
def async_cache(backend, suite_loop) -> Callable[[str], AsyncSemanticCache]:
    """As `sync_cache`, on the loop of the suites."""

    @lru_cache
    def cache(name: str) -> AsyncSemanticCache:
        opening = aopen_cache({"store": backend(name)}, embedder=DeterministicEmbedder(), collection=COLLECTION)
        return suite_loop.enter(opening).adapter

    return cache


@pytest.fixture(scope="session")
def values(backend, opened, suite_loop) -> Callable[[str], tuple[Any, Any]]:
    """Return a function from a backend's name to its key-value stores, sync and async, opened once."""

    @lru_cache
    def stores(name: str) -> tuple[Any, Any]:
        section = backend(name)
        plugin = Registry().plugin(Kind.KEY_VALUE_STORE, section["backend"])
        given = section.get("options", {})
        options = plugin.options(**{key: value for key, value in given.items() if key in plugin.options.model_fields})
        return opened.enter_context(plugin.open(options)), suite_loop.enter(plugin.aopen(options)).adapter

    return stores
