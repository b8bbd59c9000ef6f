from __future__ import annotations

import pytest

from hexcache.adapters.outbound.redis.places import (
    SLOTS,
    Partitions,
    SlotMap,
    document_id,
    document_name,
    key_slot,
    parse_slots,
    partition_places,
)


@pytest.mark.parametrize(
    ("key", "slot"),
    [
        (b"123456789", 12739),  # the check value of the checksum
        (b"foo", 12182),
        (b"{foo}.bar", 12182),
        (b"x{foo}{bar}", 12182),
        (b"{}foo", 9500),  # an empty tag is none
        (b"", 0),
    ],
)
def test_slots_are_those_of_the_cluster_specification(key, slot):
    assert key_slot(key) == slot


@pytest.mark.parametrize("partitions", [1, 2, 3, 7, 16])
def test_each_partition_has_its_own_share_of_the_slots(partitions):
    places = partition_places("hexcache", "default", partitions)
    for number, place in enumerate(places):
        assert SLOTS * number // partitions <= place.slot < SLOTS * (number + 1) // partitions
        assert key_slot(place.stem + b"d:a{b}c") == place.slot


def test_a_collection_whose_name_begins_alike_has_other_keys():
    (one,), (other,) = (partition_places("hexcache", name, 1) for name in ("default", "default2"))
    assert not other.stem.startswith(one.stem)


def test_documents_are_spread_over_all_partitions_and_each_stays_where_it_is():
    partitions = Partitions(partition_places("hexcache", "default", 4))
    names = [f"{number:064x}-{'a' * 64}".encode() for number in range(200)]
    places = [partitions.place(name) for name in names]
    assert all(places.count(place) > 20 for place in partitions.places)
    assert places == [partitions.place(name) for name in names]


@pytest.mark.parametrize("text", ["a" * 64, "%", "%00", "%25", "\x00", "%\x00", "\x00%2500", "\ud83d", "", "a b*{c}"])
def test_any_id_survives_as_a_key_and_no_key_holds_a_nul(text):
    name = document_name(text)
    assert b"\0" not in name
    assert document_id(name) == text


def test_a_slot_is_looked_up_with_who_serves_it():
    slots = parse_slots([[100, 200, [b"b", 2, b"id"], [b"replica", 3]], [0, 99, [b"a", 1]]], ("asked", 9))
    assert [slots.address(slot) for slot in (0, 99, 100, 200, 201)] == [("a", 1), ("a", 1), ("b", 2), ("b", 2), None]


def test_a_server_without_a_name_is_the_one_that_was_asked():
    assert parse_slots([[0, 5, [b"", 7]]], ("asked", 9)).address(3) == ("asked", 7)
    assert parse_slots([[0, 5, [None, 7]]], ("asked", 9)).address(3) == ("asked", 7)


def test_every_server_is_named_once_and_reached_by_a_slot_of_its_own():
    slots = SlotMap([(0, 5, ("a", 1)), (6, 7, ("b", 1)), (8, 9, ("a", 1))])
    assert [slots.address(place.slot) for place in slots.primaries] == [("a", 1), ("b", 1)]
    assert slots.addresses == [("a", 1), ("b", 1)]
