"""What can be set for the SQL adapter."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PositiveFloat, PositiveInt

from hexcache.adapters.outbound.sql.tuning import check_prefix
from hexcache.domain.errors import ConfigurationError


def _word(value: object) -> object:
    """Take YAML's bare off and on, which it reads as false and true."""
    return {False: "off", True: "on"}.get(value, value) if isinstance(value, bool) else value


def _create(value: object) -> object:
    return "create" if _word(value) == "on" else _word(value)


def _prefix(value: str) -> str:
    try:
        return check_prefix(value)
    except ConfigurationError as error:
        raise ValueError(str(error)) from error


class SqlOptions(BaseModel):
    """Options of `sql`, for vector and key-value stores.

    Attributes:
        url: the database, such as "sqlite:///hexcache.db" or "postgresql://user:password@host/database".
        timeout: seconds to wait for a lock, a connection or an answer.
        prefix: what the names of the tables begin with.
        provision: "create" makes the tables that are not there, "check" says what is missing, "off" does neither.
        synchronous: SQLite's setting: "normal" loses nothing when the process is killed, "full" nor at a power cut.
        pool_size: connections that are kept open.
        mirror_megabytes: memory for the vectors of the scopes that were searched last, in this process.
        vectors: "server" lets the server compare vectors or says why it cannot, "portable" compares them in this
            process, "auto" does the first where it is possible.
        precision: of the numbers in pgvector's index; "half" halves it.
        search_width: candidates that the server's index looks at in a search.
        links: neighbours that the index keeps of each vector; by default the server's number.
        build_width: candidates that are looked at for a new vector; by default the server's number.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    url: str = Field("sqlite:///hexcache.db", repr=False, min_length=1)
    timeout: PositiveFloat = 5.0
    prefix: Annotated[str, AfterValidator(_prefix)] = "hexcache_"
    provision: Annotated[Literal["create", "check", "off"], BeforeValidator(_create)] = "create"
    synchronous: Annotated[Literal["off", "normal", "full", "extra"], BeforeValidator(_word)] = "normal"
    pool_size: PositiveInt = 8
    mirror_megabytes: PositiveInt = 1_024
    vectors: Literal["auto", "server", "portable"] = "auto"
    precision: Literal["single", "half"] = "single"
    search_width: PositiveInt = 40
    links: PositiveInt | None = None
    build_width: PositiveInt | None = None

    def tuning(self) -> dict[str, Any]:
        """Return all but the URL, as the stores take it."""
        return self.model_dump(exclude={"url"})
