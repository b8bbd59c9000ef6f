"""`hexcache replay`: what becomes of each question, what it adds up to, and that nothing stays behind."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from hexcache import open_cache

ROWS = [
    ("How do I reset my password?", "miss"),
    ("How do I reset my password?", "exact"),
    ("How can I reset my password?", "semantic"),
    ("How can I not reset my password?", "refused"),
    ("What is the weather in Oslo?", "miss"),
    ("What is the fee for 5 EUR?", "miss"),
    ("What is the fee for 6 EUR?", "refused"),
]
COUNTS = {"questions": 7, "exact_hits": 1, "semantic_hits": 1, "misses": 5, "refused": 2, "calls_saved": 2}
AGREED = {"expected": 7, "agreed": 7}


def write(text, name="questions.txt"):
    path = Path(name)
    path.write_text(text, encoding="utf-8")
    return path


def tab_separated(rows=ROWS):
    return "question\texpected\n" + "".join(f"{question}\t{expected}\n" for question, expected in rows)


def counts(data, names=COUNTS):
    return {name: data[name] for name in names}


FORMS = {
    "text": ("q.txt", "\n".join(question for question, _ in ROWS), {}),
    "text with blank lines": ("q.txt", "\n\n".join(question for question, _ in ROWS) + "\n\n", {}),
    "tab-separated with a header": ("q.txt", tab_separated(), AGREED),
    "TSV": ("q.tsv", tab_separated(), AGREED),
    "CSV with a header": ("q.csv", "Expected,Question\n" + "".join(f'{e},"{q}"\n' for q, e in ROWS), AGREED),
    "CSV without a header": ("q.csv", "".join(f'"{q}",an answer,{e}\r\n' for q, e in ROWS), AGREED),
    "JSONL": ("q.jsonl", "".join(json.dumps({"question": q, "expected": e}) + "\n" for q, e in ROWS), AGREED),
    "JSONL of other names": ("q.ndjson", "".join(json.dumps({"prompt": q}) + "\n" for q, _ in ROWS), {}),
    "JSONL of texts": ("q.jsonl", "".join(json.dumps(q) + "\n" for q, _ in ROWS), {}),
    "JSONL by its first line": ("q.log", "".join(json.dumps({"query": q}) + "\n" for q, _ in ROWS), {}),
    "with a byte order mark": ("q.txt", "\ufeff" + tab_separated(), AGREED),
}


@pytest.mark.parametrize(("name", "text", "agreed"), FORMS.values(), ids=FORMS)
def test_every_form_of_file_gives_the_same_outcome(run_json, name, text, agreed):
    data = run_json("replay", write(text, name))
    assert counts(data) == COUNTS
    assert counts(data, agreed) == agreed
    assert data["refusals_by_guard"] == {"polarity": 1, "numbers": 1}


def test_standard_input_is_a_file(run_json):
    assert counts(run_json("replay", "-", stdin=tab_separated())) == COUNTS


def test_the_format_can_be_said(run_json):
    assert run_json("replay", write("question,x\na,b\n"), "--format", "csv")["questions"] == 1
    assert run_json("replay", write("question\tx\na\tb\n"), "--format", "text")["questions"] == 2


def test_an_empty_file_is_no_error(run_json):
    assert counts(run_json("replay", write("")), ["questions", "hit_rate"]) == {"questions": 0, "hit_rate": 0.0}


def test_the_table_shows_outcomes_latencies_and_what_was_not_as_expected(run):
    rows = [*ROWS[:2], ("How can I reset my password?", "miss")]
    output = run("replay", write(tab_separated(rows))).stdout
    for said in ("exact hits", "semantic hits", "calls saved", "p50", "p99", "As expected: 2 of 3", "1 wrongly served"):
        assert said in output
    assert "\x1b" not in output


def test_two_runs_give_the_same_and_leave_nothing_in_the_working_directory(run_json):
    path = write(tab_separated())
    first, second = run_json("replay", path), run_json("replay", path)
    assert counts(first) == counts(second) == COUNTS
    assert [entry.name for entry in Path().iterdir()] == ["questions.txt"]


def test_a_configured_store_is_used_and_left_as_it_was(run_json, monkeypatch):
    monkeypatch.setenv("HEXCACHE_STORE__OPTIONS__URL", "sqlite:///mine.db")
    with open_cache() as cache:
        cache.update(ROWS[0][0], "the real answer")
    assert counts(run_json("replay", write(tab_separated()))) == COUNTS
    with open_cache() as cache:
        assert cache.count() == 1
        assert cache.lookup(ROWS[0][0]).value == "the real answer"


def test_fresh_leaves_a_configured_store_alone(run_json, monkeypatch):
    monkeypatch.setenv("HEXCACHE_STORE__OPTIONS__URL", "sqlite:///mine.db")
    assert counts(run_json("replay", write(tab_separated()), "--fresh")) == COUNTS
    assert not Path("mine.db").exists()


def test_keep_stores_the_answers_in_the_scope_that_was_named(run, run_json):
    path = write('{"question": "How?", "answer": "so"}\n', "q.jsonl")
    run_json("replay", path, "--keep", "--model", "m")
    assert run_json("replay", path, "--keep", "--model", "m")["exact_hits"] == 1
    assert run("lookup", "How?", "--model", "m").stdout == "so\n"
    run("lookup", "How?", code=1)


def test_keep_never_stores_an_echo(run):
    result = run("replay", write("How?\n"), "--keep", code=2)
    assert "line 1: has no answer to keep" in result.stderr


def test_keep_and_fresh_exclude_each_other(run):
    run("replay", write("How?\n"), "--keep", "--fresh", code=2)


def program(code):
    Path("program.py").write_text(code, encoding="utf-8")
    return f"{sys.executable} -S program.py"


def test_a_command_answers_each_new_question_once(run_json):
    command = program("import sys; q = sys.stdin.read(); open('log', 'a').write(q + '\\n'); print('re: ' + q)")
    data = run_json("replay", write(tab_separated(ROWS[:3])), "--answers", command)
    assert counts(data, ["misses", "unanswered"]) == {"misses": 1, "unanswered": 0}
    assert Path("log").read_text() == ROWS[0][0] + "\n"
    assert data["answer_seconds"] > 0


def test_the_answer_of_a_command_is_what_is_stored(run):
    command = program("import sys; sys.stdout.buffer.write(b'\\xc3\\xa9 ' + sys.stdin.buffer.read() + b'\\n')")
    run("replay", write("How?\n"), "--keep", "--answers", command)
    assert run("lookup", "How?").stdout == "é How?\n"


def test_a_command_that_fails_or_is_late_stores_nothing(run_json):
    path = write("How?\nHow?\n")
    failing = run_json("replay", path, "--answers", program("import sys; sys.exit(3)"))
    late = run_json("replay", path, "--answers", program("import time; time.sleep(30)"), "--answer-timeout", "0.2")
    for data in (failing, late):
        assert counts(data, ["misses", "unanswered"]) == {"misses": 2, "unanswered": 2}


def test_no_shell_sees_the_command(run):
    run("replay", write("How?\n"), "--answers", f"{program('print(1)')}; touch broken-out")
    assert not Path("broken-out").exists()


@pytest.mark.parametrize("command", ["no-such-program", "'unclosed", ""])
def test_a_command_that_cannot_run_is_a_usage_error(run, command):
    assert "--answers" in run("replay", write("How?\n"), "--answers", command, code=2).stderr


def test_check_makes_a_disagreement_an_exit_code(run):
    run("replay", write(tab_separated()), "--check")
    run("replay", write(tab_separated([*ROWS, ("What else?", "exact")])), "--check", code=1)


def test_a_disagreement_says_line_question_and_outcome(run_json):
    data = run_json("replay", write(tab_separated([("How?", "miss"), ("How?", "refused")])))
    assert data["disagreements"] == [
        {"line": 3, "question": "How?", "expected": "refused", "outcome": "exact", "score": 1.0}
    ]
    assert data["wrong"] == {"wrongly served": 1}


BAD = '{"question": "How?"}\nnot JSON\n[1]\n{"answer": "so"}\n{"question": 5}\n{"question": "a", "expected": "maybe"}\n'


def test_bad_lines_are_reported_with_their_numbers_and_skipped(run):
    result = run("replay", write(BAD, "q.jsonl"), "--json")
    assert counts(json.loads(result.stdout), ["questions", "skipped_lines"]) == {"questions": 1, "skipped_lines": 5}
    assert [f"line {number}: " in result.stderr for number in (2, 3, 4, 5, 6)] == [True] * 5


def test_a_file_of_which_no_line_can_be_used_is_an_error(run):
    result = run("replay", write("not JSON\n[1]\n", "q.jsonl"), "--format", "jsonl", code=2)
    assert "line 1: " in result.stderr
    assert "no line of 'q.jsonl' could be used, all 2 were skipped" in result.stderr


def test_hostile_text_goes_through(run_json):
    Path("q.txt").write_bytes(b"caf\xff\n" + b"x" * 200_000 + b"\n\x1b[31mred\nnul\x00\n")
    assert run_json("replay", "q.txt", "--format", "text")["questions"] == 4


def test_what_a_terminal_would_obey_is_written_as_escapes(run):
    rows = [("\x1b[31mred", "exact")]
    output = run("replay", write(tab_separated(rows))).stdout
    assert "\x1b" not in output
    assert "\\x1b[31mred" in output


def test_a_threshold_can_be_given(run_json):
    assert run_json("replay", write(tab_separated()), "--threshold", "0.999")["semantic_hits"] == 0


@pytest.mark.parametrize(("name", "start"), [("out.png", b"\x89PNG"), ("out.svg", b"<?xml")])
def test_a_picture_is_drawn(run, name, start):
    result = run("replay", write(tab_separated()), "--plot", name)
    assert Path(name).read_bytes().startswith(start)
    assert f"picture: {name}" in result.stderr


def test_a_picture_of_nothing_is_drawn(run):
    run("replay", write(""), "--plot", "out.png")
    assert Path("out.png").exists()


def test_drawing_changes_no_outcome(run_json):
    assert counts(run_json("replay", write(tab_separated()), "--plot", "out.png")) == COUNTS


@pytest.mark.parametrize(("name", "said"), [("out.doc", "is no picture"), ("nowhere/out.png", "there is no folder")])
def test_a_picture_that_cannot_be_written_is_refused_before_the_run(run, name, said):
    assert said in run("replay", write(tab_separated()), "--plot", name, code=2).stderr


def test_without_matplotlib_the_error_names_the_extra(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    assert "pip install 'hexcache[plot]'" in run("replay", write("How?"), "--plot", "out.png", code=3).stderr


def test_a_missing_file_is_one_line(run):
    assert run("replay", "nowhere.txt", code=5).stderr == "error: nowhere.txt: No such file or directory\n"
