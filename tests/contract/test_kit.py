"""The kit notices: for each promise a store or embedder that breaks it makes the test of that promise fail."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from hexcache.testing.contracts import EmbedderContract, KeyValueStoreContract, VectorStoreContract
from hexcache.testing.contracts.suite import hidden
from tests.contract import broken_embedders, broken_key_value_stores, broken_vector_stores

BROKEN = (broken_vector_stores, broken_key_value_stores, broken_embedders)
CASES = [(module, suite, promise) for module in BROKEN for suite, promise in module.PROMISES.items()]
ROOT = Path(__file__).parents[2]


def node(module, suite, promise):
    """Return what to run of a suite: of a broken one the test that must fail, of a whole one everything."""
    test = f"::{promise}" if promise else ""
    measure = "[cos]" if (module, promise) == (broken_vector_stores, "test_it_answers_like_the_memory_store") else ""
    return f"{module.__file__}::{suite}{test}{measure}"


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Run the suites once and return, for each, its tests with what they failed with, "" for those that did not."""
    path = tmp_path_factory.mktemp("kit") / "report.xml"
    tests = [node(module, suite, promise) for module in BROKEN for suite, promise in module.PROMISES.items()]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={path}", *tests]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout[-3_000:]
    found = {}
    for case in ET.parse(path).iter("testcase"):
        failures = [one.text for kind in ("failure", "error") for one in case.iter(kind)]
        found.setdefault(case.get("classname"), {})[case.get("name")] = "".join(failures)
    return found


@pytest.mark.parametrize(("module", "suite", "promise"), CASES, ids=[suite for _, suite, _ in CASES])
def test_the_test_of_a_broken_promise_fails_and_nothing_else_of_a_whole_store(outcomes, module, suite, promise):
    failed = {name.partition("[")[0] for name, failure in outcomes[f"{module.__name__}.{suite}"].items() if failure}
    assert failed == ({promise} if promise else set())


def test_a_failing_assert_in_the_kit_shows_its_values(outcomes):
    (failure,) = (
        text for text in outcomes[f"{broken_vector_stores.__name__}.TestCountsWhatItWasAsked"].values() if text
    )
    assert "assert 3 == 1" in failure


def test_a_suite_that_overrides_a_test_cannot_be_made():
    with pytest.raises(TypeError, match="test_put_of_no_entries_does_nothing is overridden"):
        type("TestHiding", (VectorStoreContract,), {"test_put_of_no_entries_does_nothing": None})


def test_a_suite_that_inherits_an_override_from_elsewhere_cannot_be_made():
    mixin = type("Mixin", (), {"test_put_of_no_entries_does_nothing": lambda self: None})
    with pytest.raises(TypeError, match="is overridden"):
        type("TestHiding", (mixin, VectorStoreContract), {})


@pytest.mark.parametrize(
    ("skips", "message"),
    [
        ({"test_unknown": "because"}, "is no test of the kit"),
        ({"test_put_of_no_entries_does_nothing": " "}, "no reason"),
    ],
)
def test_a_skip_names_a_test_and_has_a_reason(skips, message):
    with pytest.raises(TypeError, match=message):
        type("TestSkipping", (VectorStoreContract,), {"skips": skips})


def test_what_is_hidden_after_the_suite_was_made_is_found_too():
    suite = type("TestHiding", (VectorStoreContract,), {})
    suite.test_put_of_no_entries_does_nothing = None
    assert hidden(suite) == ["test_put_of_no_entries_does_nothing is overridden"]


def test_a_mark_that_hides_a_test_is_found(monkeypatch):
    test = VectorStoreContract.test_put_of_no_entries_does_nothing
    monkeypatch.setattr(test, "pytestmark", [pytest.mark.skip.mark], raising=False)
    assert hidden(VectorStoreContract) == ["test_put_of_no_entries_does_nothing carries a mark that hides it"]


def test_no_test_of_the_kit_shadows_another():
    for suite in (VectorStoreContract, KeyValueStoreContract, EmbedderContract):
        names = [name for base in suite.__mro__ for name in vars(base) if name.startswith("test_")]
        assert len(names) == len(set(names))


def test_every_test_of_the_kit_says_what_it_promises():
    for suite in (VectorStoreContract, KeyValueStoreContract, EmbedderContract):
        tests = [getattr(suite, name) for name in dir(suite) if name.startswith("test_")]
        assert not [test.__name__ for test in tests if not (test.__doc__ or "").strip()]
