"""Scores: one scale, equal to a float64 reference, and a threshold that only ever takes hits away."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from hexcache.domain.errors import ConfigurationError, InvalidInputError
from hexcache.domain.similarity import (
    Similarity,
    clamp_cosine,
    from_cosine_distance,
    from_half_cosine,
    from_squared_distance,
    require_threshold,
    score,
    scores,
)
from hexcache.domain.vectors import admit
from hexcache.testing.samples import reference_score

MEASURES = list(Similarity)
NUMBERS = st.floats(-10.0, 10.0, width=32)


@st.composite
def matrices(draw):
    """Return rows and a vector of one dimension, none of them so short that it has no direction."""
    count, dimension = draw(st.integers(1, 6)), draw(st.integers(1, 40))
    rows = draw(hnp.arrays(np.float32, (count + 1, dimension), elements=NUMBERS))
    rows[:, 0] += np.where(np.abs(rows).max(axis=1) < 0.01, 1.0, 0.0).astype(np.float32)
    return rows[:-1], rows[-1]


def scale(a, b):
    """Return what rounding in float32 is relative to: one for unit vectors, more for longer ones."""
    return max(1.0, float(a @ a), float(b @ b))


def admitted(rows, similarity):
    return np.stack([admit(row, None, similarity) for row in rows])


@pytest.mark.parametrize("similarity", MEASURES)
@given(pair=matrices())
def test_a_score_agrees_with_the_reference(similarity, pair):
    rows, vector = (admitted(part, similarity) for part in (pair[0], pair[1][None]))
    for row, given_row in zip(rows, pair[0], strict=True):
        expected = reference_score(similarity, given_row, pair[1])
        assert score(similarity, row, vector[0]) == pytest.approx(expected, abs=1e-5 * scale(row, vector[0]))


@pytest.mark.parametrize("similarity", MEASURES)
@given(pair=matrices())
def test_scores_of_a_matrix_are_those_of_its_rows(similarity, pair):
    rows, (vector,) = (admitted(part, similarity) for part in (pair[0], pair[1][None]))
    found = scores(similarity, rows, vector)
    assert found.dtype == np.float32
    for row, value in zip(rows, found.tolist(), strict=True):
        assert value == pytest.approx(score(similarity, row, vector), abs=1e-5 * scale(row, vector))


@given(pair=matrices())
def test_squared_norms_that_are_given_change_nothing(pair):
    rows, vector = pair
    norms = np.einsum("ij,ij->i", rows, rows)
    with_norms = scores(Similarity.L2, rows, vector, norms)
    assert with_norms.tolist() == scores(Similarity.L2, rows, vector).tolist()


@given(pair=matrices())
def test_cosines_and_distances_stay_in_their_ranges(pair):
    rows, vector = pair
    for row in rows:
        assert -1.0 <= score(Similarity.COS, *admitted([row, vector], Similarity.COS)) <= 1.0
        assert 0.0 < score(Similarity.L2, row, vector) <= 1.0


@pytest.mark.parametrize("similarity", MEASURES)
@given(pair=matrices())
def test_a_score_does_not_depend_on_the_order_of_the_two(similarity, pair):
    a, b = admitted([pair[0][0], pair[1]], similarity)
    assert score(similarity, a, b) == pytest.approx(score(similarity, b, a), abs=1e-6 * scale(a, b))


@pytest.mark.parametrize("similarity", [Similarity.COS, Similarity.L2])
@given(pair=matrices())
def test_nothing_is_closer_to_a_vector_than_itself(similarity, pair):
    a, b = admitted([pair[0][0], pair[1]], similarity)
    assert score(similarity, a, a) >= score(similarity, a, b) - 1e-6
    assert score(similarity, a, a) == pytest.approx(1.0, abs=1e-6)


@given(st.lists(st.floats(-2.0, 2.0), max_size=20), st.floats(-2.0, 2.0), st.floats(-2.0, 2.0))
def test_raising_the_threshold_never_adds_a_hit(found, one, other):
    low, high = sorted((require_threshold(one), require_threshold(other)))
    assert {at for at, value in enumerate(found) if value >= high} <= {
        at for at, value in enumerate(found) if value >= low
    }


@given(st.floats(-1.0, 1.0))
def test_what_servers_report_comes_back_as_the_cosine(cosine):
    assert from_cosine_distance(1.0 - cosine) == pytest.approx(cosine, abs=1e-12)
    assert from_half_cosine((1.0 + cosine) / 2.0) == pytest.approx(cosine, abs=1e-12)


@given(st.floats(0.0, 1e30), st.floats(0.0, 1e30))
def test_a_larger_distance_never_scores_higher(one, other):
    near, far = sorted((one, other))
    assert from_squared_distance(near) >= from_squared_distance(far)


@pytest.mark.parametrize("convert", [from_squared_distance, from_cosine_distance])
@pytest.mark.parametrize("distance", [-1.19e-07, -1e-30])
def test_a_distance_that_rounding_carried_below_zero_is_no_distance(convert, distance):
    assert convert(distance) == 1.0


@pytest.mark.parametrize("convert", [from_squared_distance, from_cosine_distance])
def test_a_distance_that_is_no_number_is_never_close(convert):
    """Servers report NaN for a zero vector; as a perfect match it would be served to everybody."""
    assert convert(math.nan) <= 0.0


@pytest.mark.parametrize(("value", "expected"), [(1.0000001, 1.0), (-1.5, -1.0), (0.25, 0.25)])
def test_cosines_are_clamped(value, expected):
    assert clamp_cosine(value) == expected


@pytest.mark.parametrize(
    ("name", "measure"),
    [
        ("cos", "cos"),
        ("cosine", "cos"),
        ("COSINE", "cos"),
        ("dot", "dot"),
        ("dot_product", "dot"),
        ("l2", "l2"),
        ("Euclidean", "l2"),
    ],
)
def test_measures_have_aliases(name, measure):
    assert Similarity.of(name) is Similarity(measure)


@pytest.mark.parametrize("name", ["manhattan", "", None, 2, [], b"cos"])
def test_an_unknown_measure_is_refused_with_the_known_names(name):
    with pytest.raises(ConfigurationError, match="euclidean"):
        Similarity.of(name)


@pytest.mark.parametrize("value", [0, 0.0, -0.5, 1, 0.85, np.float32(0.5), np.float64(0.5)])
def test_any_finite_number_is_a_threshold(value):
    threshold = require_threshold(value)
    assert type(threshold) is float
    assert threshold == value


@pytest.mark.parametrize(
    "value", [math.nan, math.inf, -math.inf, None, "0.5", True, [0.5], 10**400, 1j], ids=lambda value: repr(value)[:20]
)
def test_what_is_no_finite_number_is_no_threshold(value):
    with pytest.raises(InvalidInputError, match="threshold"):
        require_threshold(value)
