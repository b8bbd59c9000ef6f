"""The folder of downloaded servers: filled once, whoever comes first, and shared by every run."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "HEXCACHE_SERVERS_CACHE"
NAME = "hexcache-test-servers"


def cache_folder() -> Path:
    """Return the cache folder, made when it is not there.

    Root's own home is closed to the user that PostgreSQL runs as, so root's cache is in the system's place.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return _made(Path(named).absolute())
    if os.geteuid() == 0:
        return _ours(Path("/var/tmp") / NAME)
    try:
        return _made(Path.home() / ".cache" / NAME)
    except (OSError, RuntimeError):  # a home that is read-only, or none at all
        return _ours(Path(tempfile.gettempdir()) / f"{NAME}-{os.geteuid()}")


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK):
        raise PermissionError(f"{str(folder)!r} is not writable; set {VARIABLE} to a folder that is")
    return folder


def _ours(folder: Path) -> Path:
    """Return a folder in a place where everybody writes, after a look at whose it is."""
    _made(folder)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        raise PermissionError(f"{str(folder)!r} belongs to somebody else; set {VARIABLE} to your own folder")
    return folder


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Hold the lock `name` of the cache, across processes."""
    with (cache_folder() / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def once(name: str, build: Callable[[Path], None]) -> Path:
    """Return the cache's folder `name`, built at most once; half of one is never seen.

    Args:
        name: the folder; put a version into it.
        build: fills the empty folder that it is given.
    """
    target = cache_folder() / name
    if target.is_dir():
        return target
    with locked(name):
        if not target.is_dir():
            draft = target.with_name(f"{name}.part")
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir(mode=0o755)
            build(draft)
            draft.rename(target)
    return target
