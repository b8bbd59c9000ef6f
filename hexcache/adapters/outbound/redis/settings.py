"""What can be set for the Redis adapter."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PositiveFloat,
    PositiveInt,
    SecretStr,
)

IndexName = Literal["auto", "query_engine", "vector_set", "scan"]
_PREFIX = r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$"
_SCHEMES = ("redis://", "rediss://", "unix://", "redis+sentinel://", "rediss+sentinel://")


def _none_for_off(value: object) -> object:
    """Return "none" for YAML's bare `off` and `none`."""
    return "none" if value is False or value is None or value == "off" else value


def _known_scheme(url: str) -> str:
    if not url.startswith(_SCHEMES):
        raise ValueError(f"the url must begin with one of: {', '.join(_SCHEMES)}")
    return url


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """How a collection is kept and searched; see `RedisOptions` for each."""

    prefix: str = "hexcache"
    index: IndexName = "auto"
    algorithm: Literal["hnsw", "flat"] = "hnsw"
    links: int = 16
    build_width: int = 200
    search_width: int = 24
    quantization: Literal["none", "q8", "bin"] = "none"
    partitions: int | None = None
    max_rows_per_scope: int = 20_000
    cache_bytes: int = 256_000_000


class RedisConnection(BaseModel):
    """How to reach Redis.

    Attributes:
        url: `redis://`, `rediss://` (TLS), `unix://` or `redis+sentinel://host:port,host:port/service/db`. Of a
            cluster any node will do.
        username: the ACL user; None takes the url's.
        password: the password; None takes the url's.
        timeout: seconds to wait for a connection and for a reply.
        pool_size: the most connections to one server.
        cluster: whether the server is part of a cluster; None asks it.
        sentinel_username: the ACL user of the sentinels.
        sentinel_password: the password of the sentinels.
        tls_ca: file with the certificates to trust; None trusts the system's.
        tls_cert: file with the client's certificate.
        tls_key: file with its key.
        tls_check_hostname: whether the server's name must be in its certificate.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    url: Annotated[str, AfterValidator(_known_scheme)] = Field("redis://localhost:6379/0", repr=False)
    username: str | None = None
    password: SecretStr | None = None
    timeout: PositiveFloat = 5.0
    pool_size: PositiveInt = 64
    cluster: bool | None = None
    sentinel_username: str | None = None
    sentinel_password: SecretStr | None = None
    tls_ca: Path | None = None
    tls_cert: Path | None = None
    tls_key: Path | None = None
    tls_check_hostname: bool = True


class RedisOptions(RedisConnection):
    """Options of `redis` as a vector store.

    Attributes:
        prefix: what every key begins with.
        index: `query_engine`, `vector_set` or `scan`; `auto` takes the first that server and measure allow.
        algorithm: `hnsw`, or `flat` for an exact search; query engine only.
        links: HNSW's M: more cost memory and find better; query engine only.
        build_width: HNSW's EF_CONSTRUCTION: more make writes slower and find better; query engine only.
        search_width: how many candidates a search keeps: more take longer and find better.
        quantization: of vector sets: `none`, `q8` or `bin`; anything but `none` changes scores.
        partitions: how many parts of a cluster share the collection; None takes one for each primary.
        max_rows_per_scope: the most entries of one scope with the index `scan`, which the client compares itself.
        cache_bytes: how many bytes of vectors a client keeps with the index `scan`.
    """

    prefix: Annotated[str, Field(pattern=_PREFIX)] = "hexcache"
    index: IndexName = "auto"
    algorithm: Literal["hnsw", "flat"] = "hnsw"
    links: Annotated[int, Field(ge=2, le=512)] = 16
    build_width: Annotated[int, Field(ge=8, le=4_096)] = 200
    search_width: Annotated[int, Field(ge=1, le=10_000)] = 24
    quantization: Annotated[Literal["none", "q8", "bin"], BeforeValidator(_none_for_off)] = "none"
    partitions: Annotated[int, Field(ge=1, le=1_024)] | None = None
    max_rows_per_scope: Annotated[int, Field(ge=1, le=1_000_000)] = 20_000
    cache_bytes: PositiveInt = 256_000_000

    @property
    def index_settings(self) -> IndexSettings:
        """The settings of the store behind the connection."""
        return IndexSettings(
            self.prefix,
            self.index,
            self.algorithm,
            self.links,
            self.build_width,
            self.search_width,
            self.quantization,
            self.partitions,
            self.max_rows_per_scope,
            self.cache_bytes,
        )


class RedisValueOptions(RedisConnection):
    """Options of `redis` as a key-value store.

    Attributes:
        prefix: what every key begins with.
    """

    prefix: Annotated[str, Field(pattern=_PREFIX)] = "hexcache"
