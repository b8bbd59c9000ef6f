"""The command in an empty working directory, without a home and without the developer's variables."""

from __future__ import annotations

import json
import os

import pytest
from typer.testing import CliRunner

from hexcache.adapters.inbound.cli.main import app


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.upper().startswith("HEXCACHE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


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
