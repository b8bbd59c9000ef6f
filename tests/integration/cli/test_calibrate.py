"""`hexcache calibrate`: from labelled pairs to a threshold that a cache takes, or to what is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hexcache import ConfigurationError, open_cache

THINGS = ("password", "invoice", "address", "card", "account", "order", "refund", "profile", "contract", "ticket")
VERBS = ("change", "find", "cancel", "check", "print")


def pairs(opposites=0):
    """Return 50 pairs of paraphrases, and as many of opposites as are asked for, which guards refuse."""
    asked = [f"How do I {verb} my {thing}?" for verb in VERBS for thing in THINGS]
    rows = [{"a": text, "b": text.replace("How do I", "How can I"), "same": True} for text in asked]
    return rows + [{"a": text, "b": text.replace("do I", "do I not"), "same": False} for text in asked[:opposites]]


def write(rows, name="pairs.jsonl"):
    path = Path(name)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_it_writes_a_calibration_that_a_cache_takes_its_threshold_from(run):
    result = run("calibrate", write(pairs()), "--target", 0.85)
    written = json.loads(Path("calibration.json").read_text(encoding="utf-8"))
    assert f"Threshold {written['threshold']:g}" in result.stdout
    with open_cache({"cache": {"threshold": {"from": "calibration.json"}}}) as cache:
        assert cache.explain("Anything?").threshold == written["threshold"]


def test_the_calibration_says_what_it_was_made_for(run):
    run("calibrate", write(pairs()), "--target", 0.85, "--out", "own.json")
    written = json.loads(Path("own.json").read_text(encoding="utf-8"))
    known = {
        "provider": "wordllama",
        "similarity": "cos",
        "guards": "default",
        "pairs": 50,
        "target": 0.85,
        "format": 1,
    }
    assert {name: written[name] for name in known} == known
    assert written["bound"] >= 0.85


def test_too_few_labels_are_an_abstention_that_says_how_many_are_missing(run, run_json):
    data = run_json("calibrate", write(pairs()[:10]), code=1)
    assert data["threshold"] is None
    assert data["missing_labels"] > 50
    assert not Path("calibration.json").exists()
    assert f"{data['missing_labels']:,} more labelled pairs" in run("calibrate", "pairs.jsonl", code=1).stdout


def test_guards_decide_and_their_effect_is_shown(run_json, monkeypatch):
    file = write(pairs(opposites=25))
    with_guards = run_json("calibrate", file, "--target", 0.85)
    assert with_guards["points"][-1]["right"] == with_guards["points"][-1]["hits"]
    assert with_guards["points_without_guards"][-1]["precision"] < 0.85
    monkeypatch.setenv("HEXCACHE_CACHE__GUARDS", "off")
    assert run_json("calibrate", file, "--target", 0.85, code=1)["threshold"] is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pairs.csv", "a,b,same\nHow?,Why?,1\n"),
        ("pairs.tsv", "A\tB\tSame\nHow?\tWhy?\tyes\n"),
        ("pairs.jsonl", '{"a": "How?", "b": "Why?", "same": true}\n\n'),
    ],
)
def test_pairs_are_read_from_csv_tsv_and_jsonl(run_json, name, text):
    Path(name).write_text(text, encoding="utf-8")
    data = run_json("calibrate", name, code=1)
    assert (data["pairs"], data["same"], data["skipped_lines"]) == (1, 1, 0)


@pytest.mark.parametrize("line", ["nonsense", "[]", '{"a": "x"}', '{"a": "x", "b": "y", "same": "perhaps"}'])
def test_a_line_that_cannot_be_used_is_reported_without_its_text_and_skipped(run, line):
    path = write(pairs())
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    result = run("calibrate", path, "--target", 0.85, code=1)
    assert "line 51" in result.stderr
    assert "perhaps" not in result.stderr
    assert Path("calibration.json").exists()


def test_it_draws_a_picture(run):
    run("calibrate", write(pairs()), "--target", 0.85, "--plot", "curve.png")
    assert Path("curve.png").read_bytes().startswith(b"\x89PNG")


def test_it_can_be_run_again_where_the_configuration_names_a_calibration_that_is_not_there_yet(run):
    Path("hexcache.yaml").write_text("cache: {threshold: {from: calibration.json}}\n", encoding="utf-8")
    run("lookup", "Anything?", code=3)
    run("calibrate", write(pairs()), "--target", 0.85)
    run("lookup", "Anything?", code=1)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"guards": "strict"}, "guards"),
        ({"similarity": "dot"}, "similarity"),
    ],
)
def test_a_cache_refuses_a_calibration_that_was_made_for_something_else(run, changed, said):
    run("calibrate", write(pairs()), "--target", 0.85)
    with pytest.raises(ConfigurationError, match=said):
        open_cache({"cache": {"threshold": {"from": "calibration.json"}, **changed}})


def test_a_cache_refuses_the_calibration_of_another_embedder(run):
    run("calibrate", write(pairs()), "--target", 0.85)
    with pytest.raises(ConfigurationError, match="dimension"):
        open_cache(
            {"store": {"backend": "memory"}, "cache": {"threshold": {"from": "calibration.json"}}},
            embedder=lambda texts: [[1.0, 0.0]] * len(texts),
        )


def test_config_check_finds_a_calibration_that_cannot_be_read(run):
    Path("hexcache.yaml").write_text("cache:\n  threshold: {from: nowhere.json}\n", encoding="utf-8")
    assert "hexcache.yaml:2" in run("config", "check", code=3).stderr


def test_feedback_calibrates_with_what_people_said(run, run_json):
    with open_cache() as cache:
        for pair in pairs():
            cache.confirm(cache.update(pair["b"], "So."), pair["a"])
    data = run_json("calibrate", "--feedback", "--target", 0.85)
    assert (data["pairs"], data["same"]) == (50, 50)
    both = run_json("calibrate", write(pairs(opposites=10)), "--feedback", "--target", 0.85)
    assert (both["pairs"], both["same"]) == (110, 100)


def test_without_pairs_and_feedback_there_is_nothing_to_calibrate_with(run):
    assert "--feedback" in run("calibrate", code=2).stderr


@pytest.mark.parametrize("threshold", [{"form": "x.json"}, {"from": 3}, {}, {"from": "x", "and": 1}])
def test_a_threshold_that_is_neither_number_nor_file_is_refused(threshold):
    with pytest.raises(ConfigurationError, match="must be a number, or the file"):
        open_cache({"cache": {"threshold": threshold}})
