"""Opening by name: importing the plugin needs no driver, and opening without it says how to get it."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from hexcache.adapters.outbound.cassandra.plugin import key_value_store, vector_store
from hexcache.adapters.outbound.cassandra.settings import CassandraKeyValueOptions, CassandraOptions
from hexcache.domain.errors import BackendUnavailableError, ConfigurationError, MissingExtraError
from tests.servers.process import free_port


def test_importing_the_plugin_imports_no_driver():
    script = (
        "import sys, hexcache.adapters.outbound.cassandra.plugin; "
        "print(*(name for name in sys.modules if name.split('.')[0] == 'cassandra'))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.fixture
def no_driver(monkeypatch):
    monkeypatch.setitem(sys.modules, "cassandra.cluster", None)


def test_without_the_driver_the_error_says_how_to_get_it(no_driver):
    how = r"pip install 'hexcache\[cassandra\]'"
    with pytest.raises(MissingExtraError, match=how), vector_store.open(CassandraOptions(), collection="c"):
        pass
    with pytest.raises(MissingExtraError, match=how), key_value_store.open(CassandraKeyValueOptions()):
        pass


def test_a_name_that_is_no_identifier_is_refused_before_anything_is_opened():
    with pytest.raises(ConfigurationError), vector_store.open(CassandraOptions(), collection="a b"):
        pass


def test_a_cluster_that_cannot_be_reached_is_an_error_of_ours():
    options = CassandraOptions(port=free_port(), timeout=1.0)

    async def open_async():
        async with vector_store.aopen(options, collection="c"):
            pass

    with pytest.raises(BackendUnavailableError) as caught, vector_store.open(options, collection="c"):
        pass
    assert caught.value.__cause__ is not None
    with pytest.raises(BackendUnavailableError):
        asyncio.run(open_async())
