from __future__ import annotations

import pytest
from redis import exceptions as driver

from hexcache.adapters.outbound.redis import statements
from hexcache.adapters.outbound.redis.places import Place
from hexcache.adapters.outbound.redis.refusals import refusal
from hexcache.adapters.outbound.redis.settings import IndexSettings
from hexcache.adapters.outbound.redis.statements import Facts, Layout
from hexcache.adapters.outbound.redis.talk import Topology
from hexcache.adapters.outbound.redis.talks.provisioning import check_layout, choose, new_layout
from hexcache.domain.collection import Collection
from hexcache.domain.errors import ConfigurationError, SchemaMismatchError
from hexcache.domain.similarity import Similarity

STACK = Facts("redis 7.4.1", "2.10.5", vector_sets=False)
EIGHT = Facts("redis 8.2.3", "2.10.5", vector_sets=True)
SETS = Facts("redis 8.0.2", "", vector_sets=True)
VALKEY = Facts("valkey 8.1.1", "", vector_sets=False)
UNKNOWN = refusal(driver.ResponseError("unknown command 'FT._LIST'"))
NOPERM = refusal(driver.NoPermissionError("no permission"))
INFO = b"# Server\r\nredis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.1\r\n"


@pytest.mark.parametrize(
    ("facts", "measure", "kind", "why"),
    [
        (STACK, Similarity.L2, "query_engine", "2.10.5"),
        (EIGHT, Similarity.COS, "query_engine", "2.10.5"),
        (SETS, Similarity.COS, "vector_set", "no query engine"),
        (SETS, Similarity.DOT, "scan", "'dot'"),
        (VALKEY, Similarity.COS, "scan", "neither"),
    ],
)
def test_auto_takes_what_the_server_has_and_the_measure_allows_and_says_why(facts, measure, kind, why):
    chosen, because = choose("auto", facts, measure)
    assert chosen == kind
    assert why in because


@pytest.mark.parametrize(("kind", "facts"), [("query_engine", SETS), ("vector_set", STACK), ("query_engine", VALKEY)])
def test_a_kind_that_the_server_lacks_is_refused_with_its_name(kind, facts):
    with pytest.raises(ConfigurationError, match=facts.server):
        choose(kind, facts, Similarity.COS)


def test_a_new_collection_gets_a_partition_for_each_primary_of_a_cluster_only():
    primaries = tuple(Place(b"", slot) for slot in range(5))
    for cluster, asked, expected in ((True, None, 5), (False, None, 1), (True, 2, 2), (False, 3, 3)):
        layout, _ = new_layout(IndexSettings(partitions=asked), EIGHT, Collection(3), Topology(primaries, cluster))
        assert layout.partitions == expected


def test_the_record_of_a_collection_comes_back():
    collection, layout = Collection(3, Similarity.L2, "p", "m"), Layout("vector_set", "", "q8", 4)
    text = statements.encode_collection(collection, layout)
    assert statements.parse_collection(text.encode(), "c") == (collection, layout)


@pytest.mark.parametrize("reply", [b"", b"{}", b"\xff", None, b"[]"])
def test_a_record_that_cannot_be_read_is_a_configuration_error(reply):
    with pytest.raises(ConfigurationError, match="'c'"):
        statements.parse_collection(reply, "c")


def test_a_record_of_another_version_is_refused():
    text = statements.encode_collection(Collection(3), Layout("scan", "", "", 1)).replace(
        '"version": 1', '"version": 2'
    )
    with pytest.raises(ConfigurationError, match="version 2"):
        statements.parse_collection(text.encode(), "c")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (IndexSettings(index="scan"), "index is 'vector_set' there and 'scan' here"),
        (IndexSettings(quantization="bin"), "quantization is 'none' there and 'bin' here"),
        (IndexSettings(partitions=2), "partitions is 1 there and 2 here"),
    ],
)
def test_a_collection_that_is_kept_in_another_way_is_refused(settings, words):
    with pytest.raises(SchemaMismatchError, match=words):
        check_layout(Layout("vector_set", "", "none", 1), settings, EIGHT, "c")


def test_a_collection_that_moved_to_a_server_without_its_kind_is_refused():
    with pytest.raises(ConfigurationError, match=r"valkey 8\.1\.1"):
        check_layout(Layout("vector_set", "", "none", 1), IndexSettings(), VALKEY, "c")


@pytest.mark.parametrize(
    ("replies", "facts"),
    [
        ([INFO, [], UNKNOWN, b"db=0", UNKNOWN], Facts("valkey 8.1.1", "", vector_sets=False)),
        ([b"redis_version:8.2.3", [[b"name", b"search", b"ver", 21005]], [], b"id=1 db=0", 0], EIGHT),
        (
            [b"redis_version:8.2.3", [{b"name": b"search", b"ver": 80_200}], [], NOPERM, 0],
            Facts("redis 8.2.3", "8.2.0", vector_sets=True),
        ),
        ([b"redis_version:8.2.3", NOPERM, [], NOPERM, UNKNOWN], Facts("redis 8.2.3", "unknown", vector_sets=False)),
    ],
)
def test_servers_are_told_apart_by_what_they_answer(replies, facts):
    assert statements.parse_server(replies) == facts


def test_what_the_user_may_not_use_is_said():
    facts = statements.parse_server([NOPERM] * 5)
    assert (facts.query_engine, facts.vector_sets, len(facts.obstacles)) == ("", False, 2)


def test_the_query_engine_is_not_there_in_another_database():
    facts = statements.parse_server([b"redis_version:8.2.3", [], [], b"id=7 db=12 sub=0", 0])
    assert (facts.query_engine, facts.vector_sets) == ("", True)
    assert "database 12" in choose("auto", facts, Similarity.COS)[1]


def test_the_record_itself_may_answer_for_vector_sets():
    wrong = refusal(driver.ResponseError("WRONGTYPE Operation against a key holding the wrong kind of value"))
    assert statements.parse_server([b"", [], UNKNOWN, b"", wrong]).vector_sets


@pytest.mark.parametrize("text", [b"plain", b"a*b?[c]\\d^"])
def test_a_pattern_means_its_text(text):
    import fnmatch

    pattern = statements.literal_pattern(text)
    assert pattern.endswith(b"*")
    assert pattern[:-1].replace(b"\\", b"") == text.replace(b"\\", b"")
    assert fnmatch.fnmatchcase("plainly", "plain*")
