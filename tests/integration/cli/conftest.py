"""The command in an empty working directory, without a home and without the developer's variables."""

from __future__ import annotations

import json
import signal

import pytest
from typer.testing import CliRunner

from hexcache.adapters.inbound.cli.main import app
from tests.environment import default_embedder_loaded_once, isolate


@pytest.fixture(autouse=True, scope="module")
def loaded_once():
    with default_embedder_loaded_once():
        yield


@pytest.fixture(autouse=True, scope="session")
def fonts_found_once(request):
    """Keep matplotlib's list of fonts between runs: finding them takes seconds, and the home of each test is empty."""
    with pytest.MonkeyPatch.context() as patch:
        if hasattr(request.config, "cache"):
            patch.setenv("MPLCONFIGDIR", str(request.config.cache.mkdir("matplotlib")))
        yield


@pytest.fixture(autouse=True)
def interruptible():
    """Take interrupts as at a terminal, also where a shell started the tests in its background, deaf to them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(autouse=True)
def isolated(monkeypatch, tmp_path):
    (tmp_path / "work").mkdir()
    isolate(monkeypatch, tmp_path / "work")


@pytest.fixture
def run():
    """Return a function that runs the command and checks its exit code."""

    def run(*arguments, code=0, stdin=None):
        result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)
        assert result.exit_code == code, result.output
        return result

    return run


@pytest.fixture
def run_json(run):
    """Return a function that runs the command with --json and returns what it printed, which is nothing but JSON."""

    def run_json(*arguments, **more):
        return json.loads(run(*arguments, "--json", **more).stdout)

    return run_json
