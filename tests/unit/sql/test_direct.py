"""Queries as text for a driver: only where it takes and gives everything as it is."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.mysql.pymysql import MySQLDialect_pymysql
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from hexcache.adapters.outbound.sql.statement import Statement

TABLE = sa.table("t", sa.column("a", sa.LargeBinary), sa.column("b", sa.Double), sa.column("c", sa.Numeric))
PLAIN = sa.select(TABLE.c.a).where(TABLE.c.b > sa.bindparam("low"), TABLE.c.a == sa.bindparam("key"))


def test_parameters_go_by_name_where_the_driver_knows_names():
    direct = Statement(PLAIN).direct(PGDialect_psycopg())
    assert "%(low)s" in direct.text
    assert direct.given({"low": 1.0, "key": b"k", "more": 0})["key"] == b"k"


def test_parameters_go_in_their_order_where_it_does_not():
    direct = Statement(PLAIN).direct(MySQLDialect_pymysql())
    assert direct.text.count("%s") == 2
    assert direct.given({"key": b"k", "low": 1.0}) == (1.0, b"k")


@pytest.mark.parametrize(
    "query",
    [
        sa.select(TABLE.c.c),
        sa.select(TABLE.c.a).where(TABLE.c.b > 5.0),
        sa.select(TABLE.c.a).where(
            TABLE.c.a == sa.func.any(sa.bindparam("keys", type_=postgresql.ARRAY(sa.LargeBinary)))
        ),
    ],
    ids=["a result to convert", "a value of its own", "a parameter to convert"],
)
def test_sqlalchemy_runs_what_has_to_be_converted(query):
    assert Statement(query).direct(PGDialect_psycopg()) is None


def test_sqlalchemy_runs_everything_for_a_driver_with_rules_of_its_own():
    assert Statement(PLAIN).direct(PGDialect_asyncpg()) is None
