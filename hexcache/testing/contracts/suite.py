"""What every suite shares: what a backend declares about itself, and that no promise is hidden."""

from __future__ import annotations

import time
from contextlib import ExitStack
from inspect import getattr_static
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from uuid import uuid4

import pytest
from typing_extensions import override

from hexcache.testing.proxy import EventLoop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_KIT = "hexcache.testing."
_HIDING = {"skip", "skipif", "xfail"}
_PATIENCE = 30.0
_PAUSE = 0.01


class Suite:
    """The base of all suites.

    Attributes:
        skips: promises that this backend cannot keep, each with the reason: a test's name, or a measure such as "dot".
        abilities: the optional Protocols of the port that the adapter fulfils; the suite tests those, and that no
            other is there.
    """

    skips: ClassVar[Mapping[str, str]] = {}
    abilities: ClassVar[frozenset[type]] = frozenset()

    @override
    def __init_subclass__(cls, **kwargs: object) -> None:
        """Refuse a suite that hides a promise instead of declaring the skip.

        Raises:
            TypeError: names every hidden test.
        """
        super().__init_subclass__(**kwargs)
        if problems := hidden(cls):
            raise TypeError(f"{cls.__name__}: {'; '.join(problems)}. Declare it in `skips` with the reason")

    @pytest.fixture(autouse=True)
    def _declared_skip(self, request: pytest.FixtureRequest) -> None:
        name = getattr(request.node, "originalname", request.node.name)
        if reason := self.skips.get(name):
            pytest.skip(reason)

    @pytest.fixture(scope="class")
    @classmethod
    def loop(cls) -> Iterator[EventLoop]:
        """Return the event loop that async adapters run on: `loop.sync(adapter)`, `loop.enter(context)`."""
        with EventLoop() as loop:
            yield loop

    @pytest.fixture(scope="class")
    @classmethod
    def exits(cls) -> Iterator[ExitStack]:
        """Return a stack for context managers that the adapter's fixtures enter."""
        with ExitStack() as stack:
            yield stack

    def test_no_promise_is_hidden(self) -> None:
        """Every test of the kit is there as the kit wrote it, and every skip names one and has a reason."""
        assert hidden(type(self)) == []

    def check_abilities(self, adapter: object, known: frozenset[type]) -> None:
        """Assert that `adapter` has exactly the abilities that the suite declares."""
        there = {ability.__name__ for ability in known if isinstance(adapter, ability)}
        assert there == {ability.__name__ for ability in self.abilities}

    def need(self, ability: type) -> None:
        """Skip the running test where `ability` is not declared."""
        if ability not in self.abilities:
            pytest.skip(f"optional: {type(self).__name__}.abilities does not name {ability.__name__}")


def hidden(suite: type) -> list[str]:
    """Return what keeps promises of the kit from being tested in `suite`, one sentence each."""
    promises: dict[str, object] = {}
    for base in reversed(suite.__mro__):
        if base.__module__.startswith(_KIT):
            promises |= {name: test for name, test in vars(base).items() if name.startswith("test_")}
    skips = getattr(suite, "skips", {})
    known = {*promises, "cos", "dot", "l2"}
    return [
        *(f"{name} is overridden" for name, test in promises.items() if getattr_static(suite, name) is not test),
        *(f"{name} carries a mark that hides it" for name, test in promises.items() if _HIDING & _marks(test)),
        *(f"{name!r} in `skips` is no test of the kit" for name in skips if name not in known),
        *(f"{name!r} in `skips` has no reason" for name, reason in skips.items() if not str(reason).strip()),
    ]


def _marks(test: object) -> set[str]:
    return {mark.name for mark in getattr(test, "pytestmark", [])}


def fresh_name() -> str:
    """Return a collection name that nobody else uses."""
    return f"t{uuid4().hex[:16]}"


class Timeline:
    """The clock of a suite.

    Where the store filters by the `now` it is given, time is told: it jumps. Where the server expires entries by its
    own clock, time is real, and what is to happen is waited for.
    """

    def __init__(self, clock: Literal["given", "server"]) -> None:
        self.jumps = clock == "given"
        self._now = 1_800_000_000.0

    def now(self) -> float:
        """Return the time in quarters of a second, which every store can keep."""
        return self._now if self.jumps else int(time.time() * 4) / 4

    def reach(self, moment: float, check: Callable[[float], Any]) -> None:
        """Go to `moment` and assert that `check(now)` holds; by a real clock, that it comes to hold soon."""
        if self.jumps:
            self._now = max(self._now, moment)
            assert check(self._now)
        else:
            eventually(lambda: time.time() >= moment and check(time.time()), moment - time.time() + _PATIENCE)


def eventually(check: Callable[[], Any], within: float) -> None:
    """Assert that `check()` holds within some seconds, asking again and again."""
    deadline = time.monotonic() + within
    while not check():
        assert time.monotonic() < deadline, f"still not so after {within:.1f} s"
        time.sleep(_PAUSE)
