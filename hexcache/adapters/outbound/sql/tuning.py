"""The options that are no part of the URL, checked for callers that put a store together by hand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from typing_extensions import TypedDict

from hexcache.domain.collection import check_identifier
from hexcache.domain.errors import ConfigurationError


class SqlTuning(TypedDict, total=False):
    """The keywords of the stores; `Tuning` says what they mean."""

    timeout: float
    prefix: str
    provision: Literal["create", "check", "off"]
    synchronous: Literal["off", "normal", "full", "extra"]
    pool_size: int
    mirror_megabytes: int
    vectors: Literal["auto", "server", "portable"]
    precision: Literal["single", "half"]
    search_width: int
    links: int | None
    build_width: int | None


@dataclass(frozen=True, slots=True)
class Tuning:
    """How a store behaves.

    Attributes:
        timeout: seconds to wait for a lock, a connection or an answer.
        prefix: what the names of the tables begin with.
        provision: "create" makes the tables that are not there, "check" says what is missing, "off" does neither.
        synchronous: SQLite's setting. With "normal" a killed process loses nothing; a power cut may undo the last
            commits and breaks nothing. "full" waits for the disk at each commit.
        pool_size: connections that are kept open.
        mirror_megabytes: memory for the vectors of the scopes that were searched last, in this process; not used where
            the server compares them.
        vectors: "server" lets the server compare vectors or says why it cannot, "portable" compares them in this
            process, "auto" does the first where it is possible. What was chosen is recorded with the collection.
        precision: of the numbers in pgvector's index; "half" halves it.
        search_width: candidates that the server's index looks at in a search (ef_search).
        links: neighbours that the index keeps of each vector (m); None leaves it to the server.
        build_width: candidates that are looked at for a new vector (ef_construction); None leaves it to the server.
    """

    timeout: float = 5.0
    prefix: str = "hexcache_"
    provision: Literal["create", "check", "off"] = "create"
    synchronous: Literal["off", "normal", "full", "extra"] = "normal"
    pool_size: int = 8
    mirror_megabytes: int = 1_024
    vectors: Literal["auto", "server", "portable"] = "auto"
    precision: Literal["single", "half"] = "single"
    search_width: int = 40
    links: int | None = None
    build_width: int | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot work."""
        check_prefix(self.prefix)
        for name in ("timeout", "pool_size", "mirror_megabytes", "search_width", "links", "build_width"):
            value = getattr(self, name)
            if value is None and name in _OPTIONAL:
                continue
            if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 < value < math.inf:
                raise ConfigurationError(f"{name} must be a number above zero, got {value!r}")
        for name, allowed in _CHOICES.items():
            if getattr(self, name) not in allowed:
                raise ConfigurationError(f"{name} must be one of {', '.join(allowed)}; got {getattr(self, name)!r}")


def check_prefix(prefix: str) -> str:
    """Return a prefix of table names as it may be: an identifier of at most 24 characters.

    Raises:
        ConfigurationError: any other.
    """
    if len(check_identifier(prefix, "table prefix")) > 24:
        raise ConfigurationError(f"the table prefix {prefix!r} is longer than 24 characters; use a shorter one")
    return prefix


_OPTIONAL: Final = ("links", "build_width")
_CHOICES: Final = {
    "provision": ("create", "check", "off"),
    "synchronous": ("off", "normal", "full", "extra"),
    "vectors": ("auto", "server", "portable"),
    "precision": ("single", "half"),
}
