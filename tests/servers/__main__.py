"""Start and stop test servers by hand: `python -m tests.servers start redis`."""

from __future__ import annotations

import argparse
import shlex
import shutil
import sys
from pathlib import Path

from tests.servers.cache import cache_folder
from tests.servers.catalogue import SERVERS, Startable, variable
from tests.servers.process import ServerError, ServerUnavailableError


def main(words: list[str] | None = None) -> int:
    """Run one command of the command line and return the exit code."""
    parser = _parser()
    chosen = parser.parse_args(words)
    unknown = [name for name in chosen.names if name not in SERVERS]
    if unknown:
        parser.error(f"unknown server {unknown[0]!r}; there are: {', '.join(SERVERS)}")
    try:
        chosen.run(chosen.names)
    except (ServerError, ServerUnavailableError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.servers", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for run, help_ in (
        (install, "download servers, all when none is named, and start none"),
        (start, "start servers and print their addresses; those that run stay as they are"),
        (stop, "stop servers, all that run when none is named"),
        (wipe, "stop servers and remove their data"),
        (env, "print shell exports that point the tests to the servers that run"),
    ):
        command = commands.add_parser(run.__name__, help=help_)
        command.add_argument("names", nargs="*", metavar="NAME")
        command.set_defaults(run=run)
    return parser


def folder_of(name: str) -> Path:
    """Return where a server that was started by hand keeps its data."""
    return cache_folder() / "run" / name


def _server(name: str) -> Startable:
    return SERVERS[name](folder_of(name))


def _started() -> list[str]:
    return [name for name in SERVERS if folder_of(name).exists()]


def install(names: list[str]) -> None:
    """Download servers."""
    for name in names or SERVERS:
        print(f"{name:20} {_server(name).install()}", flush=True)


def start(names: list[str]) -> None:
    """Start servers."""
    if not names:
        raise ServerError(f"name at least one of: {', '.join(SERVERS)}")
    for name in names:
        print(f"{name:20} {_server(name).start()}", flush=True)


def stop(names: list[str]) -> None:
    """Stop servers."""
    for name in names or _started():
        _server(name).stop()


def wipe(names: list[str]) -> None:
    """Stop servers and forget their data."""
    for name in names or _started():
        _server(name).kill()
        shutil.rmtree(folder_of(name), ignore_errors=True)


def env(names: list[str]) -> None:
    """Print exports."""
    for name in names or _started():
        if _server(name).running:
            print(f"export {variable(name)}={shlex.quote(_server(name).url)}")


if __name__ == "__main__":
    raise SystemExit(main())
