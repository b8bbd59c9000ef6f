"""The server is killed, hangs or ends a connection: nothing acknowledged is lost, and all works again after."""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
import sqlalchemy as sa

from hexcache import SemanticCache
from hexcache.domain.errors import BackendError, BackendTimeoutError, BackendUnavailableError
from hexcache.testing.fakes import DeterministicEmbedder
from tests.integration.sql.flavours import MARIADB, POSTGRES, connections_in_use
from tests.integration.sql.making import COLLECTION, NOW, entry, found, name_of
from tests.servers.fixtures import started
from tests.servers.process import poll

WORKERS = 4
PATIENCE = 60.0


@pytest.fixture(scope="module")
def mortal(servers_folder):
    """Return a function that gives a running server, which the tests of this module kill, pause and start again."""
    servers = {}

    def running(name):
        if name not in servers:
            servers[name] = started(name, servers_folder / f"mortal-{name}")
        servers[name].start()
        return servers[name]

    yield running
    for server in servers.values():
        server.kill()


@pytest.fixture
def server(flavour, mortal):
    return mortal(flavour.server)


@pytest.fixture
def opened(flavour, server, provisioned):
    """Return a function that opens the store of the flavour."""
    return lambda **options: provisioned(
        flavour.vectors(flavour.url(server.url), options.pop("collection", "default"), **options)
    )


class Load:
    """Workers that put entries one after another, whatever happens, and note what was acknowledged."""

    def __init__(self, store):
        self.store = store
        self.acknowledged = defaultdict(list)
        self.refused = defaultdict(list)
        self.over = threading.Event()

    def work(self, worker):
        for number in count():
            if self.over.is_set():
                return
            name = f"{worker}.{number}"
            try:
                self.store.put([entry(name), entry(f"{name} too", tags=("tag",))])
            except BackendError as error:
                self.refused[worker].append(error)
                self.over.wait(0.01)  # no busy loop while the server is away
            else:
                self.acknowledged[worker].append(name)

    def reaches(self, least):
        """Return whether every worker comes to have `least` puts acknowledged."""
        return poll(lambda: all(len(self.acknowledged[worker]) >= least for worker in range(WORKERS)), PATIENCE)

    def is_refused(self):
        """Return whether every worker comes to be refused."""
        return poll(lambda: all(self.refused[worker] for worker in range(WORKERS)), PATIENCE)


def test_no_acknowledged_entry_is_lost_when_the_server_is_killed_in_the_middle_of_a_load(opened, server):
    store = opened(timeout=5.0)
    store.put([entry("kept")])
    load = Load(store)
    with ThreadPoolExecutor(WORKERS) as pool:
        work = [pool.submit(load.work, worker) for worker in range(WORKERS)]
        try:
            assert load.reaches(5)
            server.kill()
            assert load.is_refused()
            server.start()
            before = max(len(names) for names in load.acknowledged.values())
            assert load.reaches(before + 5)
        finally:
            load.over.set()
    assert [each.exception() for each in work] == [None] * WORKERS
    names = [each for some in load.acknowledged.values() for name in some for each in (name, f"{name} too")]
    assert [record and record.query for record in store.get([name_of(name) for name in names], now=NOW)] == names
    assert [found(store, name) for name in names[::20]] == [[name] for name in names[::20]]
    assert {type(error) for some in load.refused.values() for error in some} <= {
        BackendUnavailableError,
        BackendTimeoutError,
    }
    assert connections_in_use(store) == 0


def test_a_server_that_hangs_is_waited_for_as_long_as_the_option_says(opened, server):
    store = opened(timeout=0.5)
    store.put([entry("kept")])
    server.pause()
    assert poll(lambda: not server.answers(0.2), PATIENCE)
    rescue = threading.Timer(PATIENCE, server.resume)
    rescue.start()
    try:
        with pytest.raises(BackendTimeoutError):
            store.get([name_of("kept")], now=NOW)
        with pytest.raises((BackendTimeoutError, BackendUnavailableError)):
            store.put([entry("new")])
        assert rescue.is_alive()
    finally:
        rescue.cancel()
        server.resume()
    assert poll(lambda: answers(store), PATIENCE)
    store.put([entry("new")])
    assert found(store, "new") == ["new"]
    assert connections_in_use(store) == 0


def answers(store):
    try:
        return store.get([name_of("kept")], now=NOW) == [entry("kept").record]
    except BackendError:
        return False


def test_connections_that_the_server_ended_meanwhile_cost_nobody_an_error(opened, server, flavour):
    store = opened()
    store.put([entry("kept")])
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda _: answers(store), range(WORKERS)))
    end_connections(flavour, server)
    assert store.get([name_of("kept")], now=NOW) == [entry("kept").record]
    end_connections(flavour, server)
    store.put([entry("new")])
    assert found(store, "new") == ["new"]


def end_connections(flavour, server):
    """Let an administrator end every connection but the own."""
    engine = sa.create_engine(server.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        if flavour.server == "mariadb":
            own = connection.scalar(sa.text("SELECT CONNECTION_ID()"))
            ids = connection.scalars(sa.text("SELECT id FROM information_schema.processlist WHERE user = 'hexcache'"))
            for number in ids.all():
                if number != own:
                    connection.exec_driver_sql(f"KILL {number}")
        else:
            others = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            connection.execute(sa.text(f"{others} AND backend_type = 'client backend'"))


@pytest.mark.parametrize("flavour", [POSTGRES, MARIADB], ids=lambda flavour: flavour.name, indirect=True)
def test_a_cache_fails_open_while_the_server_is_away_and_says_so_once(opened, server, caplog):
    cache = SemanticCache(opened(collection="open"), DeterministicEmbedder(dimension=COLLECTION.dimension))
    cache.update("How?", "So.")
    caplog.set_level(logging.INFO, "hexcache")
    server.kill()
    for _ in range(3):
        assert cache.lookup("How?") is None
        assert cache.update("Why?", "Because.") is None
    assert ["degraded" in record.getMessage() for record in caplog.records] == [True]
    server.start()
    assert cache.lookup("How?").value == "So."
    assert cache.update("Why?", "Because.") is not None
    assert ["recovered" in record.getMessage() for record in caplog.records] == [False, True]
