"""The shape that every test server has."""

from __future__ import annotations

import json
import signal
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar

from tests.servers.process import Process, ServerError, free_port, spawn, wait_until


class Server(ABC):
    """One real server on loopback, its data and its log in one folder.

    What it is, its ports and its process, is written into the folder, so that another Python process can stop
    or restart it.
    """

    name: ClassVar[str]
    host: str = "127.0.0.1"
    timeout: ClassVar[float] = 60.0
    stop_signal: ClassVar[int] = signal.SIGTERM
    user: ClassVar[str | None] = None

    def __init__(self, folder: Path, *, tied: bool = False) -> None:
        self.folder = folder
        self.tied = tied

    @classmethod
    @abstractmethod
    def install(cls) -> Path:
        """Return the folder of the server's files, downloaded when they are not there."""

    @property
    @abstractmethod
    def url(self) -> str:
        """Where clients find it."""

    @abstractmethod
    def command(self) -> Sequence[str | Path]:
        """Return the command line that runs it in the foreground."""

    @abstractmethod
    def answers(self, timeout: float = 2.0) -> bool:
        """Return whether it answers a real request within `timeout` seconds."""

    def prepare(self) -> None:  # noqa: B027 - most servers need nothing
        """Make what it needs before its first start."""

    def environment(self) -> dict[str, str]:
        """Return the variables to add to its environment."""
        return {}

    @property
    def log(self) -> Path:
        """What it printed."""
        return self.folder / "log"

    @property
    def port(self) -> int:
        """Its port, the same after a restart."""
        return self.port_for("main")

    def port_for(self, purpose: str) -> int:
        """Return the port that this server uses for `purpose`, chosen once."""
        ports = self._remembered("ports.json") or {}
        if purpose not in ports:
            ports[purpose] = free_port()
            self._remember("ports.json", ports)
        return int(ports[purpose])

    @property
    def process(self) -> Process | None:
        """The process, also when it has ended; None before the first start."""
        known = self._remembered("process.json")
        return Process(**known) if known else None

    @property
    def running(self) -> bool:
        """Whether its process is there, paused or not."""
        return self.process is not None and self.process.running()

    def start(self) -> str:
        """Start it unless it runs, wait until it answers, and return its address."""
        if not self.running:
            self.kill()  # what a server that crashed may have left
            self.install()
            if not self.folder.exists():
                self.folder.mkdir(parents=True)
                self.folder.chmod(0o755)
            if not (self.folder / "prepared").exists():
                self.prepare()
                (self.folder / "prepared").touch()
            self._launch()
        return self.url

    def _launch(self) -> None:
        process = spawn(self.command(), self.log, user=self.user, tied=self.tied, environment=self.environment())
        self._remember("process.json", asdict(process))
        try:
            wait_until(self.answers, process, self.log, timeout=self.timeout)
        except ServerError:
            process.kill()
            raise

    def stop(self) -> None:
        """Ask it to end, and return when it has."""
        if self.process:
            self.process.end(self.stop_signal, self.timeout)

    def kill(self) -> None:
        """Take it down at once, as a power failure would."""
        if self.process:
            self.process.kill()

    def pause(self) -> None:
        """Let it hang: its ports stay open and nothing answers."""
        if self.process:
            self.process.signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on after `pause`."""
        if self.process:
            self.process.signal(signal.SIGCONT)

    def leftovers(self) -> set[int]:
        """Return the pids of its processes that still run."""
        return self.process.members() if self.process else set()

    def _remembered(self, file: str) -> dict[str, Any] | None:
        path = self.folder / file
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    def _remember(self, file: str, content: dict[str, Any]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / file).write_text(json.dumps(content), encoding="utf-8")


class Group(ABC):
    """Several servers that work together, and start and end together."""

    servers: Sequence[Server]

    @property
    @abstractmethod
    def url(self) -> str:
        """Where clients find them."""

    @abstractmethod
    def start(self) -> str:
        """Start those that do not run, wait until they work together, and return their address."""

    @property
    def running(self) -> bool:
        """Whether any of them runs."""
        return any(server.running for server in self.servers)

    def stop(self) -> None:
        """Ask all of them to end, the last one first."""
        for server in reversed(self.servers):
            server.stop()

    def kill(self) -> None:
        """Take all of them down at once."""
        for server in self.servers:
            server.kill()

    def leftovers(self) -> set[int]:
        """Return the pids of their processes that still run."""
        return {pid for server in self.servers for pid in server.leftovers()}
