"""What can be set for the Cassandra adapter."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator

from hexcache.domain.collection import check_identifier
from hexcache.domain.errors import ConfigurationError


class Provision(StrEnum):
    """What opening a store does about its tables."""

    CREATE = "create"
    CHECK = "check"
    OFF = "off"


class Consistency(StrEnum):
    """How many replicas must answer; a search always asks one, because the server searches at no other level."""

    LOCAL_ONE = "LOCAL_ONE"
    LOCAL_QUORUM = "LOCAL_QUORUM"
    ONE = "ONE"
    TWO = "TWO"
    THREE = "THREE"
    QUORUM = "QUORUM"
    EACH_QUORUM = "EACH_QUORUM"
    ALL = "ALL"


def _identifier(name: str) -> str:
    try:
        return check_identifier(name, "keyspace or table")
    except ConfigurationError as error:
        raise ValueError(str(error)) from error


def _listed(value: Any) -> Any:  # noqa: ANN401 - whatever was configured
    """Take "a, b" for a list, as environment variables give it."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _switch(value: Any) -> Any:  # noqa: ANN401 - whatever was configured
    """Take YAML's bare `off` for the word."""
    return Provision.OFF if value is False else value


_Replicas = Annotated[int, Field(ge=1, le=100)]
_Datacentre = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
_Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class TlsOptions(BaseModel):
    """How connections are encrypted.

    Attributes:
        ca: file with the certificates of authorities to trust; the system's without it.
        certificate: file with our certificate, for clusters that ask for one.
        key: file with its private key, where it is not in the same file.
        check_hostname: whether the name in the node's certificate must be the one that is connected to.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    check_hostname: bool = True


class ConnectionOptions(BaseModel):
    """Where the cluster is and how to talk to it.

    Attributes:
        contact_points: nodes to ask for the others.
        port: where every node listens for CQL.
        local_datacenter: the datacentre to send statements to; without it that of the first contact point.
        keyspace: where the tables are.
        replication: replicas in each datacentre for a keyspace that is made; a number is for the local one. Without it
            three, or as many as there are nodes.
        username: for password authentication.
        password: the same.
        tls: true, or how connections are encrypted.
        secure_bundle: the archive with which a hosted cluster is reached, in place of `contact_points`.
        token: the hosted cluster's application token, in place of user and password.
        read_consistency: of exact reads; together with `write_consistency` it decides whether what was just written is
            found on every node.
        write_consistency: of writes.
        timeout: seconds that one statement may take.
        retries: how often a statement that may be sent twice is sent again after the server gave up on it.
        speculative_delay: seconds after which a statement is also sent to the next node; None never.
        concurrency: statements of one call that are under way at once.
        provision: `create` makes what is missing, `check` refuses where something is, `off` looks at nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    contact_points: Annotated[tuple[str, ...], BeforeValidator(_listed), Field(min_length=1)] = ("127.0.0.1",)
    port: Annotated[int, Field(ge=1, le=65_535)] = 9042
    local_datacenter: _Datacentre | None = None
    keyspace: Annotated[str, BeforeValidator(_identifier)] = "hexcache"
    replication: _Replicas | dict[_Datacentre, _Replicas] | None = None
    username: str | None = None
    password: SecretStr | None = None
    tls: bool | TlsOptions = False
    secure_bundle: Path | None = None
    token: SecretStr | None = None
    read_consistency: Consistency = Consistency.LOCAL_QUORUM
    write_consistency: Consistency = Consistency.LOCAL_QUORUM
    timeout: _Seconds = 5.0
    retries: Annotated[int, Field(ge=0, le=10)] = 1
    speculative_delay: _Seconds | None = 0.5
    concurrency: Annotated[int, Field(ge=1, le=1_024)] = 16
    provision: Annotated[Provision, BeforeValidator(_switch)] = Provision.CREATE

    @model_validator(mode="after")
    def _credentials_are_whole(self) -> Self:
        if (self.username is None) != (self.password is None):
            raise ValueError("username and password belong together; give both or none")
        if self.token is not None and self.username is not None:
            raise ValueError("give either a token or user and password")
        if self.read_consistency is Consistency.EACH_QUORUM:
            raise ValueError("EACH_QUORUM is for writes; read at LOCAL_QUORUM or QUORUM")
        return self


class CassandraOptions(ConnectionOptions):
    """Options of `cassandra` for a vector store.

    Attributes:
        buckets: partitions that each scope is spread over, searched in parallel; kept from when the collection was
            made, and 1 for a new one.
        windows: into how many time windows an entry's lifetime is divided: fewer mean fewer partitions to search, more
            mean less that is expired among what is searched.
        visibility: seconds after which every other process has noticed a clear, a new scope or a new window.
        search_width: the least LIMIT of a search: the one knob for how thoroughly the server's index looks.
    """

    buckets: Annotated[int, Field(ge=1, le=256)] | None = None
    windows: Annotated[int, Field(ge=1, le=64)] = 2
    visibility: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 1.0
    search_width: Annotated[int, Field(ge=1, le=1_000)] = 8


class CassandraKeyValueOptions(ConnectionOptions):
    """Options of `cassandra` for a key-value store.

    Attributes:
        table: the table that keeps the values.
    """

    table: Annotated[str, BeforeValidator(_identifier)] = "embeddings"
