"""What the import graph must look like beyond the contracts in pyproject.toml."""

from __future__ import annotations

import subprocess
import sys

import grimp
import pytest

NO_CLOCK_NO_CHANCE_NO_IO = {
    "asyncio",
    "io",
    "logging",
    "multiprocessing",
    "os",
    "pathlib",
    "pickle",
    "random",
    "secrets",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "threading",
    "time",
    "urllib",
    "uuid",
}
HEAVY = {
    "aiosqlite",
    "cassandra",
    "dependency_injector",
    "fastembed",
    "httpx",
    "langchain_core",
    "matplotlib",
    "psycopg",
    "pydantic",
    "pydantic_settings",
    "pymysql",
    "redis",
    "rich",
    "sentence_transformers",
    "sqlalchemy",
    "tokenizers",
    "typer",
    "wordllama",
    "yaml",
}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("hexcache", include_external_packages=True, cache_dir=None)


def imports_of(graph: grimp.ImportGraph, package: str) -> set[str]:
    """Return the top-level names of everything that the modules of `package` import from outside."""
    modules = {package} | graph.find_descendants(package)
    found = {name for module in modules for name in graph.find_modules_directly_imported_by(module)}
    return {name.split(".")[0] for name in found} - {"hexcache"}


def test_domain_imports_numpy_and_the_standard_library_only(graph):
    foreign = imports_of(graph, "hexcache.domain") - {"numpy"} - sys.stdlib_module_names
    assert not foreign


def test_domain_has_no_clock_no_randomness_and_no_io(graph):
    assert not imports_of(graph, "hexcache.domain") & NO_CLOCK_NO_CHANCE_NO_IO


def test_ports_import_numpy_and_the_standard_library_only(graph):
    foreign = imports_of(graph, "hexcache.ports") - {"numpy", "typing_extensions"} - sys.stdlib_module_names
    assert not foreign


def test_plans_know_nothing_of_bootstrap(graph):
    bootstrap = "hexcache.application.bootstrap"
    inside = {bootstrap} | graph.find_descendants(bootstrap)
    plans = ({"hexcache.application"} | graph.find_descendants("hexcache.application")) - inside
    assert not [
        (module, name) for module in plans for name in graph.find_modules_directly_imported_by(module) if name in inside
    ]


def test_importing_hexcache_loads_numpy_and_nothing_heavier():
    script = "import sys, hexcache; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & HEAVY
