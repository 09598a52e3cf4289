"""How long each suite took, which tests are left to `./dasai test full`, and which run side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

TESTS = Path(__file__).parent
# suites whose tests share a stack; each has its own, so that two workers take one each
ON_THE_STACK = frozenset({"e2e", "browser"})
SECOND_STACK = frozenset({"tests/e2e/review", "tests/e2e/scoring"})
# files of tests that share a stack: those of the gateway's with its usual settings, and those with a mail server
SHARED_FILES = {
    f"tests/service/gateway/{file}.py": stack
    for stack, files in {
        "api": (
            "test_accounts",
            "test_commands",
            "test_fuzz",
            "test_input",
            "test_tokens_and_sign_on",
            "test_uploads",
            "test_uploads_edges",
        ),
        "mailing": ("test_messages", "test_second_factors"),
    }.items()
    for file in files
}
# the fixtures that run a stack for several files
STACKS = ("stack", "second_stack", *sorted(set(SHARED_FILES.values())))
# the order in which suites are begun: what takes longest, then what is quick to fail, single long files before short ones
ORDER = ("e2e", "browser", "unit", "contract", "chaos", "service", "load", "other")


class Times:
    """The seconds of each suite: set-up, tests and tear-down."""

    def __init__(self) -> None:
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add a test's time to its suite's."""
        self._seconds[suite_of(report.nodeid)] += report.duration

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the sums."""
        if self._seconds:
            parts = " · ".join(f"{suite} {seconds:.0f}" for suite, seconds in self._seconds.items())
            total = sum(self._seconds.values())
            terminalreporter.write_line(f"各部分用时（秒） seconds of each part: {parts} · 合计 total {total:.0f}")


class LastUses:
    """Ends each stack of the run after the last test that uses it: an idle stack takes time from the tests that follow."""

    def __init__(self) -> None:
        self._last: dict[pytest.FixtureDef[Any], pytest.Item] = {}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Remember the last test that uses each of the STACKS; a worker runs the tests of a group in this order."""
        for item in session.items:
            if isinstance(item, pytest.Function):
                for name in STACKS:
                    if name in item.fixturenames:
                        self._last[item._fixtureinfo.name2fixturedefs[name][-1]] = item

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, object, object]:
        """End the stack if this was its last test."""
        result = yield
        if isinstance(item, pytest.Function):
            for definition in [definition for definition, last in self._last.items() if last is item]:
                definition.finish(item._request)
        return result


def suite_of(nodeid: str) -> str:
    """Return the suite of a test: the folder below tests/."""
    parts = nodeid.split("::")[0].split("/")
    return parts[1] if len(parts) > 2 and parts[0] == TESTS.name else "other"


class Scheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Gives the tests of a file to one worker, and all tests of a shared stack to one, in the order of the collection."""

    def _split_scope(self, nodeid: str) -> str:
        """Return the group of a test: tests of one group run in one worker, so that no fixture is made twice."""
        return group_of(nodeid)


def group_of(nodeid: str) -> str:
    """Return the file of a test, or whatever shares a stack: its suite, its folder, or the file and others."""
    file = nodeid.partition("::")[0]
    folder = file.rpartition("/")[0]
    if file in SHARED_FILES:
        return f"{folder} {SHARED_FILES[file]}"
    if folder in SECOND_STACK:
        return "e2e second_stack"
    suite = suite_of(nodeid)
    return suite if suite in ON_THE_STACK else file


def order_for_workers(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let the tests of shared stacks begin first in a worker, for they take longest; then the suites in ORDER."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: ORDER.index(suite_of(item.nodeid)))


def leave_out_long(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take tests marked `long` out of the run, unless --full is given or the test is named by its id."""
    if config.getoption("--full"):
        return
    # with its parameters an id names one case, without them all cases of a test
    named = {str(config.invocation_params.dir / argument) for argument in config.args if "::" in argument}
    left_out = [item for item in items if item.get_closest_marker("long") and not named & _ids(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _ids(item: pytest.Item) -> set[str]:
    identifier = f"{item.path}::{item.nodeid.partition('::')[2]}"
    return {identifier, identifier.partition("[")[0]}
