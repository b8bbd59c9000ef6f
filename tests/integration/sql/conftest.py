"""What the tests of the SQL adapter on real SQLite files share."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from hexcache.adapters.outbound.sql.sync import SqlVectorStore
from tests.integration.sql.flavours import FLAVOURS
from tests.integration.sql.making import COLLECTION

WORKER = [sys.executable, "-m", "tests.integration.sql.worker"]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cache.db"


@pytest.fixture
def url(path):
    return f"sqlite:///{path}"


@pytest.fixture
def store(url):
    store = SqlVectorStore(url)
    store.provision(COLLECTION)
    yield store
    store.close()


@pytest.fixture(params=FLAVOURS, ids=lambda flavour: flavour.name)
def flavour(request):
    return request.param


@pytest.fixture
def provisioned():
    """Return a function that provisions a store and returns it; all are closed at the end."""
    stores = []

    def provisioned(store):
        stores.append(store)
        store.provision(COLLECTION)
        return store

    yield provisioned
    for store in stores:
        store.close()


@pytest.fixture(scope="session")
def other_process():
    """Return another process that runs the commands of `worker`, one line each."""
    command = [*WORKER, "serve"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as process:
        yield process
        process.stdin.close()


@pytest.fixture
def elsewhere(url, other_process):
    """Return what runs a command in another process, and waits until it is done."""

    def run(command, *words):
        other_process.stdin.write(json.dumps([command, url, *words]) + "\n")
        assert other_process.stdout.readline() == "done\n"

    return run
