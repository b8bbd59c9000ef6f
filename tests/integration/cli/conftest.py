"""The command in an empty working directory, without a home and without the developer's variables."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from hexcache.adapters.inbound.cli.main import app
from tests.environment import isolate


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
