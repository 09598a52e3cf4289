"""A second stack for the tests of review and scoring: a stack has 32 divisions, and a test that opens one uses it up.

A folder's conftest imports the three fixtures, which then take the place of the shared stack's.
"""

from __future__ import annotations

import pytest

from chassis.kernel.clock import FileClock
from cli.stack.local import LocalStack
from tests.e2e.registration.running import Contest


@pytest.fixture(scope="session")
def contest_clock(second_clock: FileClock) -> FileClock:
    """Return the clock of the second stack."""
    return second_clock


@pytest.fixture(scope="session")
def stack(second_stack: LocalStack) -> LocalStack:
    """Return the second stack."""
    return second_stack


@pytest.fixture(scope="session")
def nation(second_nation: Contest) -> Contest:
    """Return the second stack's contest, in which the shared division is open."""
    return second_nation
