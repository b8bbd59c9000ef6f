"""Whoever knows one adapter's folder knows them all."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "hexcache"
FOLDERS = sorted(plugin.parent for plugin in PACKAGE.glob("adapters/outbound/*/plugin.py"))
WITHOUT_STATEMENTS = {"memory"}  # it has no server to send any to


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_an_adapter_folder_has_the_usual_file_names(folder):
    usual = {"__init__.py", "aio.py", "plugin.py", "settings.py", "statements.py", "sync.py"}
    if folder.name in WITHOUT_STATEMENTS:
        usual -= {"statements.py"}
    assert usual <= {path.name for path in folder.glob("*.py")}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_pure_module_of_an_adapter_awaits_nothing(folder):
    statements = folder / "statements.py"
    if not statements.exists():
        assert folder.name in WITHOUT_STATEMENTS
        return
    tree = ast.parse(statements.read_text(encoding="utf-8"))
    waiting = (ast.Await, ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith)
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, waiting)]


def test_every_package_folder_is_a_package():
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    assert not [str(folder) for folder in folders if not (folder / "__init__.py").exists()]
