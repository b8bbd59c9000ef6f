"""`hexcache reject` and `hexcache confirm`: every run opens the cache anew, and knows what was said."""

from __future__ import annotations

import pytest

CACHED, ASKED = "How do I reset my password?", "How can I reset my password?"


@pytest.fixture
def document_id(run_json):
    return run_json("update", CACHED, "Click here.")["document_id"]


def test_what_was_rejected_is_a_miss_until_it_is_confirmed(run, document_id):
    run("lookup", ASKED)
    run("reject", document_id, ASKED)
    run("lookup", ASKED, code=1)
    run("confirm", document_id, ASKED)
    run("lookup", ASKED)


def test_explain_names_feedback_as_the_reason(run, document_id):
    run("reject", document_id, ASKED)
    assert "feedback" in run("explain", ASKED).stdout


def test_it_moves_with_export_and_load(run, document_id):
    run("reject", document_id, ASKED)
    run("export", "all.jsonl")
    run("load", "all.jsonl", "--collection", "other")
    run("lookup", CACHED, "--collection", "other")
    run("lookup", ASKED, "--collection", "other", code=1)


def test_an_entry_that_is_not_there_cannot_be_spoken_of(run, document_id):
    assert "no such entry" in run("reject", "nothing", ASKED, code=1).stderr


def test_the_entry_of_the_very_question_is_to_be_deleted_instead(run, document_id):
    assert "delete" in run("reject", document_id, CACHED, code=2).stderr


def test_what_was_said_with_the_tenant_goes_with_it(run, run_json):
    tenant = ("--tenant", "acme")
    document_id = run_json("update", CACHED, "Click here.", *tenant)["document_id"]
    run("reject", document_id, ASKED, *tenant)
    run("clear", *tenant, "--yes")
    run("update", CACHED, "Click here.", *tenant)
    run("lookup", ASKED, *tenant)
