"""What every test server does, asked of each of them on a real one."""

from __future__ import annotations

import pytest

from tests.servers.catalogue import SERVERS
from tests.servers.fixtures import started
from tests.servers.process import ServerUnavailableError

# The variants of one run the same code; the tests of their adapters start them.
SINGLE = [
    "cassandra",
    "mariadb",
    "postgres",
    "postgres-old",
    "postgres-plain",
    "redis",
    "redis-stack",
    "redis-vectors",
    "valkey",
]


def unavailable(folder, *, tied):
    raise ServerUnavailableError("install it like this")


def test_a_server_that_cannot_be_had_skips_the_test_and_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.delenv("HEXCACHE_REQUIRE_BACKENDS", raising=False)
    monkeypatch.setitem(SERVERS, "rare", unavailable)
    with pytest.raises(pytest.skip.Exception, match="install it like this"):
        started("rare", tmp_path)


def test_a_required_server_that_cannot_be_had_fails_the_test(monkeypatch, tmp_path):
    monkeypatch.setenv("HEXCACHE_REQUIRE_BACKENDS", "all")
    monkeypatch.setitem(SERVERS, "rare", unavailable)
    with pytest.raises(pytest.fail.Exception, match="install it like this"):
        started("rare", tmp_path)


def test_a_server_that_the_environment_names_is_used_and_none_is_started(monkeypatch, server_url):
    monkeypatch.setenv("HEXCACHE_TEST_MARIADB_URL", "mariadb://elsewhere/db")
    assert server_url("mariadb") == "mariadb://elsewhere/db"


@pytest.fixture(scope="module", params=SINGLE)
def server(request, servers_folder):
    server = started(request.param, servers_folder / f"own-{request.param}")
    yield server
    server.kill()


def test_a_started_server_answers(server):
    assert server.answers()


def test_a_paused_server_is_silent_until_it_is_resumed(server):
    server.pause()
    silent = not server.answers(timeout=0.2)
    server.resume()
    assert (silent, server.answers()) == (True, True)


def test_a_killed_server_starts_again_at_the_same_address(server):
    before = server.url
    server.kill()
    assert (server.start(), server.answers()) == (before, True)


def test_starting_a_server_that_runs_changes_nothing(server):
    before = server.process
    server.start()
    assert server.process == before


def test_another_python_process_finds_the_server_by_its_folder(server):
    assert type(server)(server.folder).process == server.process


def test_a_stopped_server_leaves_no_process_behind(server):
    server.stop()
    assert not server.leftovers()


@pytest.fixture(scope="module", params=["cassandra-ring", "redis-cluster", "redis-sentinel"])
def group(request, servers_folder):
    group = started(request.param, servers_folder / f"own-{request.param}")
    yield group
    group.kill()


def test_a_member_that_was_killed_comes_back_to_its_group(group):
    group.servers[-1].kill()
    group.start()
    assert all(server.answers() for server in group.servers)


def test_a_killed_group_leaves_no_process_behind(group):
    group.kill()
    assert not group.leftovers()
