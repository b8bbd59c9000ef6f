"""The plugins open stores by name and close what they opened."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from importlib.metadata import entry_points

import pytest

from hexcache.domain.errors import BackendUnavailableError
from tests.integration.sql.making import COLLECTION, NOW, entry, name_of


def plugin(group):
    (point,) = entry_points(group=group, name="sql")
    return point.load()


@pytest.fixture
def vector_plugin():
    return plugin("hexcache.vector_stores")


@pytest.fixture
def value_plugin():
    return plugin("hexcache.key_value_stores")


def test_a_vector_store_is_open_inside_its_context_and_closed_after_it(vector_plugin, url):
    with vector_plugin.open(vector_plugin.options(url=url), collection="docs") as store:
        store.provision(COLLECTION)
        store.put([entry("a")])
        assert store.get([name_of("a")], now=NOW) == [entry("a").record]
    with pytest.raises(BackendUnavailableError):
        store.get([name_of("a")], now=NOW)


def test_an_async_vector_store_reads_what_the_other_flavour_wrote(vector_plugin, url):
    options = vector_plugin.options(url=url)
    with vector_plugin.open(options, collection="docs") as store:
        store.provision(COLLECTION)
        store.put([entry("a")])

    async def main():
        async with vector_plugin.aopen(options, collection="docs") as store:
            await store.provision(COLLECTION)
            records = await store.get([name_of("a")], now=NOW)
        with pytest.raises(BackendUnavailableError):
            await store.get([name_of("a")], now=NOW)
        return records

    assert asyncio.run(main()) == [entry("a").record]


def test_a_key_value_store_is_open_inside_its_context_and_closed_after_it(value_plugin, url):
    with value_plugin.open(value_plugin.options(url=url)) as store:
        store.mset({"a": b"1"}, now=NOW)
    with pytest.raises(BackendUnavailableError):
        store.mget(["a"], now=NOW)


def test_an_async_key_value_store_reads_what_the_other_flavour_wrote(value_plugin, url):
    options = value_plugin.options(url=url)
    with value_plugin.open(options) as store:
        store.mset({"a": b"1"}, now=NOW)

    async def main():
        async with value_plugin.aopen(options) as store:
            return await store.mget(["a"], now=NOW)

    assert asyncio.run(main()) == [b"1"]


def test_two_collections_in_one_file_do_not_see_each_other(vector_plugin, url):
    options = vector_plugin.options(url=url)
    with vector_plugin.open(options, collection="docs") as one, vector_plugin.open(options, collection="Docs") as two:
        for store in (one, two):
            store.provision(COLLECTION)
        one.put([entry("a")])
        assert one.count(now=NOW) == 1
        assert two.count(now=NOW) == 0


def test_importing_a_plugin_loads_no_sqlalchemy():
    script = "import sys, hexcache.adapters.outbound.sql.plugin; print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
