"""The oldest langchain-core that the extra allows works as the newest does, which all other tests use."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path

import pytest

from tests.servers.cache import once

ROOT = Path(__file__).parents[3]
OLDEST = "0.3.0"
TESTS = (
    "test_bridge.py",
    "test_embeddings_cache.py",
    "test_generations.py",
    "test_original_rows.py",
    "test_prompts.py",
)


def install(folder: Path) -> None:
    """Put the oldest version and what it needs into `folder`, beside the environment of the tests."""
    words = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", str(folder)]
    subprocess.run([sys.executable, *words, f"langchain-core=={OLDEST}"], check=True, capture_output=True, timeout=120)


@pytest.fixture(scope="module")
def oldest() -> Path:
    version = ".".join(map(str, sys.version_info[:2]))
    try:
        return once(f"langchain-core-{OLDEST}-python-{version}", install)
    except subprocess.CalledProcessError as error:
        if os.environ.get("HEXCACHE_REQUIRE_BACKENDS"):
            raise
        pytest.skip(f"langchain-core {OLDEST} cannot be installed: {error.stderr.decode(errors='replace')[-200:]}")


def test_the_extra_allows_it():
    (wanted,) = {each.partition(";")[0].strip() for each in requires("hexcache") or [] if "langchain-core" in each}
    assert wanted == f"langchain-core>={OLDEST.removesuffix('.0')}"


def test_the_unit_tests_pass_with_it(oldest):
    words = ["-m", "pytest", "-q", "-p", "no:cacheprovider"]
    # What it calls of pydantic and of Python is older than both.
    quiet = ["-W", "ignore::DeprecationWarning"]
    files = [f"tests/unit/langchain/{name}" for name in TESTS]
    environment = os.environ | {"PYTHONPATH": str(oldest), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, *words, *quiet, *files]
    done = subprocess.run(command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_it_is_the_oldest_that_they_ran_with(oldest):
    script = "from importlib.metadata import version; import langchain_core; print(version('langchain-core'))"
    environment = os.environ | {"PYTHONPATH": str(oldest)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == OLDEST
