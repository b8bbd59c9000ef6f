"""What a process knows of scopes: it is merged, it grows old, and it never goes back."""

from __future__ import annotations

import pytest

from hexcache.adapters.outbound.cassandra.known import Book
from hexcache.adapters.outbound.cassandra.places import Place
from hexcache.adapters.outbound.cassandra.windows import FOREVER, UNSEARCHED, window_of
from hexcache.testing.fakes import ManualClock

KEY = "k" * 64
NOW = 1_800_000_000.0
SOON = window_of(NOW + 100.0, 100.0, 2)
LATER = window_of(NOW + 10_000.0, 100.0, 2)


@pytest.fixture
def clock():
    return ManualClock(0.0)


@pytest.fixture
def book(clock):
    return Book(2.0, clock)


def place(generation=0, epoch=0):
    return Place(epoch, KEY, generation)


def test_of_an_unknown_scope_the_first_generation_is_assumed(book):
    assert book.place(KEY) == place()
    assert not book.knows(KEY)
    assert book.windows(KEY, NOW) == []


def test_an_unknown_scope_is_always_asked_about(book):
    assert book.claim([KEY], set()) == [KEY]
    assert book.claim([KEY], {KEY}) == [KEY]


def test_knowledge_is_good_for_the_visibility(book, clock):
    book.learn(place(), [FOREVER], book.moment)
    clock.advance(1.9)
    assert book.claim([KEY], set()) == []
    clock.advance(0.2)
    assert book.claim([KEY], set()) == [KEY]


def test_one_who_asks_is_enough(book, clock):
    book.learn(place(), [FOREVER], book.moment)
    clock.advance(3.0)
    assert book.claim([KEY], set()) == [KEY]
    assert book.claim([KEY], set()) == []


def test_a_claim_without_an_answer_is_taken_back(book, clock):
    book.learn(place(), [FOREVER], book.moment)
    clock.advance(3.0)
    book.claim([KEY], set())
    book.release([KEY])
    assert book.claim([KEY], set()) == [KEY]


def test_the_caller_who_checked_a_scope_does_not_check_it_again(clock):
    book = Book(0.0, clock)
    book.learn(place(), [FOREVER], book.moment)
    assert book.claim([KEY], set()) == [KEY]
    assert book.claim([KEY], {KEY}) == []


def test_an_answer_that_was_under_way_takes_no_window_back(book):
    book.learn(place(), [], book.moment)
    asked = book.moment
    book.change(place(), FOREVER, used=True)
    book.learn(place(), [SOON], asked)
    assert set(book.windows(KEY, NOW)) == {FOREVER, SOON}


def test_an_answer_that_was_under_way_brings_no_window_back(book):
    book.learn(place(), [FOREVER, SOON], book.moment)
    asked = book.moment
    book.change(place(), FOREVER, used=False)
    book.learn(place(), [FOREVER, SOON], asked)
    assert book.windows(KEY, NOW) == [SOON]


def test_a_later_answer_counts_more_than_what_this_process_changed(book):
    book.learn(place(), [SOON], book.moment)
    book.change(place(), FOREVER, used=True)
    book.learn(place(), [LATER], book.moment)
    assert book.windows(KEY, NOW) == [LATER]


def test_an_answer_that_was_under_way_does_not_undo_a_clear(book):
    book.learn(place(), [FOREVER], book.moment)
    book.learn(place(generation=7), [], book.moment)
    book.learn(place(generation=3), [FOREVER], book.moment)
    assert book.place(KEY) == place(generation=7)
    assert book.windows(KEY, NOW) == []


def test_a_window_of_an_unknown_scope_is_not_taken_for_all_of_them(book):
    book.change(place(), FOREVER, used=True)
    assert not book.knows(KEY)


def test_a_window_of_another_generation_is_not_added(book):
    book.learn(place(generation=7), [], book.moment)
    book.change(place(generation=3), FOREVER, used=True)
    assert book.windows(KEY, NOW) == []


def test_a_new_epoch_forgets_every_scope(book):
    book.learn(place(), [FOREVER], book.moment)
    book.learn_epoch(5)
    assert not book.knows(KEY)
    assert book.place(KEY) == place(epoch=5)


def test_an_answer_of_an_older_epoch_is_ignored(book):
    book.learn_epoch(5)
    book.learn(place(), [FOREVER], book.moment)
    book.learn_epoch(4)
    assert not book.knows(KEY)
    assert book.epoch == 5


def test_a_window_that_ended_is_not_searched(book):
    book.learn(place(), [SOON, LATER, FOREVER], book.moment)
    assert set(book.windows(KEY, SOON.end)) == {LATER, FOREVER}


def test_entries_without_vectors_are_in_no_window_that_is_searched(book):
    book.learn(place(), [UNSEARCHED], book.moment)
    assert book.windows(KEY, NOW) == []


def test_the_epoch_is_asked_for_once_in_the_visibility(book, clock):
    clock.advance(10.0)
    assert book.claim_epoch()
    assert not book.claim_epoch()
    clock.advance(2.1)
    assert book.claim_epoch()


def test_what_was_used_longest_ago_is_forgotten_first(book, monkeypatch):
    monkeypatch.setattr("hexcache.adapters.outbound.cassandra.known._MOST_SCOPES", 2)
    for key in "abc":
        book.learn(Place(0, key, 0), [], book.moment)
    assert [book.knows(key) for key in "abc"] == [False, True, True]
