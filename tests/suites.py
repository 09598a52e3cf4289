"""How long each suite took, which tests are left to `./dasai test full`, and which run side by side."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
# the order in which suites are begun beside the tests of the shared stack: quick ones first, single long files before short ones
ORDER = ("unit", "contract", "chaos", "browser", "e2e", "service")


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


def suite_of(nodeid: str) -> str:
    """Return the suite of a test: the folder below tests/."""
    parts = nodeid.split("::")[0].split("/")
    return parts[1] if len(parts) > 2 and parts[0] == TESTS.name else "other"


def group_for_workers(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give the tests of a file to one worker, and all tests of the fixture `stack` too, which begin first.

    So no fixture of a module is made twice and the stack of the whole run once only; the longest group is not the last to end.
    """
    if config.getoption("dist", "no") != "loadgroup":
        return
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=_begins)


def _group(item: pytest.Item) -> str:
    return "stack" if "stack" in getattr(item, "fixturenames", ()) else item.nodeid.partition("::")[0]


def _begins(item: pytest.Item) -> int:
    suite = suite_of(item.nodeid)
    return -1 if _group(item) == "stack" else ORDER.index(suite) if suite in ORDER else len(ORDER)


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
