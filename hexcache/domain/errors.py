"""Every error that hexcache raises, in one tree.

    CacheError
    ├── InvalidInputError (ValueError)          what the caller gave cannot be used
    ├── ConfigurationError                      what was configured cannot work
    │   ├── UnknownAdapterError                 no adapter of that name is installed
    │   ├── MissingExtraError (ImportError)     the adapter's driver is not installed
    │   └── SchemaMismatchError                 the collection was made for something else
    ├── BackendError                            a store answered with an error
    │   ├── BackendUnavailableError             a store cannot be reached
    │   └── BackendTimeoutError (TimeoutError)  a store did not answer in time
    ├── EmbedderError                           the embedder failed or answered nonsense
    ├── VerifierError                           the verifier failed; counted, and never raised
    └── CorruptEntryError                       a stored value cannot be read back

A driver's own exception never reaches a caller bare: adapters chain it to one of these (``raise ... from error``).
Messages carry values with ``!r``, never prompts, answers, secrets or vectors, and end with what to do next.
"""

from __future__ import annotations


class CacheError(Exception):
    """The base of every error that hexcache raises."""


class InvalidInputError(CacheError, ValueError):
    """What the caller gave cannot be used; nothing was stored or changed."""


class ConfigurationError(CacheError):
    """What was configured cannot work; raised whatever ``on_error`` says."""


class UnknownAdapterError(ConfigurationError):
    """No adapter of that name is installed."""


class MissingExtraError(ConfigurationError, ImportError):
    """The adapter is known and its driver is not installed."""

    @classmethod
    def of(cls, extra: str, package: str) -> MissingExtraError:
        """Return the error that names the command which installs `package`."""
        return cls(f"{package!r} is not installed; run: pip install 'hexcache[{extra}]'")


class SchemaMismatchError(ConfigurationError):
    """The collection was made for another embedder, dimension, measure or schema."""


class BackendError(CacheError):
    """A store answered with an error."""


class BackendUnavailableError(BackendError):
    """A store cannot be reached."""


class BackendTimeoutError(BackendError, TimeoutError):
    """A store did not answer in time."""


class EmbedderError(CacheError):
    """The embedder failed, or answered with vectors that cannot be used."""


class VerifierError(CacheError):
    """The verifier failed or was late; a cache counts it, refuses the hit and goes on."""


class CorruptEntryError(CacheError):
    """A stored value cannot be read back."""
