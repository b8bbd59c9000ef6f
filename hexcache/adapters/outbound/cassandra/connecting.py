"""Opening a session of our own from options."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any, Final

from cassandra.auth import PlainTextAuthProvider
from cassandra.cluster import EXEC_PROFILE_DEFAULT, Cluster, ExecutionProfile
from cassandra.policies import DCAwareRoundRobinPolicy, ExponentialReconnectionPolicy, TokenAwarePolicy

from hexcache.adapters.outbound.cassandra.errors import border
from hexcache.adapters.outbound.cassandra.settings import TlsOptions

if TYPE_CHECKING:
    from cassandra.cluster import Session

    from hexcache.adapters.outbound.cassandra.settings import ConnectionOptions

_HEARTBEAT: Final = 10.0
_RECONNECT: Final = (0.5, 30.0)


def connect(options: ConnectionOptions) -> Session:
    """Return a session on a cluster object of its own.

    Raises:
        BackendUnavailableError: no node can be reached.
        ConfigurationError: the login was refused.
    """
    with border():
        cluster = Cluster(**_arguments(options))
        try:
            return cluster.connect()
        except BaseException:
            cluster.shutdown()
            raise


def _arguments(options: ConnectionOptions) -> dict[str, Any]:
    routing = TokenAwarePolicy(DCAwareRoundRobinPolicy(options.local_datacenter or ""), shuffle_replicas=True)
    arguments: dict[str, Any] = {
        "execution_profiles": {EXEC_PROFILE_DEFAULT: ExecutionProfile(routing, request_timeout=options.timeout)},
        "auth_provider": _login(options),
        "connect_timeout": options.timeout,
        "control_connection_timeout": options.timeout,
        "idle_heartbeat_interval": _HEARTBEAT,
        "idle_heartbeat_timeout": _HEARTBEAT,
        "reconnection_policy": ExponentialReconnectionPolicy(*_RECONNECT),
    }
    if options.secure_bundle is not None:
        return {**arguments, "cloud": {"secure_connect_bundle": str(options.secure_bundle)}}
    return {
        **arguments,
        "contact_points": list(options.contact_points),
        "port": options.port,
        "ssl_context": _tls(options.tls),
    }


def _login(options: ConnectionOptions) -> PlainTextAuthProvider | None:
    if options.token is not None:
        return PlainTextAuthProvider("token", options.token.get_secret_value())
    if options.username is None or options.password is None:
        return None
    return PlainTextAuthProvider(options.username, options.password.get_secret_value())


def _tls(tls: bool | TlsOptions) -> ssl.SSLContext | None:  # noqa: FBT001 - it is what was configured
    if tls is False:
        return None
    chosen = TlsOptions() if tls is True else tls
    context = ssl.create_default_context(cafile=None if chosen.ca is None else str(chosen.ca))
    context.check_hostname = chosen.check_hostname
    if chosen.certificate is not None:
        context.load_cert_chain(str(chosen.certificate), None if chosen.key is None else str(chosen.key))
    return context
