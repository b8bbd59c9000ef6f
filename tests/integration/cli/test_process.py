"""The command as a process: what it loads, what it does at the end of a pipe, at a terminal and when interrupted."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-c", "from hexcache.adapters.inbound.cli.main import run; run()"]


def start(*arguments, **more):
    return subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)


def finish(*arguments, stdin=b"", **more):
    process = start(*arguments, stdin=subprocess.PIPE, **more)
    out, err = process.communicate(stdin, timeout=60)
    return process.returncode, out, err


def test_help_loads_no_driver_no_settings_and_no_container():
    script = (
        "import sys; sys.argv = ['hexcache', '--help']\n"
        "from hexcache.adapters.inbound.cli.main import run\n"
        "try: run()\n"
        "except SystemExit: pass\n"
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    heavy = {"sqlalchemy", "wordllama", "tokenizers", "pydantic", "dependency_injector", "yaml", "matplotlib", "redis"}
    assert not heavy & set(done.stderr.split())
    assert "replay" in done.stdout


def test_the_version_is_printed():
    code, out, _ = finish("--version")
    assert (code, out) == (0, b"hexcache 0.1.0\n")


def test_a_process_without_a_home_or_a_locale_works():
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    assert finish("update", "caf\u00e9?", "\u20ac", env=environment)[0] == 0
    code, out, _ = finish("lookup", "caf\u00e9?", env=environment)
    assert (code, out.decode()) == (0, "\u20ac\n")
    assert finish("explain", "caf\u00e9?", env={**environment, "PYTHONIOENCODING": "ascii"})[0] == 0


def test_an_argument_that_is_not_utf8_is_stored_and_printed_as_it_was():
    assert finish("update", b"\xff?", b"\xfe\xff")[0] == 0
    code, out, _ = finish("lookup", b"\xff?")
    assert (code, out) == (0, b"\xfe\xff\n")


def test_a_failing_embedder_is_told_once():
    options = {"BASE_URL": "http://127.0.0.1:1/v1", "MAX_RETRIES": "0"}
    settings = {f"HEXCACHE_EMBEDDER__OPTIONS__{name}": value for name, value in options.items()}
    code, out, err = finish("lookup", "q", env={**os.environ, "HEXCACHE_EMBEDDER__BACKEND": "openai", **settings})
    assert (code, out) == (4, b"")
    assert err.startswith(b"error: no answer from 'http://127.0.0.1:1/v1'")
    assert len(err.splitlines()) == 1


def test_a_reader_that_stops_early_ends_the_command_as_shells_expect():
    assert finish("load", "-", stdin=b"".join(b'{"question": "q%d", "answer": "so"}\n' % n for n in range(300)))[0] == 0
    process = start("export", "-")
    process.stdout.read(10)
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert (process.wait(timeout=60), b"Traceback" in err) == (141, False)


def slow_replay(signal_file):
    Path("program.py").write_text(f"open({str(signal_file)!r}, 'a').close()\nimport time; time.sleep(60)\n")
    Path("q.txt").write_text("What?\nHow?\n")
    return ["replay", "q.txt", "--answers", f"{sys.executable} -S program.py"]


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Return the folder that takes temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def wait_for(path, process):
    while not path.exists():
        if process.poll() is not None:
            raise AssertionError(process.stderr.read().decode())
        time.sleep(0.01)


def test_an_interrupted_replay_reports_cleans_up_and_exits_with_130(temporary):
    process = start(*slow_replay(Path("started")))
    wait_for(Path("started"), process)
    assert len(list(temporary.glob("hexcache-*"))) == 1
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, b"error: interrupted\n")
    assert b"exact hits" in out
    assert list(temporary.iterdir()) == []


def run_at_a_terminal(*arguments):
    """Return what the command draws on a terminal of its own."""
    reader, writer = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    process = subprocess.Popen([*COMMAND, *arguments], stdout=writer, stderr=writer, stdin=writer, env=environment)
    os.close(writer)
    drawn = b""
    try:
        while data := os.read(reader, 65_536):
            drawn += data
    except OSError:  # Linux reports the end of a terminal so
        pass
    finally:
        os.close(reader)
    assert process.wait(timeout=60) == 0
    return drawn.decode()


def test_at_a_terminal_a_bar_with_rate_and_time_left_is_drawn_and_colours_are_used():
    Path("program.py").write_text("import time; time.sleep(0.02); print(1)\n")
    Path("q.txt").write_text("".join(f"What is number {n}?\n" for n in ("one", "twenty", "a thousand", "six")))
    drawn = run_at_a_terminal("replay", "q.txt", "--answers", f"{sys.executable} -S program.py")
    assert "4/4" in drawn
    assert "/s" in drawn
    assert "0:00:0" in drawn
    assert "\x1b[32mexact hits" in drawn


def test_in_a_pipe_there_is_neither_a_bar_nor_a_colour():
    Path("q.txt").write_text("What?\n")
    code, out, err = finish("replay", "q.txt")
    assert (code, err, b"\x1b" in out) == (0, b"", False)
