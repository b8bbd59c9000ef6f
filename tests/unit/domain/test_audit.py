"""Audits: nothing is served before labels allow it, and the share of wrong answers stays under the bound."""

from __future__ import annotations

import math
import random

import pytest

from hexcache import ConfigurationError, CorruptEntryError
from hexcache.domain.audit import (
    AuditRule,
    Ledger,
    alarmed,
    assess,
    count_label,
    count_request,
    served_threshold,
)

RULE = AuditRule(bound=0.1, share=0.5, block=10, window=100, thresholds=(0.9, 0.8, 0.7))


def filled(labels, *, score=0.95, wrong=0, rule=RULE, hit_rate=1.0, start=0.0):
    """Return a ledger of `labels` audits at one score, the last `wrong` of which were wrong."""
    ledger = Ledger()
    for number in range(labels):
        now = start + number
        count_request(ledger, rule, rule.bin_of(score), now)
        for _ in range(round(1 / hit_rate) - 1):
            count_request(ledger, rule, None, now)
        count_label(ledger, rule, rule.bin_of(score), now, wrong=number >= labels - wrong, served=False)
    return ledger


def test_nothing_is_served_before_there_are_labels():
    assert served_threshold([Ledger()], RULE) is None
    busy = Ledger()
    for _ in range(1_000):
        count_request(busy, RULE, None, 0.0)
    assert served_threshold([busy], RULE) is None


def test_a_few_right_labels_prove_nothing_and_many_do():
    assert served_threshold([filled(20)], RULE) is None
    assert served_threshold([filled(100)], RULE) == 0.7


def test_the_more_rarely_the_cache_hits_the_fewer_labels_it_takes():
    assert served_threshold([filled(20, hit_rate=0.1)], RULE) == 0.7


def test_labels_of_a_low_score_do_not_allow_it_where_they_were_wrong():
    ledger = filled(100)
    for number in range(20):
        count_request(ledger, RULE, 2, 100.0 + number)
        count_label(ledger, RULE, 2, 100.0 + number, wrong=True, served=False)
    assert served_threshold([ledger], RULE) == 0.8


def test_processes_share_what_they_saw():
    halves = [filled(50), filled(50)]
    assert served_threshold(halves[:1], RULE) is None
    assert served_threshold(halves, RULE) == 0.7


def test_looking_more_often_takes_more_proof():
    ledger = filled(100)
    before = assess([ledger], RULE).error_bound
    ledger.closed += 10_000
    assert assess([ledger], RULE).threshold is None
    assert before is not None


def test_between_looks_labels_can_only_raise_the_threshold():
    ledger = filled(69)
    assert served_threshold([ledger], RULE) == served_threshold([filled(60)], RULE)
    ledger = filled(100)
    for number in range(9):
        count_request(ledger, RULE, 0, 100.0 + number)
        count_label(ledger, RULE, 0, 100.0 + number, wrong=True, served=False)
    assert served_threshold([ledger], RULE) is None


def test_wrong_answers_that_were_probably_served_stop_the_serving():
    ledger = filled(100)
    ledger.blocks[-1].slipped = 11.0
    assert served_threshold([ledger], RULE) is None
    ledger.blocks[-1].requests += 100
    assert served_threshold([ledger], RULE) == 0.7


def test_a_sudden_run_of_wrong_labels_makes_everything_before_it_forgotten():
    ledger = filled(110, wrong=9)
    since = alarmed([ledger], RULE, 0.7)
    assert since is not None
    ledger.forgotten = since
    assert assess([ledger], RULE).labels < 40
    assert served_threshold([ledger], RULE) is None


def test_right_labels_raise_no_alarm():
    assert alarmed([filled(100)], RULE, 0.7) is None
    assert alarmed([filled(100)], RULE, None) is None


def test_only_the_window_counts_and_a_ledger_stays_small():
    ledger = filled(2_000)
    assert assess([ledger], RULE).labels <= RULE.window + RULE.block
    assert len(ledger.blocks) <= RULE.window // RULE.block + 1


def test_a_ledger_comes_back_as_it_was_written():
    ledger = filled(37, wrong=2)
    assert Ledger.from_bytes(ledger.to_bytes(), 3) == ledger


@pytest.mark.parametrize("data", [b"", b"{}", b"null", b"[2, 0, 0, []]", b"[1, 0, 0, [[]]]", b"\xff", b"[" * 5_000])
def test_what_is_no_ledger_is_said_to_be_none(data):
    with pytest.raises(CorruptEntryError):
        Ledger.from_bytes(data, 3)


def test_a_ledger_of_another_grid_is_none():
    with pytest.raises(CorruptEntryError):
        Ledger.from_bytes(filled(5).to_bytes(), 4)


@pytest.mark.parametrize(
    "wrong",
    [
        {"bound": 0.0},
        {"bound": 1.0},
        {"share": 0.0},
        {"confidence": math.nan},
        {"block": 0},
        {"block": 3_000},
        {"thresholds": ()},
        {"thresholds": (0.8, 0.9)},
    ],
)
def test_a_rule_that_cannot_work_is_refused(wrong):
    with pytest.raises(ConfigurationError, match="audit"):
        AuditRule(**wrong)


@pytest.mark.parametrize("drift", ["none", "slow", "sudden"])
def test_on_a_drifting_stream_the_share_of_wrong_answers_stays_under_the_bound(drift):
    rule, rng, ledger = (
        AuditRule(bound=0.05, share=0.2, window=500, thresholds=(0.9, 0.8, 0.7)),
        random.Random(3),
        Ledger(),
    )
    threshold, served, wrong, number = None, 0, 0, 6_000
    for now in range(number):
        score = rng.uniform(0.6, 1.0)
        level = {"none": 0.0, "slow": now / number, "sudden": float(now > number / 2)}[drift]
        bad = rng.random() < (1.0 - score) * 0.3 + level * 0.4
        band = rule.bin_of(score)
        count_request(ledger, rule, band, now)
        if band is None:
            continue
        allowed = threshold is not None and score >= threshold
        if threshold is None or rng.random() < rule.share:
            count_label(ledger, rule, band, now, wrong=bad, served=allowed)
            since = alarmed([ledger], rule, threshold)
            ledger.forgotten = max(ledger.forgotten, since or 0.0)
            threshold = served_threshold([ledger], rule)
        elif allowed:
            served, wrong = served + 1, wrong + bad
        assert wrong <= (rule.bound + 0.002) * max(now, 1_000)
    assert served > 100
