"""An empty working directory and none of the developer's variables."""

from __future__ import annotations

import pytest

from tests.environment import isolate


@pytest.fixture(autouse=True)
def isolated(monkeypatch, tmp_path):
    isolate(monkeypatch, tmp_path)
