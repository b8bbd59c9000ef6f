"""What tests of whole caches share: none of the developer's configuration, and an embedder that is loaded once."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import replace
from functools import cache

import pytest


def isolate(monkeypatch, folder):
    """Take away every `HEXCACHE_*` variable, and make `folder` the home and the working directory."""
    for name in [name for name in os.environ if name.upper().startswith("HEXCACHE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.chdir(folder)


@contextmanager
def default_embedder_loaded_once():
    """Load the default embedder once for all caches: it has no state, and loading it takes most of the time."""
    from hexcache.adapters.outbound.embedders import wordllama

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wordllama, "plugin", replace(wordllama.plugin, load=cache(wordllama.load)))
        yield
