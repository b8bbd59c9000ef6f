"""The gate refuses every vector that would harm a store, and the codec notices every changed byte."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from hexcache.domain.errors import CorruptEntryError, InvalidInputError
from hexcache.domain.similarity import Similarity
from hexcache.domain.vectors import admit, admit_many, decode_vector, encode_vector, stack

MEASURES = list(Similarity)
NORMAL = hnp.arrays(np.float32, st.integers(1, 300), elements=st.floats(-1e3, 1e3, width=32)).filter(
    lambda array: float(np.abs(array).max()) > 1e-3
)
BYTES = hnp.arrays(np.float32, st.integers(0, 20), elements=st.floats(width=32, allow_nan=False))


@pytest.mark.parametrize("similarity", MEASURES)
@given(vector=NORMAL)
def test_what_passes_is_float32_contiguous_read_only_and_its_own(similarity, vector):
    passed = admit(vector, len(vector), similarity)
    assert passed.dtype == np.dtype("<f4")
    assert passed.shape == vector.shape
    assert passed.flags.c_contiguous
    assert not passed.flags.writeable
    assert not np.shares_memory(passed, vector)


@given(NORMAL)
def test_for_cosine_it_is_made_unit_length_in_its_own_direction(vector):
    passed = admit(vector, None, Similarity.COS).astype(np.float64)
    wide = vector.astype(np.float64)
    assert np.linalg.norm(passed) == pytest.approx(1.0, abs=1e-6)
    assert passed == pytest.approx(wide / np.linalg.norm(wide), abs=1e-6)


@pytest.mark.parametrize("dimension", [384, 4_096, 65_535])
@pytest.mark.parametrize("length", [1e-8, 1.0, 1.0 + 4e-6, 1e8])
def test_large_vectors_are_of_unit_length_too(dimension, length):
    vector = np.random.default_rng(dimension).standard_normal(dimension)
    vector = (vector / np.linalg.norm(vector) * length).astype(np.float32)
    assert np.linalg.norm(admit(vector, None, Similarity.COS).astype(np.float64)) == pytest.approx(1.0, abs=2e-6)


@pytest.mark.parametrize("similarity", [Similarity.DOT, Similarity.L2])
@given(vector=NORMAL)
def test_for_the_other_measures_its_length_is_kept(similarity, vector):
    assert admit(vector, None, similarity).tolist() == vector.tolist()


@pytest.mark.parametrize("similarity", MEASURES)
@given(vector=NORMAL)
def test_what_passed_passes_again_unchanged_and_at_once(similarity, vector):
    passed = admit(vector, None, similarity)
    assert admit(passed, len(vector), similarity) is passed


def test_a_stamp_for_one_measure_is_none_for_another():
    passed = admit([3.0, 4.0], 2, Similarity.DOT)
    assert admit(passed, 2, Similarity.COS).tolist() == pytest.approx([0.6, 0.8])


def test_what_is_derived_from_an_admitted_vector_has_no_stamp():
    passed = admit([3.0, 4.0], 2, Similarity.COS)
    with pytest.raises(InvalidInputError):
        admit(passed * 0.0, 2, Similarity.COS)
    with pytest.raises(InvalidInputError):
        admit(passed[:1], 2, Similarity.COS)


@given(
    st.integers(1, 5).flatmap(
        lambda size: st.lists(st.lists(st.floats(0.5, 2.0), min_size=size, max_size=size), max_size=4)
    )
)
def test_many_pass_as_each_passes_alone(rows):
    passed = admit_many(rows, len(rows), None, Similarity.COS)
    assert [one.tolist() for one in passed] == [admit(row, None, Similarity.COS).tolist() for row in rows]


REFUSED = {
    "empty": [],
    "zero": [0.0, 0.0, 0.0],
    "minus zero": [-0.0, 0.0, 0.0],
    "NaN": [1.0, math.nan, 0.0],
    "infinity": [1.0, math.inf, 0.0],
    "minus infinity": [1.0, -math.inf, 0.0],
    "opposite infinities": [math.inf, -math.inf, 0.0],
    "a norm that overflows float32": [2e19, 2e19, 0.0],
    "a number that overflows float32": [1e39, 0.0, 0.0],
    "a number that overflows float64": [10**400, 0.0, 0.0],
    "a norm that is zero in float32": [1e-30, 1e-30, 0.0],
    "a number that is zero in float32": [1e-46, 0.0, 0.0],
    "too short": [1.0, 2.0],
    "too long": [1.0, 2.0, 3.0, 4.0],
    "a matrix": [[1.0, 2.0, 3.0]],
    "a number": 1.0,
    "nothing": None,
    "text": "abc",
    "texts": ["1", "2", "3"],
    "truth values": [True, False, True],
    "complex numbers": [1j, 2.0, 3.0],
    "a hole": [1.0, None, 3.0],
    "ragged rows": [[1.0], [2.0, 3.0]],
    "a mapping": {1: 2.0},
    "a generator": (value for value in (1.0, 2.0, 3.0)),
    "dates": np.array(["2020-01-01"] * 3, dtype="datetime64[D]"),
    "bytes": b"\x00" * 12,
}


@pytest.mark.parametrize("similarity", MEASURES)
@pytest.mark.parametrize("vector", REFUSED.values(), ids=REFUSED)
@pytest.mark.filterwarnings("error")
def test_what_would_harm_a_store_is_refused(similarity, vector):
    with pytest.raises(InvalidInputError):
        admit(vector, 3, similarity)


@pytest.mark.parametrize("similarity", MEASURES)
@given(
    vector=hnp.arrays(
        st.sampled_from([np.float16, np.float32, np.float64, np.int8, np.int64, np.uint64]), st.integers(0, 6)
    )
)
def test_what_passes_has_a_finite_direction(similarity, vector):
    """Whatever bits an array holds, what the gate lets in can be compared with anything."""
    try:
        passed = admit(vector, None, similarity)
    except InvalidInputError:
        return
    squared = float(np.dot(passed, passed))
    assert math.isfinite(squared)
    assert float(np.linalg.norm(passed.astype(np.float64))) > 1e-13
    assert np.isfinite(passed).all()


def test_more_numbers_than_a_stored_vector_can_have_are_refused():
    with pytest.raises(InvalidInputError, match="65535"):
        admit(np.ones(65_536), None, Similarity.COS)


@pytest.mark.parametrize("dtype", [">f4", "<f8", "f2", "i8", "u1", "longdouble"])
def test_any_real_type_and_any_layout_is_taken(dtype):
    numbers = np.array([[3, 9], [0, 9], [4, 9]], dtype=dtype)[:, 0]
    assert admit(numbers, 3, Similarity.COS).tolist() == pytest.approx([0.6, 0.0, 0.8])


@pytest.mark.parametrize(
    ("vectors", "count"), [([[1.0]], 2), ([[1.0], [2.0]], 1), ([1.0], 1), ([[1.0], [1.0, 2.0]], 2), (None, 1)]
)
def test_another_number_of_vectors_is_refused(vectors, count):
    with pytest.raises(InvalidInputError):
        admit_many(vectors, count, None, Similarity.COS)


def test_one_bad_vector_among_many_is_refused():
    with pytest.raises(InvalidInputError):
        admit_many([[1.0, 2.0], [0.0, 0.0]], 2, 2, Similarity.DOT)


@given(BYTES)
def test_a_vector_survives_its_encoding_bit_by_bit(vector):
    decoded = decode_vector(encode_vector(vector), len(vector))
    assert decoded.tobytes() == vector.tobytes()
    assert decoded.dtype == np.dtype("<f4")
    assert not decoded.flags.writeable


@given(BYTES, st.data())
def test_any_changed_byte_is_noticed(vector, data):
    blob = bytearray(encode_vector(vector))
    at = data.draw(st.integers(0, len(blob) - 1))
    blob[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CorruptEntryError):
        decode_vector(bytes(blob))


@given(BYTES, st.data())
def test_a_vector_that_was_cut_or_continued_is_noticed(vector, data):
    blob = encode_vector(vector)
    shorter = blob[: data.draw(st.integers(0, len(blob) - 1))]
    for changed in (shorter, blob + data.draw(st.binary(min_size=1, max_size=8))):
        with pytest.raises(CorruptEntryError):
            decode_vector(changed)


@given(st.binary(max_size=64))
def test_bytes_of_anything_else_are_no_vector(blob):
    with pytest.raises(CorruptEntryError):
        decode_vector(blob, 3)


def test_a_vector_of_another_dimension_is_refused():
    with pytest.raises(CorruptEntryError, match="dimension"):
        decode_vector(encode_vector(np.ones(3, np.float32)), 4)


def test_the_stored_form_is_twelve_bytes_and_the_numbers():
    """Written down once, because what older versions stored must stay readable."""
    blob = encode_vector(np.array([1.0, -2.0], np.float32))
    assert blob.hex(" ", 4) == "68760101 02000000 2b21a281 0000803f 000000c0"


def test_stacking_nothing_gives_no_rows():
    assert stack([], 5).shape == (0, 5)
    assert stack([np.ones(5, np.float32)], 5).shape == (1, 5)
