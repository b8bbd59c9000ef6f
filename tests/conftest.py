"""What every test of the repository shares."""

from __future__ import annotations

import os

from hypothesis import settings

pytest_plugins = ["tests.servers.fixtures"]

# The machine's speed is not under test, so no example has a deadline; CI tries the same examples every time, while a
# developer's machine goes on looking for new ones.
settings.register_profile("hexcache", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("hexcache")
