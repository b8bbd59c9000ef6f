"""What the embedders that compute in this process have in common."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hexcache.domain.errors import CacheError, ConfigurationError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from hexcache.adapters.outbound.embedders.settings import Options
    from hexcache.ports.embedder import Embedder


@dataclass(frozen=True)
class LocalPlugin:
    """An `EmbedderPlugin` for an embedder that is loaded once and has nothing to close.

    Attributes:
        options: the model of the embedder's options.
        load: imports the library, loads the model and returns the embedder.
    """

    options: type[Options]
    load: Callable[[Any], Embedder]

    @contextmanager
    def open(self, options: Options) -> Iterator[Embedder]:
        """Load the embedder."""
        yield self._loaded(options)

    @asynccontextmanager
    async def aopen(self, options: Options) -> AsyncIterator[Embedder]:
        """Load the embedder off the event loop; what comes is used in threads."""
        yield await asyncio.to_thread(self._loaded, options)

    def _loaded(self, options: Options) -> Embedder:
        try:
            return self.load(options)
        except CacheError:
            raise
        except Exception as error:
            raise ConfigurationError(
                f"the embedder cannot be loaded with {options!r}: its library raised {type(error).__name__!r}; "
                "see the error chained to this one"
            ) from error
