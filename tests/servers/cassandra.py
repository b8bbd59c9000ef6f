"""Apache Cassandra 5.0 from its published jars: one node, or a ring of three."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.servers.cache import once
from tests.servers.cassandra_settings import LOGGING, TOKENS, jvm_flags, module_flags, server_yaml
from tests.servers.cql import logged_in
from tests.servers.java import VERSION, fetch_jars, java
from tests.servers.process import ServerError, poll
from tests.servers.server import Group, Server

SHARED_PORTS = ("cql", "storage", "tls")


class Cassandra(Server):
    """One node. `bench` gives it the full compiler and a larger heap, `passwords` a login."""

    name = "cassandra"
    timeout = 180.0

    def __init__(
        self,
        folder: Path,
        *,
        tied: bool = False,
        bench: bool = False,
        passwords: bool = False,
        number: int = 1,
        first: Cassandra | None = None,
        seeds: int = 1,
    ) -> None:
        super().__init__(folder, tied=tied)
        self.host = f"127.0.0.{number}"
        self.bench = bench
        self.passwords = passwords
        self.number = number
        self.seeds = seeds
        self._first = first

    @classmethod
    def install(cls) -> Path:
        java()
        return once(f"cassandra-{VERSION}", fetch_jars)

    @property
    def ports(self) -> dict[str, int]:
        """The ports that every node of a ring has in common."""
        return self._first.ports if self._first else {name: self.port_for(name) for name in SHARED_PORTS}

    @property
    def port(self) -> int:
        return self.ports["cql"]

    @property
    def url(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def login(self) -> tuple[str, str] | None:
        """User and password, where it asks for them."""
        return ("cassandra", "cassandra") if self.passwords else None

    def prepare(self) -> None:
        for name in ("tmp", "logs", "conf", "triggers"):
            (self.folder / name).mkdir(exist_ok=True)
        seeds = ",".join(f"127.0.0.{node}:{self.ports['storage']}" for node in range(1, self.seeds + 1))
        text = server_yaml(
            self.folder,
            address=self.host,
            seeds=seeds,
            token=TOKENS[self.number - 1],
            ports=self.ports,
            passwords=self.passwords,
        )
        (self.folder / "conf/cassandra.yaml").write_text(text, encoding="utf-8")
        (self.folder / "conf/logback.xml").write_text(LOGGING, encoding="utf-8")

    def command(self) -> list[str]:
        jars = self.install()
        return [
            *java(),
            *jvm_flags(bench=self.bench),
            f"-javaagent:{next(jars.glob('jamm-*.jar'))}",
            f"-Djava.io.tmpdir={self.folder}/tmp",
            f"-Djna.tmpdir={self.folder}/tmp",
            f"-XX:HeapDumpPath={self.folder}/tmp",
            f"-XX:ErrorFile={self.folder}/logs/crash.log",
            f"-Dcassandra.storagedir={self.folder}",
            f"-Dcassandra.logdir={self.folder}/logs",
            f"-Dcassandra.triggers_dir={self.folder}/triggers",
            f"-Dcassandra.jmx.local.port={self.port_for('jmx')}",
            "-Dcom.sun.management.jmxremote.authenticate=false",
            *self._tool_options(),
            "org.apache.cassandra.service.CassandraDaemon",
        ]

    def environment(self) -> dict[str, str]:
        return {"MALLOC_ARENA_MAX": "2"}

    def answers(self, timeout: float = 2.0) -> bool:
        return logged_in(self.host, self.port, self.login, timeout)

    def nodetool(self, *words: str) -> str:
        """Run Cassandra's own administration tool on this node and return what it prints."""
        command = [*java(), *module_flags(), "-Xmx64m", "-XX:TieredStopAtLevel=1", *self._tool_options()]
        command += ["org.apache.cassandra.tools.NodeTool", "-h", "127.0.0.1", "-p", str(self.port_for("jmx"))]
        done = subprocess.run([*command, *words], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise ServerError(f"nodetool {' '.join(words)} failed: {done.stdout}{done.stderr}")
        return done.stdout

    def _tool_options(self) -> list[str]:
        return [
            f"-Dcassandra.config=file://{self.folder}/conf/cassandra.yaml",
            f"-Dlogback.configurationFile={self.folder}/conf/logback.xml",
            "-cp",
            f"{self.folder}/conf:{self.install()}/*",
        ]


class CassandraRing(Group):
    """Three nodes on 127.0.0.1, .2 and .3, each with a third of the ring, all with the same ports."""

    name = "cassandra-ring"

    def __init__(self, folder: Path, *, tied: bool = False) -> None:
        self.folder = folder
        first = Cassandra(folder / "1", tied=tied, seeds=3)
        self.nodes = self.servers = [first] + [
            Cassandra(folder / str(number), tied=tied, seeds=3, number=number, first=first) for number in (2, 3)
        ]

    install = Cassandra.install

    @property
    def url(self) -> str:
        """Where clients find the first node; the others have the same port."""
        return self.nodes[0].url

    def start(self) -> str:
        """Start the nodes that do not run, one after another, and wait until they know each other."""
        for node in self.nodes:
            node.start()
        if not poll(self._complete, 90):
            raise ServerError(f"the three nodes did not find each other; look into {self.folder}")
        return self.url

    def _complete(self) -> bool:
        lines = self.nodes[0].nodetool("status").splitlines()
        return sum(line.startswith("UN ") for line in lines) == len(self.nodes)
