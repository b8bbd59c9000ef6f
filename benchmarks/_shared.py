"""What several benchmarks share: servers on loopback, and vectors that lie as those of sentences do."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import numpy as np

DIMENSION = 384
RANDOM = np.random.default_rng(0)
CENTRES = RANDOM.standard_normal((400, DIMENSION))


@contextlib.contextmanager
def started(name):
    """Yield a running server of the catalogue of the tests, which is gone afterwards."""
    from tests.servers.catalogue import SERVERS

    with tempfile.TemporaryDirectory(prefix="hexcache-bench-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as somebody else
        server = SERVERS[name](Path(folder) / name, tied=True)
        try:
            server.start()
            yield server
        finally:
            server.kill()


@contextlib.contextmanager
def address_of(name, given):
    """Yield the address that was given, or else that of a server that is started."""
    if given:
        yield given
        return
    with started(name) as server:
        yield server.url


def clustered(count, near=None, spread=0.7):
    """Return unit vectors around a few hundred centres, as sentences have topics; or close to the rows `near`."""
    at = CENTRES[RANDOM.integers(0, len(CENTRES), count)] if near is None else near
    rows = at + (spread if near is None else 0.02) * RANDOM.standard_normal((count, DIMENSION))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)
