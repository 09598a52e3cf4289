"""A stack for one folder of tests alone: a stack has 32 divisions, and a test that opens one uses it up.

A folder's conftest imports all three fixtures, which then take the place of the shared stack's.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chassis.kernel.clock import FileClock
from cli.stack.local import LocalStack
from tests.e2e.registration.running import Contest, opened
from tests.parts import running_stack


@pytest.fixture(scope="session")
def contest_clock(tmp_path_factory: pytest.TempPathFactory) -> FileClock:
    """Return the clock of this folder's stack."""
    return FileClock(tmp_path_factory.mktemp("clock") / "clock.json")


@pytest.fixture(scope="session")
def stack(contest_clock: FileClock) -> Iterator[LocalStack]:
    """Run all of Dasai for this folder's tests."""
    with running_stack(contest_clock) as running:
        yield running


@pytest.fixture(scope="session")
def nation(stack: LocalStack, contest_clock: FileClock) -> Iterator[Contest]:
    """Open the shared division of this folder's stack, once for all its tests."""
    with opened(stack, contest_clock) as contest:
        yield contest
