"""From the arguments of `CassandraSemanticCache` to stores: which session, which measure, which options."""

from __future__ import annotations

from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from hexcache.adapters.inbound.langchain.exact_ranking import ExactMeasure
from hexcache.adapters.inbound.langchain.exact_stores import AsyncExactVectorStore, ExactVectorStore
from hexcache.application.bootstrap.registry import Kind, Registry
from hexcache.application.bootstrap.validation import validated
from hexcache.domain.errors import ConfigurationError, InvalidInputError
from hexcache.domain.similarity import Similarity
from hexcache.ports.plugin import BorrowsClients

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hexcache.ports.vector_store import AsyncVectorStore, VectorStore

DEFAULT_MEASURE: Final = "dot"
_RANKED_BY_AN_INDEX: Final = {"cos": Similarity.COS, "dot": Similarity.DOT, "l2": Similarity.L2}


class SetupMode(Enum):
    """When the tables are made: in the constructor, at first use, or never because they are there."""

    SYNC = 1
    ASYNC = 2
    OFF = 3

    @classmethod
    def of(cls, mode: object) -> SetupMode:
        """Return `mode`, or the member of its name, because langchain-community has such an enum of its own."""
        name = str(getattr(mode, "name", mode)).upper()
        if name not in cls.__members__:
            raise InvalidInputError(f"unknown setup_mode {mode!r}; use one of: {', '.join(cls.__members__)}")
        return cls[name]


class Opener:
    """Opens the stores of one cache, in both flavours, on one session.

    Args:
        session: the driver's; stays the caller's.
        keyspace: where the tables are.
        table: the collection's name.
        measure: what `chosen_measure` returned.
        options: further options of the adapter.
    """

    def __init__(self, session: Any, keyspace: str, table: str, measure: str, options: Mapping[str, Any]) -> None:  # noqa: ANN401
        plugin = Registry().plugin(Kind.VECTOR_STORE, "cassandra")
        if not isinstance(plugin, BorrowsClients):
            raise ConfigurationError("the installed adapter 'cassandra' takes no open session; upgrade it")
        self._plugin = plugin
        self._session = session
        self._table = table
        self._exact = None if measure in _RANKED_BY_AN_INDEX else ExactMeasure(measure)
        self._options = validated(plugin.options, {"keyspace": keyspace, **options}, under=(), where=lambda _: "")
        self.similarity = _RANKED_BY_AN_INDEX.get(measure, Similarity.L2)

    def open(self) -> VectorStore:
        """Return the store for threads."""
        store = self._plugin.borrow(self._session, self._options, collection=self._table)
        return store if self._exact is None else ExactVectorStore(store, self._exact)

    def aopen(self) -> AsyncVectorStore:
        """Return the store for the event loop."""
        store = self._plugin.aborrow(self._session, self._options, collection=self._table)
        return store if self._exact is None else AsyncExactVectorStore(store, self._exact)


def chosen_measure(distance_metric: str | None, similarity_measure: str) -> str:
    """Return the measure that two arguments name, of which the first is an old name of the second.

    Raises:
        InvalidInputError: they name two, or none that there is.
    """
    measure = similarity_measure if distance_metric is None else distance_metric
    if distance_metric is not None and similarity_measure not in (DEFAULT_MEASURE, distance_metric):
        raise InvalidInputError("give either 'distance_metric' or 'similarity_measure', not both")
    known = [*_RANKED_BY_AN_INDEX, *ExactMeasure]
    if measure not in known:
        raise InvalidInputError(f"unknown similarity_measure {measure!r}; use one of: {', '.join(known)}")
    return measure


def connection(session: Any, keyspace: str | None) -> tuple[Any, str]:  # noqa: ANN401 - the driver's
    """Return session and keyspace; what is not given is what `cassio.init` was told.

    Raises:
        InvalidInputError: neither says it.
    """
    config = _cassio()
    session = getattr(config, "default_session", None) if session is None else session
    if session is None:
        raise InvalidInputError("there is no session; pass an open one, or call cassio.init first")
    keyspace = keyspace or getattr(config, "default_keyspace", None) or getattr(session, "keyspace", None)
    if not keyspace:
        raise InvalidInputError("there is no keyspace; pass one, or call cassio.init(keyspace=...) first")
    return session, keyspace


def _cassio() -> Any:  # noqa: ANN401 - a module, or None
    try:
        return import_module("cassio.config")
    except ImportError:
        return None
