"""Importing the facade needs langchain-core, says so without it, and loads no driver."""

from __future__ import annotations

import subprocess
import sys

import hexcache.langchain
from hexcache.adapters.inbound import langchain


def run(script):
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()


def test_the_short_name_has_the_same_things():
    assert hexcache.langchain.__all__ == langchain.__all__
    assert all(getattr(hexcache.langchain, name) is getattr(langchain, name) for name in langchain.__all__)


def test_it_loads_no_driver():
    script = "import sys, hexcache.langchain; print(*{'cassandra', 'redis', 'sqlalchemy', 'cassio'} & set(sys.modules))"
    assert run(script) == ""


def test_without_langchain_core_the_extra_is_named():
    script = """
import sys
from hexcache import MissingExtraError
sys.modules["langchain_core"] = None
try:
    import hexcache.langchain
except MissingExtraError as error:
    print(error)
"""
    assert "pip install 'hexcache[langchain]'" in run(script)
