"""The suite for `KeyValueStore` and `AsyncKeyValueStore`."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from typing_extensions import override

from hexcache.domain.errors import BackendError, BackendUnavailableError
from hexcache.ports.key_value_store import KeyValueStore
from hexcache.testing.contracts.stores import StoreSuite
from hexcache.testing.contracts.suite import fresh_name
from hexcache.testing.proxy import at_once
from hexcache.testing.samples import HOSTILE_TEXTS, LOOKALIKES

if TYPE_CHECKING:
    from collections.abc import Callable

    from hexcache.testing.contracts.stores import OpenStore
    from hexcache.testing.contracts.suite import Timeline

_HOUR = 3_600.0
_MANY = 2_500
_MEGABYTE = 1_000_000


class KeyValueStoreContract(StoreSuite):
    """Every promise of the key-value store port; `StoreSuite` says what a subclass gives and declares."""

    @pytest.fixture
    def now(self, timeline: Timeline) -> float:
        """Return the time at which the test begins."""
        return timeline.now()

    @override
    def empty(self, store: Any) -> None:
        now = time.time() if self.clock == "server" else 0.0
        store.mdelete(list(store.yield_keys(now=now)))

    def test_it_has_every_method_of_the_port(self, store: Any) -> None:
        """The store is a `KeyValueStore`."""
        assert isinstance(store, KeyValueStore)

    def test_mget_returns_what_mset_wrote(self, store: Any, now: float) -> None:
        """Byte for byte, at the first use of the store."""
        store.mset({"a": b"1", "b": b"\x00\xff"}, now=now)
        assert store.mget(["a", "b"], now=now) == [b"1", b"\x00\xff"]

    def test_mget_answers_in_the_order_of_the_keys(self, store: Any, now: float) -> None:
        """None where there is nothing, a repeated key answered twice."""
        store.mset({"a": b"1", "b": b"2"}, now=now)
        assert store.mget(["b", "nobody", "a", "b"], now=now) == [b"2", None, b"1", b"2"]

    def test_nothing_asked_is_nothing_done(self, store: Any, now: float) -> None:
        """Empty means empty, in every method, on an empty store too."""
        assert store.mget([], now=now) == []
        store.mset({}, now=now)
        assert store.mdelete([]) == 0
        assert list(store.yield_keys(now=now)) == []

    def test_mset_replaces_what_is_there(self, store: Any, now: float) -> None:
        """The last value counts."""
        store.mset({"a": b"a long old value"}, now=now)
        store.mset({"a": b"new"}, now=now)
        assert store.mget(["a"], now=now) == [b"new"]

    def test_mdelete_returns_how_many_were_there(self, store: Any, now: float) -> None:
        """What is not there is not counted, and neither is a repeated key; the others stay."""
        store.mset({"a": b"1", "b": b"2"}, now=now)
        assert store.mdelete(["a", "nobody", "a"]) == 1
        assert store.mdelete(["a"]) == 0
        assert store.mget(["a", "b"], now=now) == [None, b"2"]

    def test_expired_values_are_nowhere(self, store: Any, now: float, timeline: Timeline) -> None:
        """Neither mget nor yield_keys knows them; those with more time or no end stay."""
        store.mset({"brief": b"1"}, now=now, ttl=self.brief)
        store.mset({"lasting": b"2"}, now=now, ttl=_HOUR)
        store.mset({"endless": b"3"}, now=now)
        end = now + self.brief
        keys = ["brief", "lasting", "endless"]
        timeline.reach(end, lambda at: store.mget(keys, now=at) == [None, b"2", b"3"])
        timeline.reach(end, lambda at: sorted(store.yield_keys(now=at)) == ["endless", "lasting"])

    def test_a_value_is_live_until_its_expiry_and_not_at_it(self, store: Any, now: float) -> None:
        """Live while `now < expiry`."""
        if self.clock == "server":
            pytest.skip("the server's clock cannot be stopped at the moment of expiry")
        store.mset({"a": b"1"}, now=now, ttl=10.0)
        assert store.mget(["a"], now=now + 9.75) == [b"1"]
        assert store.mget(["a"], now=now + 10.0) == [None]

    def test_replacing_replaces_the_lifetime(self, store: Any, now: float, timeline: Timeline) -> None:
        """A value without end outlives the one that it replaced, and the other way round."""
        store.mset({"witness": b"1", "a": b"1"}, now=now, ttl=self.brief)
        store.mset({"b": b"1"}, now=now)
        store.mset({"a": b"2"}, now=now)
        store.mset({"b": b"2"}, now=now, ttl=self.brief)
        timeline.reach(now + self.brief, lambda at: store.mget(["witness", "b"], now=at) == [None, None])
        assert store.mget(["a"], now=timeline.now()) == [b"2"]

    def test_an_expired_key_can_be_written_again(self, store: Any, now: float, timeline: Timeline) -> None:
        """What was there before does not hide it."""
        store.mset({"a": b"1"}, now=now, ttl=self.brief)
        timeline.reach(now + self.brief, lambda at: store.mget(["a"], now=at) == [None])
        store.mset({"a": b"2"}, now=timeline.now(), ttl=_HOUR)
        assert store.mget(["a"], now=timeline.now()) == [b"2"]
        assert list(store.yield_keys(now=timeline.now())) == ["a"]

    @pytest.mark.parametrize("ttl", [0.25, 50 * 31_557_600.0], ids=["a quarter of a second", "fifty years"])
    def test_any_lifetime_is_taken(self, store: Any, now: float, ttl: float) -> None:
        """One below the resolution of the server's clock, and one beyond what it can count."""
        store.mset({"a": b"1"}, now=now, ttl=ttl)
        assert store.mget(["a"], now=now)[0] in ([b"1"] if ttl > 1.0 or self.clock == "given" else [b"1", None])

    @pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
    def test_any_text_is_a_key(self, store: Any, now: float, text: str) -> None:
        """It is written, read, listed, found by itself as the prefix, and deleted; its neighbour stays."""
        store.mset({text: b"1", "neighbour": b"2"}, now=now)
        assert store.mget([text], now=now) == [b"1"]
        assert sorted(store.yield_keys(now=now)) == sorted([text, "neighbour"])
        assert text in list(store.yield_keys(text, now=now))
        assert store.mdelete([text]) == 1
        assert store.mget([text, "neighbour"], now=now) == [None, b"2"]

    def test_keys_that_look_alike_are_different(self, store: Any, now: float) -> None:
        """Neither case, spaces, NUL nor composition makes two keys one."""
        items = {key: key.encode() for key in LOOKALIKES}
        store.mset(items, now=now)
        assert store.mget(list(items), now=now) == list(items.values())
        assert sorted(store.yield_keys(now=now)) == sorted(items)

    def test_a_prefix_is_taken_literally(self, store: Any, now: float) -> None:
        """Exactly the keys that start with it are yielded, once each; no character in it is a pattern."""
        keys = [*LOOKALIKES, *HOSTILE_TEXTS.values(), "a*b", "a%b", "a_b", "[a-z]x", "{a}x", "a?x", "../a/\\b/c"]
        keys = list(dict.fromkeys(keys))
        store.mset(dict.fromkeys(keys, b"1"), now=now)
        for prefix in ["", "a", "A", "a*", "a%", "a_", "[a-z]", "{a}", "a?", "a\x00", "\x00", "\ud83d", "../", "zzz"]:
            expected = sorted(key for key in keys if key.startswith(prefix))
            assert sorted(store.yield_keys(prefix, now=now)) == expected, repr(prefix)

    @pytest.mark.parametrize("size", [0, 1, _MEGABYTE])
    def test_values_of_any_size(self, store: Any, now: float, size: int) -> None:
        """Empty ones and those of a megabyte; an empty value is not a missing one."""
        value = (bytes(range(256)) * (size // 256 + 1))[:size]
        store.mset({"a": value}, now=now)
        assert store.mget(["a"], now=now) == [value]

    def test_many_keys_in_one_call(self, store: Any, now: float) -> None:
        """A call may carry more than one statement can."""
        items = {f"key {number}": str(number).encode() for number in range(_MANY)}
        store.mset(items, now=now, ttl=_HOUR)
        assert store.mget(list(items), now=now) == list(items.values())
        listed = list(store.yield_keys("key ", now=now))
        assert sorted(listed) == sorted(items)
        assert store.mdelete(list(items)) == _MANY
        assert list(store.yield_keys(now=now)) == []

    def test_listing_can_be_left_early_and_goes_on_beside_writes(self, store: Any, now: float) -> None:
        """What is there all the time is yielded once, and a reader that stops harms nobody."""
        staying = [f"staying {number}" for number in range(50)]
        store.mset(dict.fromkeys([*staying, *(f"leaving {number}" for number in range(50))], b"1"), now=now)
        seen = []
        for number, key in enumerate(store.yield_keys(now=now)):
            seen.append(key)
            store.mdelete([f"leaving {number}"])
            store.mset({f"coming {number % 5}": b"1"}, now=now)
        assert set(staying) <= set(seen)
        assert len(seen) == len(set(seen))
        keys = store.yield_keys("staying", now=now)
        assert next(keys) in staying
        keys.close()
        assert store.mget(staying[:1], now=now) == [b"1"]

    def test_another_store_sees_what_was_written_and_deleted(self, store: Any, other: Any, now: float) -> None:
        """Two stores of one name share their keys."""
        store.mset({"a": b"1"}, now=now)
        self.settle(lambda: other.mget(["a"], now=now) == [b"1"])
        assert store.mdelete(["a"]) == 1
        self.settle(lambda: other.mget(["a"], now=now) == [None])

    def test_nothing_that_is_written_at_once_is_lost(self, store: Any, now: float) -> None:
        """Every key of many calls at once is there in the end, and of one key one whole value."""
        items = [{f"own {number}": str(number).encode(), "common": str(number).encode() * 9} for number in range(40)]
        calls = [partial(store.mset, item, now=now) for item in items]
        at_once([one for call in calls for one in (call, partial(store.mget, ["common"], now=now))])
        assert store.mget([f"own {n}" for n in range(40)], now=now) == [str(n).encode() for n in range(40)]
        assert store.mget(["common"], now=now)[0] in {item["common"] for item in items}

    def test_every_method_refuses_after_close(self, opened: OpenStore, now: float) -> None:
        """`BackendUnavailableError`; and closing twice is no error, used before or not."""
        store = opened(fresh_name())
        store.mset({"a": b"1"}, now=now)
        store.close()
        store.close()
        for name, call in _calls(store, now).items():
            with pytest.raises(BackendUnavailableError):
                raise AssertionError(f"{name} returned {call()!r}")
        unused = opened(fresh_name())
        unused.close()

    def test_close_keeps_the_values(self, named_store: tuple[str, Any], opened: OpenStore, now: float) -> None:
        """The next store of the name finds what was written."""
        self.need_sharing()
        writer = opened(named_store[0])
        writer.mset({"a": b"1"}, now=now)
        writer.close()
        assert opened(named_store[0]).mget(["a"], now=now) == [b"1"]

    def test_a_lost_server_is_an_error_of_ours(self, lost_store: Any, now: float) -> None:
        """Every method raises a `BackendError` that is chained to what the driver raised."""
        for name, call in _calls(lost_store, now).items():
            with pytest.raises(BackendError) as caught:
                raise AssertionError(f"{name} returned {call()!r}")
            assert caught.value.__cause__ is not None, name


def _calls(store: Any, now: float) -> dict[str, Callable[[], object]]:
    return {
        "mget": lambda: store.mget(["a"], now=now),
        "mset": lambda: store.mset({"a": b"1"}, now=now),
        "mdelete": lambda: store.mdelete(["a"]),
        "yield_keys": lambda: list(store.yield_keys(now=now)),
    }
