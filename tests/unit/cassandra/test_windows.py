"""Time windows: every entry is searched for as long as it lives, and then left behind."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexcache.adapters.outbound.cassandra.windows import FOREVER, UNSEARCHED, parse_window, server_ttl, window_of

TIMES = st.floats(0.0, 4e9)
LIFETIMES = st.floats(0.001, 1e9)
PARTS = st.integers(1, 64)
YEAR_2027 = 1_800_000_000.0


@given(TIMES, LIFETIMES, PARTS)
def test_an_entry_expires_inside_its_window(now, lifetime, parts):
    window = window_of(now + lifetime, lifetime, parts)
    assert window.start <= now + lifetime < window.end


@given(TIMES, st.floats(64.0, 1e9))
def test_lifetimes_of_one_length_share_few_windows(now, lifetime):
    ends = [now + lifetime * share for share in (0.01, 0.2, 0.4, 0.6, 0.8, 1.0)]
    assert len({window_of(end, lifetime, 2) for end in ends}) <= 4


@given(TIMES, LIFETIMES, PARTS)
def test_a_window_can_be_read_back_from_a_partition_key(now, lifetime, parts):
    window = window_of(now + lifetime, lifetime, parts)
    assert parse_window(window.name) == window
    assert window.name.isascii()


@pytest.mark.parametrize("window", [FOREVER, UNSEARCHED, FOREVER.renewed().renewed()], ids=str)
def test_the_windows_without_an_end_can_be_read_back(window):
    assert parse_window(window.name) == window


@given(TIMES, LIFETIMES)
def test_a_renewed_window_is_another_one_of_the_same_time(now, lifetime):
    window = window_of(now + lifetime, lifetime, 2)
    renewed = window.renewed()
    assert renewed != window
    assert renewed.name != window.name
    assert (renewed.start, renewed.end) == (window.start, window.end)
    assert parse_window(renewed.name) == renewed


def test_entries_go_into_the_latest_turn_of_their_window():
    second = FOREVER.renewed()
    other = window_of(YEAR_2027, 60.0, 2).renewed().renewed()
    assert FOREVER.latest({second, FOREVER, other}) == second
    assert FOREVER.latest({other}) == FOREVER
    assert FOREVER.latest(set()) == FOREVER


@pytest.mark.parametrize(
    "name", ["", "x", "5", "1+", "+1", "1+2+3", "1.5+2", "9" * 40 + "+1", "forever#", "#1", "none#1"]
)
def test_a_name_that_spells_no_window_is_none(name):
    assert parse_window(name) is None


@pytest.mark.parametrize("end", [None, math.inf, 1e15])
def test_what_never_ends_is_in_a_window_of_its_own(end):
    assert window_of(end, 1e15, 2) is FOREVER


@given(TIMES, LIFETIMES, PARTS)
def test_the_server_keeps_a_row_until_its_window_is_over(now, lifetime, parts):
    window = window_of(now + lifetime, lifetime, parts)
    ttl = server_ttl(window, now, now)
    assert ttl == 0 or now + ttl >= window.end


def test_a_row_without_an_end_has_no_ttl():
    assert server_ttl(FOREVER, YEAR_2027, YEAR_2027) == 0


def test_a_ttl_beyond_what_a_server_counts_is_none():
    far = window_of(YEAR_2027 + 1e9, 1e9, 2)
    assert server_ttl(far, YEAR_2027, YEAR_2027) == 0


def test_an_entry_that_is_imported_late_is_kept_for_its_whole_lifetime():
    window = window_of(YEAR_2027 + 100.0, 100.0, 2)
    assert server_ttl(window, YEAR_2027, YEAR_2027 + 90.0) >= 100


def test_an_entry_that_ended_before_it_began_leaves_the_server_soon():
    window = window_of(YEAR_2027 - 500.0, -500.0, 2)
    assert 0 < server_ttl(window, YEAR_2027, YEAR_2027) <= 120
