"""An empty working directory and none of the developer's variables."""

from __future__ import annotations

import pytest

from tests.environment import default_embedder_loaded_once, isolate


@pytest.fixture(autouse=True, scope="module")
def loaded_once():
    with default_embedder_loaded_once():
        yield


@pytest.fixture(autouse=True)
def isolated(monkeypatch, tmp_path):
    isolate(monkeypatch, tmp_path)
