"""LangChain: hexcache as its cache and its embeddings, and the heirs of two classes that lost their home."""

from __future__ import annotations

from hexcache.domain.errors import MissingExtraError

try:
    import langchain_core  # noqa: F401 - only to say how to get it
except ModuleNotFoundError as error:
    raise MissingExtraError.of("langchain", "langchain-core") from error

from hexcache.adapters.inbound.langchain.asking import MultiTurn
from hexcache.adapters.inbound.langchain.bridge import SemanticCacheBridge
from hexcache.adapters.inbound.langchain.byte_store import HexcacheByteStore
from hexcache.adapters.inbound.langchain.cassandra import CassandraSemanticCache
from hexcache.adapters.inbound.langchain.cassandra_opening import SetupMode
from hexcache.adapters.inbound.langchain.embedders import HexcacheEmbeddings, async_embedder_of, embedder_of
from hexcache.adapters.inbound.langchain.embeddings_cache import CacheBackedEmbeddings
from hexcache.adapters.inbound.langchain.key_value_store import AsyncLangChainKeyValueStore, LangChainKeyValueStore

__all__ = [
    "AsyncLangChainKeyValueStore",
    "CacheBackedEmbeddings",
    "CassandraSemanticCache",
    "HexcacheByteStore",
    "HexcacheEmbeddings",
    "LangChainKeyValueStore",
    "MultiTurn",
    "SemanticCacheBridge",
    "SetupMode",
    "async_embedder_of",
    "embedder_of",
]
