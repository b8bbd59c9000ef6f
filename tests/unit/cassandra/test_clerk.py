"""Definitions that a server refuses: an older one, or one without vector indexes, is named."""

from __future__ import annotations

import pytest
from cassandra import AlreadyExists, InvalidRequest
from cassandra.protocol import ConfigurationException, SyntaxException

from hexcache.adapters.outbound.cassandra.clerk import Clerk
from hexcache.domain.errors import BackendError, ConfigurationError


class OldServer:
    """A session on a server that refuses every definition."""

    def __init__(self, refusal):
        self._refusal = refusal

    def prepare(self, cql):
        return type("Prepared", (), {"cql": cql})()

    def execute(self, statement, values=None, timeout=None):
        if hasattr(statement, "cql"):
            return [("4.1.9",)]
        raise self._refusal


@pytest.mark.parametrize(
    "refusal",
    [
        ConfigurationException(0x2300, "Unable to find compaction strategy class 'UnifiedCompactionStrategy'", None),
        SyntaxException(0x2000, "line 1:5 no viable alternative at input 'vector<float, 8>'", None),
        InvalidRequest("Unknown type keyspace.vector"),
    ],
    ids=lambda refusal: type(refusal).__name__,
)
def test_a_server_that_cannot_have_our_tables_is_named_with_the_release_that_is_needed(refusal):
    with pytest.raises(ConfigurationError, match=r"Cassandra 5\.0 or newer.*'4\.1\.9'") as caught:
        Clerk(OldServer(refusal)).define("CREATE TABLE t")
    assert caught.value.__cause__ is refusal


def test_another_failure_says_nothing_of_releases():
    with pytest.raises(BackendError) as caught:
        Clerk(OldServer(AlreadyExists(keyspace="k", table="t"))).define("CREATE TABLE t")
    assert "5.0" not in str(caught.value)
