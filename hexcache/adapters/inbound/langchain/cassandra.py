"""`CassandraSemanticCache`: the heir of langchain-community's class of that name, same arguments, same methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from hexcache.adapters.inbound.langchain.asking import MultiTurn
from hexcache.adapters.inbound.langchain.bridge import SemanticCacheBridge
from hexcache.adapters.inbound.langchain.cassandra_opening import (
    DEFAULT_MEASURE,
    Opener,
    SetupMode,
    chosen_measure,
    connection,
)
from hexcache.adapters.inbound.langchain.embedders import async_embedder_of, embedder_of
from hexcache.adapters.inbound.langchain.generations import CODEC
from hexcache.adapters.inbound.langchain.prompt_guards import prompt_guards
from hexcache.application.async_semantic_cache import AsyncSemanticCache
from hexcache.application.semantic_cache import SemanticCache
from hexcache.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from langchain_core.embeddings import Embeddings

    from hexcache.application.policy import CacheOptions
    from hexcache.domain.guards.chain import GuardSpec


class CassandraSemanticCache(SemanticCacheBridge):
    """LangChain's cache in Cassandra, synchronous and asynchronous on one session.

    The first ten arguments, their defaults and every method are those of langchain-community's class. As with every
    `SemanticCacheBridge`, of a chat the last human text is embedded, guards look at what the score lets through, and a
    failure is a miss. Session and keyspace fall back to those of `cassio.init`.

    Args:
        session: an open session of cassandra-driver; borrowed, never closed.
        keyspace: where the tables are.
        embedding: embeds the prompts.
        table_name: what the names of the cache's tables begin with.
        distance_metric: an old name of `similarity_measure`; give one of the two.
        score_threshold: the lowest similarity that is served, for every measure.
        ttl_seconds: lifetime of an entry; None is forever.
        skip_provisioning: an old way to say `setup_mode=SetupMode.OFF`.
        similarity_measure: "dot", "cos", "l2", "l1" or "max"; higher is closer for each of them.
        setup_mode: when the tables are made; a member of langchain-community's `SetupMode` will do.
        tenant: whose data may be in the answers.
        multi_turn: see `SemanticCacheBridge`.
        guards: as in `CacheOptions`; None is "default", except that it leaves prompts of a single word to the score.
        store_options: further options of the Cassandra adapter, such as `{"buckets": 8, "timeout": 2.0}`.
    """

    def __init__(  # noqa: PLR0913 - ten are the original's
        self,
        session: Any = None,  # noqa: ANN401 - the driver's
        keyspace: str | None = None,
        embedding: Embeddings | None = None,
        table_name: str = "langchain_llm_semantic_cache",
        distance_metric: str | None = None,
        score_threshold: float = 0.85,
        ttl_seconds: int | None = None,
        skip_provisioning: bool = False,  # noqa: FBT001, FBT002 - the original's
        similarity_measure: str = DEFAULT_MEASURE,
        setup_mode: Any = SetupMode.SYNC,  # noqa: ANN401 - either library's
        *,
        tenant: str = "",
        multi_turn: MultiTurn | str = MultiTurn.EXACT,
        guards: GuardSpec = None,
        store_options: Mapping[str, Any] | None = None,
    ) -> None:
        if embedding is None:
            raise InvalidInputError("the argument 'embedding' is missing; pass the embeddings for the prompts")
        self.session, self.keyspace = connection(session, keyspace)
        self.embedding = embedding
        self.table_name = table_name
        self.similarity_measure = chosen_measure(distance_metric, similarity_measure)
        self.ttl_seconds = ttl_seconds
        mode = SetupMode.OFF if skip_provisioning else SetupMode.of(setup_mode)
        provision = {"provision": "off"} if mode is SetupMode.OFF else {}
        self._opener = Opener(
            self.session, self.keyspace, table_name, self.similarity_measure, {**provision, **(store_options or {})}
        )
        self._options: CacheOptions = {
            "similarity": self._opener.similarity,
            "ttl": ttl_seconds or None,
            "guards": prompt_guards(guards),
            "codec": CODEC,
        }
        self._embedder = embedder_of(embedding)
        cache = SemanticCache(self._opener.open(), self._embedder, **self._options)
        super().__init__(cache, tenant=tenant, multi_turn=multi_turn, threshold=score_threshold)
        if mode is SetupMode.SYNC:
            cache.provision()

    @property
    def score_threshold(self) -> float | None:
        """The lowest similarity that is served; may be set at any time."""
        return self.threshold

    @score_threshold.setter
    def score_threshold(self, threshold: float) -> None:
        self.threshold = threshold

    @override
    def _async_cache(self) -> AsyncSemanticCache:
        """Return the cache for the event loop, made when it is first asked for."""
        if self._async is None:
            embedder = async_embedder_of(self.embedding, dimension=self._embedder.passport.dimension)
            self._async = AsyncSemanticCache(self._opener.aopen(), embedder, **self._options)
        return self._async
