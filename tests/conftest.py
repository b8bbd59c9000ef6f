"""What every test of the repository shares."""

from __future__ import annotations

from hypothesis import settings

pytest_plugins = ["tests.servers.fixtures"]

# The machine's speed is not under test, so no example has a deadline.
settings.register_profile("hexcache", deadline=None)
settings.load_profile("hexcache")
