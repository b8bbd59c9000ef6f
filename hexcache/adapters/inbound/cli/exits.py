"""Exit codes, and which error ends in which."""

from __future__ import annotations

from enum import IntEnum

from hexcache.domain.errors import BackendError, CacheError, ConfigurationError, InvalidInputError


class ExitCode(IntEnum):
    """How a command ends; scripts rely on these numbers."""

    OK = 0
    NO = 1  # it worked and the answer is no: a miss, a disagreement, a line that was skipped, a check that failed
    USAGE = 2
    CONFIGURATION = 3
    BACKEND = 4  # the store or the embedder failed
    FILE = 5
    INTERNAL = 70
    INTERRUPTED = 130
    PIPE = 141


def exit_code(error: BaseException) -> ExitCode:
    """Return how a command ends that `error` stopped."""
    if isinstance(error, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    if isinstance(error, BrokenPipeError):
        return ExitCode.PIPE
    if isinstance(error, ConfigurationError):
        return ExitCode.CONFIGURATION
    if isinstance(error, InvalidInputError):
        return ExitCode.USAGE
    if isinstance(error, (CacheError, BackendError)):
        return ExitCode.BACKEND
    return ExitCode.FILE if isinstance(error, OSError) else ExitCode.INTERNAL


def message(error: BaseException) -> str:
    """Return the one line that says what went wrong."""
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    if isinstance(error, CacheError):
        return str(error) + (" (hexcache --debug shows it)" if "see the cause" in str(error) else "")
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)
    return f"{type(error).__name__}: {error}; this is a defect of hexcache, please report what --debug shows"
