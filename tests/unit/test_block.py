"""The block ranks exactly as `domain.similarity` scores, whatever was written and removed before."""

from __future__ import annotations

import math
import sys
from threading import Event, Thread

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexcache.domain.block import VectorBlock
from hexcache.domain.similarity import Similarity, score

MEASURES = list(Similarity)
NOW = 1_000.0


def vectors(count, dimension=8, seed=0, similarity=Similarity.COS):
    """Return random rows, of unit length for `cos`, as the gate makes them."""
    rows = np.random.default_rng(seed).standard_normal((count, dimension), dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True) if similarity is Similarity.COS else rows


def filled(rows, similarity=Similarity.COS, ends=None):
    block = VectorBlock(rows.shape[1], similarity)
    block.put([f"id{number:06d}" for number in range(len(rows))], rows, ends or [None] * len(rows))
    return block


def oracle(rows, similarity, vector, limit, min_score=None):
    """Return what a search must find, by scoring every row of {id: vector} alone."""
    found = sorted((-score(similarity, row, vector), name) for name, row in rows.items())
    return [(name, -key) for key, name in found if min_score is None or -key >= min_score][:limit]


def agree(found, expected, tolerance=1e-5):
    """Return whether two rankings have the same scores, within rounding."""
    return len(found) == len(expected) and all(
        math.isclose(a, b, rel_tol=tolerance, abs_tol=tolerance) for (_, a), (_, b) in zip(found, expected, strict=True)
    )


@pytest.mark.parametrize("similarity", MEASURES)
@pytest.mark.parametrize("count", [1, 7, 40, 3_000])
@pytest.mark.parametrize("limit", [1, 8, 64])
def test_top_returns_what_scoring_every_row_alone_returns(similarity, count, limit):
    rows = vectors(count, similarity=similarity)
    vector = vectors(1, seed=9, similarity=similarity)[0]
    named = {f"id{number:06d}": row for number, row in enumerate(rows)}
    assert agree(filled(rows, similarity).top(vector, limit, NOW), oracle(named, similarity, vector, limit))


@pytest.mark.parametrize("similarity", MEASURES)
@pytest.mark.parametrize("limit", [1, 8, 64])
@pytest.mark.parametrize("rank", [0, 3, 30, 700])
def test_min_score_keeps_the_rows_that_reach_it_and_no_other(similarity, limit, rank):
    rows = vectors(900, similarity=similarity)
    vector = vectors(1, seed=9, similarity=similarity)[0]
    named = {f"id{number:06d}": row for number, row in enumerate(rows)}
    least = oracle(named, similarity, vector, 900)[rank][1] - 1e-6
    found = filled(rows, similarity).top(vector, limit, NOW, least)
    assert agree(found, oracle(named, similarity, vector, limit, least))


@pytest.mark.parametrize("least", [-1e300, -1.0, 0.0, 1e-300, 1e300, math.inf, -math.inf, math.nan])
@pytest.mark.parametrize("similarity", MEASURES)
def test_any_float_is_a_min_score(similarity, least):
    rows = vectors(20, similarity=similarity)
    named = {f"id{number:06d}": row for number, row in enumerate(rows)}
    found = filled(rows, similarity).top(rows[0], 20, NOW, least)
    assert agree(found, oracle(named, similarity, rows[0], 20, least))


@pytest.mark.parametrize("dimension", [3, 8, 383, 384])
@pytest.mark.parametrize("similarity", MEASURES)
def test_equal_vectors_score_equal_and_come_by_id(similarity, dimension):
    row = vectors(1, dimension, similarity=similarity)
    block = VectorBlock(dimension, similarity)
    names = [f"id{number}" for number in (5, 3, 9, 1, 7, 2, 8, 4, 6, 0)]
    block.put(names, np.repeat(row, len(names), axis=0), [None] * len(names))
    found = block.top(row[0], 4, NOW)
    assert [name for name, _ in found] == ["id0", "id1", "id2", "id3"]
    assert len({value for _, value in found}) == 1


@pytest.mark.parametrize("similarity", MEASURES)
def test_a_vector_scores_itself_as_identical(similarity):
    row = vectors(1, 384, similarity=similarity)
    block = filled(row, similarity)
    assert block.top(row[0], 1, NOW)[0][1] == pytest.approx(score(similarity, row[0], row[0]), abs=1e-6, rel=1e-6)


def test_l2_keeps_its_digits_for_long_vectors_that_are_nearly_equal():
    base = np.full((1, 64), 1_000.0, np.float32)
    near, far = base.copy(), base.copy()
    near[0, 0] += 0.01
    far[0, 0] += 0.02
    block = VectorBlock(64, Similarity.L2)
    block.put(["far", "near"], np.concatenate([far, near]), [None, None])
    found = block.top(base[0], 2, NOW)
    assert [name for name, _ in found] == ["near", "far"]
    assert found[0][1] == pytest.approx(score(Similarity.L2, near[0], base[0]))


@pytest.mark.parametrize("limit", [1, 3])
def test_expired_rows_take_no_place_among_the_limit(limit):
    rows = vectors(50)
    block = filled(rows, ends=[NOW if number < 45 else NOW + 1 for number in range(50)])
    named = {f"id{number:06d}": rows[number] for number in range(45, 50)}
    assert agree(block.top(rows[0], limit, NOW), oracle(named, Similarity.COS, rows[0], limit))


def test_a_row_lives_until_just_before_its_end():
    block = filled(vectors(1), ends=[NOW])
    assert block.top(vectors(1)[0], 1, NOW - 1e-3)
    assert not block.top(vectors(1)[0], 1, NOW)


def test_touch_moves_the_end_of_one_row():
    block = filled(vectors(2), ends=[NOW, NOW])
    assert block.touch("id000001", NOW + 5)
    assert [name for name, _ in block.top(vectors(2)[0], 2, NOW)] == ["id000001"]


def test_touch_of_an_unknown_id_changes_nothing():
    assert not filled(vectors(1)).touch("other", NOW)


def test_expired_names_rows_whose_life_is_over_and_not_removed_ones():
    block = filled(vectors(3), ends=[NOW, NOW, NOW + 1])
    block.remove(["id000000"])
    assert block.expired(NOW) == ["id000001"]


def test_replacing_an_entry_with_the_same_vector_moves_its_end():
    block = filled(vectors(2))
    block.put(["id000000"], vectors(2)[:1], [NOW])
    assert len(block) == 2
    assert [name for name, _ in block.top(vectors(2)[0], 2, NOW)] == ["id000001"]


def test_the_last_of_equal_ids_in_one_put_wins():
    rows = vectors(2)
    block = VectorBlock(8, Similarity.COS)
    block.put(["a", "a"], rows, [None, None])
    assert len(block) == 1
    assert block.top(rows[1], 2, NOW) == [("a", pytest.approx(1.0))]


def test_clear_leaves_a_block_that_can_be_filled_again():
    block = filled(vectors(30))
    block.clear()
    assert len(block) == 0
    assert block.top(vectors(1)[0], 3, NOW) == []
    block.put(["a"], vectors(1), [None])
    assert [name for name, _ in block.top(vectors(1)[0], 3, NOW)] == ["a"]


@pytest.mark.parametrize("similarity", MEASURES)
def test_a_vector_that_is_not_finite_is_near_nothing(similarity):
    rows = vectors(40, similarity=similarity)
    block = filled(rows, similarity)
    bad = np.full((2, 8), np.nan, np.float32)
    bad[1] = np.inf
    block.put(["id000003", "new"], bad, [None, None])
    found = block.top(rows[3], 64, NOW)
    assert len(found) == len(block) == 39
    assert all(math.isfinite(value) for _, value in found)


@pytest.mark.parametrize("limit", [1, 8, 64])
def test_a_question_that_is_not_a_number_finds_nothing(limit):
    block = filled(vectors(2_000))
    assert block.top(np.full(8, np.nan, np.float32), limit, NOW) == []
    assert block.top(np.full(8, np.nan, np.float32), limit, NOW, 0.5) == []


@pytest.mark.parametrize("similarity", MEASURES)
@pytest.mark.parametrize("least", [None, 0.3])
def test_top_many_returns_what_top_returns_for_each_row(similarity, least):
    rows = vectors(500, 32, similarity=similarity)
    questions = vectors(20, 32, seed=5, similarity=similarity)
    block = filled(rows, similarity)
    many = block.top_many(questions, 8, NOW, least)
    assert [[name for name, _ in found] for found in many] == [
        [name for name, _ in block.top(question, 8, NOW, least)] for question in questions
    ]


def test_top_many_of_no_question_is_empty():
    assert filled(vectors(3)).top_many(np.empty((0, 8), np.float32), 3, NOW) == []


NAMES = st.sampled_from([f"n{number}" for number in range(12)])
ENDS = st.sampled_from([None, 10.0, 20.0])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.lists(NAMES, min_size=1, max_size=6), st.sampled_from([None, 10.0, 20.0])),
        st.tuples(st.just("touch"), NAMES, ENDS),
        st.tuples(st.just("remove"), st.lists(NAMES, max_size=6), st.none()),
    ),
    max_size=40,
)


@given(steps=STEPS, similarity=st.sampled_from(MEASURES), seed=st.integers(0, 99))
def test_after_any_writes_a_block_finds_what_a_dictionary_would(steps, similarity, seed):
    random = np.random.default_rng(seed)
    block, rows, ends = VectorBlock(4, similarity), {}, {}
    for kind, names, end in steps:
        if kind == "put":
            batch = vectors(len(names), 4, int(random.integers(20)), similarity)
            block.put(names, batch, [end] * len(names))
            rows |= dict(zip(names, batch, strict=True))
            ends |= dict.fromkeys(names, end)
        elif kind == "touch":
            assert block.touch(names, end) == (names in rows)
            ends |= {names: end} if names in rows else {}
        else:
            assert block.remove(names) == len({name for name in names if name in rows})
            rows = {name: row for name, row in rows.items() if name not in names}
    live = {name: row for name, row in rows.items() if ends[name] is None or ends[name] > 15.0}
    assert len(block) == len(rows)
    vector = vectors(1, 4, 7, similarity)[0]
    assert agree(block.top(vector, 5, 15.0), oracle(live, similarity, vector, 5))


def test_memory_stays_in_proportion_when_rows_are_replaced_for_ever():
    block = filled(vectors(100))
    for turn in range(200):
        block.put([f"id{number:06d}" for number in range(100)], vectors(100, seed=turn), [None] * 100)
    assert len(block) == 100
    assert block.nbytes <= 3 * 100 * (8 * 4 + 8)


def test_a_search_beside_writes_always_finds_an_entry_that_is_never_gone():
    rows, done, missed = vectors(400, 32), Event(), []
    block = filled(rows)
    block.put(["kept"], vectors(1, 32, seed=1), [None])

    def search():
        while not done.is_set():
            found = block.top(vectors(1, 32, seed=1)[0], 401, NOW)
            missed.extend(["kept"] if "kept" not in {name for name, _ in found} else [])

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    readers = [Thread(target=search) for _ in range(3)]
    try:
        for reader in readers:
            reader.start()
        for turn in range(300):
            block.put(["kept", f"new{turn}"], vectors(2, 32, seed=turn), [None, None])
            block.remove([f"new{turn - 5}", f"id{turn:06d}"])
    finally:
        done.set()
        for reader in readers:
            reader.join()
        sys.setswitchinterval(interval)
    assert not missed
