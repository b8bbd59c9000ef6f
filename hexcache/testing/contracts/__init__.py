"""The suites: subclass the one of your port, give its fixtures, declare what your backend is like.

class TestMyStore(VectorStoreContract):
    @pytest.fixture
    def open_store(self):
        return lambda name: MyStore(collection=name)
"""

from __future__ import annotations

from hexcache.testing.contracts.embedder import EmbedderContract
from hexcache.testing.contracts.key_value_store import KeyValueStoreContract
from hexcache.testing.contracts.vector_store import VectorStoreContract

__all__ = ["EmbedderContract", "KeyValueStoreContract", "VectorStoreContract"]
