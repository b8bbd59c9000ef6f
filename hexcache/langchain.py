"""LangChain: hexcache as its cache and its embeddings; the same names as `hexcache.adapters.inbound.langchain`."""

from __future__ import annotations

from hexcache.adapters.inbound.langchain import *  # noqa: F403 - exactly the names that are listed there
from hexcache.adapters.inbound.langchain import __all__  # noqa: F401 - names them here too
