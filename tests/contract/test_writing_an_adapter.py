"""The page for authors of adapters says what works: its own code, run against the wheel as they would install it."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "adapters" / "writing-an-adapter.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def run(*command, cwd):
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3_000:] + done.stderr[-3_000:]
    return done.stdout


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """Return the interpreter of a fresh environment with the wheel, and this one's libraries without this checkout."""
    folder = tmp_path_factory.mktemp("author")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT, cwd=folder)
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", cwd=folder)
    (wheel,) = folder.glob("hexcache-*.whl")
    python = folder / "venv" / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python)
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=folder)
    packages = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip()
    (Path(packages) / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    return python


@pytest.fixture
def folder(tmp_path):
    """Return a folder with the files of the page."""
    for block in blocks("python"):
        name = block.partition("\n")[0].removeprefix("# ")
        (tmp_path / name).write_text(block, encoding="utf-8")
    return tmp_path


def test_the_page_has_an_adapter_and_its_tests(folder):
    assert sorted(path.name for path in folder.iterdir()) == ["folder_store.py", "test_folder_store.py"]


def test_the_wheel_is_what_is_imported(python, folder):
    where = run(python, "-c", "import hexcache.testing; print(hexcache.testing.__file__)", cwd=folder)
    assert Path(where.strip()).is_relative_to(python.parents[1])


def test_the_commands_of_the_page_prove_its_adapter(python, folder):
    install, test = (block.split() for block in blocks("console"))
    assert install == ["pip", "install", "'hexcache[testing]'"]
    report = run(python, "-m", *test, "-q", "-p", "no:cacheprovider", cwd=folder)
    passed = int(re.search(r"(\d+) passed", report)[1])
    assert passed > 40
    assert "skipped" not in report


def test_a_mistake_in_the_adapter_of_the_page_is_found_and_shown(python, folder):
    adapter = folder / "folder_store.py"
    adapter.write_text(adapter.read_text().replace("if now < expires_at else None", "if now <= expires_at else None"))
    command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "live_until", "test_folder_store.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (
        "FAILED test_folder_store.py::TestFolderStore::test_a_value_is_live_until_its_expiry_and_not_at_it"
        in done.stdout
    )
    assert "assert [b'1'] == [None]" in done.stdout


def test_every_name_on_the_page_is_in_the_kit():
    from hexcache.testing import contracts, differential, fakes
    from hexcache.testing.contracts.stores import StoreSuite
    from hexcache.testing.contracts.vector_store.suite import VectorStoreSuite

    declared = re.findall(r"^\| `(\w+) = ", PAGE, re.MULTILINE)
    suites = (StoreSuite, VectorStoreSuite, differential.VectorStoreDifferential)
    assert [name for name in declared if not any(hasattr(suite, name) for suite in suites)] == []
    for name in set(re.findall(r"`(\w+(?:Contract|Differential))`", PAGE)):
        assert hasattr(contracts, name) or hasattr(differential, name)
    for name in ("ManualClock", "DeterministicEmbedder", "AsyncDeterministicEmbedder", "faulty", "Faults"):
        assert name in PAGE
        assert hasattr(fakes, name)
