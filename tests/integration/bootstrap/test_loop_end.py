"""What happens to a cache that is still open when its event loop ends."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

SCRIPT = """
    import asyncio
    from hexcache import aopen_cache

    sections = {"store": {"backend": BACKEND}, "embeddings": {"backend": BACKEND}}

    async def main():
        cache = await aopen_cache(sections)
        assert await cache.update("How do I pay?", "By card.")
        return cache

    cache = asyncio.run(main())
    assert asyncio.run(cache.lookup("How do I pay?")) is None
    print(cache.stats().errors)
"""


@pytest.mark.parametrize("backend", ["memory", "sql"])
def test_the_end_of_the_loop_closes_what_was_opened_without_an_error(backend, tmp_path):
    script = textwrap.dedent(SCRIPT).replace("BACKEND", repr(backend))
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "{'BackendUnavailableError': 1}\n"
    assert "Traceback" not in done.stderr
    assert "closed; open another one" in done.stderr
