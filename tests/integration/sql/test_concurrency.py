"""Threads and processes on one file at once: no error, no lost entry, no wrong scope."""

from __future__ import annotations

import os
import subprocess

from tests.integration.sql.conftest import WORKER

SECONDS = float(os.environ.get("HEXCACHE_SOAK_SECONDS", "3"))


def test_eight_threads_in_each_of_two_processes_lose_nothing_and_never_leave_their_scope(url):
    """From a file that is not there, for a few seconds, or for as long as HEXCACHE_SOAK_SECONDS says."""
    command = [*WORKER, "mixed", url]
    workers = [
        subprocess.Popen([*command, str(seed), str(SECONDS)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for seed in range(2)
    ]
    outcomes = [(*worker.communicate(), worker.returncode) for worker in workers]
    assert [(out.strip(), error, code) for out, error, code in outcomes] == [("", "", 0)] * 2
