"""What an author gives and declares for a store of either port, and what the suites make of it."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import pytest

from hexcache.testing.contracts.suite import Suite, Timeline, eventually, fresh_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hexcache.testing.proxy import EventLoop

    OpenStore = Callable[[str], Any]
    """Opens a store of that name, not provisioned; the suite closes it."""


class StoreSuite(Suite):
    """The base of the store suites.

    A subclass gives the fixture `open_store`, and declares what its backend is like:

    Attributes:
        clock: "given" where every answer is filtered by the `now` that the caller gives, "server" where the server
            expires entries by its own clock; then the suite runs in real time.
        brief: seconds that the shortest lifetime in the tests lasts; a server with a coarse clock needs more.
        shared: whether two stores of one name see the same entries.
        settles: seconds after which every other store sees what one store wrote, deleted or cleared.
        reuse: share one store among the tests and empty it between them, where making one is slow; `open_store`
            must then have the scope "class".
    """

    clock: ClassVar[Literal["given", "server"]] = "given"
    brief: ClassVar[float] = 1.0
    shared: ClassVar[bool] = True
    settles: ClassVar[float] = 0.0
    reuse: ClassVar[bool] = False

    @pytest.fixture
    def open_store(self) -> OpenStore:
        """Return what opens a store: override this."""
        pytest.fail("give the fixture `open_store`: a function from a name to a store")

    @pytest.fixture
    def lost_store(self) -> Any:
        """Return a store, provisioned where it has to be, whose server is gone: override this, or declare the skip."""
        pytest.fail("give the fixture `lost_store`, or declare the skip of the test that asks for it")

    @pytest.fixture
    def timeline(self) -> Timeline:
        """Return the suite's clock."""
        return Timeline(self.clock)

    @pytest.fixture
    def opened(self, open_store: OpenStore) -> Iterator[OpenStore]:
        """Return `open_store`, with every store closed in the end."""
        with ExitStack() as stack:

            def open_and_close(name: str) -> Any:
                store = open_store(name)
                stack.callback(store.close)
                return store

            yield open_and_close

    @pytest.fixture(scope="class")
    @classmethod
    def kept(cls, loop: EventLoop, exits: ExitStack) -> Iterator[dict[str, tuple[str, Any]]]:  # noqa: ARG003 - they end after it
        """Return the stores that the tests of this class share, with their names, by variant."""
        stores: dict[str, tuple[str, Any]] = {}
        yield stores
        for _, store in stores.values():
            store.close()

    @pytest.fixture
    def variant(self) -> str:
        """Return what tells stores apart that cannot be shared."""
        return ""

    @pytest.fixture
    def begin(self) -> Callable[[Any], object]:
        """Return what makes a new store ready."""
        return lambda _: None

    @pytest.fixture
    def named_store(
        self,
        request: pytest.FixtureRequest,
        kept: dict[str, tuple[str, Any]],
        variant: str,
        begin: Callable[[Any], object],
    ) -> tuple[str, Any]:
        """Return a name and an empty store of this name."""
        if variant in kept:
            self.empty(kept[variant][1])
            return kept[variant]
        name = fresh_name()
        store = request.getfixturevalue("open_store" if self.reuse else "opened")(name)
        begin(store)
        if self.reuse:
            kept[variant] = (name, store)
        return name, store

    @pytest.fixture
    def store(self, named_store: tuple[str, Any]) -> Any:
        """Return an empty store."""
        return named_store[1]

    @pytest.fixture
    def other(self, named_store: tuple[str, Any], opened: OpenStore, begin: Callable[[Any], object]) -> Any:
        """Return another store on the entries of `store`, as another process would open it."""
        self.need_sharing()
        store = opened(named_store[0])
        begin(store)
        return store

    def empty(self, store: Any) -> None:
        """Remove everything from a store that the next test uses again."""
        raise NotImplementedError

    def need_sharing(self) -> None:
        """Skip the running test where every store has its own entries."""
        if not self.shared:
            pytest.skip("every store has its own entries (shared = False)")

    def settle(self, check: Callable[[], object]) -> None:
        """Assert that `check()` comes to hold within `settles` seconds."""
        eventually(check, self.settles)
