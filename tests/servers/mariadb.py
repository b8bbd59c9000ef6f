"""MariaDB 11.8, the first long-term release with vectors."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from tests.servers.packages import debian, loader, run
from tests.servers.process import ServerError
from tests.servers.server import Server

USER = PASSWORD = "hexcache"
# What mariadb-install-db does, whose paths are fixed; in this order.
SYSTEM = (
    "mariadb_system_tables.sql",
    "mariadb_performance_tables.sql",
    "mariadb_system_tables_data.sql",
    "mariadb_sys_schema.sql",
)
FIRST = "CREATE DATABASE IF NOT EXISTS mysql;\nUSE mysql;\nSET @auth_root_socket=NULL;\n"
LAST = f"""
FLUSH PRIVILEGES;
CREATE DATABASE {USER};
CREATE USER {USER}@'127.0.0.1' IDENTIFIED BY '{PASSWORD}';
GRANT ALL ON *.* TO {USER}@'127.0.0.1' WITH GRANT OPTION;
"""


class MariaDB(Server):
    """MariaDB 11.8 of Debian, run with the libraries that came with it."""

    name = "mariadb"

    @classmethod
    def install(cls) -> Path:
        return debian()

    @property
    def url(self) -> str:
        return f"mariadb+pymysql://{USER}:{PASSWORD}@{self.host}:{self.port}/{USER}"

    def prepare(self) -> None:
        for name in ("data", "tmp"):
            (self.folder / name).mkdir()
        scripts = self.install() / "usr/share/mariadb"
        text = FIRST + "".join((scripts / name).read_text(encoding="utf-8") for name in SYSTEM) + LAST
        words = ["--bootstrap", "--enforce-storage-engine=", "--innodb-buffer-pool-size=32M"]
        run([*self._program(), *words], "MariaDB could not make its databases", error=ServerError, stdin=text)

    def command(self) -> list[str]:
        return [
            *self._program(),
            f"--port={self.port}",
            f"--bind-address={self.host}",
            f"--socket={self.folder}/socket",
            f"--pid-file={self.folder}/pid",
            "--skip-log-bin",
            "--skip-name-resolve",
            "--innodb-buffer-pool-size=128M",
            # The log is written at each commit, so a killed process loses nothing; only the sync is lazy.
            "--innodb-flush-log-at-trx-commit=2",
        ]

    def _program(self) -> list[str]:
        """Return the start of the command line: the program, and all that has a built-in path elsewhere."""
        root = self.install()
        paths = {
            "datadir": self.folder / "data",
            "tmpdir": self.folder / "tmp",
            "basedir": root / "usr",
            "lc-messages-dir": root / "usr/share/mariadb",
            "character-sets-dir": root / "usr/share/mariadb/charsets",
            "plugin-dir": root / "usr/lib/mysql/plugin",
        }
        user = ["--user=root"] if os.geteuid() == 0 else []
        words = [*loader(root), str(root / "usr/sbin/mariadbd"), "--no-defaults"]
        return [*words, *(f"--{key}={value}" for key, value in paths.items()), "--innodb-log-file-size=32M", *user]

    def answers(self, timeout: float = 2.0) -> bool:
        """Return whether it greets: a handshake of protocol 10 with its version."""
        try:
            with socket.create_connection((self.host, self.port), timeout) as connection:
                connection.settimeout(timeout)
                return connection.recv(5)[4:] == b"\x0a"
        except OSError:
            return False
