"""What really reaches a server: one statement for a read, one for many keys, and nothing around them."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from tests.integration.sql.flavours import FLAVOURS
from tests.integration.sql.making import COLLECTION, NOW, entry, name_of
from tests.servers.fixtures import started

MANY = {f"key {number}": b"\x00\xff" * 16 for number in range(2_000)}
SENT = {
    "postgres": re.compile(r"LOG:  (?:statement|execute [^:]*): (\w+)"),
    "mariadb": re.compile(r"\t *\d+ (?:Query|Execute)\t(\w+)"),
}


class Log:
    """The statements that a server gets, as its own log has them."""

    def __init__(self, server, name):
        self.server, self._pattern = server, SENT[name]
        if name == "postgres":
            self._path = server.log
            run(server.url, "ALTER SYSTEM SET log_statement = 'all'", "SELECT pg_reload_conf()")
        else:
            self._path = server.folder / "general.log"
            run(server.url, f"SET GLOBAL general_log_file = '{self._path}'", "SET GLOBAL general_log = ON")

    def during(self, call, *args, **arguments):
        """Return the first words of the statements that a call sends."""
        before = self._path.stat().st_size
        call(*args, **arguments)
        with self._path.open("rb") as log:
            log.seek(before)
            return self._pattern.findall(log.read().decode("utf-8", "replace"))


def run(url, *statements):
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


@pytest.fixture(scope="module")
def logs(servers_folder):
    """Return a function that gives the log of a server that nobody else uses."""
    made = {}

    def log_of(name):
        if name not in made:
            made[name] = Log(started(name, servers_folder / f"logging-{name}"), name)
        return made[name]

    yield log_of
    for log in made.values():
        log.server.kill()


@pytest.fixture
def log(flavour, logs):
    return logs(flavour.server)


@pytest.fixture
def store(flavour, log):
    store = flavour.vectors(flavour.url(log.server.url))
    store.provision(COLLECTION)
    store.put([entry("kept")])
    yield store
    store.close()


@pytest.fixture
def values(flavour, log):
    values = flavour.values(flavour.url(log.server.url))
    values.mset({"first": b"1"}, now=NOW)
    yield values
    values.close()


def test_an_exact_repeat_is_one_statement_and_nothing_around_it(store, log):
    assert log.during(store.get, [name_of("kept"), name_of("new")], now=NOW) == ["SELECT"]


def test_a_write_is_one_transaction(store, log):
    first, *between, last = log.during(store.put, [entry("kept")])
    assert first in ("BEGIN", "START")
    assert last == "COMMIT"
    assert not {"BEGIN", "START", "COMMIT", "ROLLBACK", "SET"} & set(between)


def test_many_values_are_read_in_one_statement(values, log):
    assert log.during(values.mget, list(MANY), now=NOW) == ["SELECT"]


def test_many_values_are_written_in_one_statement(values, log):
    assert log.during(values.mset, MANY, now=NOW) == ["INSERT"]
    assert values.mget([*MANY, "nobody"], now=NOW) == [*MANY.values(), None]
    assert log.during(values.mset, dict.fromkeys(MANY, b"new"), now=NOW, ttl=5.0) == ["INSERT"]
    assert values.mget([*MANY, "nobody"], now=NOW + 1) == [*[b"new"] * len(MANY), None]
    assert values.mget(list(MANY), now=NOW + 6) == [None] * len(MANY)


def test_expired_values_are_removed_in_batches(values):
    values.mset({f"mortal {number}": b"" for number in range(25)}, now=NOW, ttl=1.0)
    values.mset({"lasting": b"1"}, now=NOW, ttl=100.0)
    batches = []
    assert values.purge(now=NOW + 10, batch_size=10, progress=batches.append) == sum(batches) >= 25
    assert max(batches) == 10
    assert values.mget(["first", "lasting"], now=NOW + 10) == [b"1", b"1"]
    assert values.purge(now=NOW + 10) == 0


@pytest.mark.parametrize("flavour", [FLAVOURS[1]], ids=lambda flavour: flavour.name, indirect=True)
def test_the_planner_knows_what_was_loaded_once_the_server_looked(store, log):
    store.put([entry(f"{number}") for number in range(50)])
    store.analyze()
    engine = sa.create_engine(log.server.url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        known = "SELECT DISTINCT tablename FROM pg_stats WHERE tablename LIKE 'hexcache_default_%%'"
        assert set(connection.exec_driver_sql(known).scalars()) >= {
            "hexcache_default_scopes",
            "hexcache_default_entries",
        }
