"""A Java 17 for Cassandra, and its jars, which Maven fetches."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.servers.packages import run
from tests.servers.process import ServerUnavailableError

VERSION = "5.0.8"
HOW_TO = (
    "install a JDK 17 and Maven (Debian: apt-get install openjdk-17-jdk-headless maven), or name a cluster: "
    "HEXCACHE_TEST_CASSANDRA=host:port"
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


def java() -> str:
    """Return a Java 17, installed together with Maven when one of them is missing and we may."""
    if not _complete():
        _install_java()
    if not _complete():
        raise ServerUnavailableError(f"Cassandra needs more than this machine has: {HOW_TO}")
    return str(next(_javas()))


def _complete() -> bool:
    return next(_javas(), None) is not None and shutil.which("mvn") is not None


def _javas() -> Iterator[Path]:
    """Yield the programs that are a Java 17: other versions do not run Cassandra 5.0."""
    home, on_path = os.environ.get("JAVA_HOME"), shutil.which("java")
    homes = [*([Path(home)] if home else []), *sorted(Path("/usr/lib/jvm").glob("*17*"))]
    for program in [*(home / "bin/java" for home in homes), *([Path(on_path)] if on_path else [])]:
        with contextlib.suppress(OSError):
            done = subprocess.run([program, "-version"], capture_output=True, text=True, check=False)
            if re.search(r'version "17\b', done.stderr):
                yield program


def _install_java() -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    failed = f"Java and Maven could not be installed; {HOW_TO}"
    apt = ["apt-get", "--quiet=2", "--yes", "--no-install-recommends"]
    run([*apt, "update"], failed)
    run([*apt, "install", "openjdk-17-jdk-headless", "maven"], failed, DEBIAN_FRONTEND="noninteractive")


def fetch_jars(folder: Path) -> None:
    """Let Maven copy Cassandra and what it needs at run time into `folder`."""
    (folder / "pom.xml").write_text(POM, encoding="utf-8")
    options = {
        "includeScope": "runtime",
        "outputDirectory": folder,
        "maven.repo.local": folder / "repository",
    }
    command = ["mvn", "--batch-mode", "--quiet", f"--file={folder / 'pom.xml'}", COPY]
    command += [f"-D{name}={value}" for name, value in options.items()]
    run(command, f"Maven could not fetch Cassandra {VERSION}; {HOW_TO}")
    shutil.rmtree(folder / "repository")
