"""The guard of numbers: what is the same amount, and what is not."""

from __future__ import annotations

import pytest

from hexcache.domain.guards import NumbersGuard

SAME = [
    ("wait 90 minutes", "wait an hour and a half"),
    ("wait 150 min", "wait 2 hours and 30 minutes"),
    ("wait 1h30", "wait ninety minutes"),
    ("wait three quarters of an hour", "wait 45 minutes"),
    ("a trial of two weeks", "a 14-day trial"),
    ("open at noon", "open at 12 pm"),
    ("open at midnight", "open at 12am"),
    ("open at half past three", "open at 3:30 pm"),
    ("open at quarter to five", "open at 16:45"),
    ("open at 5 o'clock", "open at 5 pm"),
    ("open at 15:00", "open at 3 p.m."),
    ("1/2 cup of rice", "half a cup of rice"),
    ("1½ cups of rice", "1.5 cups of rice"),
    ("2k followers", "2,000 followers"),
    ("1 000 000 followers", "one million followers"),
    ("twenty five people", "25 people"),
    ("one hundred and five people", "105 people"),
    ("the year nineteen eighty-four", "the year 1984"),
    ("the sixteenth president", "the 16th president"),
    ("World War II", "the Second World War"),
    ("15% of it", "15 percent of it"),
    ("$5,000 of debt", "5000 dollars of debt"),
    ("€20 a day", "20 euros a day"),
    ("$1.5m of debt", "1.5 million dollars of debt"),
    ("2024-01-05", "January 5th, 2024"),
    ("the 5th of January", "5 Jan"),
    ("13/05/2024", "13 May 2024"),
    ("version 2.1", "v2.1"),
    ("TLS version 1.3", "TLS 1.3"),
    ("2kg of rice", "2 kilos of rice"),
    ("5 feet 10 inches", "70 inches"),
    ("20°C", "68 °F"),
    ("a 16GB laptop", "a 16 GB laptop"),
    ("an iPhone14", "an iPhone 14"),
    ("1.000 euros", "1000 euros"),
    ("1.000 euros", "1 euro"),
    ("a dozen eggs", "12 eggs"),
]
DIFFERENT = [
    ("5 mg", "50 mg"),
    ("5 mg", "5 g"),
    ("5 km", "5 miles"),
    ("30 seconds", "30 minutes"),
    ("$100", "€100"),
    ("3 pm", "3 am"),
    ("Python 3.1", "Python 3.10"),
    ("version 2.1.3", "version 2.1.4"),
    ("5 May", "5 June"),
    ("2018", "2014"),
    ("my first card", "my second card"),
    ("15%", "25%"),
    ("20°C", "20°F"),
    ("port 80", "port 8080"),
    ("192.168.1.1", "192.168.1.2"),
    ("01/05/2024", "05/01/2024"),
    ("an hour", "90 minutes"),
    ("one transfer", "two transfers"),
    ("5 apples", "-5 apples"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_amount_in_two_notations_is_no_reason_to_refuse(one, other):
    assert NumbersGuard()(one, other) is None


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_amounts_are_a_reason_to_refuse(one, other):
    assert NumbersGuard()(f"What about {one}?", f"What about {other}?") is not None


def test_the_reason_names_both_amounts():
    assert NumbersGuard()("Is 5 mg safe?", "Is 50 mg safe?") == "mass 0.005 against mass 0.05"


def test_a_number_in_one_text_of_two_that_differ_otherwise_is_a_detail():
    assert NumbersGuard()("My 3 attempts to pay were declined, why?", "Why is my card not accepted?") is None


def test_a_number_more_in_otherwise_equal_texts_is_a_reason_to_refuse():
    assert NumbersGuard()("How do I install Python 3.12?", "How do I install Python?") == "3.12 in one text only"


@pytest.mark.parametrize("passing", ["one of my cards", "a minute", "the first time"])
def test_a_number_in_passing_is_no_detail_at_all(passing):
    assert NumbersGuard()(f"Is {passing} enough?", f"Is {passing.split()[-1]} enough?") is None


def test_may_is_a_month_where_a_date_says_so_and_a_verb_elsewhere():
    guard = NumbersGuard()
    assert guard("Is it warm in may?", "Is it warm in june?") is not None
    assert guard("may I come in june?", "Can I come in june?") is None
