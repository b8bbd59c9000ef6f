"""One server process that we started, known by pid and start time, so that no stranger is ever signalled."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

# Below the range from which the kernel takes the ports of outgoing connections, which could sit on ours.
PORTS = range(20_000, 32_000)
POLL = 0.05


class ServerError(RuntimeError):
    """A server that could be had did not do what it should."""


class ServerUnavailableError(RuntimeError):
    """A server cannot be had on this machine; the message says how to get one."""


@dataclass(frozen=True)
class Process:
    """A server's first process, told apart from a later one with the same pid, and the way to its others.

    PostgreSQL gives each of its processes a session of its own, so all are known by their program and by the
    folder that they work in.
    """

    pid: int
    started: str
    program: str
    folder: str

    def running(self) -> bool:
        """Return whether the first process still runs; a zombie does not, unless threads of it still hold its files."""
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, os.WNOHANG)
        stat = _stat(self.pid)
        return stat is not None and stat[19] == self.started and (stat[0] != "Z" or int(stat[17]) > 1)

    def members(self) -> set[int]:
        """Return the pids of all processes of this server that run."""
        found = {int(path.name) for path in Path("/proc").glob("[0-9]*") if self._owns(path)}
        return found | ({self.pid} if self.running() else set())

    def _owns(self, entry: Path) -> bool:
        try:
            return str((entry / "exe").readlink()) == self.program and (
                (entry / "cwd").readlink().is_relative_to(self.folder)
            )
        except OSError:  # gone, a zombie, or somebody else's
            return False

    def signal(self, number: int) -> set[int]:
        """Send a signal to all processes of the server and return which there were."""
        members = self.members()
        for pid in members:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        return members

    def end(self, number: int, timeout: float) -> None:
        """Ask the server to end with signal `number`, insist after `timeout` seconds, return when it is gone."""
        self.signal(signal.SIGCONT)
        if self.running():
            os.kill(self.pid, number)
        if not poll(lambda: not self.members(), timeout):
            self.kill()

    def kill(self) -> None:
        """Take all processes down, as a power failure would, and return when they are gone."""
        if not poll(lambda: not self.signal(signal.SIGKILL), 30):
            raise ServerError(f"processes {self.members()} are there 30 s after SIGKILL; look at them with ps")


def _stat(pid: int) -> list[str] | None:
    """Return the fields of /proc/PID/stat after the name: state, parent, group, session and so on."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()


def poll(condition: Callable[[], bool], timeout: float) -> bool:
    """Return whether `condition` came true within `timeout` seconds."""
    end = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(POLL)
    return True


def spawn(
    command: Sequence[str | Path],
    log: Path,
    *,
    user: str | None = None,
    tied: bool = False,
    environment: dict[str, str] | None = None,
) -> Process:
    """Start `command` in a session of its own, its output in `log`.

    Args:
        command: the program and its arguments.
        log: the file that receives what it prints.
        user: run it as this user, when we are root.
        tied: let the kernel kill it when we die, however we die.
        environment: variables to add to ours.
    """
    words = [*wrapper(user, tied=tied), *map(str, command)]
    with log.open("ab") as output:
        child = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=log.parent,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
    stat = _stat(child.pid)
    child.returncode = 0  # `Process.running` reaps it, so Popen must not warn that nobody did
    if stat is None:
        raise ServerError(f"{words[0]!r} ended at once; its log says:\n{tail(log)}")
    return Process(child.pid, stat[19], program=os.path.realpath(command[0]), folder=str(log.parent.resolve()))


def wrapper(user: str | None, *, tied: bool = False) -> list[str]:
    """Return the start of a command line that changes the user and ties the process to us."""
    options: list[str] = []
    if user and os.geteuid() == 0:
        options += [f"--reuid={user}", f"--regid={user_group(user)}", "--clear-groups"]
    if tied and threading.current_thread() is threading.main_thread():  # the tie is to the thread
        options += ["--pdeathsig=KILL"]
    setpriv = shutil.which("setpriv")
    if options and not setpriv:
        if user and os.geteuid() == 0:
            raise ServerUnavailableError("this server does not run as root; install setpriv (util-linux)")
        return []
    return [setpriv, *options, "--"] if options and setpriv else []


def user_group(user: str) -> int:
    """Return the id of the main group of `user`."""
    import pwd

    return pwd.getpwnam(user).pw_gid


def wait_until(condition: Callable[[], bool], process: Process, log: Path, *, timeout: float) -> None:
    """Poll `condition` until it holds; say what the log says when the process dies or is late."""
    if not poll(lambda: condition() or not process.running(), timeout):
        raise ServerError(f"no answer within {timeout:g} s; {log} says:\n{tail(log)}")
    if not process.running():
        raise ServerError(f"process {process.pid} died; {log} says:\n{tail(log)}")


def tail(log: Path, lines: int = 30) -> str:
    """Return the end of a log."""
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except OSError as error:
        return f"({error})"


def free_port() -> int:
    """Return a port that nothing listens on, on any address of this machine."""
    for port in random.sample(PORTS, 100):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("", port))
            return port
    raise ServerError(f"100 ports of {PORTS!r} are all taken; end some servers")
