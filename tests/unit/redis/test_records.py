from __future__ import annotations

import pytest

from hexcache.adapters.outbound.redis import records
from hexcache.domain.entry import Entry, Record
from hexcache.domain.scope import Scope

TEXTS = ["", "plain", "\ud83d", "a\x00b", "\U0001f600"]


def read_back(record):
    values = records.fields(Entry(record, Scope()))
    pairs = {
        name: value if isinstance(value, bytes) else value.encode()
        for name, value in zip(values[::2], values[1::2], strict=True)
    }
    return records.read_record(record.document_id, [pairs[name] for name in records.READ])


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_comes_back(text):
    record = Record("i", text, text.encode("utf-8", "surrogatepass"), 1.25, None, None, (text,), {text: text})
    assert read_back(record) == record


@pytest.mark.parametrize("ttl", [None, 0.25, 1e12])
def test_times_come_back_exactly(ttl):
    record = Record("i", "q", b"v", 1_800_000_000.123456, None if ttl is None else 1_800_000_000.123456 + ttl, ttl)
    assert read_back(record) == record


@pytest.mark.parametrize("broken", range(4))
def test_a_missing_field_makes_a_record_unreadable(broken):
    values = [b"q", b"v", b"1.0", b"inf", b"", b""]
    assert records.read_record("i", values) is not None
    values[broken] = None
    assert records.read_record("i", values) is None


def test_the_server_removes_nothing_before_its_end_and_is_not_asked_to_count_too_far():
    assert records.milliseconds(1.0001) == 1_001
    assert records.milliseconds(-5.0) == 1
    assert records.milliseconds(None) is None
    assert records.milliseconds(1e300) is None
