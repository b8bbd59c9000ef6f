"""The border: URLs, options and drivers' errors become ours, and no secret gets through."""

from __future__ import annotations

import re
import sqlite3

import pytest
import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy import exc

from hexcache.adapters.outbound.sql import opening
from hexcache.adapters.outbound.sql.errors import NotPermittedError, ReadOnlyError, is_worth_another_try, translated
from hexcache.adapters.outbound.sql.plugin import key_value_store, vector_store
from hexcache.adapters.outbound.sql.settings import SqlOptions
from hexcache.adapters.outbound.sql.sync import SqlVectorStore
from hexcache.adapters.outbound.sql.trials import Trial
from hexcache.adapters.outbound.sql.tuning import Tuning
from hexcache.domain.errors import (
    BackendError,
    BackendTimeoutError,
    BackendUnavailableError,
    ConfigurationError,
    MissingExtraError,
)

SECRET = "s3cr3t-w0rd"
URL = f"postgresql://somebody:{SECRET}@db.example:5433/cache"


class DriverError(Exception):
    def __init__(self, *args, sqlstate=None):
        super().__init__(*args)
        self.sqlstate = sqlstate


def wrapped(orig, kind=exc.OperationalError, *, invalidated=False):
    return kind("SELECT 1", {"query": SECRET}, orig, connection_invalidated=invalidated)


def sqlite_error(code, kind=sqlite3.OperationalError):
    error = kind("message of the driver")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (sqlite_error(sqlite3.SQLITE_BUSY), BackendTimeoutError),
        (sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT), BackendTimeoutError),
        (sqlite_error(sqlite3.SQLITE_LOCKED), BackendTimeoutError),
        (sqlite_error(sqlite3.SQLITE_CANTOPEN), BackendUnavailableError),
        (sqlite_error(sqlite3.SQLITE_FULL), BackendUnavailableError),
        (sqlite_error(sqlite3.SQLITE_IOERR_READ), BackendUnavailableError),
        (sqlite_error(sqlite3.SQLITE_READONLY), ReadOnlyError),
        (sqlite_error(sqlite3.SQLITE_NOTADB, sqlite3.DatabaseError), BackendError),
        (sqlite3.ProgrammingError("without a code"), BackendError),
        (wrapped(sqlite_error(sqlite3.SQLITE_BUSY)), BackendTimeoutError),
        (wrapped(DriverError(sqlstate="57014")), BackendTimeoutError),
        (wrapped(DriverError(sqlstate="40P01")), BackendTimeoutError),
        (wrapped(DriverError(1205, "Lock wait timeout exceeded")), BackendTimeoutError),
        (wrapped(DriverError(2003, "Can't connect")), BackendUnavailableError),
        (wrapped(DriverError(sqlstate="57P01")), BackendUnavailableError),
        (wrapped(DriverError("connection refused")), BackendUnavailableError),
        (wrapped(DriverError("anything"), invalidated=True), BackendUnavailableError),
        (wrapped(DriverError(sqlstate="42P01"), exc.ProgrammingError), BackendError),
        (wrapped(DriverError(sqlstate="25006")), ReadOnlyError),
        (wrapped(DriverError(1290, "--read-only")), ReadOnlyError),
        (wrapped(DriverError(sqlstate="42501"), exc.ProgrammingError), NotPermittedError),
        (wrapped(DriverError(1142, "command denied")), NotPermittedError),
        (exc.TimeoutError("the pool is empty"), BackendTimeoutError),
        (TimeoutError(), BackendTimeoutError),
        (ConnectionRefusedError(), BackendUnavailableError),
        (exc.InvalidRequestError("anything else"), BackendError),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else type(value).__name__,
)
def test_an_error_of_a_driver_becomes_one_of_ours(error, kind):
    assert type(translated(error, "the database 'x'")) is kind


def test_a_message_names_the_database_and_what_to_do_and_nothing_of_the_drivers():
    message = str(translated(wrapped(DriverError(SECRET)), "the database 'x'"))
    assert "the database 'x'" in message
    assert "check" in message
    assert SECRET not in message


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("53100", "no space left"),
        (1021, "no space left"),
        ("53300", "no connection left.*pool_size"),
        (1226, "no connection left.*pool_size"),
        (2003, "cannot be reached"),
    ],
)
def test_why_a_database_is_not_available_is_said(code, said):
    error = wrapped(DriverError(sqlstate=code) if isinstance(code, str) else DriverError(code, "message"))
    assert re.search(said, str(translated(error, "x")))


@pytest.mark.parametrize(("late", "kind"), [(False, BackendUnavailableError), (True, BackendTimeoutError)])
def test_a_connection_that_is_lost_when_the_time_is_over_was_given_up(late, kind):
    error = wrapped(DriverError(2013, "Lost connection"), invalidated=True)
    assert type(translated(error, "x", late=late)) is kind


def test_a_transaction_whose_commit_was_not_answered_is_not_tried_again():
    trial = Trial("x", None)
    trial.committing = True
    with pytest.raises(BackendUnavailableError):
        trial.failed(wrapped(DriverError("gone"), invalidated=True))


def test_nothing_is_tried_again_when_the_time_is_over():
    with pytest.raises(BackendTimeoutError):
        Trial("x", 0.0).failed(wrapped(DriverError(sqlstate="40001")))


def test_parameters_are_hidden_in_the_error_that_ours_is_chained_to():
    error = wrapped(DriverError("no"))
    translated(error, "x")
    assert SECRET not in str(error)


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (wrapped(DriverError(sqlstate="40001")), True),
        (wrapped(DriverError(1213, "Deadlock found")), True),
        (wrapped(DriverError("gone"), invalidated=True), True),
        (wrapped(DriverError("duplicate"), exc.IntegrityError), True),
        (wrapped(DriverError(sqlstate="57014")), False),
        (OSError(), False),
    ],
    ids=str,
)
def test_a_transaction_is_tried_again_where_somebody_else_had_to_win(error, again):
    assert is_worth_another_try(error) is again


@pytest.mark.parametrize(
    ("url", "sync", "asynchronous"),
    [
        (URL, "postgresql+psycopg", "postgresql+psycopg"),
        ("postgresql+asyncpg://host/db", "postgresql+psycopg", None),
        ("mariadb://host/db", "mariadb+pymysql", "mariadb+asyncmy"),
        ("mysql+pymysql://host/db", "mysql+pymysql", "mysql+asyncmy"),
    ],
)
def test_one_url_serves_both_flavours(url, sync, asynchronous):
    engine = opening.open_database(url, Tuning())._engine
    assert engine.url.drivername == sync
    if asynchronous is not None:
        assert opening.open_async_database(url, Tuning())._engine.url.drivername == asynchronous


@pytest.mark.parametrize("url", ["sqlite:///x.db", "sqlite+pysqlite:///x.db", "sqlite+aiosqlite:///x.db"])
def test_sqlite_is_opened_by_its_own_driver_in_both_flavours(url):
    assert "own driver" in opening.open_database(url, Tuning()).describe()["engine"]
    assert "own driver" in opening.open_async_database(url, Tuning()).describe()["engine"]


def test_no_description_shows_a_password():
    store = SqlVectorStore(URL)
    store_facts = repr(store) + repr(store.describe())
    assert SECRET not in store_facts
    assert "db.example:5433" in store_facts


@pytest.mark.parametrize("url", ["", "not a url", f"://{SECRET}", "mysteryql://host/db", f"sqlite://u:{SECRET}@host/x"])
def test_a_url_that_cannot_be_used_is_refused_without_being_repeated(url):
    with pytest.raises(ConfigurationError, match=r"url|SQLite URLs") as caught:
        SqlVectorStore(url)
    assert SECRET not in str(caught.value)


def test_a_driver_that_is_not_installed_is_named_with_the_command_that_brings_it(monkeypatch):
    def missing(*_, **__):
        raise ModuleNotFoundError(name="psycopg")

    monkeypatch.setattr(sa, "create_engine", missing)
    with pytest.raises(MissingExtraError, match=r"pip install 'hexcache\[postgres\]'"):
        SqlVectorStore(URL)


def test_options_hide_the_url_in_their_repr():
    assert SECRET not in repr(SqlOptions(url=URL))


def test_a_wrong_option_does_not_repeat_its_value():
    with pytest.raises(ValidationError) as caught:
        SqlOptions(url=[URL])
    assert SECRET not in str(caught.value)


def test_an_unknown_option_is_named():
    with pytest.raises(ValidationError, match="pool_sice"):
        SqlOptions(pool_sice=3)


def test_yaml_reads_a_bare_off_as_false_and_means_off():
    options = SqlOptions(provision=False, synchronous=False)
    assert (options.provision, options.synchronous) == ("off", "off")


@pytest.mark.parametrize(
    "options",
    [
        {"timeout": 0},
        {"timeout": float("nan")},
        {"pool_size": -1},
        {"mirror_megabytes": True},
        {"provision": "maybe"},
        {"synchronous": "of course"},
        {"prefix": "a b"},
    ],
    ids=str,
)
def test_options_given_by_hand_are_checked_too(options):
    with pytest.raises(ConfigurationError):
        SqlVectorStore("sqlite://", **options)


def test_options_have_the_defaults_of_the_stores():
    assert Tuning(**SqlOptions().tuning()) == Tuning()


@pytest.mark.parametrize("plugin", [vector_store, key_value_store])
def test_a_plugin_forbids_unknown_options(plugin):
    assert plugin.options.model_config["extra"] == "forbid"
