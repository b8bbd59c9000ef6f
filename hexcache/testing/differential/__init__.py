"""Random operations, the same for an adapter and for the memory adapter, whose answers must agree.

    class TestMyStore(VectorStoreContract, VectorStoreDifferential):
        ...  # the same fixtures and declarations serve both

The examples are the same in every run, so that a failure is never a matter of luck; hypothesis shrinks it to few steps.
"""

from __future__ import annotations

from hexcache.testing.differential.key_value_store import KeyValueStoreDifferential
from hexcache.testing.differential.vector_store import VectorStoreDifferential

__all__ = ["KeyValueStoreDifferential", "VectorStoreDifferential"]
