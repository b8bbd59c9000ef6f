"""Where the server compares vectors: what is found through its graph and by comparing, and what never comes in."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import numpy as np
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from hexcache.adapters.outbound.sql.aio import AsyncSqlVectorStore
from hexcache.adapters.outbound.sql.rows import digest, scope_key
from hexcache.adapters.outbound.sql.sync import SqlVectorStore
from hexcache.domain.collection import Collection
from hexcache.domain.entry import Entry, Record, Selection
from hexcache.domain.errors import BackendTimeoutError, ConfigurationError, SchemaMismatchError
from hexcache.domain.scope import Scope
from hexcache.domain.similarity import Similarity, score
from hexcache.domain.vectors import admit_many
from hexcache.testing.contracts.suite import fresh_name
from hexcache.testing.proxy import EventLoop
from tests.integration.sql.making import NOW

DIMENSION = 16
CROWD, MINE = Scope("crowd"), Scope("mine")
KINDS = {
    "vector": ("postgres", {}),
    "halfvec": ("postgres", {"precision": "half"}),
    "old": ("postgres-old", {}),
    "mariadb": ("mariadb", {}),
}
every_kind = pytest.mark.parametrize("kind", KINDS, indirect=True)


@pytest.fixture(params=["vector"])
def kind(request):
    return request.param


@pytest.fixture
def url(kind, server_url):
    """Return a URL whose planner takes an index wherever it can, as it does when there are many rows."""
    url = sa.make_url(server_url(KINDS[kind][0]))
    if url.get_backend_name() == "postgresql":
        url = url.update_query_dict({"options": "-c enable_seqscan=off -c statement_timeout=5000"})
    return url.render_as_string(hide_password=False)


@pytest.fixture
def admin(url):
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


@pytest.fixture
def name():
    return fresh_name()


@pytest.fixture
def opened(kind, url, name):
    """Return what opens the collection, with the vectors on the server."""
    stores = []

    def opened(similarity=Similarity.COS, dimension=DIMENSION, where=None, **options):
        stores.append(SqlVectorStore(where or url, name, **{"vectors": "server", **KINDS[kind][1], **options}))
        stores[-1].provision(Collection(dimension, similarity))
        return stores[-1]

    yield opened
    for store in stores:
        store.close()


@pytest.fixture
def store(opened):
    return opened()


def rows_of(count, seed=0, dimension=DIMENSION):
    return np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32)


def entries(rows, scope=CROWD, similarity=Similarity.COS, name="", expires_at=None):
    vectors = admit_many(rows, len(rows), rows.shape[1], similarity)
    for number, vector in enumerate(vectors):
        text = f"{name}{scope.tenant} {number:04}"
        record = Record(text, text, b"answer", NOW, expires_at, None if expires_at is None else 60.0)
        yield Entry(record, scope, vector)


def walk(store, *scopes):
    """Let searches take scopes for large ones."""
    for scope in scopes or (CROWD,):
        store._state.ready.searcher._sizes.note(scope_key(scope), 1e6, 1e6)


def each_way(store, *scopes):
    """Yield while scopes are compared whole, and once more when the graph is walked."""
    yield
    walk(store, *scopes)
    yield


def names(found):
    return [candidate.record.document_id for candidate in found]


@every_kind
def test_a_walk_through_the_graph_finds_the_nearest(store):
    rows = rows_of(300)
    store.put(list(entries(rows)))
    walk(store)
    queries = admit_many(rows_of(40, seed=1), 40, DIMENSION, Similarity.COS)
    unit = np.stack(admit_many(rows, 300, DIMENSION, Similarity.COS))
    best = [f"crowd {int(np.argmax(unit @ query)):04}" for query in queries]
    found = [
        names(store.search(CROWD, query, 3, now=NOW))[:1] == [name] for query, name in zip(queries, best, strict=True)
    ]
    assert sum(found) >= 39
    many = store.search_many(CROWD, np.stack(queries), 3, now=NOW)
    assert sum(names(one)[:1] == [name] for one, name in zip(many, best, strict=True)) >= 39


@pytest.mark.parametrize("similarity", list(Similarity))
@pytest.mark.parametrize("kind", ["vector", "halfvec", "old"], indirect=True)
def test_scores_are_those_of_the_whole_vectors_however_the_graph_holds_them(opened, similarity):
    """Vectors that are not of unit length among them."""
    store = opened(similarity)
    rows = rows_of(50) * 3.0
    store.put(list(entries(rows, similarity=similarity)))
    walk(store)
    (query,) = admit_many(rows_of(1, seed=1), 1, DIMENSION, similarity)
    stored = admit_many(rows, 50, DIMENSION, similarity)
    expected = sorted((score(similarity, vector, query) for vector in stored), reverse=True)[:4]
    found = store.search(CROWD, query, 4, now=NOW)
    assert [one.score for one in found] == pytest.approx(expected, abs=2e-5)


@every_kind
def test_one_entry_of_a_scope_is_found_among_nearer_ones_of_another(store):
    """Whether or not the scope is taken for a large one: a walk that ends too early is followed by comparing."""
    rows = rows_of(400)
    store.put(list(entries(rows)))
    far = rows[0] + 4.0 * rows_of(1, seed=2)[0]
    store.put(list(entries(far[None], MINE)))
    for _ in each_way(store, MINE):
        assert names(store.search(MINE, rows[0], 8, now=NOW)) == ["mine 0000"]
        assert [names(one) for one in store.search_many(MINE, rows[:2], 8, now=NOW)] == [["mine 0000"]] * 2


@every_kind
def test_nearer_expired_entries_hide_no_live_one(store):
    rows = rows_of(60)
    near = rows[0] + 0.01 * rows_of(40, seed=3)
    store.put([*entries(rows), *entries(near, name="dead ", expires_at=NOW - 1.0)])
    for _ in each_way(store):
        assert names(store.search(CROWD, rows[0], 1, now=NOW)) == ["crowd 0000"]
        assert len(store.search(CROWD, rows[0], 8, now=NOW)) == 8


@every_kind
def test_a_row_that_cannot_be_read_hides_no_other(store, admin, name):
    rows = rows_of(20)
    store.put([*entries(rows), *entries(rows[:1], name="broken ")])
    with admin.connect() as connection:
        broken = sa.text(f"UPDATE hexcache_{name}_entries SET labels = '{{' WHERE digest = :key")
        connection.execute(broken, {"key": digest("broken crowd 0000")})
    for _ in each_way(store):
        assert names(store.search(CROWD, rows[0], 1, now=NOW)) == ["crowd 0000"]


@every_kind
def test_a_vector_without_an_entry_hides_no_other(store, admin, name):
    rows = rows_of(20)
    store.put([*entries(rows), *entries(rows[:1], name="lost ")])
    with admin.connect() as connection:
        gone = sa.text(f"DELETE FROM hexcache_{name}_entries WHERE digest = :key")
        connection.execute(gone, {"key": digest("lost crowd 0000")})
    for _ in each_way(store):
        assert names(store.search(CROWD, rows[0], 1, now=NOW)) == ["crowd 0000"]


@every_kind
def test_the_tables_take_no_zero_vector_and_no_other_dimension(store, admin, name):
    """Whoever writes it: by its distance a zero vector is near to everything, or to nothing."""
    table = f"hexcache_{name}_vectors"
    for count, value in ((DIMENSION, 0.0), (DIMENSION - 1, 1.0)):
        written = np.full(count, value, "<f4")
        text = "[" + ",".join(map(str, written.tolist())) + "]"
        vector = "VEC_FromText(:text)" if admin.dialect.name == "mariadb" else "CAST(CAST(:text AS TEXT) AS VECTOR)"
        insert = sa.text(f"INSERT INTO {table} (id, scope_id, embedding) VALUES (1, 1, {vector})")
        with pytest.raises(sa.exc.DBAPIError), admin.connect() as connection:
            connection.execute(insert, {"text": text})
    with admin.connect() as connection:
        assert connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar() == 0


@every_kind
def test_clearing_deleting_and_replacing_leave_no_vector_behind(store, admin, name):
    def count():
        with admin.connect() as connection:
            return connection.execute(sa.text(f"SELECT count(*) FROM hexcache_{name}_vectors")).scalar()

    rows = rows_of(6)
    store.put([*entries(rows), *entries(rows[:2], MINE)])
    (plain,) = entries(rows[:1])
    store.put([replace(plain, vector=None)])
    assert count() == 7
    assert names(store.search(CROWD, rows[0], 8, now=NOW))[0] != "crowd 0000"
    store.delete(["crowd 0001"])
    assert count() == 6
    store.clear(Selection(tenant="mine"))
    assert count() == 4
    store.put(list(entries(rows[:1], MINE, expires_at=NOW - 1.0)))
    assert store.purge(now=NOW) == 1
    assert count() == 4
    store.clear(Selection())
    assert count() == 0


@every_kind
def test_a_scope_that_was_cleared_by_another_process_is_empty_at_once(store, opened):
    rows = rows_of(30)
    store.put(list(entries(rows)))
    walk(store)
    assert len(store.search(CROWD, rows[0], 8, now=NOW)) == 8
    opened().clear(Selection())
    assert store.search(CROWD, rows[0], 8, now=NOW) == []
    store.put(list(entries(rows[:1])))
    assert names(store.search(CROWD, rows[0], 8, now=NOW)) == ["crowd 0000"]


def test_a_vector_that_stays_the_same_is_not_written_again(store, admin, name):
    """The graph would take it in once more, and leave a dead row behind."""

    def versions():
        with admin.connect() as connection:
            return connection.execute(sa.text(f"SELECT id, ctid::text FROM hexcache_{name}_vectors ORDER BY id")).all()

    first = list(entries(rows_of(3)))
    store.put(first)
    before = versions()
    store.put([replace(one, record=replace(one.record, value=b"new", expires_at=NOW + 9.0)) for one in first])
    store.touch(first[0].record.document_id, NOW + 90.0, now=NOW)
    assert versions() == before
    store.put(list(entries(rows_of(3, seed=1))))
    assert versions() != before


def test_the_planner_walks_though_its_statistics_know_nothing(store, admin, name):
    """They are empty right after a load, and a plan that reads the whole scope would be chosen by them."""
    store.put(list(entries(rows_of(300))))
    nearest = store._state.ready.searcher._nearest
    plans = {}
    for way in ("walk", "live"):
        statement = nearest.one(8, way).core.compile(dialect=admin.dialect)
        with admin.connect() as connection:
            params = {"vector": str([1.0] * DIMENSION), "this_scope": scope_key(CROWD), "now": NOW, "furthest": 1.0}
            plan = connection.exec_driver_sql(f"EXPLAIN {statement}", params).all()
        plans[way] = "\n".join(row[0] for row in plan)
    assert f"using hexcache_{name}_vectors_graph" in plans["walk"].lower()
    assert f"on hexcache_{name}_vectors_scope" in plans["live"]
    assert "Seq Scan" not in plans["walk"] + plans["live"]


def test_vectors_longer_than_an_index_takes_are_indexed_by_halves(opened):
    store = opened(dimension=2_100)
    rows = rows_of(5, dimension=2_100)
    store.put(list(entries(rows)))
    assert store.describe()["vectors"].startswith("halfvec")
    for _ in each_way(store):
        found = store.search(CROWD, rows[3], 2, now=NOW)
        assert names(found)[0] == "crowd 0003"
        assert found[0].score == pytest.approx(1.0, abs=1e-5)
    (page,) = store.scan(now=NOW)
    assert [one.vector.tolist() for one in page] == [one.vector.tolist() for one in entries(rows)]


def test_a_search_ends_in_time(opened, admin, name):
    store = opened(timeout=0.5, where=admin.url.set(query={}).render_as_string(hide_password=False))
    with admin.connect() as connection:
        connection.execution_options(isolation_level="READ COMMITTED")
        connection.execute(sa.text(f"LOCK TABLE hexcache_{name}_vectors IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(BackendTimeoutError, match="timeout"):
            store.search(CROWD, rows_of(1)[0], 1, now=NOW)
        connection.rollback()


@every_kind
def test_connections_of_an_engine_that_were_there_before_can_send_vectors(opened, url, kind):
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT 1"))
    store = opened(where=engine)
    rows = rows_of(20)
    store.put(list(entries(rows)))
    walk(store)
    assert names(store.search(CROWD, rows[7], 1, now=NOW)) == ["crowd 0007"]
    store.close()
    engine.dispose()


DRIVERS = {
    "psycopg": ("vector", "postgresql+psycopg"),
    "asyncpg": ("vector", "postgresql+asyncpg"),
    "asyncmy": ("mariadb", "mariadb+asyncmy"),
}


@pytest.mark.parametrize(("kind", "driver"), DRIVERS.values(), ids=DRIVERS, indirect=["kind"])
def test_every_async_driver_sends_and_reads_vectors(url, name, driver):
    where = sa.make_url(url).set(drivername=driver)
    if driver.endswith("asyncpg"):
        where = where.set(query={})
    rows = rows_of(30)
    with EventLoop() as loop, contextlib.ExitStack() as stack:
        engine = create_async_engine(where)
        stack.callback(lambda: loop.run(engine.dispose()))
        for source in (where, engine):
            task_store = AsyncSqlVectorStore(source, name, vectors="server")
            store = loop.sync(task_store)
            stack.callback(store.close)
            store.provision(Collection(DIMENSION))
            store.put(list(entries(rows)))
            walk(task_store)
            assert names(store.search(CROWD, rows[7], 1, now=NOW)) == ["crowd 0007"]
            assert [names(one) for one in store.search_many(CROWD, rows[3:5], 1, now=NOW)] == [
                ["crowd 0003"],
                ["crowd 0004"],
            ]
            read = [one.vector.tolist() for page in store.scan(now=NOW) for one in page]
            assert read == [one.vector.tolist() for one in entries(rows)]


def test_a_table_of_another_application_is_refused(opened, admin, name):
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE TABLE hexcache_{name}_vectors (id bigint, invoice text)"))
    with pytest.raises(SchemaMismatchError, match="somebody else's"):
        opened()
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP TABLE hexcache_{name}_vectors"))


def test_the_kind_and_the_reason_are_described(store, opened, server_url):
    about = store.describe()
    assert about["vectors"].startswith("vector: compared by the server")
    assert "HNSW graph" in about["index"]
    assert "width 40" in about["index"]


def test_without_the_extension_the_process_compares_and_says_why(server_url, name):
    url = server_url("postgres-plain")
    store = SqlVectorStore(url, name)
    store.provision(Collection(DIMENSION))
    assert "no pgvector" in store.describe()["vectors"]
    store.close()
    store = SqlVectorStore(url, fresh_name(), vectors="server")
    with pytest.raises(ConfigurationError, match="install its package"):
        store.provision(Collection(DIMENSION))
    store.close()


def test_a_user_who_may_not_make_the_extension_is_told_what_a_dba_must_run(admin, name):
    database, user = f"d{name}", f"u{name}"
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {database}")
        connection.exec_driver_sql(f"CREATE ROLE {user} LOGIN PASSWORD 'secret'")
    where = admin.url.set(query={}, database=database, username=user, password="secret")
    store = SqlVectorStore(where, name, vectors="server")
    with pytest.raises(ConfigurationError, match="CREATE EXTENSION vector") as error:
        store.provision(Collection(DIMENSION))
    store.close()
    assert "secret" not in str(error.value)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {database} WITH (FORCE)")
        connection.exec_driver_sql(f"DROP ROLE {user}")
