"""What the documents show is true: their files are valid, their code runs, their tables are complete."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from hexcache import Settings
from hexcache.adapters.inbound.cli.exits import ExitCode
from hexcache.adapters.inbound.cli.main import app
from hexcache.application.bootstrap.overview import problems
from hexcache.application.bootstrap.registry import Registry
from hexcache.application.bootstrap.sections import CacheSettings
from hexcache.application.policy import DEFAULTS

DOCS = Path(__file__).parents[3] / "docs"


def blocks(name, language):
    return re.findall(
        rf"^```{language}\n(.*?)^```", (DOCS / name).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


@pytest.mark.parametrize("text", blocks("configuration.md", "yaml"))
def test_every_file_that_the_configuration_page_shows_is_valid(tmp_path, text):
    path = tmp_path / "shown.yaml"
    path.write_text(text)
    assert problems(Settings(config=path), Registry()) == []


def test_the_configuration_page_has_every_key_of_the_cache_with_its_default():
    text = (DOCS / "configuration.md").read_text(encoding="utf-8")
    shown = yaml.safe_load(blocks("configuration.md", "yaml")[0])["cache"]
    rows = dict(re.findall(r"^\| `(\w+)` \| .* \| (.*) \|$", text, re.MULTILINE))
    assert set(shown) | set(rows) == set(CacheSettings.model_fields)
    for name in ("key_encoder", "codec", "window_characters", "remembered"):
        assert rows[name].strip("`") == str(DEFAULTS[name])


@pytest.mark.parametrize("code", blocks("how-to/dependency-injector.md", "python"))
def test_the_code_of_the_container_page_runs(code):
    exec(compile(code, "dependency-injector.md", "exec"), {"__name__": "shown"})


@pytest.mark.parametrize("code", blocks("configuration.md", "python"))
def test_the_code_of_the_configuration_page_runs(code, tmp_path):
    (tmp_path / "hexcache.yaml").write_text("store: {backend: memory}\n")
    exec(compile(code, "configuration.md", "exec"), {"my_embedder": lambda texts: [[1.0, 2.0]] * len(texts)})


def test_the_command_page_has_every_exit_code():
    text = (DOCS / "cli.md").read_text(encoding="utf-8")
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)} == set(ExitCode)


def test_the_command_page_has_every_command():
    text = (DOCS / "cli.md").read_text(encoding="utf-8")
    groups = {group.typer_instance.info.name for group in app.registered_groups}
    commands = {command.callback.__name__ for command in app.registered_commands}
    assert {name for name in commands | groups if f"hexcache {name} " not in text} <= {"import"}
