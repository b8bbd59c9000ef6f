"""A Java that runs Cassandra, and its jars, which Maven fetches."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from tests.servers.packages import run
from tests.servers.process import ServerUnavailableError

VERSION = "5.0.8"
TESTED_FIRST = (17, 11, 21, 18, 19, 20, 22, 23)  # what Cassandra is made for, then what runs it
HOW_TO = (
    "install a JDK 17 (or up to 23) and Maven (Debian: apt-get install default-jdk-headless maven), or name a "
    "cluster: HEXCACHE_TEST_CASSANDRA=host:port"
)
POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>hexcache.test</groupId><artifactId>cassandra</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies><dependency>
    <groupId>org.apache.cassandra</groupId><artifactId>cassandra-all</artifactId><version>{VERSION}</version>
    <exclusions>
      <exclusion><groupId>com.datastax.cassandra</groupId><artifactId>cassandra-driver-core</artifactId></exclusion>
      <exclusion><groupId>org.apache.cassandra</groupId><artifactId>cassandra-driver-core</artifactId></exclusion>
    </exclusions>
  </dependency></dependencies>
</project>
"""
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"


def java() -> list[str]:
    """Return the start of a Java command line; Java and Maven are installed when they are missing and we may."""
    if not _complete():
        _install_java()
    if not _complete():
        raise ServerUnavailableError(f"Cassandra needs more than this machine has: {HOW_TO}")
    return _javas()[0]


def _complete() -> bool:
    return bool(_javas()) and shutil.which("mvn") is not None


@cache
def _javas() -> list[list[str]]:
    """Return the command lines that run Cassandra 5.0, best first."""
    home, on_path = os.environ.get("JAVA_HOME"), shutil.which("java")
    homes = [*([Path(home)] if home else []), *sorted(Path("/usr/lib/jvm").glob("*"))]
    programs = [*(home / "bin/java" for home in homes), *([Path(on_path)] if on_path else [])]
    versions = {program: _version(program) for program in programs}
    good = [program for program in programs if versions[program] in TESTED_FIRST]
    good.sort(key=lambda program: TESTED_FIRST.index(versions[program]))
    return [[str(program), *_permission(versions[program])] for program in good]


def _version(program: Path) -> int:
    try:
        done = subprocess.run([program, "-version"], capture_output=True, text=True, check=False)
    except OSError:
        return 0
    found = re.search(r'version "(\d+)', done.stderr)
    return int(found[1]) if found else 0


def _permission(version: int) -> list[str]:
    """Return the flag that lets Cassandra have its security manager, off by default since 18, gone in 24."""
    return ["-Djava.security.manager=allow"] if version >= 18 else []


def _install_java() -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    failed = f"Java and Maven could not be installed; {HOW_TO}"
    apt = ["apt-get", "--quiet=2", "--yes", "--no-install-recommends"]
    run([*apt, "update"], failed)
    run([*apt, "install", "default-jdk-headless", "maven"], failed, DEBIAN_FRONTEND="noninteractive")
    _javas.cache_clear()


def fetch_jars(folder: Path) -> None:
    """Let Maven copy Cassandra and what it needs at run time into `folder`."""
    (folder / "pom.xml").write_text(POM, encoding="utf-8")
    options = {
        "includeScope": "runtime",
        "outputDirectory": folder,
        "maven.repo.local": folder / "repository",
    }
    command = ["mvn", "--batch-mode", "--quiet", "--strict-checksums", f"--file={folder / 'pom.xml'}", COPY]
    command += [f"-D{name}={value}" for name, value in options.items()]
    run(command, f"Maven could not fetch Cassandra {VERSION}; {HOW_TO}")
    shutil.rmtree(folder / "repository")
