"""Keeping the developer's own configuration out of tests."""

from __future__ import annotations

import os


def isolate(monkeypatch, folder):
    """Take away every `HEXCACHE_*` variable, and make `folder` the home and the working directory."""
    for name in [name for name in os.environ if name.upper().startswith("HEXCACHE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.chdir(folder)
