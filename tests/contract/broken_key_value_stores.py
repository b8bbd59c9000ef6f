"""Key-value stores that each break one promise, with the test that must notice; `test_kit.py` runs this file."""

from __future__ import annotations

from typing import ClassVar

import pytest

from hexcache.adapters.outbound.memory.sync import MemoryKeyValueStore
from hexcache.domain.errors import BackendError
from hexcache.testing.contracts import KeyValueStoreContract
from hexcache.testing.differential import KeyValueStoreDifferential
from hexcache.testing.fakes import Faults, faulty
from tests.contract.breaking import registrar


class Suite(KeyValueStoreContract):
    broken: ClassVar[type]
    shared = False

    @pytest.fixture
    def open_store(self):
        return lambda _: self.broken()

    @pytest.fixture
    def lost_store(self):
        lost = BackendError("gone")
        lost.__cause__ = OSError("refused")
        return faulty(MemoryKeyValueStore(), Faults(dict.fromkeys(("mget", "mset", "mdelete", "yield_keys"), lost)))


class DifferentialSuite(KeyValueStoreDifferential):
    broken: ClassVar[type]
    shrinks = False
    shared = False

    @pytest.fixture
    def open_store(self):
        return lambda _: self.broken()


PROMISES, breaks = registrar(globals(), Suite)


@breaks("")
class Whole(MemoryKeyValueStore):
    """Breaks nothing: whatever else fails is due to the defect."""


@breaks("", DifferentialSuite)
class WholeInSequences(MemoryKeyValueStore):
    """Breaks nothing."""


@breaks("test_mget_returns_what_mset_wrote")
class KeepsText(MemoryKeyValueStore):
    def mget(self, keys, *, now):
        return [one and one.decode("utf-8", "replace").encode() for one in super().mget(keys, now=now)]


@breaks("test_mget_answers_in_the_order_of_the_keys")
class LeavesOutWhatIsMissing(MemoryKeyValueStore):
    def mget(self, keys, *, now):
        return [one for one in super().mget(keys, now=now) if one is not None]


@breaks("test_values_of_any_size")
class TakesEmptyForMissing(MemoryKeyValueStore):
    def mget(self, keys, *, now):
        return [one or None for one in super().mget(keys, now=now)]


@breaks("test_expired_values_are_nowhere")
class ListsTheExpired(MemoryKeyValueStore):
    def yield_keys(self, prefix="", *, now):
        return super().yield_keys(prefix, now=0.0)

    def mget(self, keys, *, now):
        ends = getattr(self, "ends", {})
        return [
            None if ends.get(key, now + 1.0) <= now else one
            for key, one in zip(keys, super().mget(keys, now=0.0), strict=True)
        ]

    def mset(self, items, *, now, ttl=None):
        self.ends = getattr(self, "ends", {}) | dict.fromkeys(items, now + (ttl or 1e9))
        super().mset(items, now=now, ttl=ttl)


@breaks("test_a_value_is_live_until_its_expiry_and_not_at_it")
class ServesAtTheMomentOfExpiry(MemoryKeyValueStore):
    def mget(self, keys, *, now):
        return super().mget(keys, now=now - 0.001)


@breaks("test_replacing_replaces_the_lifetime")
class KeepsTheOldLifetime(MemoryKeyValueStore):
    def mset(self, items, *, now, ttl=None):
        self.ttls = {**dict.fromkeys(items, ttl), **getattr(self, "ttls", {})}
        for key, value in items.items():
            super().mset({key: value}, now=now, ttl=self.ttls[key])


@breaks("test_any_lifetime_is_taken")
class RefusesLongLifetimes(MemoryKeyValueStore):
    def mset(self, items, *, now, ttl=None):
        if ttl is not None and ttl > 630_720_000:
            raise BackendError("the server counts to twenty years")
        super().mset(items, now=now, ttl=ttl)


@breaks("test_mdelete_returns_how_many_were_there")
class CountsWhatItWasAsked(MemoryKeyValueStore):
    def mdelete(self, keys):
        super().mdelete(keys)
        return len(keys)


@breaks("test_keys_that_look_alike_are_different")
class StripsKeys(MemoryKeyValueStore):
    def mget(self, keys, *, now):
        return super().mget([key.strip(" ") for key in keys], now=now)

    def mset(self, items, *, now, ttl=None):
        super().mset({key.strip(" "): value for key, value in items.items()}, now=now, ttl=ttl)


@breaks("test_a_prefix_is_taken_literally")
class TakesPrefixesForPatterns(MemoryKeyValueStore):
    def yield_keys(self, prefix="", *, now):
        return super().yield_keys(prefix.partition("*")[0], now=now)


@breaks("test_another_store_sees_what_was_written_and_deleted", shared=True)
class SharesNothing(MemoryKeyValueStore):
    pass


@breaks("test_every_method_refuses_after_close")
class AnswersWhenClosed(MemoryKeyValueStore):
    def yield_keys(self, prefix="", *, now):
        return iter(()) if self._values is None else super().yield_keys(prefix, now=now)


@breaks("test_it_answers_like_the_memory_store", DifferentialSuite)
class ForgetsTheLifetimeOnDelete(MemoryKeyValueStore):
    """Wrong only when a key is deleted and written again: then it never ends."""

    def mdelete(self, keys):
        self.deleted = getattr(self, "deleted", set()) | set(keys)
        return super().mdelete(keys)

    def mset(self, items, *, now, ttl=None):
        for key, value in items.items():
            super().mset({key: value}, now=now, ttl=None if key in getattr(self, "deleted", ()) else ttl)
