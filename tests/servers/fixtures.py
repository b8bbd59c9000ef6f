"""Fixtures that start a real server when the first test asks for it, once a session."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.servers.catalogue import SERVERS, Startable, given, required
from tests.servers.process import ServerUnavailableError


@pytest.fixture(scope="session")
def servers_folder() -> Iterator[Path]:
    """Yield a folder whose path is short, for sockets, and open to PostgreSQL's user."""
    folder = Path(tempfile.mkdtemp(prefix="hexcache-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server_url(servers_folder: Path) -> Iterator[Callable[[str], str]]:
    """Yield a function from a server's name to its address; the whole session shares the server.

    Tests keep apart by names of their own (keyspace, prefix, table). A test that stops or pauses a server
    takes `own_server`.
    """
    running: dict[str, Startable] = {}

    def address(name: str) -> str:
        there = given(name)
        if not there and name not in running:
            running[name] = started(name, servers_folder / name)
        return there or running[name].url

    yield address
    for server in running.values():
        server.kill()


@pytest.fixture
def own_server(servers_folder: Path) -> Iterator[Callable[[str], Startable]]:
    """Yield a function that starts a server for one test only, which may kill or pause it."""
    running: list[Startable] = []

    def start(name: str) -> Startable:
        folder = Path(tempfile.mkdtemp(prefix=name, dir=servers_folder))
        folder.chmod(0o755)
        running.append(started(name, folder))
        return running[-1]

    yield start
    for server in running:
        server.kill()


def started(name: str, folder: Path) -> Startable:
    """Start the server `name`, or skip the test, or fail it where the server is required."""
    try:
        server = SERVERS[name](folder, tied=True)
        server.start()
    except ServerUnavailableError as error:
        if required(name):
            pytest.fail(f"{name} is required by HEXCACHE_REQUIRE_BACKENDS: {error}", pytrace=False)
        pytest.skip(f"no {name}: {error}")
    return server
