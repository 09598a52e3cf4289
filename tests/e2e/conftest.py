"""The session's stack with an open division, for the rules of every service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

import httpx
import pytest

from chassis.kernel.clock import FileClock
from cli.demo.client import Tally, User
from cli.stack.local import LocalStack
from tests.e2e.registration.running import Contest, opened
from tests.parts import running_stack


@pytest.fixture(scope="session")
def nation(stack: LocalStack, contest_clock: FileClock) -> Iterator[Contest]:
    """Open the shared division of the stack, once for all tests."""
    with opened(stack, contest_clock) as contest:
        yield contest


@pytest.fixture(scope="session")
def second_clock(tmp_path_factory: pytest.TempPathFactory) -> FileClock:
    """Return the clock of the second stack."""
    return FileClock(tmp_path_factory.mktemp("clock") / "clock.json")


@pytest.fixture(scope="session")
def second_stack(second_clock: FileClock) -> Iterator[LocalStack]:
    """Run all of Dasai once more, for the tests of review and scoring."""
    with running_stack(second_clock) as running:
        yield running


@pytest.fixture(scope="session")
def second_nation(second_stack: LocalStack, second_clock: FileClock) -> Iterator[Contest]:
    """Open the shared division of the second stack, once for all its tests."""
    with opened(second_stack, second_clock) as contest:
        yield contest


@pytest.fixture
def contest(nation: Contest) -> Contest:
    """Move the clock to an hour after the shared division opened, wherever an earlier test left it."""
    nation.clock.move_to(nation.plan.opens + timedelta(hours=1))
    return nation


@pytest.fixture
def from_address(contest: Contest) -> Iterator[Callable[[str], User]]:
    """Return who makes users that did not sign in, each from an address of their own: each address has its own allowance."""
    with ExitStack() as clients:

        def connect(address: str) -> User:
            transport = httpx.HTTPTransport(local_address=address)
            return User(
                contest.stack.url, Tally(), http=clients.enter_context(httpx.Client(transport=transport, timeout=30))
            )

        yield connect
