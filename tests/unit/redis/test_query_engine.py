from __future__ import annotations

import numpy as np
import pytest

from hexcache.adapters.outbound.redis import query_engine as engine
from hexcache.adapters.outbound.redis.places import partition_places
from hexcache.adapters.outbound.redis.planner import Way
from hexcache.adapters.outbound.redis.query_engine import Graph
from hexcache.domain.collection import Collection
from hexcache.domain.entry import Entry, Record, Selection
from hexcache.domain.scope import Scope
from hexcache.domain.similarity import Similarity

(PLACE,) = partition_places("hexcache", "c", 1)
RECORD = Record("aa-bb", "a question", b"\x00\xff", 1.5, 9.0, 7.5, ("t", "u"), {"k": "v"})
FIELDS = {b"q": b"a question", b"v": b"\x00\xff", b"c": b"1.5", b"x": b"9.0", b"l": b"7.5"}
ROW = {b"__key": PLACE.stem + b"d:aa-bb", b"d": b"0.25", **FIELDS, b"t": b'[["t","u"],{"k":"v"}]'}


def reply2(*rows):
    return [len(rows), *([part for pair in row.items() for part in pair] if row else row for row in rows)]


def reply3(*rows):
    return {b"total_results": len(rows), b"results": [{b"extra_attributes": row, b"values": []} for row in rows]}


both_protocols = pytest.mark.parametrize("reply", [reply2, reply3], ids=["RESP2", "RESP3"])


@both_protocols
def test_a_row_is_read_back_as_the_record_with_its_score(reply):
    found = engine.parse_found(reply(ROW), PLACE, Similarity.COS, 0.0, None)
    assert [(one.record, one.score) for one in found.live] == [(RECORD, 0.75)]


@both_protocols
def test_rows_that_are_gone_over_or_unreadable_are_counted_and_left_out(reply):
    rows = [ROW, None, {**ROW, b"x": b"2.0"}, {**ROW, b"c": b"never"}, {**ROW, b"d": b"nan"}, {b"d": b"0.1"}]
    found = engine.parse_found(reply(*rows), PLACE, Similarity.COS, 3.0, None)
    assert (len(found.live), found.rows) == (1, 6)


def test_a_row_below_the_minimum_is_left_out():
    assert engine.parse_found(reply2(ROW), PLACE, Similarity.COS, 0.0, 0.76).live == []
    assert len(engine.parse_found(reply2(ROW), PLACE, Similarity.COS, 0.0, 0.75).live) == 1


@pytest.mark.parametrize(
    ("measure", "distance", "score"),
    [
        (Similarity.COS, 0.25, 0.75),
        (Similarity.COS, -1.19e-07, 1.0),
        (Similarity.COS, 2.0000001, -1.0),
        (Similarity.DOT, -2.0, 3.0),
        (Similarity.L2, 3.0, 0.25),
        (Similarity.L2, 0.0, 1.0),
    ],
)
def test_distances_become_scores_on_the_common_scale(measure, distance, score):
    assert engine.score(measure, distance) == pytest.approx(score)


@pytest.mark.parametrize("measure", list(Similarity))
@pytest.mark.parametrize("score", [0.9, 0.5, 0.2, 0.01])
def test_the_farthest_distance_still_reaches_the_minimum(measure, score):
    distance = engine.farthest(measure, score)
    assert engine.score(measure, distance) <= score
    assert engine.score(measure, distance) == pytest.approx(score, abs=1e-5)


@pytest.mark.parametrize(("measure", "minimum"), [(Similarity.L2, 0.0), (Similarity.L2, -1.0), (Similarity.COS, None)])
def test_a_minimum_that_everything_reaches_is_none(measure, minimum):
    assert engine.farthest(measure, minimum) is None


def test_a_negative_distance_is_written_as_the_filter_reads_it():
    command = engine.search(PLACE, "aa", b"v", 1, Way(""), -2.5)
    assert command[command.index(b"FILTER") + 1] == "@d<=-2.500000000"


def test_a_scope_is_in_the_query_and_behind_it_where_it_is_the_only_one():
    assert engine.search(PLACE, "aa", b"v", 7, Way("=>{x}"), None)[2] == "(@k:{aa})=>[KNN 7 @b $b AS d]=>{x}"
    alone = engine.search(PLACE, "aa", b"v", 7, Way("", alone=True), None)
    assert alone[2] == "*=>[KNN 7 @b $b AS d]"
    assert alone[alone.index(b"FILTER") + 1] == '@k=="aa"'


def test_nothing_that_a_caller_names_stands_in_a_query():
    hostile = "*|{a} @k:[b] \U0001f600"
    query = engine.condition(Selection(hostile, hostile, Scope(hostile, hostile, hostile), hostile))
    assert set(query) <= set("@kemg:{} 0123456789abcdef")
    assert len(query.split()) == 4


def test_a_selection_without_conditions_is_everything():
    assert engine.condition(Selection()) == "*"
    assert engine.condition(Selection(tenant="")) != "*"


def test_a_put_replaces_document_and_lifetime_in_one_transaction():
    entry = Entry(RECORD, Scope("t"), np.ones(2, np.float32))
    names = [command[0] for command in engine.put(PLACE, b"aa-bb", entry)]
    assert names == [b"MULTI", b"UNLINK", b"HSET", b"PEXPIREAT", b"SADD", b"EXEC"]
    endless = Entry(Record("aa-bb", "q", b"v", 1.5), Scope("t"))
    commands = engine.put(PLACE, b"aa-bb", endless)
    assert b"PEXPIREAT" not in [command[0] for command in commands]
    assert b"b" not in commands[2][2::2]


def test_an_index_is_made_for_the_measure_and_the_algorithm():
    collection = Collection(5, Similarity.L2)
    hnsw = engine.create(PLACE, collection, Graph("hnsw", 16, 200, 24))
    flat = engine.create(PLACE, collection, Graph("flat", 16, 200, 24))
    assert b"L2" in hnsw
    assert hnsw[hnsw.index("HNSW") + 1] == len(hnsw) - hnsw.index("HNSW") - 2 == 12
    assert flat[flat.index("FLAT") + 1] == len(flat) - flat.index("FLAT") - 2 == 6


def test_keys_and_numbers_are_read_in_both_protocols():
    assert engine.parse_selected([2, b"a", b"b"]) == [b"a", b"b"]
    assert engine.parse_selected({b"results": [{b"id": b"a"}, {b"id": b"b"}]}) == [b"a", b"b"]
    assert engine.parse_size([7]) == engine.parse_size({b"total_results": 7}) == 7
    assert engine.parse_documents([b"num_docs", b"12"]) == engine.parse_documents({b"num_docs": 12}) == 12


@both_protocols
def test_an_entry_is_read_back_with_scope_and_vector(reply):
    vector = np.arange(3, dtype=np.float32)
    row = {**ROW, b"s": b'["t","m","\\ud83d"]', b"b": vector.tobytes()}
    (entry,) = engine.parse_entries(reply(row), PLACE, 3, 0.0)
    assert (entry.record, entry.scope) == (RECORD, Scope("t", "m", "\ud83d"))
    assert entry.vector.tolist() == [0.0, 1.0, 2.0]
    assert engine.parse_entries(reply(row), PLACE, 4, 0.0) == []
    assert engine.parse_entries(reply({**row, b"s": b"[]]"}), PLACE, 3, 0.0) == []
