"""The choice of tests for `./dasai test` and `./dasai test full`, and the seconds of each suite."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cli.stack.program import ROOT
from tests import suites

PYTEST = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:pytest_nameko")
CONFTEST = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import pytest
from tests import suites
def pytest_addoption(parser):
    parser.addoption("--full", action="store_true")
def pytest_configure(config):
    config.pluginmanager.register(suites.Times())
    config.pluginmanager.register(suites.LastUses())
@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return suites.Scheduling(config, log)
def pytest_collection_modifyitems(config, items):
    suites.leave_out_long(config, items)
    suites.order_for_workers(config, items)
"""
TESTS = """
import pytest
def test_short(): pass
@pytest.mark.long
@pytest.mark.parametrize("number", [1, 2])
def test_long(number): pass
"""

WITH_STACK = """
def test_with_stack(): pass
def test_alone(): pass
"""
USERS = """
import pytest
@pytest.fixture(scope="session")
def stack():
    print("stack begins")
    yield
    print("stack ends")
@pytest.fixture(scope="session")
def contest(stack):
    print("contest begins")
    yield
    print("contest ends")
def test_first(contest): print("first runs")
def test_between(): print("between runs")
def test_last(stack): print("last runs")
def test_after(): print("after runs")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with a short test and a long one of two cases."""
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = long: takes long\n")
    (tmp_path / "conftest.py").write_text(CONFTEST)
    for suite in ("unit", "chaos"):
        (tmp_path / "tests" / suite).mkdir(parents=True)
        (tmp_path / "tests" / suite / f"test_{suite}.py").write_text(TESTS)
    return tmp_path


def output_of(project: Path, *arguments: str) -> str:
    """Run pytest with the plugins that are needed, and return what it printed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # to look for plugins takes seconds
    command = [*PYTEST, *arguments]
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=True).stdout


def run(project: Path, *arguments: str) -> list[str]:
    """Return the last lines of pytest's output: the times, and how many tests ran."""
    *_, times, count = output_of(project, *arguments).splitlines()
    return [times, count.strip("= ").partition(" in ")[0]]


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        ([], "2 passed, 4 deselected"),
        (["--full"], "6 passed"),
        (["tests/chaos"], "1 passed, 2 deselected"),
        (["tests/chaos/test_chaos.py::test_long"], "2 passed"),
        (["tests/chaos/test_chaos.py::test_long[2]", "tests/unit"], "2 passed, 2 deselected"),
    ],
)
def test_long_tests_run_if_all_are_wanted_or_their_id_is_given(project: Path, arguments: list[str], count: str) -> None:
    assert run(project, *arguments)[1] == count


def test_the_seconds_of_each_suite_are_printed(project: Path) -> None:
    assert run(project)[0] == "各部分用时（秒） seconds of each part: chaos 0 · unit 0 · 合计 total 0"


def test_workers_begin_with_the_tests_of_shared_stacks_and_take_other_files_whole(project: Path) -> None:
    for suite in ("browser", "e2e"):
        (project / "tests" / suite).mkdir()
        (project / "tests" / suite / f"test_{suite}.py").write_text(WITH_STACK)
    printed = output_of(
        project, "--full", "-v", "-p", "xdist", "-n", "2", "--dist", "loadscope", "--no-loadscope-reorder"
    )
    ran = re.findall(r"\[(gw\d)\] \[ *\d+%\] PASSED (\S+?)::(\w+)", printed)
    assert len(ran) == 10
    workers = {
        group: {worker for worker, path, _ in ran if suites.group_of(path) == group}
        for group in {suites.group_of(path) for _, path, _ in ran}
    }
    assert {group: len(names) for group, names in workers.items()} == {
        "browser": 1,
        "e2e": 1,
        "tests/unit/test_unit.py": 1,
        "tests/chaos/test_chaos.py": 1,
    }
    assert workers["browser"] != workers["e2e"], "two stacks side by side"
    for first in ("browser", "e2e"):
        (worker,) = workers[first]
        of_worker = [suites.group_of(path) == first for name, path, _ in ran if name == worker]
        assert of_worker == sorted(of_worker, reverse=True), "what takes longest begins first"


def test_a_stack_ends_with_its_last_test_and_what_is_built_on_it_ends_before(project: Path) -> None:
    (project / "tests" / "unit" / "test_unit.py").write_text(USERS)
    printed = output_of(project, "-s", "-q", "tests/unit")
    assert re.findall(r"\w+ (?:begins|ends|runs)", printed) == [
        "stack begins",
        "contest begins",
        "first runs",
        "between runs",
        "last runs",
        "contest ends",
        "stack ends",
        "after runs",
    ]


@pytest.mark.parametrize(
    ("nodeid", "suite"),
    [
        ("tests/e2e/registration/test_a6.py::test_it[tests/unit/x]", "e2e"),
        ("tests/test_it.py::test_it", "other"),
        ("elsewhere/unit/test_it.py::test_it", "other"),
    ],
)
def test_a_suite_is_the_folder_below_tests(nodeid: str, suite: str) -> None:
    assert suites.suite_of(nodeid) == suite
