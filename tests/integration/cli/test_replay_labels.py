"""`hexcache replay --labels`: right answers among hits, hits among questions, and how sure that is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ROWS = [
    ("How do I reset my password?", "reset"),
    ("How can I reset my password?", "reset"),  # right: another wording
    ("How do I reset my password?", "reset"),  # right: the same words
    ("What is the weather in Oslo?", "weather"),
    ("What is the weather like in Oslo?", "climate"),  # wrong: served, and labelled something else
    ("Anything?", None),
    ("Where is my parcel now?", "reset"),  # the answer was known, and not found
]


@pytest.fixture
def replay(run_json):
    def replay(rows=ROWS, *arguments):
        lines = [json.dumps({"question": question, "label": label}) for question, label in rows]
        Path("q.jsonl").write_text("\n".join(lines), encoding="utf-8")
        return run_json("replay", "q.jsonl", "--labels", *arguments)["labels"]

    return replay


def number_of(rate):
    return rate["number"], rate["of"]


def test_a_hit_is_right_when_it_was_answered_by_a_question_with_the_same_label(replay):
    labels = replay()
    assert number_of(labels["precision"]) == (2, 3)
    assert number_of(labels["precision_of_semantic_hits"]) == (1, 2)


def test_questions_without_a_label_do_not_count(replay):
    assert number_of(replay()["hit_rate"]) == (3, 6)


def test_what_a_cache_could_have_known_is_what_was_stored_under_the_label_before(replay):
    assert number_of(replay()["right_answers_among_those_possible"]) == (2, 3)


def test_each_rate_has_its_exact_interval(replay):
    assert replay()["precision"]["interval"] == pytest.approx([0.094299, 0.991596], abs=1e-6)


def test_a_file_without_labels_gives_no_share(replay):
    labels = replay([("Anything?", None)])
    assert labels["precision"] == {"number": 0, "of": 0, "share": None, "interval": None}


def test_a_label_may_be_a_number(replay):
    assert number_of(replay([("Anything?", 7), ("Anything?", 7)])["precision"]) == (1, 1)


def test_the_table_shows_the_rates(run):
    Path("q.csv").write_text("question,intent\nAnything?,x\nAnything?,x\n", encoding="utf-8")
    shown = run("replay", "q.csv", "--labels").stdout
    assert "precision" in shown
    assert "0.0250 to 1.0000" in shown


def test_without_the_option_nothing_is_said_of_labels(run_json):
    Path("q.csv").write_text("question,label\nAnything?,x\n", encoding="utf-8")
    assert run_json("replay", "q.csv")["labels"] is None
