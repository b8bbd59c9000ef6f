"""From options to what redis-py's pools are made with: the same for both flavours, and nothing is connected yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from hexcache.adapters.outbound.redis.settings import RedisConnection
from hexcache.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from hexcache.adapters.outbound.redis.places import Address

_SENTINEL_PORT: Final = 26_379
_PORT: Final = 6_379
_PLAIN: Final = frozenset(
    {
        "credential_provider",
        "health_check_interval",
        "password",
        "protocol",
        "socket_connect_timeout",
        "socket_keepalive",
        "socket_timeout",
        "ssl",
        "ssl_ca_certs",
        "ssl_ca_data",
        "ssl_cert_reqs",
        "ssl_certfile",
        "ssl_check_hostname",
        "ssl_keyfile",
        "username",
    }
)
"""What of a cluster client's arguments its connections need."""

_NODE_KEYS: Final = frozenset({"host", "port", "path", "db"})
"""What a pool of one server is made with and a pool of its cluster's other servers is not."""


@dataclass(frozen=True, slots=True)
class Sentinels:
    """Who knows the master.

    Attributes:
        addresses: the sentinels.
        service: the name that they know the master by.
        db: the database on the master.
        tls: whether servers and sentinels speak TLS.
    """

    addresses: tuple[Address, ...]
    service: str
    db: int
    tls: bool


@dataclass(frozen=True, slots=True)
class Target:
    """Which server to talk to, and how.

    Attributes:
        where: its name in messages, without a secret.
        url: what redis-py reads; empty with sentinels.
        sentinels: who knows the master; None where the url names the server.
        arguments: keyword arguments of each connection, timeouts left out.
        sentinel_arguments: those of connections to sentinels.
    """

    where: str
    url: str = field(repr=False)
    sentinels: Sentinels | None
    arguments: dict[str, Any] = field(repr=False)
    sentinel_arguments: dict[str, Any] = field(repr=False)


def as_connection(where: RedisConnection | str) -> RedisConnection:
    """Return options for a url.

    Raises:
        ConfigurationError: it is none.
    """
    if isinstance(where, RedisConnection):
        return where
    try:
        return RedisConnection(url=where)
    except ValueError as error:
        raise ConfigurationError(_BAD_URL) from error


def target(options: RedisConnection) -> Target:
    """Return what the options lead to.

    Raises:
        ConfigurationError: the url cannot be read; it is not repeated, as it may hold a password.
    """
    arguments: dict[str, Any] = {"protocol": 2}  # its replies are smaller and sooner parsed
    try:
        parts = urlsplit(options.url)
        if "protocol" in parse_qs(parts.query):
            del arguments["protocol"]
        sentinels = _sentinels(options.url) if "+sentinel" in parts.scheme else None
        where = _where(options.url, sentinels)
    except ValueError as error:
        raise ConfigurationError(_BAD_URL) from error
    arguments |= _credentials(options.username, options.password)
    if sentinels is not None:
        arguments |= {
            key: unquote(value) for key, value in _url_credentials(parts.netloc).items() if key not in arguments
        }
        arguments["db"] = sentinels.db
    tls = _tls(options) if parts.scheme.startswith("rediss") else {}
    return Target(
        where,
        "" if sentinels else options.url,
        sentinels,
        {**arguments, **tls},
        {"protocol": 2, **_credentials(options.sentinel_username, options.sentinel_password), **tls},
    )


def node_arguments(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of a pool for another server of the cluster."""
    return {key: value for key, value in arguments.items() if key not in _NODE_KEYS}


def plain_arguments(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of a cluster client that a plain connection takes too."""
    return {key: value for key, value in arguments.items() if key in _PLAIN}


def address(arguments: dict[str, Any]) -> Address:
    """Return the address in a pool's arguments."""
    return str(arguments.get("host", "localhost")), int(arguments.get("port", _PORT))


def label(arguments: dict[str, Any]) -> str:
    """Return the name in messages of a server whose pool is made with `arguments`."""
    if "path" in arguments:
        return str(arguments["path"])
    return f"{arguments.get('host', 'localhost')}:{arguments.get('port', _PORT)}"


def sentinel_arguments(target: Target, timeout: float) -> dict[str, Any]:
    """Return the arguments of connections to sentinels, so that all of them can be asked within the timeout."""
    assert target.sentinels is not None  # noqa: S101 - the caller looked
    patience = timeout / len(target.sentinels.addresses)
    brief = {"socket_timeout": patience, "socket_connect_timeout": patience}
    return {**target.sentinel_arguments, **brief, "ssl": target.sentinels.tls}


def sentinels_of(pool: Any, *, borrowed: bool) -> list[Any]:  # noqa: ANN401 - a pool of either flavour
    """Return the clients of the sentinels that a pool of our own asks."""
    manager = None if borrowed else getattr(pool, "sentinel_manager", None)
    return [] if manager is None else list(manager.sentinels)


def bad_url() -> ConfigurationError:
    """Return the error for a url that redis-py cannot read; it is not repeated, as it may hold a password."""
    return ConfigurationError(_BAD_URL)


_BAD_URL: Final = (
    "the option url cannot be read; use redis://user:password@host:port/db, rediss://..., unix://path or "
    "redis+sentinel://host:port,host:port/service/db"
)


def _sentinels(url: str) -> Sentinels:
    parts = urlsplit(url)
    hosts = parts.netloc.rpartition("@")[2]
    service, _, db = parts.path.strip("/").partition("/")
    if not hosts or not service:
        raise ValueError("no sentinel, or no service")
    return Sentinels(tuple(map(_address, hosts.split(","))), service, int(db or 0), parts.scheme.startswith("rediss"))


def _address(text: str) -> Address:
    host, _, port = text.rpartition(":") if ":" in text else (text, "", "")
    return host, int(port or _SENTINEL_PORT)


def _url_credentials(netloc: str) -> dict[str, str]:
    user, _, password = netloc.rpartition("@")[0].partition(":")
    return {key: value for key, value in (("username", user), ("password", password)) if value}


def _where(url: str, sentinels: Sentinels | None) -> str:
    if sentinels is not None:
        return f"{sentinels.service} of " + ",".join(f"{host}:{port}" for host, port in sentinels.addresses)
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return parts.path
    return f"{parts.hostname or 'localhost'}:{parts.port or _PORT}"


def _credentials(username: str | None, password: Any) -> dict[str, str]:  # noqa: ANN401 - pydantic's SecretStr
    given = (("username", username), ("password", None if password is None else password.get_secret_value()))
    return {key: value for key, value in given if value is not None}


def _tls(options: RedisConnection) -> dict[str, Any]:
    files = (("ssl_ca_certs", options.tls_ca), ("ssl_certfile", options.tls_cert), ("ssl_keyfile", options.tls_key))
    return {
        "ssl_cert_reqs": "required",
        "ssl_check_hostname": options.tls_check_hostname,
        **{key: str(path) for key, path in files if path is not None},
    }
