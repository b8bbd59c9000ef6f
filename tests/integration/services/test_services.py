"""The example services do over HTTP what their pages say, on backends that only the environment names."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.environment import isolate
from tests.servers.process import free_port

EXAMPLES = Path(__file__).parents[3] / "examples"
COMMANDS = {
    "fastapi": ("-m", "uvicorn", "service:app", "--app-dir", str(EXAMPLES / "fastapi_service"), "--port"),
    "flask": (str(EXAMPLES / "flask_service" / "service.py"),),
}
ASKED = "How do I reset my password?"
IN_OTHER_WORDS = "How can I reset my password?"
PATIENCE = 30.0


@pytest.fixture(autouse=True)
def isolated(monkeypatch, tmp_path):
    isolate(monkeypatch, tmp_path)


@pytest.fixture(params=COMMANDS)
def serving(request, tmp_path):
    """Return a context that runs the service with some variables and yields a client and the process."""

    @contextmanager
    def run(**variables):
        port = free_port()
        environment = os.environ | {"PYTHONWARNINGS": "error::DeprecationWarning:service"} | variables
        command = [sys.executable, *COMMANDS[request.param], str(port)]
        with (tmp_path / "log").open("w") as log:
            process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
                wait_for(client, process, tmp_path / "log")
                yield client, process
        finally:
            process.kill()
            process.wait()

    return run


def wait_for(client, process, log):
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            return client.get("/health")
        except httpx.TransportError:
            time.sleep(0.05)
    pytest.fail(f"the service did not start: {log.read_text()[-2000:]}")


def ask(client, question, **more):
    return client.post("/answers", json={"question": question, **more})


def test_a_question_in_other_words_is_answered_from_the_cache(serving):
    with serving() as (client, _):
        assert ask(client, ASKED).json() == {"answer": f"You asked: {ASKED}", "cached": False}
        assert ask(client, IN_OTHER_WORDS).json() == {"answer": f"You asked: {ASKED}", "cached": True}
        assert client.get("/health").json() == {"status": "ok", "lookups": 2, "hits": 1}
        assert client.get("/ready").json() == {"status": "ready", "entries": 1}


def test_tenants_are_kept_apart_and_forgotten_apart(serving):
    with serving(HEXCACHE_STORE__BACKEND="memory") as (client, _):
        assert not ask(client, ASKED, tenant="a").json()["cached"]
        assert not ask(client, ASKED, tenant="b").json()["cached"]
        assert client.delete("/answers", params={"tenant": "a"}).status_code == 204
        assert not ask(client, ASKED, tenant="a").json()["cached"]
        assert ask(client, ASKED, tenant="b").json()["cached"]


def test_the_same_question_at_the_same_time_asks_the_model_once(serving):
    with serving(HEXCACHE_STORE__BACKEND="memory") as (client, _), ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: ask(client, ASKED).json(), range(5)))
    assert [answer["cached"] for answer in answers].count(False) == 1
    assert {answer["answer"] for answer in answers} == {f"You asked: {ASKED}"}


def test_what_is_cached_outlives_the_process_and_nothing_under_way_is_cut_off(serving):
    with serving() as (client, process), ThreadPoolExecutor(1) as pool:
        under_way = pool.submit(ask, client, ASKED)
        wait_until(lambda: client.get("/health").json()["lookups"] == 1)  # missed, and the model is at work
        process.send_signal(signal.SIGTERM)
        assert under_way.result().json() == {"answer": f"You asked: {ASKED}", "cached": False}
        assert process.wait(PATIENCE) in (0, -signal.SIGTERM)  # uvicorn ends by the signal once it is done
    with serving() as (client, _):
        assert ask(client, IN_OTHER_WORDS).json()["cached"]


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_backend_is_swapped_by_the_environment_alone_and_may_go_away(serving, own_server):
    redis = own_server("redis")
    variables = {"HEXCACHE_STORE__BACKEND": "redis", "HEXCACHE_STORE__OPTIONS__URL": redis.url}
    with serving(**variables) as (client, _):
        assert not ask(client, ASKED).json()["cached"]
        assert ask(client, IN_OTHER_WORDS).json()["cached"]
        redis.kill()
        assert ask(client, ASKED).json() == {"answer": f"You asked: {ASKED}", "cached": False}
        assert client.get("/ready").status_code == 503
        assert client.get("/health").json()["status"] == "degraded"
        assert client.delete("/answers", params={"tenant": ""}).status_code == 503


def test_a_configuration_that_cannot_work_ends_the_start(serving, tmp_path):
    with (
        pytest.raises(pytest.fail.Exception, match="unknown vector store 'reddis'"),
        serving(HEXCACHE_STORE__BACKEND="reddis"),
    ):
        pass
