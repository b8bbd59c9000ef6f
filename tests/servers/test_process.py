from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace

import pytest

from tests.servers import cache
from tests.servers.catalogue import required
from tests.servers.process import Process, ServerError, poll, spawn, wait_until

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]


@pytest.fixture
def sleeper(tmp_path):
    process = spawn(SLEEPER, tmp_path / "log")
    yield process
    process.kill()


def test_a_killed_process_is_gone_although_nobody_waited_for_it(sleeper):
    os.kill(sleeper.pid, signal.SIGKILL)
    assert poll(lambda: not sleeper.running(), 10)


def test_a_process_that_came_later_under_the_same_pid_is_not_ours(sleeper):
    assert not replace(sleeper, started="1").running()


def test_a_stopped_process_is_ended_and_not_only_told_to(sleeper):
    sleeper.signal(signal.SIGSTOP)
    sleeper.end(signal.SIGTERM, timeout=10)
    assert not sleeper.running()


def test_the_error_of_a_process_that_dies_shows_its_log(tmp_path):
    log = tmp_path / "log"
    process = spawn([sys.executable, "-c", "raise SystemExit('no disk')"], log)
    with pytest.raises(ServerError, match="no disk"):
        wait_until(lambda: False, process, log, timeout=10)


def test_a_tied_process_dies_with_the_one_that_started_it(tmp_path):
    log = tmp_path / "log"
    script = (
        "import ast, os, pathlib, signal, sys\n"
        "from tests.servers.process import poll, spawn\n"
        "log = pathlib.Path(sys.argv[1])\n"
        "process = spawn(ast.literal_eval(sys.argv[2]), log, tied=True)\n"
        "poll(lambda: 'up' in log.read_text(), 10)\n"
        "print(process.pid, process.started, process.program, process.folder, sep='\\n', flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    words = [sys.executable, "-c", script, log, repr(SLEEPER)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    pid, *rest = done.stdout.splitlines()
    assert poll(lambda: not Process(int(pid), *rest).running(), 10)


def test_a_killed_server_takes_along_the_processes_that_left_its_session(tmp_path):
    fork = "import os; os.fork() == 0 and os.setsid(); print('up', flush=True); import time; time.sleep(600)"
    log = tmp_path / "log"
    process = spawn([sys.executable, "-c", fork], log)
    assert poll(lambda: log.read_text().count("up") == 2, 10)
    before = len(process.members())
    process.kill()
    assert (before, process.members()) == (2, set())


def test_threads_that_come_together_build_a_folder_once(tmp_path, monkeypatch):
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path))
    built = []
    threads = [threading.Thread(target=cache.once, args=("it-1", built.append)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(built) == 1


def test_a_build_that_failed_is_tried_again(tmp_path, monkeypatch):
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path))

    def fail(folder):
        (folder / "half").touch()
        raise OSError("no network")

    with pytest.raises(OSError, match="no network"):
        cache.once("it-1", fail)
    assert not list(cache.once("it-1", lambda folder: None).iterdir())


@pytest.mark.parametrize(
    ("demanded", "name", "expected"),
    [
        ("all", "cassandra", True),
        ("redis, cassandra", "cassandra-ring", True),
        ("redis-stack", "redis-stack", True),
        ("redis-stack", "redis", False),
        ("", "redis", False),
    ],
)
def test_a_server_is_required_by_its_name_its_family_or_all(demanded, name, expected, monkeypatch):
    monkeypatch.setenv("HEXCACHE_REQUIRE_BACKENDS", demanded)
    assert required(name) is expected
