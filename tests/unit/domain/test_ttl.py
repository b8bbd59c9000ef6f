"""Time to live: durations in every notation, and what is expired is never live."""

from __future__ import annotations

import math
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexcache.domain.errors import InvalidInputError
from hexcache.domain.ttl import TtlPolicy, is_fresh, is_live, max_age_seconds, ttl_seconds

TIMES = st.floats(0.0, 4e9)
SPANS = st.floats(0.001, 1e9)
SOME = st.none() | SPANS
UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


@given(TIMES, SOME)
def test_an_entry_is_live_before_its_expiry_and_never_from_then_on(now, ttl):
    expires_at = TtlPolicy().expiry(now, ttl)
    if expires_at is None:
        assert is_live(expires_at, math.inf)
        return
    assert is_live(expires_at, math.nextafter(expires_at, 0.0))
    assert not is_live(expires_at, expires_at)
    assert not is_live(expires_at, expires_at + 1e9)


@given(TIMES, SPANS)
def test_an_entry_lives_for_its_lifetime(now, ttl):
    assert TtlPolicy().expiry(now, ttl) == now + ttl


@given(TIMES, SOME, SOME)
def test_a_cap_bounds_the_first_expiry_of_a_sliding_entry(now, ttl, cap):
    expires_at = TtlPolicy(sliding=True, cap=cap).expiry(now, ttl)
    spans = [span for span in (ttl, cap) if span is not None]
    assert expires_at == (now + min(spans) if spans else None)


@given(TIMES, SOME, SPANS)
def test_a_cap_means_nothing_without_sliding(now, ttl, cap):
    assert TtlPolicy(cap=cap).expiry(now, ttl) == TtlPolicy().expiry(now, ttl)


@given(TIMES, SPANS, SOME, st.lists(st.floats(0.0, 1e8), max_size=8))
def test_renewals_move_the_end_forward_and_never_past_the_cap(created_at, ttl, cap, steps):
    policy, now = TtlPolicy(sliding=True, cap=cap), created_at
    expires_at = policy.expiry(created_at, ttl)
    for step in steps:
        now += step
        later = policy.renewed(now, created_at, expires_at, ttl)
        if later is not None:
            assert later > expires_at
            assert later <= now + ttl
            expires_at = later
        if cap is not None:
            assert expires_at <= created_at + cap


@given(TIMES, TIMES, SOME, SOME)
def test_nothing_is_renewed_without_sliding_or_without_an_end(now, created_at, expires_at, ttl):
    assert TtlPolicy().renewed(now, created_at, expires_at, ttl) is None
    assert TtlPolicy(sliding=True).renewed(now, created_at, None, ttl) is None
    assert TtlPolicy(sliding=True).renewed(now, created_at, expires_at, None) is None


@given(TIMES, TIMES, SPANS)
def test_an_entry_is_fresh_up_to_its_maximum_age(created_at, now, max_age):
    assert is_fresh(created_at, now, max_age) == (now - created_at <= max_age)
    assert is_fresh(created_at, now, None)


@given(st.integers(1, 10_000), st.sampled_from(sorted(UNITS)))
def test_a_number_with_a_unit_is_a_duration(number, unit):
    assert ttl_seconds(f"{number}{unit}") == pytest.approx(number * UNITS[unit])
    assert ttl_seconds(f" {number} {unit.upper()} ") == pytest.approx(number * UNITS[unit])


@pytest.mark.parametrize(
    ("ttl", "seconds"),
    [
        (None, None),
        (90, 90.0),
        (0.5, 0.5),
        ("90", 90.0),
        ("1e3", 1_000.0),
        ("1h30m", 5_400.0),
        ("1.5h", 5_400.0),
        ("250ms", 0.25),
        ("1d12h", 129_600.0),
        (timedelta(days=7), 604_800.0),
        (timedelta(milliseconds=1), 0.001),
    ],
)
def test_durations_have_several_notations(ttl, seconds):
    assert ttl_seconds(ttl) == seconds


@pytest.mark.parametrize(
    "ttl",
    [
        *(0, -1, 0.0, "0s", "-5s", timedelta(0), timedelta(seconds=-1)),
        *(math.nan, math.inf, -math.inf, "nan", "inf", "1e999", 10**400),
        *("", "soon", "5 apples", "1x", "h", "1h-30m", True, False, [], b"7d", 1j, object()),
    ],
    ids=lambda ttl: repr(ttl)[:20],
)
def test_what_is_no_duration_above_zero_is_refused(ttl):
    with pytest.raises(InvalidInputError, match="ttl"):
        ttl_seconds(ttl)


def test_the_error_names_the_option():
    with pytest.raises(InvalidInputError, match=r"^cap "):
        ttl_seconds(-1, "cap")


@pytest.mark.parametrize("max_age", [0, 0.0, timedelta(0), "0s", "0"])
def test_a_maximum_age_may_be_zero(max_age):
    assert max_age_seconds(max_age) == 0.0


@pytest.mark.parametrize(
    ("max_age", "seconds"), [(None, None), (60, 60.0), ("1h", 3_600.0), (timedelta(hours=1), 3_600.0)]
)
def test_a_maximum_age_is_any_duration(max_age, seconds):
    assert max_age_seconds(max_age) == seconds


@pytest.mark.parametrize("max_age", [-1, "-1s", math.nan, True, False, "young", []])
def test_what_is_no_age_is_refused(max_age):
    with pytest.raises(InvalidInputError, match="max_age"):
        max_age_seconds(max_age)
